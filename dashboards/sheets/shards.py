"""The facts of light sheets as scripts: one file of raw facts per département for both languages, and the words of each
language. `static/sheet.js` makes the sheet of them.

Scripts rather than JSON, so that they work from a file system and under the policy of the pages, which lets nothing be
fetched. Codes are places in the lists of `Codes`; lists of facts end where only empty values would follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import polars as pl

from dashboards.export import script
from dashboards.peers import Compared
from dashboards.render import page_file
from dashboards.sheets.alike import networks_of
from dashboards.sheets.facts import Account, Closed, Facts, Growth, Measure, Network, Proof
from dashboards.sheets.indicators import GAP_FR
from dashboards.sheets.paths import territory_path
from dashboards.source import Edition
from dashboards.trail import digest, shown
from dashboards.words import FR

FOLDER: Final = "territoires/donnees"
Packed = list[Any]


class Record(str):
    """A place in the archive, `2026-10/x/part-0000.warc.gz@94345+1294`."""

    __slots__ = ()


class Address(str):
    """What was asked for: an interface is asked for many accounts at once."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Pools:
    """What many facts of a shard repeat, each with its place: files of the archive, and addresses."""

    files: dict[str, int] = field(default_factory=dict)
    urls: dict[str, int] = field(default_factory=dict)


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
        closed = edition.frame("accounts.closed")
        lines = sheet.select("indicator_id", "variant", "unit_kind").unique().sort(pl.all()).rows()
        return {
            "networks": edition.observed_networks,
            "states": list(site["states"]),
            "strata": edition.strata,
            "reasons": _distinct(status["reason"], looks["outcome"]),
            "measures": sorted(
                {code for kind, code in edition.labels if kind == "measure_status"}
                | set(edition.frame("failures")["outcome"])
            ),
            "metrics": _distinct(metrics),
            "closings": sorted(set(closed["since_month"]) | set(closed["last_month"].drop_nulls())),
            "rules": sorted(code for kind, code in edition.labels if kind == "main_rule"),
            "scopes": list(site["scopes"]),
            "sources": _distinct(evidence["source"], looks["source"]),
            "evidence": list(site["evidence"]),
            "gaps": list(GAP_FR),
            "lines": lines,
            "purposes": _distinct(edition.frame("requests")["purpose"]),
            "outcomes": _distinct(edition.frame("requests")["outcome"]),
        }

    @cached_property
    def populations(self) -> Mapping[str, int | None]:
        return dict(self.edition.members.select("territory_id", "population").iter_rows())

    @cached_property
    def parsers(self) -> Sequence[str | None]:
        """What read each network this month, in their order."""
        read = dict(self.edition.frame("requests").select("network", "parser_version").unique().iter_rows())
        return [read.get(network) for network in self.lists["networks"]]

    @cached_property
    def places(self) -> Mapping[str, Mapping[Any, int]]:
        return {name: {code: place for place, code in enumerate(codes)} for name, codes in self.lists.items()}

    def __getitem__(self, key: tuple[str, Any]) -> int | None:
        kind, code = key
        return None if code is None else self.places[kind][code]


def _distinct(*columns: pl.Series) -> list[str]:
    return sorted(set().union(*(column.drop_nulls().unique().to_list() for column in columns)))


def shard(codes: Codes, departement: str, every: Iterable[Facts], compared: Compared) -> str:
    """The script of one département: facts by the code of the commune, and what they repeat."""
    pools = Pools()
    held = {
        facts.member["code"]: _lean(_cut([*_facts(codes, facts), *_more(codes, facts, compared)]), pools)
        for facts in every
    }
    return script("fiches", departement, {"files": list(pools.files), "urls": list(pools.urls), "communes": held})


def packed(codes: Codes, facts: Facts) -> Packed:
    """The facts of one territory whose records are not told."""
    return _cut(_facts(codes, facts))


def _lean(value: Any, pools: Pools) -> Any:
    """Facts whose records name their file by its place, `3@94345+1294`, and whose addresses are places."""
    if isinstance(value, list):
        return [_lean(item, pools) for item in value]
    if isinstance(value, Address):
        return pools.urls.setdefault(value, len(pools.urls))
    if not isinstance(value, Record):
        return value
    file, mark, place = value.partition("@")
    return f"{pools.files.setdefault(file, len(pools.files))}{mark}{place}"


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
    return [
        member["name"], codes["strata", member["stratum"]], member["population"], member["pop_vintage"],
        _number(member["weight"]), [_network(codes, network) for network in facts.networks], looks,
        list(facts.sites), [[codes["scopes", scope], count] for scope, count in facts.others], shared,
    ]  # fmt: skip


def _more(codes: Codes, facts: Facts, compared: Compared) -> Packed:
    """What a sheet alone shows: what the territory is compared with, and the requests behind its accounts."""
    member = facts.member
    networks = networks_of(codes.edition, compared, member)
    peers = [_peer(codes, compared, peer, networks) for peer in compared.peers.get(member["territory_id"], ())]
    places = [codes["networks", network] for network in networks]
    trails = [
        [codes["networks", network.code], [_request(codes, row) for row in rows]]
        for network in facts.networks
        if (rows := [row for row in facts.requests if row["network"] == network.code])
    ]
    return _cut([_cut([places, peers]), trails])


def _peer(codes: Codes, compared: Compared, territory_id: str, networks: Sequence[str]) -> Packed:
    """A peer by name and code, its inhabitants, its networks, and what `Compared` holds of each of `networks`."""
    held = compared.accounts.get(territory_id, {})
    cells = [_cut(list(map(_number, held[network]))) if network in held else 0 for network in networks]
    low, high = compared.counts.get(territory_id, (None, None))
    return [
        codes.edition.names[territory_id], territory_id.partition(":")[2], codes.populations[territory_id],
        low, high, cells,
    ]  # fmt: skip


def _request(codes: Codes, row: Mapping[str, Any]) -> Packed:
    head = [codes["purposes", row["purpose"]], Address(shown(row["url"])), f"{row['fetched_at']:%Y-%m-%dT%H:%M}"]
    tail = [row["http_status"], _record(row["record"]), digest(row["answer_sha256"])]
    return _cut([*head, codes["outcomes", row["outcome"]], *tail])


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
        _closed(codes, account.closed) if account.closed else None,
    ])  # fmt: skip


def _measure(codes: Codes, measure: Measure) -> Packed:
    is_exact = measure.lo == measure.hi == measure.count
    bounds = [] if is_exact else [measure.lo, measure.hi]
    head = [codes["metrics", measure.metric], codes["measures", measure.status], _record(measure.record)]
    return _cut([*head, measure.count, *bounds])


def _closed(codes: Codes, closed: Closed) -> Packed:
    return _cut([codes["closings", closed.since], codes["closings", closed.last], closed.count])


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
