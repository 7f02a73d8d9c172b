"""The field of competence that a text speaks of, told by weighted expressions (data/reference/topics.toml).

Belongs here: scoring texts, whole columns at once. Not here: the expressions (data), what the classifier is worth
(`indicators/classifiers`), which texts are labelled (`indicators/labels`).
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
_METHOD: Final = "1"
"""Goes up when the same expressions begin to give other topics."""

_MARKS: Final = r"\p{M}+|(?:https?://|www\.)\S+"
_STREET: Final = r"  (rue|avenue|boulevard|allee|impasse)  (?:(?:de|du|des|la|le|les|l|d|aux)  )+[a-z0-9]+"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The expressions in the form in which they are sought, the longest first, and their weights by topic."""

    patterns: pl.Series
    weights: pl.DataFrame
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
    """The lexicon of a file.

    Raises:
        ReferenceDataError: it is missing or is not TOML, or it has an unknown topic or grade.
    """
    try:
        content = path.read_bytes()
        blocks: dict[str, dict[str, Any]] = tomllib.loads(content.decode())
        rows = [
            (_KNOWN[topic], WEIGHTS[grade], expression.removesuffix("*"), expression.endswith("*"))
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
    return Lexicon(longest["pattern"], weights, blake2b(_METHOD.encode() + content, digest_size=6).hexdigest())


def classify(texts: pl.Series, known: Lexicon) -> pl.DataFrame:
    """topic_code, topic_score and second_topic_code of each text, in order.

    The score of a topic is the sum of the weights of its distinct expressions in the text, the longest taking the place
    of those that it contains; equal scores go to the topic that is named first. `autre` with score 0 where nothing is
    known of a text that is there; null where there is no text. The second topic is null where there is none.
    """
    rows = pl.DataFrame({"text": texts}).with_row_index("row")
    hits = (
        rows.lazy()
        .select("row", pattern=normal(pl.col("text")).str.extract_many(known.patterns.to_list(), leftmost=True))
        .explode("pattern")
        .drop_nulls("pattern")
        .with_row_index("place")
        .unique(["row", "pattern"], keep="first")
        .join(known.weights.lazy(), on="pattern")
    )
    ranked = (
        hits.group_by("row", "topic_code")
        .agg(pl.col("weight").sum(), pl.col("place").min())
        .sort("row", "weight", "place", "topic_code", descending=[False, True, False, False])
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("topic_code").first(),
            topic_score=pl.col("weight").first(),
            second_topic_code=pl.col("topic_code").get(1, null_on_oob=True),
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
