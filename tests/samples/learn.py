"""Weights of single words by topic, learned on the half `dev` of the labelled texts: `data/reference/topic_words.csv`.

`PYTHONPATH=. python tests/samples/learn.py` writes that file anew, `… learn.py check` prints the macro F1 found by
cross-validation within `dev`. The half `test` is not read. What is learned is what the expressions leave unexplained:
a softmax regression on the presence of words, whose fixed part is the score of the expressions, with classes weighed
alike and large weights held back. An expression that stands in one text of `dev` alone may have been written for it:
it does not count while learning.
"""

from __future__ import annotations

import sys
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from samples.reading import TOPICS, Row, root, samples  # noqa: E402

from pipelines.indicators import topics  # noqa: E402
from pipelines.indicators.classifiers import measured_classes  # noqa: E402

WORDS: Final = ROOT / "data/reference" / topics.WORDS_FILE
TRUST: Final = 0.8
HELD_BACK: Final = 0.1
LEAST: Final = 0.15
STEPS: Final = 400
FOLDS: Final = 5
_LITTLE: Final = (
    "a au aux avec ce ces dan de du en et il je la le leur lui ma mai me mes moi mon ne no nos notre nou on ou par pa "
    "pas pour qu que qui sa se ses si son sur ta te tes toi ton tu un une vo votre vou vous c d j l m n s t y est sont "
    "cette plus"
)

Matrix = NDArray[np.float64]


def dev() -> list[Row]:
    return [row for row in samples().values() if row["split"] == "dev"]


def words_of(rows: list[Row]) -> pl.DataFrame:
    """row, word: but for little words and those of one text alone."""
    texts = pl.DataFrame({"text": [row["text"] for row in rows]}).with_row_index("row")
    split = texts.select("row", word=topics.normal(pl.col("text")).str.split("  ")).explode("word")
    said = split.select("row", pl.col("word").str.strip_chars(" ")).unique().sort("row", "word")
    kept = said.filter((pl.col("word") != "") & ~pl.col("word").is_in(_LITTLE.split(" ")))
    return kept.filter(pl.len().over("word") >= 2)


def scores(rows: list[Row], known: topics.Lexicon, seen: pl.DataFrame) -> Matrix:
    """What the expressions of `seen` say of each text, by topic."""
    said = topics.said_expressions(pl.Series([row["text"] for row in rows]), known)
    found = said.join(known.weights.lazy(), on="pattern").join(seen.lazy(), on="pattern", how="semi")
    weighed = found.with_columns(weight=pl.col("weight") * topics.faded() / topics.SCALE).collect()
    out = np.zeros((len(rows), len(TOPICS)))
    columns = [TOPICS.index(code) for code in weighed["topic_code"]]
    np.add.at(out, (weighed["row"].to_numpy(), columns), weighed["weight"].to_numpy())
    return out


def counted(rows: list[Row], known: topics.Lexicon) -> pl.DataFrame:
    """pattern, len: in how many texts each expression stands."""
    return topics.said_expressions(pl.Series([row["text"] for row in rows]), known).group_by("pattern").len().collect()


def learn(rows: list[Row], known: topics.Lexicon) -> pl.DataFrame:
    """word, topic_code, weight in the unit of the expressions; EVERY_TEXT is what a topic starts from."""
    base = TRUST * scores(rows, known, counted(rows, known).filter(pl.col("len") > 1))
    said = words_of(rows)
    names = said["word"].unique().sort()
    present = np.zeros((len(rows), names.len()))
    places = dict(zip(names, range(names.len()), strict=True))
    present[said["row"].to_numpy(), [places[word] for word in said["word"]]] = 1
    weights, starts = _fitted(present, np.array([TOPICS.index(row["topic"]) for row in rows]), base)
    table = pl.DataFrame(np.vstack([starts, weights]) / TRUST, schema=list(TOPICS))
    long = table.with_columns(word=pl.concat([pl.Series([topics.EVERY_TEXT]), names])).unpivot(
        index="word", variable_name="topic_code", value_name="weight"
    )
    tenths = (pl.col("weight") * 10).round().cast(pl.Int64)
    rounded = long.with_columns(weight=tenths / 10)
    is_start = pl.col("word") == topics.EVERY_TEXT
    return rounded.filter(is_start | (pl.col("weight").abs() >= LEAST)).sort("word", "topic_code")


def _fitted(present: Matrix, truth: NDArray[np.int64], base: Matrix) -> tuple[Matrix, Matrix]:
    """Weights (words by topics) and starts that fit best, by accelerated gradient descent with a fixed step."""
    wanted = np.eye(len(TOPICS))[truth]
    alike = (len(truth) / (len(TOPICS) * wanted.sum(0)))[truth][:, None]
    full = np.hstack([np.ones((len(truth), 1)), present])
    penalty = np.full((full.shape[1], 1), 1 / HELD_BACK)
    penalty[0] = 0
    step = 1 / (0.5 * alike.max() * np.linalg.norm(full, 2) ** 2 + 1 / HELD_BACK)
    at = ahead = np.zeros((full.shape[1], len(TOPICS)))
    for turn in range(STEPS):
        raw = np.exp((logits := full @ ahead + base) - logits.max(1, keepdims=True))
        slope = full.T @ ((raw / raw.sum(1, keepdims=True) - wanted) * alike) + penalty * ahead
        before, at = at, ahead - step * slope
        ahead = at + turn / (turn + 3) * (at - before)
    return at[1:], at[:1]


def checked(rows: list[Row], known: topics.Lexicon) -> float:
    """Macro F1 by cross-validation, copies on one side. Expressions that only the part left out holds do not count."""
    fold = [blake2b(f"fold {root(row, samples())}".encode(), digest_size=4).digest()[0] % FOLDS for row in rows]
    truth, found = [], []
    for left_out in range(FOLDS):
        rest = [row for row, part in zip(rows, fold, strict=True) if part != left_out]
        asked = [row for row, part in zip(rows, fold, strict=True) if part == left_out]
        seen = counted(rest, known)
        told = topics.classify(pl.Series([row["text"] for row in asked]), with_words(known, learn(rest, known), seen))
        truth += [row["topic"] for row in asked]
        found += told["topic_code"].to_list()
    return float(measured_classes(truth, found)["f1_score"])


def with_words(known: topics.Lexicon, learned: pl.DataFrame, seen: pl.DataFrame) -> topics.Lexicon:
    whole = learned.with_columns(weight=(pl.col("weight") * topics.SCALE).round().cast(pl.Int64))
    is_start = pl.col("word") == topics.EVERY_TEXT
    starts = whole.filter(is_start).select("topic_code", start="weight")
    weights = known.weights.join(seen, on="pattern", how="semi")
    return topics.Lexicon(known.patterns, weights, whole.filter(~is_start), starts, known.version)


if __name__ == "__main__":
    lexicon = topics.read_lexicon(ROOT / "data/reference/topics.toml")
    if sys.argv[1:] == ["check"]:
        print(f"{checked(dev(), lexicon):.4f}")
    else:
        learn(dev(), lexicon).write_csv(WORDS)
