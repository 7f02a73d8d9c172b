"""The field of competence that a text speaks of, told by weighted expressions (data/reference/topics.toml) and by
small weights of words (data/reference/topic_words.csv).

Belongs here: scoring texts, whole columns at once. Not here: the expressions and the words (data), how these were
learned (tests/samples/learn.py), what the classifier is worth (`indicators/classifiers`), which texts are labelled
(`indicators/labels`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.model.errors import ReferenceDataError

TOPIC_FR: Final = {
    "transports": "Transports et mobilités",
    "urbanisme": "Urbanisme, habitat et patrimoine bâti",
    "education": "Éducation, enfance et jeunesse",
    "budget": "Budget et finances",
    "economie": "Économie, emploi et agriculture",
    "culture": "Culture, fêtes et patrimoine",
    "environnement": "Environnement, eau et déchets",
    "sport": "Sport",
    "social": "Solidarités et santé",
    "vie_democratique": "Vie démocratique et citoyenneté",
    "pratique": "Vie pratique et démarches",
    "crise": "Alertes et crises",
    "autre": "Autre",
}
OTHER: Final = "autre"
WEIGHTS: Final = {"sure": 3.0, "likely": 2.0, "hint": 1.0}
_KNOWN: Final = {topic: topic for topic in TOPIC_FR}
SCALE: Final = 1000
FADE: Final = 0.15
"""How much the expression that comes after weighs less: 1 / (1 + FADE × the number of expressions before it)."""
EVERY_TEXT: Final = "*"
WORDS_FILE: Final = "topic_words.csv"
_METHOD: Final = "2"
"""Goes up when the same expressions begin to give other topics."""

_MARKS: Final = r"\p{M}+|(?:https?://|www\.)\S+"
_STREET: Final = r"  (rue|avenue|boulevard|allee|impasse)  (?:(?:de|du|des|la|le|les|l|d|aux)  )+[a-z0-9]+"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The expressions in the form in which they are sought, the longest first, and their weights by topic; the weights
    of single words; what each topic starts from. All weights are in thousandths, so that sums have no rounding."""

    patterns: pl.Series
    weights: pl.DataFrame
    words: pl.DataFrame
    starts: pl.DataFrame
    version: str


def normal(text: pl.Expr) -> pl.Expr:
    """Lower case, no accent, no address, plurals folded; every word and pictogram stands between spaces of its own."""
    bare = text.str.normalize("NFKD").str.to_lowercase().str.replace_all(_MARKS, "")
    bare = bare.str.replace_many(["œ", "æ", "€"], ["oe", "ae", " euro "])
    spaced = pl.lit(" ") + bare.str.replace_all(r"(\p{So})|[^a-z0-9]+", " $1 ") + pl.lit(" ")
    folded = spaced.str.replace_all(" +", "  ").str.replace_all(r"([a-z]{3})[sx] ", "$1 ")
    return folded.str.replace_all(_STREET, "  $1")


@cache
def read_lexicon(path: Path) -> Lexicon:
    """The lexicon of a file of expressions, with the words that lie beside it (WORDS_FILE).

    Raises:
        ReferenceDataError: one of them is missing or unreadable, or has an unknown topic or grade.
    """
    try:
        content = path.read_bytes()
        blocks: dict[str, dict[str, Any]] = tomllib.loads(content.decode())
        rows = [
            (_KNOWN[topic], round(SCALE * WEIGHTS[grade]), expression.removesuffix("*"), expression.endswith("*"))
            for topic, block in blocks.items()
            for grade, expressions in block.items()
            for expression in expressions
        ]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error!r}): restore it from the repository") from error
    listed = pl.DataFrame(rows, schema=["topic_code", "weight", "expression", "is_prefix"], orient="row")
    sought = listed.with_columns(pattern=normal(pl.col("expression"))).with_columns(
        pattern=pl.when("is_prefix").then(pl.col("pattern").str.strip_chars_end(" ")).otherwise("pattern")
    )
    weights = sought.group_by("pattern", "topic_code", maintain_order=True).agg(pl.col("weight").max())
    patterns = weights["pattern"].unique()
    longest = patterns.to_frame().sort(pl.col("pattern").str.len_chars(), "pattern", descending=[True, False])
    learned, said = _read_words(path.with_name(WORDS_FILE))
    is_start = pl.col("word") == EVERY_TEXT
    return Lexicon(
        longest["pattern"],
        weights,
        learned.filter(~is_start),
        learned.filter(is_start).select("topic_code", start="weight"),
        blake2b(_METHOD.encode() + content + said, digest_size=6).hexdigest(),
    )


