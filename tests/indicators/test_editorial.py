"""Marks and parts of posts come from signatures: they are the same once the texts are erased."""

from __future__ import annotations

import duckdb
from samples.measure import WINDOW, observed
from samples.reading import samples

from pipelines.warehouse.run_sql import compute_table


def marks(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    con.execute("DELETE FROM barometer.post_marks")
    compute_table(con, "barometer.post_marks", [WINDOW])
    return con.sql("FROM barometer.post_marks ORDER BY ALL").fetchall()


def test_what_is_told_of_posts_is_the_same_once_their_texts_are_erased() -> None:
    rows = [row for row in samples().values() if row["network"] in ("mastodon", "bluesky", "x", "youtube", "peertube")]
    with observed(rows) as con:
        con.execute("UPDATE observations.texts SET text = 'Un texte'")
        before = marks(con)
        con.execute("UPDATE observations.texts SET text = NULL, text_status = 'purged' WHERE signature IS NOT NULL")
        assert marks(con) == before
    assert len(before) == len(rows)
    assert all(sum(row[place] is True for row in before) > 10 for place in (-6, -5, -4)), "each mark is found"
