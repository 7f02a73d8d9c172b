"""The pages of networks: the finding of each, its strata with their coverage, ranks, doors, unknowns and counters."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.charts import carte, presence_reseaux, presence_temps
from dashboards.charts.base import Chart
from dashboards.charts.drawn import stratum_name
from dashboards.contours import FILES, read_contours
from dashboards.findings import Finding
from dashboards.findings.network import spread
from dashboards.pages import networks
from dashboards.pages.site import Site
from dashboards.place import Place
from dashboards.render import page_file
from dashboards.source import Edition
from pipelines.networks.registry import metrics


def plain(text: str) -> str:
    return html.unescape(text).replace("\u202f", " ").replace("\u00a0", " ")


def page(site: Path, network: str) -> str:
    return plain((site / page_file(networks.network_path(network))).read_text("utf-8"))


def whole(edition: Edition, network: str) -> pl.DataFrame:
    return edition.current("barometer.presence").filter(
        (pl.col("network") == network) & (pl.col("area_level") == "france") & (pl.col("aggregation") == "pooled")
    )


def test_each_social_network_of_the_month_has_its_page_and_a_line_of_the_index(site: Path, edition: Edition) -> None:
    index = plain((site / page_file(networks.INDEX)).read_text("utf-8"))
    social = [code for code in edition.observed_networks if code != "website"]
    assert len(social) > 10
    assert re.findall(r'<th scope="row"><a href="([a-z]+)/index\.html">', index) == social
    assert sorted(path.parent.name for path in (site / "reseaux").glob("*/index.html")) == sorted(social)


def test_the_title_goes_from_the_least_to_the_greatest_share_of_the_counted_strata(
    site: Path, edition: Edition
) -> None:
    for network in ("facebook", "bluesky"):
        known = whole(edition, network).filter(
            pl.col("stratum").is_in(edition.counted_strata) & pl.col("presence_share").is_not_null()
        )["presence_share"]
        low, high = (f"{100 * float(bound):.1f} %".replace(".", ",") for bound in (min(known), max(known)))
        title = re.search(r"<h1>(.*?)</h1>", page(site, network))
        assert title is not None
        assert re.fullmatch(rf"[\w]+, dans les strates recensées en entier : de {low} des .* à {high} des .*", title[1])


def rate(stratum: str, share: float | None, **more: Any) -> dict[str, Any]:
    return {
        "stratum": stratum, "presence_share": share, "presence_share_lo": 0.1, "presence_share_hi": 0.9,
        "present_count": 4, "absent_count": 3, "unknown_count": 1, "member_count": 8, "aggregation": "pooled",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([rate("DEP", 0.5)], "X (Twitter) : 50,0 % des départements y ont un compte officiel"),
        (
            [rate("DEP", 0.5), rate("REG", 0.5)],
            "X (Twitter) : 50,0 % dans chaque strate dont le taux est publié",
        ),
        (
            [rate("DEP", 0.5), rate("REG", None)],
            "X (Twitter) : 50,0 % des départements y ont un compte officiel",
        ),
        (
            [rate("DEP", None)],
            "X (Twitter) : aucune strate n’est assez connue pour publier un taux de présence",
        ),
    ],
)
def test_a_network_that_is_little_known_says_so(edition: Edition, rows: list[dict[str, Any]], told: str) -> None:
    found = spread(edition, "x", rows, "reseaux/x")
    assert plain(found.sentence) == told
    assert not isinstance(found, Finding) or found.basis[0][0] == "n"


def test_the_bar_of_coverage_says_what_it_draws_and_a_withheld_rate_has_its_bounds_alone(
    site: Path, edition: Edition
) -> None:
    text = page(site, "facebook").partition('id="strates"')[2].partition("</section>")[0]
    lines = dict(re.findall(r'<tr><th scope="row">([^<]+?) ?(?:<span.*?)?</th>(.*?)</tr>', text, re.DOTALL))
    rows = {row["stratum"]: row for row in whole(edition, "facebook").to_dicts()}
    names = {stratum_name(edition, code): code for code in ("ALL", *edition.strata)}
    assert [names[name] for name in lines] == ["ALL", *edition.strata]
    assert {row["presence_share"] is None for row in rows.values()} == {True, False}
    for name, line in lines.items():
        row = rows[names[name]]
        counts = [row[f"{part}_count"] for part in ("present", "absent", "unknown")]
        assert [int(count) for count in re.findall(r"--n:(\d+)", line)] == counts
        told = re.sub(r"(?<=[a-z])s(?=,|<)", "", line)
        assert "{} présente, {} absence, {} inconnue<".format(*counts) in told
        assert ('class="u">taux retenu' in line) == (row["presence_share"] is None)


def test_the_months_stand_side_by_side_and_their_move_has_its_bounds(site: Path, edition: Edition) -> None:
    text = page(site, "facebook")
    heads = re.findall(r'<th scope="col">(\w+ 20\d\d)</th>', text.partition('id="mois"')[2])
    assert heads == ["octobre 2025", "septembre 2026", "octobre 2026"]
    shares = {
        row["month"].isoformat(): row["presence_share"]
        for row in edition.frame("barometer.presence").filter(
            (pl.col("network") == "facebook") & (pl.col("stratum") == "DEP") & (pl.col("area_level") == "france"),
            (pl.col("roster_id") == edition.roster_id) & (pl.col("aggregation") == "pooled"),
        ).to_dicts()
    }  # fmt: skip
    change = round(100 * (shares["2026-10-01"] - shares["2025-10-01"]), 1)
    line = text.partition('scope="row">Départements')[2].partition("</tr>")[0]
    assert re.search(rf'<td class="n">{change:+.1f} pts \[.* pts ; .* pts\]</td>'.replace(".1", ",1"), line) or (
        f"{change:+.1f}".replace(".", ",").replace("-", "−") in line
    )


def months_of(edition: Edition, *months: date) -> Edition:
    frame = edition.frame("barometer.presence").filter(pl.col("month").is_in(months))
    return replace(edition, frames={**edition.frames, "barometer.presence": frame})


def test_the_course_of_a_network_has_its_bounds_as_a_band_that_no_gap_is_filled_across(edition: Edition) -> None:
    chart = presence_reseaux.chart(edition)
    assert chart is not None
    alone = chart.of_network("facebook")
    assert alone is not None and {row["network"] for row in alone.rows} == {"facebook"}
    held = {row["month"] for row in alone.rows}
    assert held == {date(2025, 10, 1), date(2026, 9, 1), date(2026, 10, 1)}
    (variant,) = alone.variants
    bands = [trace for trace in variant.figure["data"] if trace["meta"].get("bounds")]
    assert len(bands) == len({row["stratum"] for row in alone.rows})
    for trace in bands:
        rings = [list(ring) for is_ring, ring in groupby(trace["x"], key=lambda day: day is not None) if is_ring]
        assert len(rings) == 2
        for ring in rings:
            days = [date.fromisoformat(day) for day in ring]
            assert max(abs((one - other).days) for one, other in pairwise(days)) <= 31
    drawn = sorted(value for trace in bands for value in set(trace["y"]) - {None})
    assert set(drawn) == {row[f"presence_share_{end}"] for row in alone.rows for end in ("lo", "hi")}


def test_a_title_speaks_of_no_move_where_none_is_printed(edition: Edition) -> None:
    frame = edition.frame("barometer.presence")
    now = frame.filter(pl.col("month") == edition.month)
    still = [now.with_columns(month=pl.lit(edition.before(back))) for back in (12, 1)]
    same = replace(edition, frames={**edition.frames, "barometer.presence": pl.concat([*still, now])})
    for chart in (presence_reseaux.chart(same), presence_temps.chart(same)):
        assert chart is not None
        told = {plain(variant.title).partition(" : ")[2] for variant in chart.variants}
        assert "moins d’un dixième de point de mouvement en douze mois" in told
        assert not any("0,0" in title for title in told)
        assert all(variant.label[0].isupper() for variant in chart.variants)


def test_a_network_of_two_months_has_a_table_and_no_course(edition: Edition, site: Path, tmp_path: Path) -> None:
    text = page(site, "facebook").partition('id="mois"')[2].partition("</section>")[0]
    assert 'data-chart="presence-reseaux" data-only="facebook"' in text
    assert 'src="../../assets/figures/presence-reseaux/facebook.js"' in page(site, "facebook")
    brief = months_of(edition, date(2026, 9, 1), date(2026, 10, 1))
    assert presence_reseaux.chart(brief) is None
    pages = networks.pages(Site(brief, {}, frozenset(), tmp_path, tmp_path, Place("2026-10")))
    found = next(one for one in pages if one.path == networks.network_path("facebook"))
    assert (found.context["course"], len(found.context["months"])) == (None, 2)


def test_ranks_name_no_small_commune(site: Path, edition: Edition) -> None:
    text = (
        page(site, "facebook").partition('id="rangs"')[2].partition('</section>\n<section aria-labelledby="portes')[0]
    )
    codes = re.findall(r'href="\.\./\.\./(?:territoires/|fiche/index\.html#)([\w-]+)(?:/index\.html)?"', text)
    people = {m["territory_id"].replace(":", "-"): m for m in edition.members.to_dicts()}
    assert len(codes) > 10
    assert not [code for code in codes if people[code]["level"] == "commune" and people[code]["population"] < 3500]


def test_unknowns_add_up_and_a_network_that_is_not_read_has_no_counter(site: Path, edition: Edition) -> None:
    text = page(site, "facebook").partition('id="inconnues"')[2].partition("</section>")[0]
    counts = [int(count) for count in re.findall(r'\.</th><td class="n">(\d+)</td>', text)]
    assert sum(counts) == whole(edition, "facebook").filter(stratum="ALL")["unknown_count"].item()
    assert "seule la présence y est connue" in page(site, "linkedin")
    assert f"<code>facebook.followers</code> {metrics()['facebook.followers']}" in page(site, "facebook")


def test_a_counter_that_changed_says_how_many_accounts_are_not_compared(edition: Edition, tmp_path: Path) -> None:
    mine = (pl.col("network") == "facebook") & (pl.col("window_months") == 12)
    status = pl.when(mine).then(pl.lit("metric_break")).otherwise(pl.col("growth_status"))
    growth = edition.frame("barometer.growth").with_columns(growth_status=status)
    broken = replace(edition, frames={**edition.frames, "barometer.growth": growth})
    found = {
        one.path: one for one in networks.pages(Site(broken, {}, frozenset(), tmp_path, tmp_path, Place("2026-10")))
    }
    told = found[networks.network_path("facebook")].context["broken"]
    assert int(told) == broken.current("barometer.growth").filter(mine).height > 0
    assert found[networks.network_path("youtube")].context["broken"] == ""


@pytest.fixture(scope="module")
def areas(edition: Edition, contours: Path) -> Chart:
    chart = carte.chart(edition, "departement", read_contours(contours, FILES["departement"]))
    assert chart is not None
    return chart


def test_a_figure_of_one_network_holds_its_rows_and_loads_its_own_file(site: Path, areas: Chart) -> None:
    alone = areas.of_network("facebook")
    assert alone is not None
    assert {row["network"] for row in alone.rows} == {"facebook"}
    assert (alone.slug, alone.script) == (areas.slug, "carte-departements/facebook")
    assert areas.of_network("any") is None and areas.of_network("viadeo") is None
    text = page(site, "facebook")
    assert 'data-chart="carte-departements" data-only="facebook"' in text
    assert 'src="../../assets/figures/carte-departements/facebook.js"' in text
    assert 'src="../../assets/figures/carte-departements.js"' not in text
