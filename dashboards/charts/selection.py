"""Where the numbers of a figure come from: rows of a table, and the same for DuckDB and for polars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from dashboards.charts.base import Chart
from dashboards.charts.presence_publies import BASES
from dashboards.source import HISTORIC_ROSTER, Edition

POLARS: Final = "from datetime import date\nimport polars as pl\n\n"
"""What each text in polars begins with."""
Condition = tuple[str, str, Any]
"""Column, test and value: `=`, `<>`, `<=`, `>`, `in` (values), `starts`, or `pairs` (two columns, their values
together)."""
WIDTH: Final = 96
INTERVALS: Final = "barometer.indicators"
"""Where the intervals of draws are."""
_POLARS: Final[Mapping[str, str]] = {"=": "==", "<>": "!=", "<=": "<=", ">": ">"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one published table. `total` makes one row of those that agree in `columns`: their number (`*`) or the
    sum of a column, under the name `count`."""

    table: str
    columns: tuple[str, ...]
    where: tuple[Condition, ...]
    total: str | None = None

    @property
    def sql(self) -> str:
        """In DuckDB, on the file of the edition."""
        counted = f"sum({self.total})::BIGINT" if self.total not in (None, "*") else "count(*)"
        names = [*self.columns, *([f"{counted} AS count"] if self.total else [])]
        tests = "\n  AND ".join(_sql(*condition) for condition in self.where)
        kept = f"\nWHERE {tests}" if tests else ""
        grouped = "\nGROUP BY ALL" if self.total else ""
        return _folded(f"SELECT {', '.join(names)}\nFROM {self.table}{kept}{grouped}\nORDER BY ALL;")

    @property
    def polars(self) -> str:
        """In polars, on the Parquet file of the edition: `rows` holds them."""
        names = ", ".join(f'"{column}"' for column in self.columns)
        tests = "".join(f"    {_polars(*condition)},\n" for condition in self.where)
        picked = f".select({names})"
        if self.total:
            made = "pl.len()" if self.total == "*" else f'pl.col("{self.total}").sum()'
            picked = f'.group_by({names}).agg({made}.alias("count"))'
        read = f'rows = pl.read_parquet("{table_file(self.table)}").filter(\n{tests}){picked}'
        return _folded(f"{POLARS}{read}")

    @property
    def tables(self) -> tuple[str, ...]:
        return (self.table,)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.where


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows that a SELECT of its own gives, in DuckDB alone; `conditions` say which rows of its first table it reads."""

    tables: tuple[str, ...]
    sql: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Communes of a list by network and département: how many are present, absent and unknown. Those of `apart` have no
    place on the map."""

    month: date
    roster_id: str
    apart: tuple[str, ...]
    tables: ClassVar[tuple[str, ...]] = ("barometer.status", "roster.members")
    _on: ClassVar[tuple[str, ...]] = ("roster_id", "territory_id")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Which rows of barometer.status are counted, those of `apart` too."""
        return ("month", "=", self.month), ("roster_id", "=", self.roster_id), ("territory_id", "starts", "commune:")

    @property
    def sql(self) -> str:
        left_out = f"\n  AND code NOT IN ({', '.join(map(_quoted, self.apart))})" if self.apart else ""
        return _folded(
            "SELECT network, departement_code AS area_code,\n"
            "  count(*) FILTER (starts_with(status, 'present')) AS present_count,\n"
            "  count(*) FILTER (status = 'absent_confirmed') AS absent_count,\n"
            "  count(*) FILTER (status = 'unknown') AS unknown_count, count(*) AS member_count\n"
            f"FROM barometer.status JOIN roster.members USING ({', '.join(self._on)})\n"
            f"WHERE month = DATE '{self.month}'\n  AND roster_id = '{self.roster_id}'\n"
            f"  AND level = 'commune'{left_out}\nGROUP BY ALL\nORDER BY ALL;"
        )

    @property
    def polars(self) -> str:
        left_out = f'    ~pl.col("code").is_in([{", ".join(map(_named, self.apart))}]),\n' if self.apart else ""
        return _folded(
            f'{POLARS}status = pl.col("status")\n'
            f'members = pl.read_parquet("{table_file("roster.members")}")\n'
            f'rows = pl.read_parquet("{table_file("barometer.status")}").join(members, on={list(self._on)}).filter(\n'
            f'    pl.col("month") == {_named(self.month)},\n    pl.col("roster_id") == "{self.roster_id}",\n'
            f'    pl.col("level") == "commune",\n{left_out}'
            ').group_by("network", area_code="departement_code").agg(\n'
            '    present_count=status.str.starts_with("present").sum(),\n'
            '    absent_count=(status == "absent_confirmed").sum(),\n'
            '    unknown_count=(status == "unknown").sum(),\n    member_count=pl.len(),\n)'
        )


def table_file(table: str) -> str:
    """The Parquet file of a table, from the folder of the edition."""
    return f"{table.replace('.', '/')}.parquet"


def _sql(column: str, test: str, value: Any) -> str:
    if test == "pairs":
        pairs = ", ".join(f"('{first}', '{second}')" for first, second in value)
        return f"({column}) IN ({pairs})"
    if test == "in":
        return f"{column} IN ({', '.join(map(_quoted, value))})"
    return f"starts_with({column}, '{value}')" if test == "starts" else f"{column} {test} {_quoted(value)}"


def _quoted(value: Any) -> str:
    return f"DATE '{value}'" if isinstance(value, date) else str(value) if isinstance(value, int) else f"'{value}'"


def _polars(column: str, test: str, value: Any) -> str:
    if test == "pairs":
        names = ", ".join(f'"{name}"' for name in column.split(", "))
        joined = ", ".join(f'"{first}|{second}"' for first, second in value)
        return f'pl.concat_str({names}, separator="|").is_in([{joined}])'
    if test == "in":
        return f'pl.col("{column}").is_in([{", ".join(map(_named, value))}])'
    if test == "starts":
        return f'pl.col("{column}").str.starts_with("{value}")'
    return f'pl.col("{column}") {_POLARS[test]} {_named(value)}'


def _named(value: Any) -> str:
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _folded(text: str) -> str:
    """Lines that are too long go on below, after a comma."""
    lines: list[str] = []
    for line in text.split("\n"):
        own = ""
        for part in line.split(", "):
            if own and len(own) + len(part) > WIDTH:
                lines.append(f"{own},")
                own = f"      {part}"
            else:
                own = f"{own}, {part}" if own else part
        lines.append(own)
    return "\n".join(lines)


_RATES: Final = (
    "presence_share", "presence_share_lo", "presence_share_hi", "present_count", "unknown_count", "member_count",
)  # fmt: skip
_OF_AREAS: Final = (("stratum", "=", "ALL"), ("aggregation", "=", "pooled"))
_TABLES: Final[Mapping[str, tuple[tuple[str, ...], tuple[Condition, ...], tuple[str, ...], str | None]]] = {
    "presence-niveaux": (
        ("network", "stratum", *_RATES), (("area_level", "=", "france"), ("aggregation", "=", "pooled")),
        ("network", "stratum"), None,
    ),
    "carte-regions": (
        ("area_code", "network", *_RATES), (("area_level", "=", "region"), *_OF_AREAS), ("area_code", "network"), None,
    ),
    "carte-departements": (
        ("area_code", "network", *_RATES), (("area_level", "=", "departement"), *_OF_AREAS), ("area_code", "network"),
        None,
    ),
    "carte-statuts": (
        ("territory_id", "network", "status"), (("territory_id", "starts", "departement:"),), ("network",), None,
    ),
    "carte-epci": (("territory_id", "network", "status"), (("territory_id", "starts", "epci:"),), ("network",), None),
    "copresence": (
        ("stratum", "network_a", "network_b", "both_share", "both_share_lo", "both_share_hi", "both_count",
         "known_count", "unknown_count"),
        (), ("stratum", "network_a", "network_b"), None,
    ),
    "progressions": (
        ("stratum", "network", "territory_id", "value", "value_lo", "value_hi"),
        (("window_months", "=", 12), ("lens", "=", "absolute"), ("rank", "<=", 5)), ("stratum, network",), None,
    ),
    "couverture-reseaux": (("network", "status"), (), ("network",), "*"),
    "inconnues-motifs": (
        ("reason",), (("stratum", "=", "ALL"), ("network", "<>", "any")), (), "territory_count",
    ),
    "heures": (
        ("network", "weekday", "hour", "share", "account_count", "month_count"), (("stratum", "=", "ALL"),),
        ("network",), None,
    ),
}  # fmt: skip
"""By figure of one month and list: columns, tests, columns whose values are those of its rows, and what is counted."""


def selections(chart: Chart, edition: Edition) -> tuple[Selection | Tally, ...]:
    """What gives the numbers of a chart; two selections where it sets printed figures beside measured ones."""
    of_list: tuple[Condition, ...] = (("month", "=", edition.month), ("roster_id", "=", edition.roster_id))
    if chart.points is not None:
        return (Tally(edition.month, edition.roster_id, chart.points.absent),)
    if chart.slug in _TABLES:
        columns, tests, listed, total = _TABLES[chart.slug]
        where = (*of_list, *tests, *(_listed(chart.rows, column) for column in listed))
        return (Selection(_first(chart), columns, where, total), *_intervals(chart, of_list))
    if chart.slug in ("presence-temps", "presence-reseaux"):
        where = (*of_list[1:], *_TABLES["presence-niveaux"][1], _listed(chart.rows, "month"),
                 _listed(chart.rows, "stratum"))  # fmt: skip
        rates = Selection(_first(chart), ("month", "network", "stratum", *_RATES), where)
        return (rates, *_intervals(chart, (*of_list[1:], _listed(chart.rows, "month"))))
    if chart.slug == "imprime-mesure":
        columns = ("figure_id", "published_value", "measured_value", "measured_pooled")
        return (Selection(chart.source, columns, (_listed(chart.rows, "figure_id"),)),)
    return _printed_and_measured(chart)


def rows_shown(found: Sequence[Selection | Tally | Asked]) -> list[dict[str, Any]]:
    """Which rows of which tables are shown: `barometre evidence` reads them in the figure's JSON. The interval of a
    draw that stands beside rates has no answers of its own behind it: its rows are left out."""
    return [
        {"table": one.tables[0], "conditions": one.conditions}
        for place, one in enumerate(found) if not place or one.tables[0] != INTERVALS
    ]  # fmt: skip


def _first(chart: Chart) -> str:
    return chart.source.partition(", ")[0]


def _intervals(chart: Chart, of_list: tuple[Condition, ...]) -> tuple[Selection, ...]:
    """The intervals of strata that were drawn, of a chart that tells them."""
    drawn = [row for row in chart.rows if row.get("ci_lo") is not None]
    if not drawn:
        return ()
    columns = ("month", "indicator_id", "variant", "network", "stratum", "ci_lo", "ci_hi")
    told = ("I04",) if chart.slug == "copresence" else ("I01", "I03")
    where = (
        *of_list, ("indicator_id", "in", list(told)), ("area_level", "=", "france"), ("aggregation", "=", "pooled"),
        ("interval_method", "=", "wilson_fpc"), _listed(drawn, "stratum"),
    )  # fmt: skip
    return (Selection(INTERVALS, columns, where),)


def _listed(rows: Sequence[Mapping[str, Any]], column: str) -> Condition:
    if "," in column:
        first, second = column.split(", ")
        return column, "pairs", list(dict.fromkeys((row[first], row[second]) for row in rows))
    return column, "in", list(dict.fromkeys(row[column] for row in rows))


def _printed_and_measured(chart: Chart) -> tuple[Selection, ...]:
    printed = [row for row in chart.rows if row["origin"] == "printed"]
    measured = [row for row in chart.rows if row["origin"] != "printed"]
    found = []
    if printed:
        where = (("figure_id", "in", [row["id"] for row in printed]),)
        found.append(Selection("reference.published_figures", ("figure_id", "value", "n"), where))
    if measured:
        pairs = list(dict.fromkeys(BASES[row["place"]][:2] for row in measured))
        tests = (
            ("roster_id", "=", HISTORIC_ROSTER), ("area_level", "=", "france"),
            ("stratum, aggregation", "pairs", pairs),
            _listed(measured, "network"), _listed(measured, "month"),
        )  # fmt: skip
        columns = ("month", "network", "stratum", "aggregation", "presence_share")
        found.append(Selection("barometer.presence", columns, tests))
    return tuple(found)
