"""What every chart is made of: a figure per variant, the rows that it draws, its words and its method box.

A chart holds data and words, never HTML. `ids` on a trace name the rows that it draws and `meta` says which column lies
on which axis, so that a test can hold each figure against its table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dashboards import theme
from dashboards.contours import Contours
from dashboards.points import Points
from dashboards.source import Edition
from dashboards.words import Words, phrases
from pipelines.model.quantities import Basis, Share

Figure = dict[str, Any]
Row = dict[str, Any]


def share_of(row: Row, column: str = "presence_share") -> Share:
    """A share of a row of barometer.presence, with what it is a share of."""
    population = f"{row['roster_id']}, {row['stratum']}"
    return Share(float(row[column]), Basis("présence", row["network"], population, row["aggregation"]))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart's table: key in the rows, heading as a French sentence, and how its values are printed.

    `is_french` columns hold French names or texts, whatever the language of the page is. `why` is the key of the row
    that says why a value is missing. A column whose heading is its key is read under its own name in any language.
    """

    key: str
    label: str
    form: str = "text"
    is_french: bool = False
    why: str = "why"

    @property
    def is_number(self) -> bool:
        return self.form not in ("text", "month", "flag")

    @property
    def is_bare(self) -> bool:
        return self.label == self.key

    def head(self, words: Words) -> str:
        return self.key if self.is_bare else words.say(self.label)

    def text(self, row: Row, words: Words) -> str:
        """The printed cell; a missing value prints the reason of the row, never an empty cell or a zero."""
        value = row[self.key]
        return str(row.get(self.why) or words.missing) if value is None else words.cell(self.form, value)


@dataclass(frozen=True, slots=True)
class Variant:
    """One setting of a chart's selector. `figure` holds Plotly's `data` and `layout`, what its `narrow` layout has
    instead on a phone, and the `states` of a chart's points. `names` are the territories that the title names."""

    key: str
    label: str
    title: str
    figure: Figure
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wide:
    """A table of two entries, for charts with a row per pair: `keys` name its lines, `across` its columns.

    `heads` are the headings of `keys`; `cell` prints one row of the chart, `is_unknown` says that it must not look like
    a value, and `legend` tells how cells are read. Counts that a cell leaves out are in the chart's CSV.
    """

    keys: tuple[str, ...]
    heads: tuple[str, ...]
    across: str
    cell: Callable[[Row], str]
    is_unknown: Callable[[Row], bool]
    legend: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a `Wide` prints: headings of its columns, then lines of (headings, cells); a cell is (text, is unknown).

    `french` says of each heading of a line whether it is a French name.
    """

    heads: tuple[str, ...]
    lines: list[tuple[tuple[str, ...], list[tuple[str, bool]]]]
    french: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """How much is known of what a whole figure is about: counts, and the sentence that says of what."""

    known: int
    unknown: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure with everything it must be published with. `method` is (term, text) pairs of the method box.

    `only` is the variant of a chart that shows one and no other. `points` are those that its figures place by state.
    `off_map` are the names of territories in the method box. `summary` is what the table of a page shows of more rows
    than one can hold: their counts by area. `covered` is of all its variants together.
    """

    slug: str
    title: str
    subtitle: str
    description: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    variants: tuple[Variant, ...]
    method: tuple[tuple[str, str], ...]
    source: str
    words: Words
    selector_label: str
    height: int = 420
    contours: Contours | None = None
    summary: Sequence[Row] = ()
    points: Points | None = None
    wide: Wide | None = None
    only: str = ""
    off_map: tuple[str, ...] = ()
    covered: Covered | None = None

    def of_network(self, network: str) -> Chart | None:
        """The figure of one network alone, for a chart whose variants are networks; None when it has no such variant.

        A page that shows it loads the file of that variant and nothing else.
        """
        variants = tuple(variant for variant in self.variants if variant.key == network)
        if not variants or variants[0] is self.variants[0]:
            return None
        rows = [row for row in self.rows if row["network"] == network]
        return replace(self, title=variants[0].title, rows=rows, variants=variants, only=network, covered=None)

    @property
    def script(self) -> str:
        """Path of the file that a page loads to draw it, without its suffix."""
        return f"{self.slug}/{self.only}" if self.only else self.slug

    @property
    def names(self) -> tuple[str, ...]:
        """French names of territories in its title and its method box, which pages in another language mark."""
        return (*self.variants[0].names, *self.off_map)

    @property
    def matrix(self) -> Matrix | None:
        """The rows as a table of two entries, in the order of the rows; None for charts that are listed."""
        wide = self.wide
        if wide is None:
            return None
        form = self._column(wide.across).form
        rows = self.summary or self.rows
        across = list(dict.fromkeys(self.words.cell(form, row[wide.across]) for row in rows))
        lines: dict[tuple[str, ...], dict[str, tuple[str, bool]]] = {}
        for row in rows:
            line = lines.setdefault(tuple(str(row[key]) for key in wide.keys), {})
            line[self.words.cell(form, row[wide.across])] = (wide.cell(row), wide.is_unknown(row))
        empty = ("—", False)
        cells = [(keys, [line.get(head, empty) for head in across]) for keys, line in lines.items()]
        return Matrix((*wide.heads, *across), cells, tuple(self._column(key).is_french for key in wide.keys))

    def _column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    @property
    def heads(self) -> list[str]:
        return [column.head(self.words) for column in self.columns]

    def cells(self, row: Row) -> list[str]:
        return [column.text(row, self.words) for column in self.columns]


