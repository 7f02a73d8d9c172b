"""Every network of this version, loaded and checked against the protocol. A new one is a file, and a name here."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from types import ModuleType
from typing import Final, cast

import polars as pl

from pipelines.model.errors import ConfigError
from pipelines.model.records import AccountRef
from pipelines.networks.frames import frame_of
from pipelines.networks.protocol import Manifest, Network

NAMES: Final = ("website", "facebook", "x", "youtube", "bluesky", "mastodon")
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
        "a door gives nothing": any(not door.gives for door in manifest.doors),
        "a metric of it is not named after it": any(not m.startswith(f"{name}.") for m, _ in manifest.metric_defs),
        f"its pace of {manifest.pace} s is less than one second": manifest.pace < 1,
        "its parser version is empty": not manifest.parser_version,
    }
    found = [fault for fault, is_found in faults.items() if is_found]
    if found:
        raise ConfigError(f"{module.__name__} is not a network: {'; '.join(found)}")
    return cast(Network, module)


def load_networks() -> dict[str, Network]:
    """Networks by name, in the order in which they are shown. Raises ConfigError; one host serves one network."""
    networks = {name: check_network(name, import_module(f"pipelines.networks.{name}")) for name in NAMES}
    hosts = Counter(host for network in networks.values() for host in network.MANIFEST.hosts)
    twice = sorted(host for host, count in hosts.items() if count > 1)
    if twice:
        raise ConfigError(f"two networks claim the hosts {', '.join(twice)}: the pace of a host would be ambiguous")
    return networks


NETWORKS: Final = load_networks()


def match_url(url: str) -> AccountRef | None:
    """The account on a social network at `url`, or None. Mastodon, which can be on any host, is asked last.

    A website is not looked for: every address is one.
    """
    for name, network in NETWORKS.items():
        found = network.match_url(url) if name != "website" else None
        if found is not None:
            return found
    return None


def paces() -> dict[str, float]:
    """Least seconds between two requests, by host (for the client)."""
    return {host: network.MANIFEST.pace for network in NETWORKS.values() for host in network.MANIFEST.hosts}


def doors_frame() -> pl.DataFrame:
    """`reference.networks`: one row per door, in the order of trial."""
    rows = [
        (
            *(manifest.name, manifest.label, door.name, rank, " ".join(sorted(door.gives))),
            *(door.precision_fr, door.terms_fr, door.auth is not None),
        )
        for manifest in (network.MANIFEST for network in NETWORKS.values())
        for rank, door in enumerate(manifest.doors, start=1)
    ]
    return frame_of("reference.networks", rows)
