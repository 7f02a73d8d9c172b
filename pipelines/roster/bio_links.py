"""What accounts say of themselves: that the network verified an institution (E2), that they link back to a site (E3).

Belongs here: evidence read on the accounts. Not here: who claims them (lists, sites), what is decided (resolve).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.model.outcomes import Evidence
from pipelines.networks.urls import host_of, registrable_site
from pipelines.roster import lists
from pipelines.roster.scope import is_foreign
from pipelines.roster.site_links import Sites

SOURCE: Final = "platform"
_RENTED: Final = (
    "linktr.ee", "bit.ly", "linkin.bio", "campsite.bio", "beacons.ai", "bio.link", "taplink.cc", "lnk.bio", "urlr.me",
    "facebook.com", "instagram.com", "x.com", "twitter.com", "youtube.com", "youtu.be", "linkedin.com", "tiktok.com",
    "threads.net", "threads.com", "bsky.app", "t.me", "whatsapp.com", "wa.me", "google.com", "apple.com", "gouv.fr",
    "service-public.fr", "service-public.gouv.fr",
)  # fmt: skip
_CLAIM: Final = ["month", "territory_id", "network", "account_id", "handle", "account_url"]


@dataclass(frozen=True, slots=True)
class SelfTold:
    """`evidence`: rows E2 and E3 of roster.evidence. `elsewhere`: territory_id and account_id of claims whose account
    links to another territory's site, or to a host of another country, and not to the claimant's. `adrift`: those whose
    account links to a site that nobody declares, while the claimant declares one."""

    evidence: pl.DataFrame
    elsewhere: pl.DataFrame
    adrift: pl.DataFrame


def self_told(
    evidence: pl.DataFrame,
    snapshots: pl.DataFrame,
    sites: pl.DataFrame | None,
    parents: pl.DataFrame | None = None,
) -> SelfTold:
    """What the accounts that `evidence` names say in `snapshots` (rows of observations.snapshots of the same month).

    E3: the link of the presentation leads to a declared site of the territory (`sites`, rows of roster.sites), to a
    page under it where several share a host, or to another host of the domain when no other territory is there. A link
    from a commune to its EPCI's site, or back (`parents`: territory_id, parent_id), says neither the one nor the other.
    """
    claims = evidence.unique(["month", "territory_id", "account_id"], keep="first", maintain_order=True).select(_CLAIM)
    seen = snapshots.select("account_id", "is_verified", "bio_url", "observed_at", "record").sort("observed_at")
    told = claims.join(seen, on="account_id", how="inner", maintain_order="left_right")
    verified = told.filter("is_verified")
    owners = _owners(told["bio_url"].drop_nulls().unique().to_list(), sites)
    linked = told.drop_nulls("bio_url").join(owners, on="bio_url", how="inner", maintain_order="left")
    is_own = pl.col("site_owner") == pl.col("territory_id")
    back, away = linked.filter(is_own), linked.filter(~is_own)
    key = ["territory_id", "account_id"]
    if parents is not None:
        for near, far in (("territory_id", "parent_id"), ("parent_id", "territory_id")):
            family = parents.select(territory_id=near, site_owner=far)
            away = away.join(family, on=["territory_id", "site_owner"], how="anti", maintain_order="left")
    with_site = claims.clear().select("territory_id") if sites is None else sites.select("territory_id").unique()
    adrift = told.filter(pl.col("bio_url").map_elements(_is_a_site, return_dtype=pl.Boolean))
    adrift = adrift.join(owners, on="bio_url", how="anti").join(with_site, on="territory_id", how="semi")
    own = back.select(key).unique()
    return SelfTold(
        pl.concat([_rows(verified, Evidence.E2, "account_url"), _rows(back, Evidence.E3, "bio_url")]),
        away.select(key).unique().join(own, on=key, how="anti"),
        adrift.select(key).unique().join(own, on=key, how="anti"),
    )


def _is_a_site(address: str) -> bool:
    """Whether an address is that of a site of one's own, not of a page that many rent (links, forms, networks)."""
    host = host_of(address)
    return host != "" and not host.endswith(_RENTED)


def _rows(told: pl.DataFrame, kind: Evidence, page: str) -> pl.DataFrame:
    """Rows of roster.evidence, the last reading of each claim."""
    last = told.unique(["territory_id", "account_id"], keep="last", maintain_order=True)
    columns = lists.frame("roster.evidence", [])
    return last.select(
        *_CLAIM,
        evidence=pl.lit(kind.value),
        source=pl.lit(SOURCE),
        source_url=pl.col(page),
        found_where=pl.lit(None, pl.String),
        list_rank=pl.lit(1, pl.Int64),
        found_at=pl.col("observed_at"),
        record=pl.col("record"),
        is_carried=pl.lit(value=False),
    ).select(columns.columns)


def _owners(addresses: list[str], sites: pl.DataFrame | None) -> pl.DataFrame:
    """bio_url and site_owner: each territory whose site an address leads to; an empty one for another country's."""
    declared = None if sites is None else Sites.of(sites)
    domains = {} if sites is None else _domains(sites)
    rows: list[tuple[str, str]] = []
    for address in sorted(addresses):
        owners = [] if declared is None else declared.territories_at(address)
        if not owners and host_of(address):
            owners = domains.get(registrable_site(address), [])
            owners = owners if len(owners) == 1 else []
        if not owners and is_foreign(host_of(address)):
            owners = [""]
        rows += [(address, owner) for owner in owners]
    return pl.DataFrame(rows, schema={"bio_url": pl.String, "site_owner": pl.String}, orient="row")


def _domains(sites: pl.DataFrame) -> dict[str, list[str]]:
    """Territories by the domain that their sites are under."""
    found: dict[str, set[str]] = {}
    for territory_id, url in sites.select("territory_id", "site_url").iter_rows():
        found.setdefault(registrable_site(url), set()).add(territory_id)
    return {domain: sorted(territories) for domain, territories in found.items()}
