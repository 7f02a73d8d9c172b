"""The promises of `make demo`: it ends well, replays the study, publishes, and marks simulated data everywhere."""

from __future__ import annotations

import json

import duckdb
import polars as pl
import pytest
from support import ROOT

from pipelines.model.months import Month
from pipelines.replica.truth import truth
from pipelines.warehouse.seal import verify_manifest

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("demo")]


def one(demo, query: str):
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def share(demo, month: str, network: str, aggregation: str) -> float:
    ((value,),) = one(
        demo,
        f"""SELECT presence_share FROM barometer.presence
            WHERE month = DATE '{month}-01' AND network = '{network}' AND area_level = 'france' AND stratum = 'ALL'
              AND aggregation = '{aggregation}' AND roster_id = 'EQ2012'""",
    )
    return round(100 * value, 1)


def test_the_demo_ends_well_and_says_where_things_are(demo) -> None:
    assert demo.returncode == 0, demo.output
    assert "index.html" in demo.output and "barometre-2026-10.duckdb" in demo.output
    assert "imprimé" in demo.output and "mesuré" in demo.output
    assert "Warning" not in demo.output


@pytest.mark.parametrize(
    ("month", "network", "aggregation", "percent"),
    [
        ("2013-03", "facebook", "mean_of_strata_rounded", 72.7),
        ("2013-03", "facebook", "pooled", 65.9),
        ("2013-03", "facebook", "mean_of_strata", 72.5),
        ("2012-03", "facebook", "mean_of_strata_rounded", 56.7),
        ("2013-03", "x", "mean_of_strata_rounded", 60.7),
        ("2012-03", "x", "mean_of_strata_rounded", 45.3),
        ("2013-03", "x", "pooled", 55.7),
    ],
)
def test_the_study_is_replayed(demo, month: str, network: str, aggregation: str, percent: float) -> None:
    assert share(demo, month, network, aggregation) == percent


def test_counts_by_stratum_are_those_that_were_printed(demo) -> None:
    rows = one(
        demo,
        """SELECT stratum, present_count, member_count, unknown_count FROM barometer.presence
           WHERE month = DATE '2013-03-01' AND network = 'facebook' AND area_level = 'france' AND stratum <> 'ALL'
             AND aggregation = 'pooled' ORDER BY stratum""",
    )
    assert rows == [("DEP", 55, 100, 0), ("REG", 22, 26, 0), ("VILLE50", 39, 50, 0)]


def test_copresence_passes_inclusion_exclusion_where_the_printed_figures_do_not(demo) -> None:
    ((a, b, both, any_count, gap),) = one(
        demo,
        """SELECT a_count, b_count, both_count, any_count, inclusion_exclusion_gap FROM barometer.copresence
           WHERE month = DATE '2013-03-01' AND stratum = 'ALL' AND network_a = 'facebook' AND network_b = 'x'""",
    )
    assert (a, b, both, any_count, gap) == (116, 98, 91, 123, 0)
    ((verdict, note),) = one(
        demo,
        """SELECT verdict, note_fr FROM barometer.comparison
           WHERE month = DATE '2013-03-01' AND indicator = 'copresence_rate'""",
    )
    assert verdict == "differs"
    assert "nclusion–exclusion" in note


def test_the_gain_of_grenoble_raises_the_stock_flow_flag_and_clermont_does_not(demo) -> None:
    rows = one(
        demo,
        """SELECT territory_id, growth_abs, is_stock_flow_suspect FROM barometer.growth
           WHERE month = DATE '2013-03-01' AND window_months = 12 AND network = 'facebook'
             AND territory_id IN ('commune:38185', 'commune:63113') ORDER BY territory_id""",
    )
    assert rows == [("commune:38185", 62_000.0, True), ("commune:63113", 14_276.0, False)]


def test_the_edition_is_sealed_and_latest_points_at_it(demo) -> None:
    assert verify_manifest(demo.edition) == []
    assert (demo.data / "editions" / "latest").resolve() == demo.edition.resolve()


def test_every_file_of_the_edition_says_that_its_data_is_simulated(demo) -> None:
    for page in demo.edition.rglob("*.html"):
        mention = "imulated data" if "en" in page.relative_to(demo.edition).parts else "simulées"
        assert mention in page.read_text(encoding="utf-8"), page
    for table in demo.edition.rglob("*.csv"):
        text = table.read_text(encoding="utf-8-sig")
        assert "simul" in text.lower() or text.count("\n") <= 1, table
    package = json.loads((demo.edition / "datapackage.json").read_text(encoding="utf-8"))
    assert "simul" in json.dumps(package, ensure_ascii=False).lower()
    with duckdb.connect(str(demo.edition / "barometre-2026-10.duckdb"), read_only=True) as con:
        assert con.execute("SELECT DISTINCT data_origin FROM barometer.presence").fetchall() == [("simulated",)]


def test_an_analyst_reads_the_published_file_while_the_warehouse_is_being_written(demo) -> None:
    published = str(demo.edition / "barometre-2026-10.duckdb")
    with duckdb.connect(str(demo.warehouse)) as writer, duckdb.connect(published, read_only=True) as reader:
        writer.execute("CREATE OR REPLACE TEMP TABLE busy AS SELECT 1")
        ((count,),) = reader.execute("SELECT count(*) FROM barometer.status WHERE month = DATE '2026-10-01'").fetchall()
    members = pl.read_csv(ROOT / "data" / "reference" / "rosters" / "DEMO2026.csv", columns=["territory_id"]).height
    social_networks = truth("aujourdhui", Month(2026, 10))["networks"].height
    assert count == members * (social_networks + 1), "each member on each network of the scene, and its website"
