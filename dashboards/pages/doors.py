"""The table of doors: what each access to a network gives and allows, and which of them served the month."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

import polars as pl

from dashboards import labels
from dashboards.pages import whole
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.words import Words, upper_first

Row = dict[str, Any]
Key = tuple[str, str]
READ: Final = ("ok", "not_modified", "purged")
"""Outcomes of a request that was answered; one that the terms made erase since was answered too."""
UNKNOWN_RANK: Final = 1_000


def page(site: Site) -> Page:
    edition, words = site.edition, site.edition.words
    doors = _doors(edition)
    site.write_table(whole.taken(edition, edition.frame("reference.networks"), "portes", "portes"))
    site.write_table(whole.taken(edition, edition.frame("doors.requests"), "portes-requetes", "portes"))
    site.write_table(whole.taken(edition, edition.frame("doors.readings"), "portes-releves", "portes"))
    use = [(edition.network(network), rows) for network, rows in used(edition).items()]
    by_link = [edition.network(network) for network, rows in _grouped(doors) if rows[0]["is_present_by_link"]]
    return site.page(
        "portes", "portes", use=use, by_link=words.sentence_list(by_link),
        served=sum(door["is_open"] for _, rows in use for door in rows), doors_count=len(doors),
        networks=[
            (edition.network(network), rows[0]["is_present_by_link"], [_terms(words, row) for row in rows])
            for network, rows in _grouped(doors)
        ],
        declarations=[(code, declared(words, code)) for code in _codes(doors)],
    )  # fmt: skip


def used(edition: Edition) -> dict[str, list[Row]]:
    """By network, its doors in the order of their trial, and what each gave this month; texts are ready to print."""
    rows = _grouped(_used(edition, _doors(edition)))
    return {network: _lines(edition.words, network, doors) for network, doors in rows}


def _doors(edition: Edition) -> list[Row]:
    return sorted(
        edition.frame("reference.networks").to_dicts(),
        key=lambda row: (edition.place(row["network"]), row["door_rank"]),
    )


def _grouped(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    return [(network, list(group)) for network, group in groupby(rows, key=lambda row: str(row["network"]))]


def _codes(doors: list[Row]) -> list[str]:
    """Declarations in the order in which doors name them, each once."""
    return list(dict.fromkeys(code for row in doors for code in (row["needs"], row["lifted_by"]) if code is not None))


def declared(words: Words, code: str) -> Mapping[str, str]:
    """A declaration of the operator in short and in a sentence."""
    plain = {"short": code, "text": words.say("Ce qu’elle ouvre est dit par les conditions de la porte.")}
    found: Mapping[str, str] = words.content("portes")["declarations"].get(code, plain)
    return found


def word(words: Words, shelf: str, code: str) -> str:
    return str(words.content("portes")[shelf].get(code, code))


def _terms(words: Words, row: Row) -> Row:
    """What a door gives, in words; how long it may be kept, and what lifts that."""
    days, lifted = row["retention_days_count"], row["lifted_by"]
    kept = words.say("sans limite") if days is None else words.plural(days, "jour")
    if lifted:
        kept = words.say(
            "{kept}, sauf déclaration « {declaration} »", kept=kept, declaration=declared(words, lifted)["short"]
        )
    return {
        "door": word(words, "doors", row["door"]), "code": row["door"],
        "gives": upper_first(", ".join(word(words, "gives", code) for code in row["gives"].split())),
        "precision": words.data(row["precision_fr"]), "terms": words.data(row["terms_fr"]),
        "is_token_needed": row["is_token_needed"],
        "needs": declared(words, row["needs"])["short"] if row["needs"] else None,
        "needs_code": row["needs"], "kept": kept,
    }  # fmt: skip


def _used(edition: Edition, doors: list[Row]) -> list[Row]:
    """Doors of the table, then those that served without being in it (an import), network by network."""
    known = {(row["network"], row["door"]): row["door_rank"] for row in doors}
    seen: set[Key] = set()
    for name in ("doors.requests", "doors.readings"):
        seen |= set(edition.frame(name).select("network", "door").iter_rows())
    keys = sorted({*known, *seen}, key=lambda key: (edition.place(key[0]), known.get(key, UNKNOWN_RANK), key[1]))
    return [_use(edition, key) for key in keys]


def _use(edition: Edition, key: Key) -> Row:
    mine = (pl.col("network") == key[0]) & (pl.col("door") == key[1])
    asked = edition.frame("doors.requests").filter(mine).sort(["request_count", "outcome"], descending=[True, False])
    read = edition.frame("doors.readings").filter(mine)
    accounts, measured = int(read["account_count"].sum()), int(read["measured_count"].sum())
    return {
        "network": key[0], "door": key[1], "accounts": accounts, "measured": measured,
        "is_open": accounts > 0 or bool(set(asked["outcome"]) & set(READ)),
        "outcomes": [(row["outcome"], row["request_count"]) for row in asked.to_dicts()],
        "origins": sorted({code for text in read["origins"] for code in text.split("+")}),
    }  # fmt: skip


def _lines(words: Words, network: str, rows: list[Row]) -> list[Row]:
    return [
        row | {
            "label": word(words, "doors", row["door"]), "verdict": _verdict(words, row),
            "accounts_text": words.number(row["accounts"]) if row["is_open"] else "—",
            "measured_text": words.number(row["measured"]) if row["is_open"] and network != "website" else "—",
            "origin_text": ", ".join(word(words, "origins", code) for code in row["origins"]) or "—",
            "outcome_text": words.clauses(_outcomes(words, row["outcomes"])) or "—",
        }
        for row in rows
    ]  # fmt: skip


def _outcomes(words: Words, counts: list[tuple[str, int]]) -> list[str]:
    return [
        words.say("{outcome} : {count}", outcome=outcome(words, code), count=words.number(count))
        for code, count in counts
    ]


def outcome(words: Words, code: str) -> str:
    """An outcome of a request in two or three words."""
    shelf = words.content("portes")["outcomes"]
    return str(shelf[code]) if code in shelf else labels.motif(words, code)


def _verdict(words: Words, row: Row) -> str:
    if row["is_open"]:
        return words.say("a servi")
    return words.say("n’a rien donné") if row["outcomes"] else words.say("non utilisée")
