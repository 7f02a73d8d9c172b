"""Leagues of a stratum: which readings are printed, and what an engagement says that it sums."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from dashboards.pages import growth
from dashboards.pages.site import Site
from dashboards.place import Place
from dashboards.source import Edition


def _captions(edition: Edition, out: Path, *lenses: str) -> list[str]:
    first = edition.current("barometer.ranking").filter(
        pl.col("stratum") == "REG", pl.col("network") == "facebook", pl.col("lens") == "absolute"
    )
    engaged = [first.with_columns(lens=pl.lit(lens), window_months=1, value=0.075, value_lo=0.07) for lens in lenses]
    counters = pl.DataFrame(
        {"stratum": ["REG", "REG"], "network": ["facebook"] * 2, "lens": list(ENGAGED), "code": ["LCS", "LC"]}
    )
    ranking = pl.concat([edition.frames["barometer.ranking"], *engaged], how="vertical_relaxed")
    frames = {**edition.frames, "barometer.ranking": ranking, "leagues.counters": counters}
    site = Site(replace(edition, frames=frames), {}, frozenset(), out, out / "barometre.duckdb", Place("2026-10"))
    page = next(page for page in growth.pages(site) if page.path == "progressions/reg")
    tables = next(part for part in page.context["sections"] if part["id"] == "facebook")["tables"]
    told = [table for table in tables if table["caption"].startswith("Engagement")]
    assert all(row["text"] == "7,5\u202f%" for table in told for row in table["rows"])
    return [table["caption"] for table in told]


ENGAGED = ("engagement_d7", "engagement_as_read")
MONTH = "octobre\u00a02026"
AS_READ = f"Engagement du mois (mentions j’aime et commentaires, au jour de la visite, rapportés aux abonnés), {MONTH}"
D7 = f"Engagement du mois (mentions j’aime, commentaires et partages, au septième jour, rapportés aux abonnés), {MONTH}"


def test_engagement_is_a_league_that_says_which_counters_it_sums(edition: Edition, tmp_path: Path) -> None:
    assert _captions(edition, tmp_path, "engagement_as_read") == [AS_READ]


def test_counters_of_the_seventh_day_come_before_those_of_the_visit(edition: Edition, tmp_path: Path) -> None:
    assert _captions(edition, tmp_path, *ENGAGED) == [D7]
    assert _captions(edition, tmp_path) == []
