"""What the classifiers find in the labelled texts, and `data/reference/classifiers.csv`, which holds the figures.

`PYTHONPATH=. python tests/samples/measure.py` writes that file anew. Figures are those of the half `test`; the half
`dev` is the one on which expressions, rules and thresholds were chosen.
"""

from __future__ import annotations

import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import polars as pl

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from samples.reading import NETWORKS, TEXTS, Row, samples  # noqa: E402

from pipelines.indicators import animation, classifiers, labels, topics  # noqa: E402

LEXICON: Final = topics.read_lexicon(ROOT / "data/reference/topics.toml")
RECORD: Final = ROOT / "data/reference/classifiers.csv"


def of_split(network: str, split: str) -> list[Row]:
    return [row for row in samples().values() if row["network"] == network and row["split"] == split]


def measure(split: str = "test") -> pl.DataFrame:
    """`reference.classifiers` as it stands for one half of the samples."""
    measured = []
    for network in NETWORKS:
        rows = of_split(network, split)
        digest = blake2b((TEXTS / f"{network}.csv").read_bytes(), digest_size=6).hexdigest()
        for classifier_id, row in _of_texts(rows).items():
            version = labels.versions(LEXICON)[classifier_id]
            key = {"classifier_id": classifier_id, "network": network}
            measured.append(key | {"classifier_version": version, "sample_hash": digest} | row)
    return classifiers.frame(measured)


def _of_texts(rows: list[Row]) -> dict[str, dict[str, Any]]:
    texts = pl.Series("text", [row["text"] for row in rows])
    told = topics.classify(texts, LEXICON)["topic_code"].to_list()
    asked = [code != animation.NONE for code in animation.classify(texts)]
    return {
        "topics": classifiers.measured_classes([row["topic"] for row in rows], told),
        "animation": classifiers.measured_flag([row["animation"] != "none" for row in rows], asked),
    }


def lines(measured: pl.DataFrame) -> list[str]:
    """One printed line per classifier and network."""
    out = ["classifier     network     texts  yes  precision          recall             F1    withheld"]
    out.extend(
        f"{row['classifier_id']:<14} {row['network']:<11} {row['text_count']:>5} {row['positive_count']:>4}  "
        f"{_told(row, 'precision')}  {_told(row, 'recall')}  {_number(row['f1_score'])}  {row['reason_fr'] or '-'}"
        for row in measured.iter_rows(named=True)
    )
    return out


def _told(row: dict[str, Any], stem: str) -> str:
    return f"{_number(row[f'{stem}_share'])} [{_number(row[f'{stem}_lo'])}; {_number(row[f'{stem}_hi'])}]"


def _number(value: float | None) -> str:
    return " -  " if value is None else f"{value:.2f}"


if __name__ == "__main__":
    found = measure()
    found.write_csv(RECORD)
    print(*lines(found), sep="\n")
