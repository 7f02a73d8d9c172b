"""The tables of an indicator's page: a variant in one mode each, strata or régions down and networks across."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple

import polars as pl

from dashboards import labels, measures
from dashboards.charts.drawn import stratum_name
from dashboards.measures import Form
from dashboards.pages import press_cells, variants
from dashboards.pages.press_cells import Cell
from dashboards.source import Edition
from dashboards.words import Words, known_name, phrases, sort_key, upper_first

Row = dict[str, Any]
FRAME: Final = "indicators.cells"
Line = tuple[str, list[Cell]]
WEIGHTED: Final = "poststratified"
ANY: Final = "any"
HEADLINE: Final = {
    "I13": "m12", "I14": "m12", "I15": "m12", "I19": "top1", "I25": "heure_moyenne", "I40": "p3:as_read",
    "I41": "c3:as_read", "I42": "v3:as_read", "I55": "net",
}  # fmt: skip
"""The variant that comes first, where it is neither the base nor the one with the most values."""
AGGREGATIONS: Final = ("median", "pooled", "panel", "sum", "index", "mean")
"""Which mode of a variant comes first: medians before means."""
NOBODY: Final = Cell("—")
WINDOWS: Final = phrases({"m1": "Variation sur un mois", "m12": "Variation sur douze mois"})
GAPS: Final = phrases({
    "no_value": "sans valeur", "no_reference": "pas de valeur alors", "metric_break": "définition changée",
    "at_least": "minimum seul connu",
})  # fmt: skip


class Block(NamedTuple):
    """`heads` are the networks; a line has a stratum and a cell for each of them, `bases` how many of the base of each
    cell are measured; `silent` are the networks without a value, `moves` the same lines over one and twelve months."""

    label: str
    aggregation: str
    heads: list[str]
    lines: list[Line]
    bases: list[list[str]]
    silent: list[str]
    moves: list[tuple[str, list[Line]]]


def groups(about: Row, rows: list[Row]) -> list[list[Row]]:
    """The rows of each variant and aggregation, the headline first; a total weighted by stratum is a row of the rate
    that it weighs."""
    shown = [row | {"table": "pooled" if row["aggregation"] == WEIGHTED else row["aggregation"]} for row in rows]
    ordered = sorted(shown, key=lambda row: (row["variant"], row["table"]))
    groups = [list(group) for _, group in groupby(ordered, key=lambda row: (row["variant"], row["table"]))]
    first = HEADLINE.get(about["indicator_id"], variants.BASE)

    def order(group: list[Row]) -> tuple[bool, int, int, str]:
        table = group[0]["table"]
        place = AGGREGATIONS.index(table) if table in AGGREGATIONS else len(AGGREGATIONS)
        return (
            group[0]["variant"] != first,
            -sum(row["value"] is not None for row in group) if group[0]["variant"] != first else 0,
            place, group[0]["variant"],
        )  # fmt: skip

    return sorted(groups, key=order)


def headlines(edition: Edition) -> list[tuple[Row, list[Row]]]:
    """Each indicator that has a value in France, with the rows of the table that comes first on its page."""
    cells = edition.frame(FRAME).filter(pl.col("area_level") == "france").partition_by("indicator_id", as_dict=True)
    found = []
    for about in edition.frame("reference.indicators").sort("indicator_id").to_dicts():
        own = cells.get((about["indicator_id"],))
        valued = [rows for rows in groups(about, own.to_dicts() if own is not None else []) if has_value(rows)]
        if valued:
            found.append((about, valued[0]))
    return found


def has_value(rows: list[Row]) -> bool:
    return any(row["value"] is not None for row in rows)


def line_of(edition: Edition, about: Row, rows: list[Row], network: str) -> Row | None:
    """An indicator of one network as a line: label, mode, cell, base and moves of the whole of the list, weighted by
    stratum where it is; None where the table has nothing of the network."""
    words = edition.words
    own = {stratum(row): row for row in rows if row["network"] == network}
    row = next((own[code] for code in (WEIGHTED, "ALL") if code in own), None)
    if row is None:
        return None
    moves = partial(_move, words, measures.change_form(words, about["unit_kind"], rows[0]), NOBODY)
    variant = variants.named(edition, about["indicator_id"], row["variant"])
    return {
        "code": about["indicator_id"], "label": words.data(about["label_fr"]), "variant": variant,
        "mode": labels.aggregation(words, row["aggregation"]), "base": _base(words, row),
        "cell": _cell(words, form_of(words, about, rows), NOBODY, row), "m1": moves("m1", row),
        "m12": moves("m12", row),
    }  # fmt: skip


def block(edition: Edition, about: Row, rows: list[Row]) -> Block:
    """Strata of France by networks with a value, or by all where none has one."""
    strata = {code: stratum_words(edition, code) for code in strata_of(edition, rows)}
    return crossed(edition, about, rows, strata, stratum, NOBODY)


def region_block(edition: Edition, about: Row, rows: list[Row], headline: Row) -> Block:
    """The régions by networks, in the variant and aggregation of `headline`."""
    own = [
        row for row in rows if row["area_level"] == "region" and row["variant"] == headline["variant"]
        and row["aggregation"] == headline["table"]
    ]  # fmt: skip
    codes = {row["area_code"]: edition.names.get(f"region:{row['area_code']}") for row in own}
    names = {code: name or known_name("region", code) or code for code, name in codes.items()}
    few = Cell(edition.words.say(press_cells.FEW), is_unknown=True)
    ordered = dict(sorted(names.items(), key=lambda one: sort_key(one[1])))
    return crossed(edition, about, [row | {"table": row["aggregation"]} for row in own], ordered, _area, few)


def _area(row: Row) -> str:
    return str(row["area_code"])


def crossed(
    edition: Edition, about: Row, rows: list[Row], names: Mapping[str, str], key: Callable[[Row], str], none: Cell
) -> Block:
    """`names` are the lines, in their order, by what `key` says of a row; `none` stands where there is no row."""
    words = edition.words
    form, move = form_of(words, about, rows), measures.change_form(words, about["unit_kind"], rows[0])
    held = {(row["network"], key(row)): row for row in rows}
    networks = sorted({row["network"] for row in rows}, key=edition.place)
    shown = [code for code in networks if any(row["value"] is not None for row in rows if row["network"] == code)]
    shown = shown or networks

    def lines(cell: Callable[[Row | None], Cell]) -> list[Line]:
        return [(name, [cell(held.get((net, code))) for net in shown]) for code, name in names.items()]

    name = variants.named(edition, about["indicator_id"], rows[0]["variant"])
    return Block(
        upper_first(name), labels.aggregation(words, rows[0]["table"]),
        [upper_first(network_of(edition, about, code)) for code in shown],
        lines(partial(_cell, words, form, none)),
        [[_base(words, held.get((net, code))) for net in shown] for code in names],
        _silent(edition, rows, [code for code in networks if code not in shown]),
        [
            (words.say(label), lines(partial(_move, words, move, none, window)))
            for window, label in WINDOWS.items() if any(row[f"change_{window}"] is not None for row in rows)
        ],
    )  # fmt: skip


def stratum(row: Row) -> str:
    """The stratum of a row; a total weighted by stratum is one of its own."""
    return WEIGHTED if row["aggregation"] == WEIGHTED else str(row["stratum"])


def strata_of(edition: Edition, rows: list[Row]) -> list[str]:
    """The strata of some rows, in the order of the site, the whole of the list first."""
    present = {stratum(row) for row in rows}
    known = [code for code in (WEIGHTED, "ALL", *edition.strata) if code in present]
    return known + sorted(present - set(known))


def stratum_words(edition: Edition, code: str) -> str:
    """A stratum in a table, with how it was drawn."""
    if code == WEIGHTED:
        return edition.words.say("Ensemble, redressé par strate")
    return stratum_name(edition, code)


def _silent(edition: Edition, rows: list[Row], networks: list[str]) -> list[str]:
    """Networks without any value, under each reason."""
    words = edition.words
    reasons: dict[str, list[str]] = {}
    for code in networks:
        why = sorted({press_cells.reason(words, row["value_status"]) for row in rows if row["network"] == code})
        reasons.setdefault(words.clauses(why), []).append(upper_first(edition.network(code)))
    return [f"{words.sentence_list(names)} ({why})" for why, names in reasons.items()]


def network_of(edition: Edition, about: Row, code: str) -> str:
    """The network of a cell; of those that are of no one network, I03 alone asks for one at least."""
    is_all = code == ANY and about["indicator_id"] != "I03"
    return edition.words.say("tous réseaux") if is_all else edition.network(code)


def form_of(words: Words, about: Row, rows: list[Row]) -> Form:
    """How the values of one variant of an indicator, in one aggregation, are printed."""
    return measures.value_form(words, about["indicator_id"], about["unit_kind"], rows[0])


def _cell(words: Words, form: Form, none: Cell, row: Row | None) -> Cell:
    if row is None:
        return none
    if row["value"] is None:
        return Cell(press_cells.reason(words, row["value_status"]), is_unknown=True)
    return press_cells.told(words, form, row)


def _base(words: Words, row: Row | None) -> str:
    if row is None:
        return ""
    return words.say(
        "{measured} sur {members}", measured=words.number(row["measured_count"]),
        members=words.number(row["member_count"]),
    )  # fmt: skip


def _move(words: Words, form: Form, none: Cell, window: str, row: Row | None) -> Cell:
    if row is None:
        return none
    change = row[f"change_{window}"]
    if change is None:
        return Cell(words.say(GAPS[row[f"change_{window}_status"]]), is_unknown=True)
    low, high = (row[f"change_{window}_{end}"] for end in ("lo", "hi"))
    text = form(change)
    span = "" if low is None or high is None else words.interval(low, high, form)
    return Cell(text, "" if span == text else span)
