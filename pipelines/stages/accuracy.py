"""How well the main accounts were found in the simulated world, where the truth is known.

Belongs here: precision and recall against the replica's truth, by stratum and by kind of trap. Not here: the truth
(`replica.truth`), how the figures are shown (`show`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.networks.registry import match_url
from pipelines.replica.records import month_index
from pipelines.replica.scene_names import scene_of, today_for
from pipelines.replica.truth import truth
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect

LEAST_PRECISION: Final = 0.99
LEAST_RECALL: Final = 0.97
_PAIR: Final = ["territory_id", "network"]
_NAMED: Final = ("in_directory", "in_wikidata", "on_site", "is_named_elsewhere")

_CLAIMS: Final = """
    WITH readings AS (
        SELECT network, account_id, outcome IN ('not_found', 'gone', 'suspended') AS is_closed
        FROM observations.snapshots
        WHERE month = $month AND outcome IN ('ok', 'not_modified', 'purged', 'not_found', 'gone', 'suspended')
        QUALIFY row_number() OVER (PARTITION BY network, account_id ORDER BY observed_at DESC, outcome) = 1
    )
    SELECT a.territory_id, a.network, a.account_id, a.is_main, a.is_official, a.evidence_codes, {scope} AS scope,
        {state} AS told_state, coalesce({closed}, false) AS is_known_closed
    FROM {accounts} AS a LEFT JOIN readings AS r USING (network, account_id) {join}
    WHERE a.month = $month
    ORDER BY a.territory_id, a.network, a.account_id
"""
_TABLES: Final = "SELECT table_schema || '.' || table_name FROM information_schema.tables"
_MEMBERS: Final = """
    SELECT m.roster_id, m.territory_id, m.name, m.stratum
    FROM roster.months AS r JOIN roster.members AS m USING (roster_id)
    WHERE r.month = $month
"""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The figures of a month and roster.

    `strata`: one row per stratum, then ALL; `kinds`: one per kind of trap; `errors`: one per pair that is wrong (faux),
    closed without any door that shows it (fermé), or missed (manqué; illisible and jamais cité are those that nobody
    could find). `scopes`: how many accounts of each scope are told to be of it; `states`: what became of the accounts
    of pairs, in truth and as it is told. Both are empty where nothing of the kind is published.
    """

    month: Month
    roster_id: str
    scene: str
    strata: pl.DataFrame
    kinds: pl.DataFrame
    errors: pl.DataFrame
    scopes: pl.DataFrame
    states: pl.DataFrame

    @property
    def is_good(self) -> bool:
        """Precision and recall hold in every stratum, and the recall of all that is named anywhere over the whole."""
        return bool(self.strata["is_good"].all())

    def as_dict(self) -> dict[str, Any]:
        return {
            "month": str(self.month), "roster_id": self.roster_id, "scene": self.scene, "is_good": self.is_good,
            "least_precision": LEAST_PRECISION, "least_recall": LEAST_RECALL, "strata": self.strata.to_dicts(),
            "kinds": self.kinds.to_dicts(), "errors": self.errors.to_dicts(), "scopes": self.scopes.to_dicts(),
            "states": self.states.to_dicts(),
        }  # fmt: skip


def measure(world: World, month: Month) -> Accuracy:
    """How the main accounts of a month compare with the truth of the scene that its roster was observed in.

    Raises:
        InputError: the world is not simulated, or the month was not run for this roster.
    """
    if not world.settings.is_simulated:
        raise InputError("accuracy is measured on the simulated web, where the truth is known: use --web replica")
    members, claims = _measured(world, month)
    scene = scene_of(month_index(month), today_for(world.roster_id(month)))
    return compared(month, scene, members, claims, truth(scene, month))


def compared(
    month: Month, scene: str, members: pl.DataFrame, claims: pl.DataFrame, found: Mapping[str, pl.DataFrame]
) -> Accuracy:
    """The accounts that are announced beside those of the truth (`replica.truth.truth`).

    `members` hold roster_id, territory_id, name and stratum; `claims` territory_id, network, account_id, is_main,
    is_official, evidence_codes, is_known_closed, and, null when they are not known, scope and told_state.

    **Announced**: the main account of a pair, official or not, unless it is known to be closed or taken over. It is
    right when it leads to the identity that is the pair's main account; closed when it was, and no door shows that it
    is no more; else wrong. Precision = 1 − wrong / announced. Strict precision counts the closed ones as wrong too.

    **Recall** is on attribution: right ones / main accounts that exist, over all of them, over those that a source
    names, and over those that a source names which could be read in the month. The last one must hold in every stratum,
    the second over the whole; those that nothing names are counted apart, for nobody can find them.
    """
    claims = claims.join(_led_to(found["addresses"]), on=["network", "account_id"], how="left", maintain_order="left")
    claims = claims.join(members, on="territory_id", how="semi", maintain_order="left")
    mains, traps = found["mains"].join(members, on="territory_id", how="semi"), found["traps"]
    pairs = _judged(members, claims.filter("is_main", ~pl.col("is_known_closed")), mains)
    return Accuracy(
        month, members["roster_id"][0], scene, _strata(pairs), _kinds(pairs, traps), _errors(pairs, traps),
        _scopes(claims), _states(claims, mains),
    )  # fmt: skip


