"""What a source said last, for territories whose source did not answer this month.

Belongs here: which older evidence still stands. Not here: what makes an account official (resolve).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Final

import polars as pl

from pipelines.model.months import Month
from pipelines.roster import lists

WINDOW: Final = timedelta(days=90)
ANSWERED: Final = ("ok", "not_modified", "not_found")
_PAIR: Final = ["territory_id", "source"]


def carried(looks: pl.DataFrame, earlier: Iterable[tuple[pl.DataFrame, pl.DataFrame]], month: Month) -> pl.DataFrame:
    """Rows of roster.evidence to add to `month`: those of the last month in which the silent source answered.

    A territory's source is silent when its look of the month (`looks`, rows of roster.looks) is not an answer.
    `earlier` are (roster.evidence, roster.looks) of earlier months, the latest first. Found more than 90 days before
    the end of the month, evidence no longer stands: the same window as that of a confirmed absence (METHOD, section 3),
    so that one failure of a site never turns what it linked into an absence. `found_at` and `record` stay those of the
    finding.
    """
    silent = looks.filter(~pl.col("outcome").is_in(ANSWERED)).select(_PAIR)
    since = (month.reference_instant() - WINDOW).astimezone(UTC).replace(tzinfo=None)
    found = [lists.frame("roster.evidence", [])]
    for evidence, earlier_looks in earlier:
        spoke = earlier_looks.filter(pl.col("outcome").is_in(ANSWERED)).select(_PAIR).join(silent, on=_PAIR, how="semi")
        rows = evidence.join(spoke, on=_PAIR, how="semi").filter(pl.col("found_at") >= since)
        found.append(rows.with_columns(month=pl.lit(month.first_day)))
        silent = silent.join(spoke, on=_PAIR, how="anti")
    return pl.concat(found)
