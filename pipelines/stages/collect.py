"""Plan and fetch: lists, official sites and accounts, into the archive. Reads pages only to know what to ask next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from pipelines.fetch.archive import PartitionArchive
from pipelines.fetch.crawl import Reduce, crawl
from pipelines.fetch.earlier import EarlierCaptures
from pipelines.fetch.summary import RunSummary
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.networks import registry, wayback
from pipelines.networks.conversations import reduced
from pipelines.networks.planning import as_permitted, limited_doors
from pipelines.networks.protocol import Conversations
from pipelines.networks.registry import NETWORKS
from pipelines.networks.website import site_account
from pipelines.roster import directory, wikidata
from pipelines.stages.in_force import refused_parts, roster_of
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.lake import partitions, read_table

API_HOSTS: Final = frozenset({"api-lannuaire.service-public.gouv.fr", "query.wikidata.org", wayback.HOST})
_TOKEN_FR: Final = {Outcome.TOKEN_MISSING: "n’est pas défini", Outcome.TOKEN_REJECTED: "est refusé"}


def _nothing_more(_: Capture) -> list[Request]:
    return []


def collect_lists(world: World, month: Month) -> StepReport:
    """Ask the directory and Wikidata for the members of the roster; with `ask_again`, once more for the parts of the
    month that answered and were not believed."""
    roster = roster_of(world, month)
    report = StepReport("collect lists", problems=[*roster.problems])
    properties = registry.wikidata_properties()
    plans = {"directory": directory.plan(month), "wikidata": wikidata.plan(roster.members, month, properties)}
    refused = refused_parts(world, month)
    parts = {"directory": directory.part_of, "wikidata": wikidata.part_of}
    for name, requests in plans.items():
        distrusted = {request.key for request in requests if (name, parts[name](request)) in refused}
        summary = fetch_partition(world, month, name, requests, distrusted=distrusted)
        add_summary(report, name, summary)
    return report


def collect_network(world: World, month: Month, network: str, on: date | None = None) -> StepReport:
    """Ask for the pages of the accounts of the month (or every declared site, for `website`).

    `on` is the day of a further visit, whose readings stand beside those of the end of the month: it reads the counters
    of posts again when they are a week old. Before the month is closed, its accounts are those of the last month known.
    """
    module = NETWORKS[network]
    known = month if on is None else last_known(world, month)
    accounts = declared_sites(world, known) if network == "website" else asked_accounts(world, known, network)
    report = StepReport(f"collect {network}")
    access, occasion = world.access, "" if on is None else on.isoformat()
    talks = module if world.settings.read_replies and on is None and isinstance(module, Conversations) else None

    def permitted(requests: Iterable[Request]) -> Iterator[Request]:
        return (replace(as_permitted(one, module.MANIFEST, access), occasion=occasion) for one in requests)

    requests = list(permitted(module.plan(accounts, month, access)))
    if accounts and not requests:
        report.problems.append(
            f"{network} : aucune porte ouverte ce mois-là ; {len(accounts)} comptes restent sans relevé ({month})."
        )
    limited = limited_doors(module.MANIFEST, world.settings.declared)
    summary = fetch_partition(
        world,
        month,
        network,
        requests,
        lambda capture: permitted(
            [*module.follow(capture, month), *(talks.plan_replies(capture, month) if talks else [])]
        ),
        day=on,
        never_confirmed=limited,
        reduce=partial(reduced, talks) if talks else None,
    )
    add_summary(report, network, summary)
    report.facts["accounts"] = len(accounts)
    return report


def last_known(world: World, month: Month) -> Month:
    """The latest month, `month` at most, whose accounts the lake knows.

    Raises:
        InputError: it knows none.
    """
    months = [found.month for found in partitions(world.lake_dir, "roster.accounts") if found.month is not None]
    known = max((one for one in months if one <= month), default=None)
    if known is None:
        raise InputError(f"no month up to {month} was collected: its accounts are not known; collect a month first")
    return known


def fetch_partition(
    world: World,
    month: Month,
    partition: str,
    requests: Iterable[Request],
    follow: Callable[[Capture], Iterable[Request]] = _nothing_more,
    *,
    paces: Mapping[str, float] | None = None,
    day: date | None = None,
    never_confirmed: Container[str] = (),
    distrusted: Container[str] = (),
    reduce: Reduce | None = None,
) -> RunSummary:
    """Crawl into one partition of the archive. `day` is that of the visit, when it is not the last of the month;
    servers are asked to confirm earlier captures, but for the doors `never_confirmed`. `distrusted` are keys of
    requests whose answers are not believed: they are asked again with what failed, when that is asked again. `reduce`:
    see `crawl`."""

    visit = day or month.last_day

    async def run() -> RunSummary:
        with (
            PartitionArchive(
                world.archive_dir, month, partition, asks_again=world.settings.ask_again, distrusted=distrusted
            ) as archive,
            EarlierCaptures(world.archive_dir, month, partition) as earlier,
        ):

            def previous(request: Request) -> Capture | None:
                return None if request.door in never_confirmed else earlier.find(request)

            async with world.client(visit, paces) as client:
                for host, mark in world.marks.get(visit, {}).items():
                    client.pacer.restore(host, mark)
                summary = await crawl(
                    requests,
                    follow=follow,
                    archive=archive,
                    client=client,
                    progress=world.progress,
                    previous=previous,
                    api_hosts=API_HOSTS | registry.api_hosts(),
                    reduce=reduce,
                )
                world.remember(visit, client.pacer)
                return summary

    world.summaries[partition] = summary = asyncio.run(run())
    return summary


def add_summary(report: StepReport, name: str, summary: RunSummary) -> None:
    """What a crawl did, into the report of its step."""
    report.rows[f"archive/{name}"] = summary.requests
    report.facts |= {f"{name} {key}": value for key, value in summary.as_dict().items()}
    report.problems += [f"{name} : {repair}" for repair in summary.repairs]
    report.problems += _unanswered(name, summary)


def _unanswered(name: str, summary: RunSummary) -> list[str]:
    """A line per token that is missing or refused, or one when nothing at all answered; one for what was postponed."""
    told = [
        f"{name} : BAROMETRE_TOKEN_{auth.upper()} {_TOKEN_FR[outcome]} ; {count} requêtes sans réponse, le reste va."
        for (auth, outcome), count in sorted(summary.token_faults.items())
    ]
    failed = {outcome: count for outcome, count in summary.outcomes.items() if not outcome.is_answer}
    if summary.requests and not told and sum(failed.values()) == summary.requests:
        why = ", ".join(f"{outcome.value} × {count}" for outcome, count in failed.items())
        told.append(f"{name} : aucune réponse ({why}) ; le reste continue, --ask-again redemandera ce qui a échoué.")
    elif postponed := summary.outcomes[Outcome.NOT_ATTEMPTED]:
        told.append(f"{name} : {postponed} requêtes remises, l’hôte demande d’attendre ; relancer pour les faire.")
    return told


def declared_sites(world: World, month: Month) -> list[AccountRef]:
    """The official sites that lists declare in a month."""
    frame = read_table(world.lake_dir, "roster.sites", month)
    return [site_account(url) for url in sorted(set(frame["site_url"]))]


def asked_accounts(world: World, month: Month, network: str) -> Sequence[AccountRef]:
    """The accounts of a network that a month asks for, one per account id: main ones, and those that might be."""
    frame = read_table(world.lake_dir, "roster.accounts", month).filter("is_asked", network=network)
    rows = frame.unique("account_id").sort("account_id").select("handle", "account_url").rows()
    return [AccountRef(network, handle, url) for handle, url in rows]