def _read_words(path: Path) -> tuple[pl.DataFrame, bytes]:
    schema: dict[str, Any] = {"word": pl.String, "topic_code": pl.Enum(list(TOPIC_FR)), "weight": pl.Float64}
    try:
        content = path.read_bytes()
        read = pl.read_csv(content, schema=schema)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): restore it from the repository") from error
    weight = (pl.col("weight") * SCALE).round().cast(pl.Int64)
    return read.with_columns(pl.col("topic_code").cast(pl.String), weight=weight), content


def said_expressions(texts: pl.Series, known: Lexicon) -> pl.LazyFrame:
    """row, pattern, place: the distinct expressions of each text, in their order (0 for the first)."""
    return _said(_normal_rows(texts), known.patterns.to_list())


def _normal_rows(texts: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"text": texts}).with_row_index("row").select("row", text=normal(pl.col("text")))


def _said(rows: pl.DataFrame, patterns: list[str]) -> pl.LazyFrame:
    sought = pl.lit(pl.Series(patterns, dtype=pl.String)).implode()
    found = pl.col("text").str.extract_many(sought, leftmost=True).list.unique(maintain_order=True)
    met = rows.lazy().select("row", pattern=found).explode("pattern").drop_nulls("pattern").with_row_index("index")
    first = pl.when(pl.col("row").ne_missing(pl.col("row").shift())).then("index").forward_fill()
    return met.select("row", "pattern", place=pl.col("index") - first)


def faded() -> pl.Expr:
    """How much an expression weighs at its `place`."""
    return 1 / (1 + FADE * pl.col("place"))


def classify(texts: pl.Series, known: Lexicon) -> pl.DataFrame:
    """topic_code, topic_score and second_topic_code of each text, in order.

    The score of a topic is what it starts from, plus the weights of its distinct expressions in the text (the longest
    takes the place of those that it contains, the first ones weigh most) and of its words. Topics for which nothing in
    the text speaks have no score; equal scores go to the first code. `autre` with score 0 where nothing is known of a
    text that is there; null where there is no text. The second topic is the next one that an expression names;
    null where there is none.
    """
    rows = _normal_rows(texts)
    expressions = _said(rows, known.patterns.to_list()).join(known.weights.lazy(), on="pattern")
    listed = known.words.with_columns(pattern=" " + pl.col("word") + " ")
    words = _said(rows, listed["pattern"].unique().sort().to_list()).join(listed.lazy(), on="pattern")
    weighed = (pl.col("weight") * faded()).round().cast(pl.Int64)
    said = pl.concat([
        expressions.select("row", "topic_code", weight=weighed, is_named=pl.lit(value=True)),
        words.select("row", "topic_code", "weight", is_named=pl.lit(value=False)),
    ])  # fmt: skip
    ranked = (
        said.group_by("row", "topic_code")
        .agg(pl.col("weight").sum(), pl.col("is_named").any())
        .filter(pl.col("weight") > 0)
        .join(known.starts.lazy(), on="topic_code", how="left")
        .with_columns(weight=pl.col("weight") + pl.col("start").fill_null(0))
        .sort("row", "weight", "topic_code", descending=[False, True, False])
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("topic_code").first(),
            topic_score=pl.col("weight").first().clip(0) / SCALE,
            second_topic_code=pl.col("topic_code").slice(1).filter(pl.col("is_named").slice(1)).first(),
        )
        .collect()
    )
    told = rows.join(ranked, on="row", how="left", maintain_order="left")
    is_text = pl.col("text").is_not_null()
    return told.select(
        topic_code=pl.when(is_text).then(pl.col("topic_code").fill_null(OTHER)),
        topic_score=pl.when(is_text).then(pl.col("topic_score").fill_null(0.0)),
        second_topic_code="second_topic_code",
    )