def layout(height: int, edition: Edition, **more: Any) -> Figure:
    """The layout that figures share; the mention of simulated data is written inside the figure itself."""
    words, mention = edition.words, edition.mention
    shared: Figure = {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 34, "b": 40},
        "font": {"family": theme.FONT, "size": 13, "color": theme.INK},
        "paper_bgcolor": theme.PAPER,
        "plot_bgcolor": theme.PAPER,
        "separators": f"{words.decimal}{words.thousands}",
        "hoverlabel": {
            "bgcolor": theme.PAPER,
            "bordercolor": theme.MUTED,
            "font": {"color": theme.INK},
            "align": "left",
        },
        "dragmode": False,
        "showlegend": False,
        "annotations": [mention_note(mention)] if mention else [],
    }
    return shared | more


def mention_note(mention: str) -> Figure:
    return {
        "text": mention.upper(), "xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right",
        "yanchor": "bottom", "yshift": 8, "showarrow": False, "font": {"size": 11, "color": theme.ALERT},
        "bordercolor": theme.ALERT, "borderwidth": 1, "borderpad": 3, "name": "mention",
    }  # fmt: skip


def note(text: str) -> Figure:
    """A sentence in the middle of a figure that has nothing to draw."""
    return {
        "text": text, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False,
        "font": {"size": 14, "color": theme.MUTED},
    }  # fmt: skip


def share_axis(words: Words, low: float = 0.0, high: float = 1.0, **more: Any) -> Figure:
    """An axis of shares: values 0 to 1, ticks printed by the formatter, always from zero."""
    ticks = [index / 4 for index in range(5)]
    return axis(
        range=[low - 0.02, high + 0.03], tickmode="array", tickvals=ticks,
        ticktext=[words.share(tick, 0) for tick in ticks], **more,
    )  # fmt: skip


def axis(**more: Any) -> Figure:
    shared: Figure = {
        "gridcolor": theme.GRID, "zeroline": False, "linecolor": theme.GRID, "automargin": True, "fixedrange": True,
        "tickfont": {"color": theme.MUTED}, "ticks": "",
    }  # fmt: skip
    return shared | more


def stratum_short(words: Words, code: str, drawing: str = "") -> str:
    """A short tick label for a stratum, with how it was `drawing` below it; tables spell the name out."""
    name = words.say(SHORT_STRATA[code]) if code in SHORT_STRATA else code
    return f'{name}<br><span style="font-size:10px">{drawing}</span>' if drawing else name


SHORT_STRATA: Final = phrases({
    "ALL": "Ensemble", "REG": "Régions", "DEP": "Départements", "METRO": "Métropoles", "CU": "Com. urbaines",
    "CA": "Com. d’agglo.", "CC": "Com. de communes", "COM_100000_PLUS": "≥ 100 000 hab.",
    "COM_50000_100000": "50 à 100 000 hab.", "COM_20000_50000": "20 à 50 000 hab.",
    "COM_10000_20000": "10 à 20 000 hab.",
    "COM_3500_10000": "3 500 à 10 000 hab.", "COM_2000_3500": "2 000 à 3 500 hab.", "COM_500_2000": "500 à 2 000 hab.",
    "COM_0_500": "< 500 hab.", "VILLE50": "50 villes",
    "PREF": "Préfectures", "OUTREMER": "Outre-mer", "OUTREMER_COMMUNE": "Communes d’outre-mer",
})  # fmt: skip
