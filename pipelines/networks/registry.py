"""Every network of this version, found and checked against the protocol. A new one is a file of this folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Final, cast

import polars as pl

from pipelines import networks as room
from pipelines.model.errors import ConfigError
from pipelines.model.records import AccountRef
from pipelines.networks.frames import frame_of
from pipelines.networks.protocol import Manifest, Network, Token

_FUNCTIONS: Final = ("match_url", "plan", "follow", "parse_profile", "parse_posts")


def check_network(name: str, module: ModuleType) -> Network:
    """`module` as a network. Raises ConfigError when it does not keep the protocol, saying what it lacks."""
    manifest = getattr(module, "MANIFEST", None)
    if not isinstance(manifest, Manifest):
        raise ConfigError(f"{module.__name__} has no MANIFEST: see pipelines/networks/protocol.py")
    missing = [function for function in _FUNCTIONS if not callable(getattr(module, function, None))]
    door_names = [door.name for door in manifest.doors]
    faults = {
        f"its name is {manifest.name!r}, not {name!r}": manifest.name != name,
        f"it lacks {', '.join(missing)}": bool(missing),
        "it has no door, or two of one name": not door_names or len(set(door_names)) != len(door_names),
        "a door with a token is not called an interface": any(d.token and not d.is_interface for d in manifest.doors),
        "a door gives nothing": any(not door.gives for door in manifest.doors),
        "a metric of it is not named after it": any(not m.startswith(f"{name}.") for m, _ in manifest.metric_defs),
        f"its pace of {manifest.pace} s is less than one second": manifest.pace < 1,
        "its parser version is empty": not manifest.parser_version,
        "its numberings are not of its doors": not {door for door, _ in manifest.id_spaces} <= set(door_names),
        "a host of its interface is not one of its hosts": not set(manifest.api_hosts) <= set(manifest.hosts),
    }
    found = [fault for fault, is_found in faults.items() if is_found]
    if found:
        raise ConfigError(f"{module.__name__} is not a network: {'; '.join(found)}")
    return cast(Network, module)


def load_networks() -> dict[str, Network]:
    """Networks by name, in the order of their rank: every module of this folder that has a MANIFEST.

    Raises:
        ConfigError: a module does not keep the protocol, or two networks give one host different paces.
    """
    names = [info.name for info in iter_modules(room.__path__) if info.name != "registry" and info.name[0] != "_"]
    modules = {name: import_module(f"{room.__name__}.{name}") for name in names}
    found = [check_network(name, module) for name, module in modules.items() if hasattr(module, "MANIFEST")]
    networks = {network.MANIFEST.name: network for network in sorted(found, key=lambda one: one.MANIFEST.rank)}
    check_together([network.MANIFEST for network in networks.values()])
    return networks


def check_together(manifests: Sequence[Manifest]) -> None:
    """What networks may not do to each other: one pace per host, one definition per token, one rank each.

    Raises:
        ConfigError: says which of them, and why.
    """
    hosts = {(host, manifest.pace) for manifest in manifests for host in manifest.hosts}
    tokens = {door.token for manifest in manifests for door in manifest.doors if door.token is not None}
    for what, names in (
        ("the pace of the host", [host for host, _ in hosts]),
        ("the token", [token.name for token in tokens]),
        ("the rank", [str(manifest.rank) for manifest in manifests]),
    ):
        twice = sorted(name for name, count in Counter(names).items() if count > 1)
        if twice:
            raise ConfigError(f"networks disagree on {what} {', '.join(twice)}: it would be ambiguous")


NETWORKS: Final = load_networks()


def label(code: str) -> str:
    """The name that people know a network by; a code that is none stays as it is."""
    return NETWORKS[code].MANIFEST.label if code in NETWORKS else code


def match_url(url: str) -> AccountRef | None:
    """The account on a social network at `url`, or None. Networks that can be on any host are asked last.

    A website is not looked for: every address is one.
    """
    for name, network in NETWORKS.items():
        found = network.match_url(url) if name != "website" else None
        if found is not None:
            return found
    return None


def account_named(network: str, text: str) -> AccountRef | None:
    """The account of a network that an address or an identifier names, None when it names none."""
    module = NETWORKS[network]
    name = text.strip().removeprefix("@")
    user, _, host = name.partition("@")
    forms = [form.format(name, user=user, host=host) for _, form in module.MANIFEST.wikidata]
    tried = (text, *forms, *(f"https://{place}/{name}" for place in module.MANIFEST.hosts))
    return next((found for address in tried if (found := module.match_url(address)) is not None), None)


def paces() -> dict[str, float]:
    """Least seconds between two requests, by host (for the client)."""
    return {host: network.MANIFEST.pace for network in NETWORKS.values() for host in network.MANIFEST.hosts}


def api_hosts() -> frozenset[str]:
    """Hosts of documented programming interfaces, whose robots.txt does not speak to their users."""
    return frozenset(host for network in NETWORKS.values() for host in network.MANIFEST.api_hosts)


def shared_hosts() -> frozenset[str]:
    """Hosts that several networks ask."""
    asked = Counter(host for network in NETWORKS.values() for host in network.MANIFEST.hosts)
    return frozenset(host for host, count in asked.items() if count > 1)


def tokens() -> dict[str, Token]:
    """Every token that a door can need, by name."""
    doors = (door for network in NETWORKS.values() for door in network.MANIFEST.doors)
    return {door.token.name: door.token for door in doors if door.token is not None}


def wikidata_properties() -> dict[str, str]:
    """Properties of Wikidata that name an account, with the form of the address that each stands for."""
    return dict(pair for network in NETWORKS.values() for pair in network.MANIFEST.wikidata)


def entity_kinds() -> dict[str, str]:
    """What an account of each network is: page, channel or profile."""
    return {name: network.MANIFEST.entity_kind for name, network in NETWORKS.items()}


def metrics() -> dict[str, str]:
    """What each counter of followers counts, as a French sentence, by its code (`facebook.fans`)."""
    return dict(pair for network in NETWORKS.values() for pair in network.MANIFEST.metric_defs)


def doors_frame() -> pl.DataFrame:
    """`reference.networks`: one row per door, in the order of trial."""
    rows = [
        (
            *(manifest.name, manifest.label, manifest.rank, door.name, rank, " ".join(sorted(door.gives))),
            *(door.precision_fr, door.terms_fr, door.auth is not None, door.needs, door.retention_days),
            *(door.lifted_by, manifest.is_present_by_link),
        )
        for manifest in (network.MANIFEST for network in NETWORKS.values())
        for rank, door in enumerate(manifest.doors, start=1)
    ]
    return frame_of("reference.networks", rows)
