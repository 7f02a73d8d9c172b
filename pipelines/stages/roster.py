"""Lists and links become evidence, and evidence becomes accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

import polars as pl

from pipelines.config import Settings
from pipelines.fetch.archive import INDEX, PartitionArchive
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.records import Capture
from pipelines.networks import website
from pipelines.networks.registry import match_url, wikidata_properties
from pipelines.roster import cog, directory, lists, rosters, site_links, wikidata
from pipelines.roster.bio_links import SOURCE
from pipelines.roster.carry import SITE_WINDOW, carried
from pipelines.roster.cog import commune_names
from pipelines.roster.in_force import MONTHS, counts_before, lists_frame
from pipelines.roster.list_checks import Before, Known
from pipelines.roster.lists import ListReading
from pipelines.roster.resolve import resolve
from pipelines.stages import decided
from pipelines.stages.in_force import Roster, earlier_lists, earlier_months, keep_file, roster_of
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import conform, empty_frame, partition_path, read_table, shards, write_table
from pipelines.warehouse.load import create_tables, load_reference, rebuild_roster
from pipelines.warehouse.removals import removed, without


def declare(world: World, month: Month) -> StepReport:
    """Write roster.months, roster.members, roster.lists and roster.sites of the month from the archived lists.

    A list that is not believed leaves the one before in force: its sites stay, flagged, with the instant of their list.
    """
    roster = roster_of(world, month)
    before = earlier_lists(world, month)
    readings = read_lists(world, month, roster, before)
    looks = pl.concat([reading.looks for reading in readings])
    stands = carried(looks, _earlier(world, month, "roster.sites", MONTHS), month, "roster.sites", SITE_WINDOW)
    declared = [rows for one in readings for rows in (one.sites, stands.filter(source=one.source))]
    sites, stale = decided.with_sites(world, month, pl.concat(declared))
    parts = [replace(roster.part, record=_kept(world, month)), *(part for one in readings for part in one.parts)]
    frames = {
        "roster.months": month_frame(month, roster.roster_id),
        "roster.members": conform("roster.members", roster.members),
        "roster.lists": lists_frame(month, parts, before),
        "roster.sites": sites.unique(TABLES["roster.sites"].grain, keep="first", maintain_order=True),
        **{name: lists.frame(name, rows) for one in readings for name, rows in one.more.items()},
    }
    problems = [*roster.problems, *(problem for reading in readings for problem in reading.problems), *stale]
    return store(world, month, frames, StepReport("declare", problems=problems, preview=frames["roster.lists"]))


def _kept(world: World, month: Month) -> str | None:
    """The record of a list that a person brought, kept as it came; None for those of the project."""
    file = world.roster_file(month)
    is_brought = file is not None and not file.is_relative_to(world.settings.reference_dir)
    return keep_file(world, month, file) if file is not None and is_brought and file.is_file() else None


def attribute(world: World, month: Month) -> StepReport:
    """Write roster.looks, roster.evidence and roster.accounts from the lists and the official sites."""
    readings = read_lists(world, month, roster_of(world, month), earlier_lists(world, month))
    sites = read_table(world.lake_dir, "roster.sites", month)
    halves = (website.HOME_PURPOSES, website.PAGE_PURPOSES)
    tasks = [world.workers.submit(_pages, world.settings, month, purposes) for purposes in halves]
    pages, broken = ([*chain.from_iterable(part)] for part in zip(*(task.result() for task in tasks), strict=True))
    links = site_links.gather(pages, sites, month)
    problems = [*links.problems, *broken]
    looks = pl.concat([*(reading.looks for reading in readings), links.looks])
    found = [*(reading.evidence for reading in readings), links.evidence]
    evidence = pl.concat([*found, carried(looks, _earlier(world, month, "roster.evidence", 3), month)])
    frames = {
        "roster.looks": looks,
        "roster.evidence": evidence.unique(TABLES["roster.evidence"].grain, keep="first", maintain_order=True),
    }
    report = store(world, month, frames, StepReport("attribute", problems=problems))
    return settle(world, month, report)


def settle(world: World, month: Month, report: StepReport) -> StepReport:
    """Write roster.accounts from all the evidence of a month: what was found, what was brought, what was decided."""
    accounts_by = partial(
        resolve,
        evidence_of(world, month),
        members_of(world),
        sites_of(world, month),
        parents=cog.parents(world.settings.reference_dir, month),
        earlier_main=_earlier_main(world, month),
    )
    ruled, _ = decided.applied(decided.decided(world, month), month, accounts_by)
    accounts = accounts_by(ruled=ruled)
    report.preview = accounts.head(10)
    return store(world, month, {"roster.accounts": accounts}, report)


def evidence_of(world: World, month: Month) -> pl.DataFrame:
    """What lists, sites and brought files say in a month, without what accounts say of themselves (`attribution`) and
    what decisions prove (`decided`)."""
    later = (SOURCE, decided.SHARD)
    shards_of_lists = [path for path in shards(world.lake_dir, "roster.evidence", month) if path.stem not in later]
    frames = [conform("roster.evidence", pl.read_parquet(path, hive_partitioning=False)) for path in shards_of_lists]
    return without(pl.concat([empty_frame("roster.evidence"), *frames]), removed(world.lake_dir))


def members_of(world: World) -> pl.DataFrame:
    """The members of every list that the lake knows, each territory once."""
    return read_table(world.lake_dir, "roster.members").unique("territory_id", keep="first", maintain_order=True)


def sites_of(world: World, month: Month) -> pl.DataFrame | None:
    """The declared sites of a month, None when none was ever looked for."""
    return read_table(world.lake_dir, "roster.sites", month) if shards(world.lake_dir, "roster.sites", month) else None


def _earlier_main(world: World, month: Month) -> frozenset[str]:
    """The main accounts of the month before: they are followed on, whatever is found beside them."""
    before = month.plus(-1)
    if not shards(world.lake_dir, "roster.accounts", before):
        return frozenset()
    return frozenset(read_table(world.lake_dir, "roster.accounts", before).filter("is_main")["account_id"])


def _pages(settings: Settings, month: Month, purposes: tuple[str, ...]) -> tuple[list[site_links.PageLinks], list[str]]:
    """The pages of some purposes of the official sites, and the records that could not be read."""
    with PartitionArchive(settings.archive_dir, month, "website", is_read_only=True) as archive:
        captures = archive.captures(skip_broken=True, purposes=purposes)
        return list(site_links.read_pages(captures, match_url)), archive.broken


def read_lists(world: World, month: Month, roster: Roster, before: Sequence[pl.DataFrame]) -> list[ListReading]:
    """The directory and Wikidata as the archive of a month holds them, checked against `before` (roster.lists of
    earlier months). Two steps of a month need them: what the first has read the second takes from `world`, as long as
    archive, members and earlier lists are the same."""
    counts = counts_before(before)
    places = [world.archive_dir / str(month) / name / INDEX for name in ("directory", "wikidata")]
    stamps = [(place.stat().st_mtime_ns, place.stat().st_size) for place in places if place.is_file()]
    made_from = (month, roster.roster_id, roster.part.content_hash, roster.members.height, stamps, counts)
    if world.lists is None or world.lists[0] != made_from:
        world.lists = (made_from, _lists(world, month, roster.members, counts))
    return world.lists[1]


def _lists(
    world: World, month: Month, members: pl.DataFrame, counts: Mapping[tuple[str, str], Before]
) -> list[ListReading]:
    communes = commune_names(world.settings.reference_dir)

    def read(name: str, reader: Callable[[Iterable[Capture], Known], ListReading]) -> ListReading:
        known = Known(communes, {part: count for (source, part), count in counts.items() if source == name})
        with PartitionArchive(world.archive_dir, month, name, is_read_only=True) as archive:
            reading = reader(archive.captures(skip_broken=True), known)
            reading.problems.extend(archive.broken)
            return reading

    properties = wikidata_properties()
    return [
        read("directory", lambda captures, known: directory.read(captures, members, month, match_url, known)),
        read("wikidata", lambda captures, known: wikidata.read(captures, members, month, match_url, properties, known)),
    ]


def _earlier(world: World, month: Month, full_name: str, months: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Rows of a table and looks of the months before that the lake holds, the latest first."""
    for before in earlier_months(world, "roster.looks", month):
        if before.distance(month) <= months and shards(world.lake_dir, full_name, before):
            yield (
                evidence_of(world, before)
                if full_name == "roster.evidence"
                else read_table(world.lake_dir, full_name, before),
                read_table(world.lake_dir, "roster.looks", before),
            )


