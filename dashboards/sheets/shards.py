"""The facts of light sheets as scripts: one file of raw facts per département for both languages, and the words of each
language. `static/sheet.js` makes the sheet of them.

Scripts rather than JSON, so that they work from a file system and under the policy of the pages, which lets nothing be
fetched. Codes are places in the lists of `Codes`; lists of facts end where only empty values would follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from dashboards.export import script
from dashboards.render import page_file
from dashboards.sheets.facts import Account, Facts, Growth, Measure, Network, Proof
from dashboards.sheets.indicators import GAP_FR
from dashboards.sheets.paths import territory_path
from dashboards.source import Edition
from dashboards.words import FR

FOLDER: Final = "territoires/donnees"
Packed = list[Any]


class Record(str):
    """A place in the archive, `2026-10/x/part-0000.warc.gz@94345+1294`."""

    __slots__ = ()


@dataclass(frozen=True)
class Codes:
    """What the numbers of a shard stand for, in the order of the edition's own codes: one list for all shards."""

    edition: Edition

    @cached_property
    def lists(self) -> Mapping[str, Sequence[Any]]:
        site, edition = FR.content("site"), self.edition
        status, evidence = edition.current("barometer.status"), edition.current("roster.evidence")
        looks, sheet = edition.current("roster.looks"), edition.current("barometer.account_sheet")
        metrics = edition.frame("barometer.audience")["metric_def"]
        lines = sheet.select("indicator_id", "variant", "unit_kind").unique().sort(pl.all()).rows()
        return {
            "networks": edition.observed_networks,
            "states": list(site["states"]),
            "strata": edition.strata,
            "reasons": _distinct(status["reason"], looks["outcome"]),
            "measures": sorted(code for kind, code in edition.labels if kind == "measure_status"),
            "metrics": _distinct(metrics),
            "rules": sorted(code for kind, code in edition.labels if kind == "main_rule"),
            "scopes": list(site["scopes"]),
            "sources": _distinct(evidence["source"], looks["source"]),
            "evidence": list(site["evidence"]),
            "gaps": list(GAP_FR),
            "lines": lines,
        }

    @cached_property
    def places(self) -> Mapping[str, Mapping[Any, int]]:
        return {name: {code: place for place, code in enumerate(codes)} for name, codes in self.lists.items()}

    def __getitem__(self, key: tuple[str, Any]) -> int | None:
        kind, code = key
        return None if code is None else self.places[kind][code]


def _distinct(*columns: pl.Series) -> list[str]:
    return sorted(set().union(*(column.drop_nulls().unique().to_list() for column in columns)))


def shard(codes: Codes, departement: str, every: Iterable[Facts]) -> str:
    """The script of one département: facts by the code of the commune, and the files in which their records lie."""
    files: dict[str, int] = {}
    held = {facts.member["code"]: _lean(_facts(codes, facts), files) for facts in every}
    return script("fiches", departement, {"files": list(files), "communes": held})


def packed(codes: Codes, facts: Facts) -> Packed:
    """The facts of one territory whose records are not told."""
    return list(_facts(codes, facts))


def _lean(value: Any, files: dict[str, int]) -> Any:
    """Facts whose records name their file by its place: `3@94345+1294`."""
    if isinstance(value, list):
        return [_lean(item, files) for item in value]
    if not isinstance(value, Record):
        return value
    file, mark, place = value.partition("@")
    return f"{files.setdefault(file, len(files))}{mark}{place}"


def _cut(values: Packed) -> Packed:
    """A list without the empty values at its end."""
    while values and (values[-1] is None or values[-1] == []):
        values.pop()
    return values


def _record(text: str | None) -> Record | None:
    return None if text is None else Record(text)


def _number(value: float | None) -> float | None:
    """As it is read back: whole numbers without a point, others to nine decimals."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value.is_integer() else round(value, 9)


def _facts(codes: Codes, facts: Facts) -> Packed:
    member = facts.member
    shared = [
        [row["name"], _file(codes, row["territory_id"]), row["count"], row["later"], row["earlier"]]
        for row in facts.shared
    ]
    looks = [
        _cut([codes["sources", source], codes["reasons", reason], _record(record)])
        for source, reason, record in facts.looks
    ]
    return _cut([
        member["name"], codes["strata", member["stratum"]], member["population"], member["pop_vintage"],
        _number(member["weight"]), [_network(codes, network) for network in facts.networks], looks,
        list(facts.sites), [[codes["scopes", scope], count] for scope, count in facts.others], shared,
    ])  # fmt: skip


def _file(codes: Codes, territory_id: str) -> str:
    return page_file(territory_path(codes.edition, territory_id))


def _network(codes: Codes, network: Network) -> Packed:
    account = _account(codes, network.account) if network.account else None
    head = [codes["networks", network.code], codes["states", network.status], codes["reasons", network.reason]]
    return _cut([*head, account])


def _account(codes: Codes, account: Account) -> Packed:
    return _cut([
        account.handle, account.url, int(account.is_official),
        codes["rules", account.rule], account.post_count, int(account.is_at_least),
        [_measure(codes, measure) if measure else 0 for measure in account.measures],
        [_proof(codes, proof) for proof in account.proofs],
        [_growth(codes, growth) for growth in account.growths],
        [_line(codes, row) for row in account.lines],
    ])  # fmt: skip


def _measure(codes: Codes, measure: Measure) -> Packed:
    is_exact = measure.lo == measure.hi == measure.count
    bounds = [] if is_exact else [measure.lo, measure.hi]
    head = [codes["metrics", measure.metric], codes["measures", measure.status], _record(measure.record)]
    return _cut([*head, measure.count, *bounds])


def _growth(codes: Codes, growth: Growth) -> Packed:
    rates = [_number(growth.relative), _number(growth.per_1000)]
    head = [growth.window, codes["measures", growth.status]]
    gains = [_number(growth.gain), _number(growth.lo), _number(growth.hi)]
    return _cut([*head, *gains, *rates, int(growth.is_suspect) or None])


def _proof(codes: Codes, proof: Proof) -> Packed:
    head = [codes["evidence", proof.evidence], codes["sources", proof.source]]
    return _cut([*head, proof.url, f"{proof.found_at:%Y-%m-%dT%H:%M}", _record(proof.record)])


def _line(codes: Codes, row: Mapping[str, Any]) -> Packed:
    """What is missing is its reason alone; a change is a number, or the place of its reason as a text."""
    head = [codes["lines", (row["indicator_id"], row["variant"], row["unit_kind"])]]
    head.append(codes["measures", row["value_status"]])
    if row["value"] is None:
        return head
    changes = [_change(codes, row, window) for window in ("m1", "m12")]
    lo, hi = row["value_lo"], row["value_hi"]
    bounds = [] if lo is None or hi is None or lo == hi else [_number(lo), _number(hi)]
    return [*head, _number(row["value"]), *changes, *bounds]


def _change(codes: Codes, row: Mapping[str, Any], window: str) -> float | str | None:
    change = row[f"change_{window}"]
    return str(codes["gaps", row[f"change_{window}_status"]]) if change is None else _number(change)
