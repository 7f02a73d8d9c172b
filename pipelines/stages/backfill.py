"""Months of the past, from the web archive: which copies it has, the raw copy of each month, and the roster in force.

The archive is asked within 80 % of its limits, and everything it answers is kept: an interrupted backfill goes on where
it was. A month that was never collected takes its accounts from the nearest month that was: their evidence keeps the
instant at which it was found, and nothing is ever called absent there, because nobody looked.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.fetch.archive import PartitionArchive
from pipelines.model.errors import InputError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture
from pipelines.networks import wayback
from pipelines.networks.registry import NETWORKS
from pipelines.roster import lists
from pipelines.roster.in_force import lists_frame
from pipelines.roster.resolve import resolve
from pipelines.stages import parse, roster
from pipelines.stages.collect import add_summary, asked_accounts, fetch_partition
from pipelines.stages.in_force import roster_of
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.lake import conform, partition_path, partitions

_Found = dict[str, list[wayback.Copy] | Walled]


def backfill(world: World, network: str, months: Sequence[Month]) -> StepReport:
    """Fetch and read the copies of every account of a network in each of `months`, and load what they say.

    Raises:
        InputError: no month of the lake names an account of that network.
    """
    report = StepReport(f"backfill {network}")
    accounts = {month: _accounts(world, month, network) for month in months}
    found = _index(world, network, accounts, report)
    for month in months:
        _copies(world, network, month, accounts[month], found, report)
        declare(world, month)
    for reading in parse.parse_partitions(world, [(month, network) for month in months]):
        report.problems += reading.problems
        for name, count in reading.rows.items():
            report.rows[name] = report.rows.get(name, 0) + count
    return report


def _index(world: World, network: str, accounts: dict[Month, list[AccountRef]], report: StepReport) -> _Found:
    """The copies of each account over all months, or the wall that the archive answered with."""
    first, last = min(accounts), max(accounts)
    known = {account.account_id: account for month in accounts for account in accounts[month]}
    requests = [
        wayback.index_request(network, account, address, first, last)
        for account in known.values()
        for address in _addresses(network, account)
    ]
    name = f"{wayback.DOOR}-{network}"
    paces = {wayback.HOST: wayback.INDEX_PACE}
    add_summary(report, name, fetch_partition(world, last, name, requests, paces=paces, day=world.present.last_day))
    found: _Found = {}
    with PartitionArchive(world.archive_dir, last, name, is_read_only=True) as archive:
        for request in requests:
            capture = archive.find(request.key)
            if capture is not None:
                _add_copies(found, capture, report)
    return found


def _addresses(network: str, account: AccountRef) -> list[str]:
    """Where the pages of an account were in the past: the network says so, else its present address."""
    form = NETWORKS[network].MANIFEST.past_address
    return [account.url] if form is None else [form.format(account.handle)]


def _add_copies(found: _Found, capture: Capture, report: StepReport) -> None:
    (account_id,) = capture.request.subjects
    before = found.get(account_id)
    try:
        copies = wayback.parse_index(capture)
    except Walled as wall:
        found.setdefault(account_id, wall)
        return
    except ReadingError as error:
        report.problems.append(f"archives du web : {error}")
        found.setdefault(account_id, Walled(Outcome.PARSE_ERROR, str(error)))
        return
    found[account_id] = [*(before if isinstance(before, list) else []), *copies]


def _copies(
    world: World, network: str, month: Month, accounts: list[AccountRef], found: _Found, report: StepReport
) -> None:
    """Fetch the copy of each account in a month, and record those that have none, with the reason."""
    requests, missing = [], []
    for account in accounts:
        copies = found.get(account.account_id, [])
        copy = None if isinstance(copies, Walled) else wayback.copy_of_month(copies, month)
        if copy is not None:
            requests.append(wayback.copy_request(network, account, copy))
        elif isinstance(copies, Walled):
            missing.append((account, copies.outcome, str(copies)))
        else:
            missing.append((account, Outcome.NOT_ARCHIVED, "the index lists no copy of this month"))
    paces = {wayback.HOST: wayback.COPY_PACE}
    summary = fetch_partition(world, month, network, requests, paces=paces, day=world.present.last_day)
    add_summary(report, f"{network} {month}", summary)
    with PartitionArchive(world.archive_dir, month, network, asks_again=world.settings.ask_again) as archive:
        for account, outcome, why in missing:
            record = wayback.no_copy(network, account, month, outcome, month.reference_instant(), why)
            if record.request.key not in archive:
                archive.append(record)
    report.facts[f"{month} copies"] = len(requests)
    report.facts[f"{month} missing"] = len(missing)


def _accounts(world: World, month: Month, network: str) -> list[AccountRef]:
    nearest = _nearest(world, month)
    found = [] if nearest is None else list(asked_accounts(world, nearest, network))
    if not found:
        raise InputError(
            f"no month of the lake names an account of {network}: run a month first, or import accounts "
            f"(barometre import)"
        )
    return found


def _nearest(world: World, month: Month) -> Month | None:
    """The month whose accounts stand for `month`: itself, else the nearest one, the later of two."""
    known = [found.month for found in partitions(world.lake_dir, "roster.accounts") if found.month is not None]
    return min(known, key=lambda other: (abs(month.distance(other)), other < month), default=None)


def declare(world: World, month: Month) -> None:
    """Give a month that was never collected its roster, and the evidence of the nearest month that was."""
    nearest = _nearest(world, month)
    if nearest in (None, month) or partition_path(world.lake_dir, "roster.accounts", month).is_file():
        return
    members = roster_of(world, month)
    evidence = roster.evidence_of(world, nearest)
    evidence = evidence.with_columns(month=pl.lit(month.first_day), is_carried=pl.lit(value=True))
    frames = {
        "roster.months": roster.month_frame(month, members.roster_id),
        "roster.members": conform("roster.members", members.members),
        "roster.lists": lists_frame(month, [members.part], []),
        "roster.sites": lists.frame("roster.sites", []),
        "roster.looks": lists.frame("roster.looks", []),
        "roster.evidence": evidence,
        "roster.accounts": resolve(evidence, members.members),
    }
    roster.store(world, month, frames, StepReport("declare"))