def month_frame(month: Month, roster_id: str) -> pl.DataFrame:
    """The row of roster.months that puts a list in force for a month."""
    return pl.DataFrame({"month": [month.first_day], "roster_id": [roster_id]})


def store(world: World, month: Month, frames: dict[str, pl.DataFrame], report: StepReport) -> StepReport:
    """Write roster tables of a month to lake and warehouse, and count their rows in the report."""
    for name, frame in frames.items():
        if name == "roster.members":
            report.problems += keep_members(world, frame)
            report.rows["roster.rosters"] = frame["roster_id"].n_unique()
        else:
            write_table(world.lake_dir, name, frame, month)
        report.rows[name] = frame.height
    load_roster(world, month)
    return report


def load_roster(world: World, month: Month) -> None:
    """Replace the roster tables of a month in the warehouse by those of the lake, and every list of members."""
    with connect(world.settings.warehouse_path) as con:
        create_tables(con)
        rebuild_roster(con, world.lake_dir, month)
        if shards(world.lake_dir, "roster.members"):
            members = read_table(world.lake_dir, "roster.members")
            load_reference(con, {"roster.rosters": rosters.described(members), "roster.members": members})


def keep_members(world: World, members: pl.DataFrame) -> list[str]:
    """Put a list beside the others of the lake; the same list again replaces itself. A list that has other members than
    before under the same name is said: months that were computed with the former are no longer its own."""
    if not partition_path(world.lake_dir, "roster.members").is_file():
        write_table(world.lake_dir, "roster.members", members)
        return []
    kept = read_table(world.lake_dir, "roster.members")
    others = kept.join(members, on="roster_id", how="anti")
    write_table(world.lake_dir, "roster.members", pl.concat([others, members]))
    before, after = (rosters.hashes(frame) for frame in (kept, members))
    return [
        f"La liste {one} n’a plus les mêmes membres (empreinte {before[one]}, maintenant {after[one]}) : "
        "recalculer les mois qui la suivent, ou lui donner un autre nom."
        for one in sorted(before.keys() & after.keys())
        if before[one] != after[one]
    ]
