"""What a source said last, for territories whose source did not answer this month.

Belongs here: which older rows still stand. Not here: whether an answer is believed (`list_checks`), nor what makes an
account official (resolve).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Final

import polars as pl

from pipelines.model.months import Month
from pipelines.roster import lists

WINDOW: Final = timedelta(days=90)
SITE_WINDOW: Final = timedelta(days=365)
"""A declared site is where one searches, not a proof: it stands for a year."""
ANSWERED: Final = ("ok", "not_modified", "not_found")
_PAIR: Final = ["territory_id", "source"]


def carried(
    looks: pl.DataFrame,
    earlier: Iterable[tuple[pl.DataFrame, pl.DataFrame]],
    month: Month,
    full_name: str = "roster.evidence",
    window: timedelta = WINDOW,
) -> pl.DataFrame:
    """Rows of `full_name` to add to `month`: those of the last month in which the silent source answered.

    A territory's source is silent when its look of the month (`looks`, rows of roster.looks) is not an answer.
    `earlier` are (rows of `full_name`, roster.looks) of earlier months, the latest first; no more of them are read than
    needed. Found more than `window` before the end of the month, a row no longer stands. For evidence these are 90
    days, the window of a confirmed absence (METHOD, section 3), so that one failure of a site never turns what it
    linked into an absence. `found_at` and `record` stay those of the finding; `is_carried` becomes true.
    """
    silent = looks.filter(~pl.col("outcome").is_in(ANSWERED)).select(_PAIR)
    since = (month.reference_instant() - window).astimezone(UTC).replace(tzinfo=None)
    found = [lists.frame(full_name, [])]
    rest = iter(earlier)
    while not silent.is_empty() and (one := next(rest, None)) is not None:
        rows, earlier_looks = one
        spoke = earlier_looks.filter(pl.col("outcome").is_in(ANSWERED)).select(_PAIR).join(silent, on=_PAIR, how="semi")
        rows = rows.join(spoke, on=_PAIR, how="semi").filter(pl.col("found_at") >= since)
        found.append(rows.with_columns(month=pl.lit(month.first_day), is_carried=pl.lit(value=True)))
        silent = silent.join(spoke, on=_PAIR, how="anti")
    return pl.concat(found)
