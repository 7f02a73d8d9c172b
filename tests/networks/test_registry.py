"""Every network keeps the protocol, and one that does not is refused with what it lacks."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from pipelines.model.errors import ConfigError
from pipelines.model.fields import TABLES
from pipelines.networks import bluesky
from pipelines.networks.protocol import Door, Manifest, Token
from pipelines.networks.registry import NETWORKS, check_network, check_together, doors_frame, entity_kinds, paces

GIVES = {
    "followers", "following", "posts", "talking", "verified", "created", "post_dates", "post_counts", "alt_texts",
    "items", "links", "name", "ads", "texts", "replies",
}  # fmt: skip


def broken(**changes: Any) -> ModuleType:
    module = ModuleType("pipelines.networks.broken")
    vars(module).update(
        {name: getattr(bluesky, name) for name in ("match_url", "plan", "follow", "parse_profile", "parse_posts")}
    )
    module.MANIFEST = bluesky.MANIFEST  # type: ignore[attr-defined]
    vars(module).update(changes)
    return module


DOOR = Door("appview", frozenset(), "Libre.", "Exact.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"MANIFEST": None}, "no MANIFEST"),
        ({"parse_posts": None}, "lacks parse_posts"),
        ({"MANIFEST": replace(bluesky.MANIFEST, name="other")}, "its name is 'other'"),
        ({"MANIFEST": replace(bluesky.MANIFEST, pace=0.5)}, r"pace of 0\.5 s"),
        ({"MANIFEST": replace(bluesky.MANIFEST, doors=())}, "no door"),
        ({"MANIFEST": replace(bluesky.MANIFEST, doors=bluesky.MANIFEST.doors * 2)}, "two of one name"),
        ({"MANIFEST": replace(bluesky.MANIFEST, doors=(DOOR,))}, "gives nothing"),
        ({"MANIFEST": replace(bluesky.MANIFEST, metric_defs=(("x.followers", "…"),))}, "not named after it"),
        ({"MANIFEST": replace(bluesky.MANIFEST, parser_version="")}, "parser version"),
        ({"MANIFEST": replace(bluesky.MANIFEST, api_hosts=("api.example.org",))}, "not one of its hosts"),
    ],
)
def test_module_that_breaks_the_protocol_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        check_network("bluesky", broken(**changes))


def test_module_that_keeps_the_protocol_is_accepted() -> None:
    assert check_network("bluesky", broken()).MANIFEST is bluesky.MANIFEST


@pytest.mark.parametrize("name", NETWORKS)
def test_contract_of_every_network(name: str) -> None:
    manifest: Manifest = NETWORKS[name].MANIFEST
    assert manifest.name == name
    assert manifest.metric_defs
    assert manifest.parser_version.startswith(f"{name}-")
    for door in manifest.doors:
        assert door.gives <= GIVES
        assert door.terms_fr.endswith(".")
        assert door.precision_fr.endswith(".")
        assert door.retention_days is not None or door.lifted_by is None
    assert all("." in host and host == host.lower() for host in manifest.hosts)


def test_every_host_has_a_pace_of_a_second_or_more() -> None:
    assert set(paces()) == {host for network in NETWORKS.values() for host in network.MANIFEST.hosts}
    assert min(paces().values()) >= 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hosts": bluesky.MANIFEST.hosts, "pace": 3.0}, "the pace of the host public.api.bsky.app"),
        ({"doors": (replace(DOOR, token=Token("x", "X-Other")),)}, "the token x"),
        ({"rank": bluesky.MANIFEST.rank}, "the rank"),
    ],
)
def test_networks_that_disagree_are_refused(changes: dict[str, Any], message: str) -> None:
    other = replace(bluesky.MANIFEST, **{"name": "other", "rank": 999, "hosts": (), "api_hosts": (), **changes})
    manifests = [network.MANIFEST for network in NETWORKS.values()]
    check_together([*manifests, replace(other, name="fine", rank=998, hosts=(), doors=())])
    with pytest.raises(ConfigError, match=message):
        check_together([*manifests, other])


def test_doors_are_a_table_of_the_field_dictionary() -> None:
    frame = doors_frame()
    table = TABLES["reference.networks"]
    assert frame.columns == table.columns
    assert frame.select(table.grain).is_unique().all()
    assert frame.filter(pl.col("is_token_needed")).select("network", "door").rows() == [
        ("facebook", "graph"),
        ("facebook", "ads"),
        ("x", "api"),
        ("instagram", "business_discovery"),
        ("youtube", "api"),
        ("tiktok", "research_api"),
        ("threads", "profile_discovery"),
    ]


def test_each_network_says_what_its_accounts_are() -> None:
    assert set(entity_kinds().values()) == {"page", "channel", "profile"}
    assert (entity_kinds()["facebook"], entity_kinds()["youtube"], entity_kinds()["x"]) == (
        "page",
        "channel",
        "profile",
    )


def test_doors_that_number_accounts_in_their_own_way_are_doors() -> None:
    instagram = NETWORKS["instagram"].MANIFEST
    assert (instagram.id_space("business_discovery"), instagram.id_space("page")) == ("graph", "native")
