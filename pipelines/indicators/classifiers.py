"""What the classifiers of texts are worth: precision and recall on labelled samples, and when one is withheld.

Belongs here: measures and thresholds, `reference.classifiers`. Not here: the samples (tests/samples), the classifiers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.indicators.intervals import wilson_interval
from pipelines.model.errors import ReferenceDataError

CLASSIFIERS: Final = "reference.classifiers"
LEAST_F1: Final = 0.70
LEAST_PRECISION: Final = 0.85
LEAST_RECALL: Final = 0.70
_ENDLESS: Final = 10**9
_DIGITS: Final = 4

STALE_FR: Final = "Mesuré sur une autre version du classifieur : à mesurer de nouveau."
_TYPES: Final = {
    "classifier_id": pl.String, "network": pl.String, "classifier_version": pl.String, "sample_hash": pl.String,
    "text_count": pl.Int64, "positive_count": pl.Int64, "true_positive_count": pl.Int64,
    "false_positive_count": pl.Int64, "false_negative_count": pl.Int64, "precision_share": pl.Float64,
    "precision_lo": pl.Float64, "precision_hi": pl.Float64, "recall_share": pl.Float64, "recall_lo": pl.Float64,
    "recall_hi": pl.Float64, "f1_score": pl.Float64, "is_withheld": pl.Boolean, "reason_fr": pl.String,
}  # fmt: skip


def measured_classes(truth: Sequence[str], found: Sequence[str]) -> dict[str, Any]:
    """Of a classifier that gives each text one class: macro F1 (the mean over the classes that the sample holds), and
    as precision and recall the share of texts in their right class. Withheld below LEAST_F1."""
    classes = sorted(set(truth))
    scores = []
    for code in classes:
        hits = sum(one == other == code for one, other in zip(truth, found, strict=True))
        scores.append(2 * hits / (list(truth).count(code) + list(found).count(code)))
    right = sum(one == other for one, other in zip(truth, found, strict=True))
    wrong = len(truth) - right
    score = sum(scores) / len(scores)
    why = f"F1 macro {score:.3f} < {LEAST_F1:.2f}".replace(".", ",") if score < LEAST_F1 else None
    return _row(len(truth), len(truth), (right, wrong, wrong), score, why)


def measured_flag(truth: Sequence[bool], found: Sequence[bool]) -> dict[str, Any]:
    """Of a classifier that says yes or no. Withheld below LEAST_PRECISION or LEAST_RECALL, or without any positive."""
    right = sum(one and other for one, other in zip(truth, found, strict=True))
    extra, missed = sum(found) - right, sum(truth) - right
    score = 2 * right / (2 * right + extra + missed) if right + extra + missed else None
    row = _row(len(truth), sum(truth), (right, extra, missed), score, None)
    reasons = [
        f"{label} {value:.3f} < {least:.2f}".replace(".", ",")
        for label, value, least in (
            ("précision", row["precision_share"], LEAST_PRECISION),
            ("rappel", row["recall_share"], LEAST_RECALL),
        )
        if value is not None and value < least
    ]
    if not sum(truth):
        reasons = ["aucun texte positif dans l’échantillon"]
    elif row["precision_share"] is None:
        reasons.append("rien n’est trouvé")
    return row | {"is_withheld": bool(reasons), "reason_fr": " ; ".join(reasons) or None}


def _row(
    texts: int, positives: int, counts: tuple[int, int, int], score: float | None, why: str | None
) -> dict[str, Any]:
    right, extra, missed = counts
    row: dict[str, Any] = {"text_count": texts, "positive_count": positives}
    row |= {"true_positive_count": right, "false_positive_count": extra, "false_negative_count": missed}
    for stem, base in (("precision", right + extra), ("recall", right + missed)):
        interval = wilson_interval(right, base, _ENDLESS) if base else (None, None, None)
        for name, value in zip((f"{stem}_lo", f"{stem}_share", f"{stem}_hi"), interval, strict=True):
            row[name] = None if value is None else round(value, _DIGITS)
    return row | {
        "f1_score": None if score is None else round(score, _DIGITS), "is_withheld": why is not None, "reason_fr": why,
    }  # fmt: skip


def frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows in the columns and types of `reference.classifiers`, in order of classifier and network."""
    return pl.DataFrame(list(rows), schema=_TYPES).sort("classifier_id", "network")


def read_generators(path: Path) -> pl.DataFrame:
    """`reference.generators`: what the applications that networks name do.

    Raises:
        ReferenceDataError: the file is missing or does not have its columns.
    """
    return _read(path, dict.fromkeys(("generator", "kind", "note_fr"), pl.String))


def _read(path: Path, schema: Mapping[str, Any]) -> pl.DataFrame:
    try:
        return pl.read_csv(path, schema=schema)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): restore it from the repository") from error


def read_classifiers(path: Path, versions: Mapping[str, str]) -> pl.DataFrame:
    """`reference.classifiers`: the committed figures, withheld where they were measured on another version.

    Raises:
        ReferenceDataError: the file is missing or does not have its columns.
    """
    found = _read(path, _TYPES)
    now = pl.col("classifier_id").replace_strict(dict(versions), default="", return_dtype=pl.String)
    is_stale = now != pl.col("classifier_version")
    return found.with_columns(
        is_withheld=pl.col("is_withheld") | is_stale,
        reason_fr=pl.when(is_stale).then(pl.lit(STALE_FR)).otherwise("reason_fr"),
    )
