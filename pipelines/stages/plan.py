"""What a month will cost before it starts: requests, hosts, minutes and units of metered interfaces, by network."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.fetch.crawl import HOSTS_AT_ONCE
from pipelines.fetch.guard import host_of
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.records import AccountRef, Request
from pipelines.networks import registry
from pipelines.networks.conversations import THREADS_PER_PAGE
from pipelines.networks.planning import as_permitted
from pipelines.networks.protocol import Conversations
from pipelines.networks.registry import NETWORKS
from pipelines.roster import directory, wikidata
from pipelines.stages.collect import asked_accounts, declared_sites, last_known
from pipelines.stages.in_force import roster_of
from pipelines.stages.world import LIST_PACES, SITE_PACE, World

PAGES_PER_SITE: Final = 4.5
"""Requests that a site costs after its home page and robots.txt included: measured on the simulated web."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One network (or list) of a plan.

    `minutes` is the time of its slowest host at its pace; `units` are of the metered token, `days` how many days its
    grant makes them last; `note_fr` says what is left out and why.
    """

    name: str
    account_count: int
    request_count: int
    host_count: int
    minutes: float
    units: float = 0.0
    unit_fr: str = ""
    days: int = 0
    note_fr: str = ""


def plan_month(world: World, month: Month, networks: Sequence[str]) -> list[PlanRow]:
    """The plan of a month for the accounts that the lake knows of it, or of the nearest earlier month.

    What follows from an answer (posts, further pages) is estimated from what a month usually takes. Nothing is fetched.
    """
    members = roster_of(world, month).members
    lists = {
        "directory": directory.plan(month),
        "wikidata": wikidata.plan(members, month, registry.wikidata_properties()),
    }
    rows = [_row(name, members.height, requests, LIST_PACES, 0.0) for name, requests in lists.items()]
    known = _latest(world, month)
    for network in networks:
        if known is None:
            note = "comptes inconnus : ils viennent des listes et des sites, à collecter d’abord"
            rows.append(PlanRow(network, 0, 0, 0, 0.0, note_fr=note))
        elif network == "website":
            rows.append(_sites(declared_sites(world, known)))
        else:
            rows.append(_network(world, month, network, asked_accounts(world, known, network)))
    return rows


def _latest(world: World, month: Month) -> Month | None:
    try:
        return last_known(world, month)
    except InputError:
        return None


def _sites(sites: Sequence[AccountRef]) -> PlanRow:
    hosts = len({host_of(site.url) for site in sites})
    rounds = math.ceil(hosts / HOSTS_AT_ONCE)
    requests = round(len(sites) * PAGES_PER_SITE)
    return PlanRow("website", len(sites), requests, hosts, rounds * PAGES_PER_SITE * SITE_PACE / 60)


def _network(world: World, month: Month, network: str, accounts: Sequence[AccountRef]) -> PlanRow:
    manifest = NETWORKS[network].MANIFEST
    access = world.access
    planned = [as_permitted(request, manifest, access) for request in NETWORKS[network].plan(accounts, month, access)]
    sent = [one for one in planned if not one.barred and (one.auth is None or one.auth in access)]
    is_talking = world.settings.read_replies and isinstance(NETWORKS[network], Conversations)
    each = manifest.requests_per_account + (THREADS_PER_PAGE if is_talking else 0)
    further = each * len(accounts) if sent else 0.0
    row = _row(network, len(accounts), sent, registry.paces(), further)
    return _with_cost(row, sent, planned, further)


def _row(name: str, accounts: int, requests: Sequence[Request], paces: dict[str, float], further: float) -> PlanRow:
    hosts = Counter(host_of(request.url) for request in requests)
    share = 1 + further / len(requests) if requests else 1.0
    minutes = max((count * share * paces.get(host, 1.0) / 60 for host, count in hosts.items()), default=0.0)
    return PlanRow(name, accounts, round(len(requests) * share), len(hosts), minutes)


def _with_cost(row: PlanRow, sent: Sequence[Request], planned: Sequence[Request], further: float) -> PlanRow:
    tokens = registry.tokens()
    metered = [request for request in sent if request.auth is not None]
    notes = sorted({request.barred for request in planned if request.barred})
    lacking = sorted({one.auth for one in planned if one.auth is not None and not one.barred and one not in sent})
    notes += [f"BAROMETRE_TOKEN_{name.upper()} n’est pas défini" for name in lacking]
    if not planned and row.account_count:
        notes.append("aucune porte ouverte ce mois-là")
    units, unit_fr, days = 0.0, "", 0
    if metered:
        token = tokens[metered[0].auth or ""]
        units = sum(request.units for request in metered) + further * metered[0].units
        unit_fr = token.unit_fr
        days = math.ceil(units / token.daily_units) if token.daily_units else 0
    return PlanRow(
        row.name,
        row.account_count,
        row.request_count,
        row.host_count,
        row.minutes,
        units,
        unit_fr,
        days,
        " ; ".join(notes),
    )