def is_measured(world: World, month: Month, roster_id: str) -> bool:
    """True when the warehouse holds a month for a roster."""
    if not world.settings.warehouse_path.is_file():
        return False
    with connect(world.settings.warehouse_path, read_only=True) as con:
        found = con.execute("SELECT roster_id FROM roster.months WHERE month = ?", [month.first_day]).fetchall()
    return (roster_id,) in found


def _measured(world: World, month: Month) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Members of the roster of a month, and the accounts that are claimed for them."""
    wanted = world.roster_id(month)
    if not is_measured(world, month, wanted):
        raise InputError(
            f"{month} was not run for {wanted} in {world.settings.data}: "
            f"barometre run --web replica --month {month} --roster {wanted} --steps collect,parse,compute"
        )
    parameters = {"month": month.first_day}
    with connect(world.settings.warehouse_path, read_only=True) as con:
        tables = {name for (name,) in con.execute(_TABLES).fetchall()}
        claims = con.execute(_claims(tables), parameters).pl()
        return con.execute(_MEMBERS, parameters).pl(), claims


def _claims(tables: set[str]) -> str:
    """What is published: after the accounts were read, and with what happened to them, where that is known."""
    is_read, has_states = "roster.attributions" in tables, "barometer.identities" in tables
    return _CLAIMS.format(
        accounts="roster.attributions" if is_read else "roster.accounts",
        scope="a.scope" if is_read else "NULL::VARCHAR",
        join="LEFT JOIN barometer.identities AS i USING (month, network, account_id)" if has_states else "",
        state="i.state" if has_states else "NULL::VARCHAR",
        closed="i.state IN ('closed', 'suspended', 'hijacked')" if has_states else "r.is_closed",
    )


def _judged(members: pl.DataFrame, announced: pl.DataFrame, mains: pl.DataFrame) -> pl.DataFrame:
    """One row per pair with a main account, in truth or announced, and its verdict."""
    mains = mains.rename({"handle": "expected_handle"}).drop("scope")
    pairs = mains.join(announced, on=_PAIR, how="full", coalesce=True)
    pairs = pairs.join(members.select("territory_id", "name", "stratum"), on="territory_id").sort(_PAIR)
    is_same = (pl.col("found_id") == pl.col("identity_id")).fill_null(value=False)
    pairs = pairs.with_columns(
        pl.col("exists").fill_null(value=False),
        is_named=pl.any_horizontal(_NAMED).fill_null(value=False),
        is_readable=pl.col("is_readable").fill_null(value=False),
        is_announced=pl.col("account_id").is_not_null(),
        is_right=is_same & pl.col("exists"),
    )
    return pairs.with_columns(
        is_closed=is_same & ~pl.col("exists"),
        is_wrong=pl.col("is_announced") & ~is_same,
        is_missed=pl.col("exists") & ~pl.col("is_right"),
    )


def _led_to(addresses: pl.DataFrame) -> pl.DataFrame:
    """network, account_id, found_id and true_scope: the identity that an account id of ours leads to, read in its
    addresses or told by the network's own id."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    names = ("network", "url", "identity_id", "platform_id", "scope")
    for network, url, identity_id, platform_id, scope in addresses.select(names).iter_rows():
        account = match_url(url)
        known[network, f"{network}:{platform_id}"] = (identity_id, scope)
        if account is not None:
            known[network, account.account_id] = (identity_id, scope)
    rows = [(*ours, *theirs) for ours, theirs in known.items()]
    schema = dict.fromkeys(("network", "account_id", "found_id", "true_scope"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _strata(pairs: pl.DataFrame) -> pl.DataFrame:
    is_true = pl.col("exists")
    counts = {
        "true_count": is_true, "named_count": is_true & pl.col("is_named"),
        "readable_count": is_true & pl.col("is_readable"), "found_count": pl.col("is_right"),
        "found_named_count": pl.col("is_right") & pl.col("is_named"),
        "found_readable_count": pl.col("is_right") & pl.col("is_readable"), "announced_count": pl.col("is_announced"),
        "closed_count": pl.col("is_closed"), "wrong_count": pl.col("is_wrong"),
        "official_count": pl.col("is_right") & pl.col("is_official").fill_null(value=False),
    }  # fmt: skip
    whole = pairs.with_columns(stratum=pl.lit("ALL"))
    rows = pl.concat([pairs.sort("stratum"), whole]).group_by("stratum", maintain_order=True)
    table = rows.agg(**{name: condition.sum().cast(pl.Int64) for name, condition in counts.items()})
    table = table.with_columns(
        never_named_count=pl.col("true_count") - pl.col("named_count"),
        unreadable_count=pl.col("named_count") - pl.col("readable_count"),
        precision=1 - _share("wrong_count", "announced_count"),
        strict_precision=1 - _share("wrong_count", "announced_count") - _share("closed_count", "announced_count"),
        recall=_share("found_count", "true_count"),
        recall_named=_share("found_named_count", "named_count"),
        recall_readable=_share("found_readable_count", "readable_count"),
        official_share=_share("official_count", "found_count"),
    )
    recall = pl.when(pl.col("stratum") == "ALL").then(pl.col("recall_named")).otherwise(pl.col("recall_readable"))
    is_good = (pl.col("precision") >= LEAST_PRECISION) & (recall >= LEAST_RECALL)
    return table.with_columns(is_good=is_good.fill_null(value=True))


def _share(part: str, base: str) -> pl.Expr:
    return pl.when(pl.col(base) > 0).then(pl.col(part) / pl.col(base))


def _kinds(pairs: pl.DataFrame, traps: pl.DataFrame) -> pl.DataFrame:
    """By kind of trap: pairs on which it is set, those where a wrong account is announced (fooled), those where the
    right one is not though a source that could be read names it (lost), and the pairs of both."""
    cases = traps.select("kind", *_PAIR).unique(maintain_order=True).join(pairs, on=_PAIR, how="left")
    is_fooled = pl.col("is_wrong").fill_null(value=False)
    is_lost = (pl.col("is_missed") & pl.col("is_readable")).fill_null(value=False) & ~is_fooled
    cases = cases.with_columns(is_fooled=is_fooled, is_lost=is_lost)
    where = pl.concat_str("territory_id", "network", separator=" ").filter(pl.col("is_fooled") | pl.col("is_lost"))
    return cases.group_by("kind").agg(
        case_count=pl.len().cast(pl.Int64),
        avoided_count=(~pl.col("is_fooled") & ~pl.col("is_lost")).sum().cast(pl.Int64),
        fooled_count=pl.col("is_fooled").sum().cast(pl.Int64),
        lost_count=pl.col("is_lost").sum().cast(pl.Int64),
        cases=where.sort(),
    ).sort("kind")  # fmt: skip


def _errors(pairs: pl.DataFrame, traps: pl.DataFrame) -> pl.DataFrame:
    kinds = traps.group_by(_PAIR).agg(kinds=pl.col("kind").unique().sort().str.join(" "))
    verdict = (
        pl.when("is_wrong").then(pl.lit("faux"))
        .when("is_closed").then(pl.lit("fermé"))
        .when(~pl.col("is_missed")).then(None)
        .when("is_readable").then(pl.lit("manqué"))
        .when("is_named").then(pl.lit("illisible"))
        .otherwise(pl.lit("jamais cité"))
    )  # fmt: skip
    rows = pairs.with_columns(verdict=verdict).drop_nulls("verdict").join(kinds, on=_PAIR, how="left")
    expected = pl.when("exists").then(pl.col("expected_handle"))
    return rows.select(
        "verdict", "stratum", "territory_id", "name", "network", "account_id", expected.alias("expected_handle"),
        "evidence_codes", "state", "kinds",
    ).sort("verdict", "territory_id", "network")  # fmt: skip


def _scopes(claims: pl.DataFrame) -> pl.DataFrame:
    """By true scope: the accounts that are claimed, and those of which that scope is told."""
    told = claims.drop_nulls(["scope", "true_scope"]).filter(pl.col("true_scope") != "tiers")
    return told.group_by("true_scope").agg(
        account_count=pl.len().cast(pl.Int64),
        agreed_count=(pl.col("scope") == pl.col("true_scope")).sum().cast(pl.Int64),
        cases=pl.col("account_id").filter(pl.col("scope") != pl.col("true_scope")).sort(),
    ).sort("true_scope")  # fmt: skip


def _states(claims: pl.DataFrame, mains: pl.DataFrame) -> pl.DataFrame:
    """What became of the main account of pairs: the states of the truth, those told, and on how many pairs."""
    told = claims.filter("is_main").drop_nulls("told_state").join(mains.select(*_PAIR, "state"), on=_PAIR)
    counts = told.group_by("state", "told_state").agg(pair_count=pl.len().cast(pl.Int64))
    return counts.sort("state", "pair_count", "told_state", descending=[False, True, False])
