"""The study replayed: each statement that its documents printed, what we measure, and what cannot be known."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from dashboards.charts.imprime_mesure import VERDICTS
from dashboards.labels import base, indicator, networks, printed, unit
from dashboards.measures import BESIDE_PRINTED
from dashboards.pages import whole
from dashboards.pages.indicator_tables import NOBODY, WEIGHTED, Block, crossed, groups, has_value, strata_of, stratum
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.words import phrases

ANSWERS = phrases(
    {
        "measured": "Rejouée",
        "partly": "Rejouée en partie",
        "unknowable": "Ne peut être sue",
        "elsewhere": "Hors de la scène de 2012–2013",
    }
)
Row = dict[str, Any]
MOST: Final = 4
"""Tables of an indicator below a statement: its variants and modes."""


def page(site: Site) -> Page:
    edition, words = site.edition, site.edition.words
    facts: dict[str, list[Row]] = {}
    replay = edition.frame("barometer.replay").sort("month", "indicator", "network", "place", "fact_id")
    for row in replay.to_dicts():
        facts.setdefault(row["statement_id"], []).append(_fact(edition, row))
    cells = _cells(edition)
    statements = [
        row
        | {
            "text": words.say("« {sentence} »", sentence=words.data(row["text_fr"])),
            "answer_label": words.say(ANSWERS[row["answer"]]),
            "facts": facts.get(row["statement_id"], []),
            "cells": cells.get(row["statement_id"], []),
        }
        for row in edition.frame("reference.statements").sort("statement_rank").to_dicts()
    ]
    site.write_table(whole.taken(edition, replay, "etude", "etude"))
    counts = [(words.say(label), sum(row["answer"] == code for row in statements)) for code, label in ANSWERS.items()]
    return site.page("etude", "etude", statements=statements, counts=counts)


def _cells(edition: Edition) -> dict[str, list[tuple[str, list[Block]]]]:
    """What the scene measures for the statements that no printed figure can be set beside: by statement, each indicator
    and its first tables, in March 2013."""
    about = {row["indicator_id"]: row for row in edition.frame("reference.indicators").to_dicts()}
    found: dict[str, list[tuple[str, list[Block]]]] = {}
    for (statement, code), frame in (
        edition.frame("study.cells")
        .partition_by("statement_id", "indicator_id", as_dict=True, maintain_order=True)
        .items()
    ):
        one = about[str(code)]
        valued = [rows for rows in groups(one, frame.to_dicts()) if has_value(rows) and rows[0]["variant"] != "m1"]
        label = edition.words.say("{indicator} ({code})", indicator=edition.words.data(one["label_fr"]), code=code)
        if valued:
            found.setdefault(str(statement), []).append((label, [_block(edition, one, rows) for rows in valued[:MOST]]))
    return found


def _block(edition: Edition, about: Row, rows: list[Row]) -> Block:
    """The list of the study was not drawn: no cell lacks the error of a drawing."""
    names = {
        code: edition.words.say("Ensemble de la liste") if code == "ALL" else edition.label("stratum", code)
        for code in strata_of(edition, rows) if code != WEIGHTED
    }  # fmt: skip
    told = crossed(edition, about, rows, names, stratum, NOBODY)
    whole = [(name, [one._replace(untold="") for one in cells]) for name, cells in told.lines]
    return told._replace(lines=whole)


def _fact(edition: Edition, row: Row) -> Row:
    words = edition.words
    measured = partial(words.number, decimals=BESIDE_PRINTED.get(row["unit"], 0))
    return {
        "month": row["month"], "network": networks(edition, row["network"]), "place": base(words, row["stratum"]),
        "indicator": indicator(words, row["indicator"]), "unit": unit(words, row["unit"]),
        "published": words.or_missing(row["published_value"], partial(printed, words), words.say("nom seul")),
        "measured": words.or_missing(row["measured_value"], measured, words.say("non mesuré")),
        "other": words.or_missing(row["measured_pooled"], measured, "—"),
        "verdict": words.say(VERDICTS[row["verdict"]]), "note": words.data(row["note_fr"]) if row["note_fr"] else "",
    }  # fmt: skip
