"""What people decided, gathered from the corrections and from the files that reviewers gave back, month by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS, account_named
from pipelines.roster import guards, lists
from pipelines.roster.answers import Answer, in_turn, read_answers
from pipelines.roster.cog import load_geography
from pipelines.roster.corrections import read_corrections
from pipelines.roster.decisions import OF_SITES, Decision, InForce, Rulings, decisions_frame, in_force, rulings
from pipelines.roster.resolve import page_key
from pipelines.roster.reviewed import Known, read_reviewed_csv
from pipelines.stages.world import World
from pipelines.warehouse.lake import partition_path, read_table, shards, write_table

CASES: Final = "cases"
LISTS: Final = "lists"
SHARD: Final = "decisions"
"""The shard of roster.evidence that holds what decisions prove."""


def known(world: World) -> list[Decision]:
    """Every decision, whatever its months.

    Raises:
        InputError: the file of corrections is wrong; names id and key.
    """
    decisions = list(read_corrections(world.settings.corrections_path).decisions)
    if files := _files(world, LISTS):
        what = what_may_be_named(world)
        decisions += [one for path in files for one in read_reviewed_csv(path, what)[0]]
    return [*decisions, *in_turn(answers(world))]


def what_may_be_named(world: World) -> Known:
    """Networks, accounts and territories that a list may name: those of the official geography and of known lists."""
    territories = set(load_geography(world.settings.reference_dir).spans)
    if shards(world.lake_dir, "roster.members"):
        territories |= set(read_table(world.lake_dir, "roster.members")["territory_id"])
    return Known(set(NETWORKS) - {"website"}, account_named, territories, world.now.date())


def answers(world: World) -> list[Answer]:
    """Every answer that reviewers gave to cases."""
    return [answer for path in _files(world, CASES) for answer in read_answers(path, None)[0]]


def _files(world: World, kind: str) -> list[Path]:
    return sorted((world.settings.reviews_dir / kind).glob("*.csv"))


def keep(world: World, path: Path, kind: str) -> None:
    """Keep a file that a reviewer gave, under its name: given again, it takes the place of the former one."""
    kept = world.settings.reviews_dir / kind / path.with_suffix(".csv").name
    kept.parent.mkdir(parents=True, exist_ok=True)
    temporary = kept.with_name(f".{kept.name}")
    temporary.write_bytes(path.read_bytes())
    temporary.replace(kept)


def decided(world: World, month: Month) -> InForce:
    """The decisions of a month."""
    return in_force(known(world), month)


def applied(
    found: InForce, month: Month, uncorrected: Callable[[], pl.DataFrame]
) -> tuple[Rulings | None, dict[str, str]]:
    """What the decisions of a month change (None: nothing), and, by id, why some of them are not applied.

    `uncorrected` attributes the accounts of the month without any decision; it is called only when a guard needs it.
    """
    about_accounts = [one for one in found.holding if one.action not in OF_SITES]
    guarded = [one for one in about_accounts if one.expect]
    stale = guards.stale(guarded, uncorrected(), None) if guarded else {}
    holding = [one for one in about_accounts if one.decision_id not in stale]
    return (rulings(holding, month) if holding else None), stale


def with_sites(world: World, month: Month, sites: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """roster.sites of a month once decisions added and removed some, and why some of them were not applied."""
    found = _of_sites(decided(world, month), is_of_sites=True)
    stale = guards.stale([one for one in found.holding if one.expect], sites.clear(), sites)
    holding = [one for one in found.holding if one.decision_id not in stale]
    added = [
        (
            month.first_day,
            one.territory_id,
            one.value,
            "manual",
            None,
            datetime.combine(one.decided_on, time(12)),
            False,
        )
        for one in holding
        if one.action == "add_site"
    ]
    removed = pl.DataFrame(
        [(one.territory_id, one.value) for one in holding if one.action == "remove_site"],
        schema={"territory_id": pl.String, "site_url": pl.String},
        orient="row",
    )
    key: list[str | pl.Expr] = ["territory_id", page_key("site_url")]
    kept = sites.join(removed, left_on=key, right_on=key, how="anti", maintain_order="left")
    _write(world, "roster.decisions", decisions_frame(month, found, stale), month, "sites")
    return pl.concat([kept, lists.frame("roster.sites", added)]), told(month, stale)


def record(world: World, month: Month, found: InForce, ruled: Rulings | None, stale: dict[str, str]) -> int:
    """Write what decisions prove beside the evidence of a month, and roster.decisions; gives its rows."""
    evidence = lists.frame("roster.evidence", []) if ruled is None else ruled.evidence
    _write(world, "roster.evidence", evidence, month, SHARD)
    decisions = decisions_frame(month, _of_sites(found, is_of_sites=False), stale)
    write_table(world.lake_dir, "roster.decisions", decisions, month)
    return decisions.height


def told(month: Month, stale: dict[str, str]) -> list[str]:
    return [f"La décision {name} n’est pas appliquée ({month}). {why}" for name, why in sorted(stale.items())]


def _of_sites(found: InForce, *, is_of_sites: bool) -> InForce:
    kept = (
        [one for one in decisions if (one.action in OF_SITES) == is_of_sites]
        for decisions in (found.holding, found.every)
    )
    holding, every = kept
    return InForce(holding, found.replaced, every)


def _write(world: World, full_name: str, frame: pl.DataFrame, month: Month, shard: str) -> None:
    """A shard that is written when it has rows, or had some."""
    if frame.height or partition_path(world.lake_dir, full_name, month, shard=shard).is_file():
        write_table(world.lake_dir, full_name, frame, month, shard=shard)
