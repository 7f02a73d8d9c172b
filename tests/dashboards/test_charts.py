"""Each figure against its table: same rows, same values, unknowns drawn apart and never as zero."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards import labels, theme
from dashboards.charts import carte, carte_statuts
from dashboards.charts.base import Chart
from dashboards.charts.context import collected
from dashboards.contours import FILES, read_contours
from dashboards.pages import every_chart
from dashboards.source import Edition, read_edition
from dashboards.words import FR

SLUGS = (
    "carte-communes", "carte-departements", "carte-epci", "carte-regions", "carte-statuts", "copresence",
    "couverture-reseaux", "heures", "imprime-mesure", "inconnues-motifs",
    "presence-niveaux", "presence-publies", "presence-reseaux", "presence-temps", "progressions",
)  # fmt: skip


def spaced(text: str) -> str:
    """A text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def charts(edition: Edition, contours: Path) -> dict[str, Chart]:
    made, warnings = every_chart(edition, {level: read_contours(contours, name) for level, name in FILES.items()})
    assert warnings == []
    return made


def test_every_chart_is_made(charts: dict[str, Chart]) -> None:
    assert tuple(sorted(charts)) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_a_table_holds_what_its_figure_draws(charts: dict[str, Chart], slug: str) -> None:
    chart = charts[slug]
    rows = {row["id"]: row for row in chart.rows}
    assert len(rows) == len(chart.rows), "row ids must be distinct"
    if chart.points is not None:  # `test_points` counts them
        return
    drawn: set[str] = set()
    unknown: set[str] = set()
    for trace in traces(chart):
        column, axis = trace["meta"].get("column"), trace["meta"].get("axis")
        if column is None:
            unknown |= set(trace.get("ids", ())) if trace["meta"].get("unknown") else set()
            continue
        assert len(trace["ids"]) == len(trace[axis])
        for row_id, value in zip(trace["ids"], trace[axis], strict=True):
            assert value == rows[row_id][column]
            assert value is not None
        drawn |= set(trace["ids"])
    assert drawn | unknown == set(rows)
    assert not drawn & unknown


@pytest.mark.parametrize("slug", SLUGS)
def test_a_table_of_two_entries_has_a_place_for_each_row(charts: dict[str, Chart], slug: str) -> None:
    chart = charts[slug]
    if chart.wide is None or chart.matrix is None:
        assert chart.wide is chart.matrix is None
        return
    cells = [cell for _, line in chart.matrix.lines for cell in line if cell != ("—", False)]
    assert sorted(cells) == sorted((chart.wide.cell(row), chart.wide.is_unknown(row)) for row in chart.rows)
    width = len(chart.matrix.heads) - len(chart.wide.keys)
    assert {len(line) for _, line in chart.matrix.lines} == {width}


@pytest.mark.parametrize("slug", SLUGS)
def test_an_unknown_is_never_printed_as_zero(charts: dict[str, Chart], slug: str) -> None:
    chart = charts[slug]
    for row in chart.rows:
        for column, cell in zip(chart.columns, chart.cells(row), strict=True):
            assert cell.strip() != ""
            if row[column.key] is None:
                assert not any(letter.isdigit() for letter in cell.split(":")[0]), cell


def test_withheld_rates_are_among_the_unknown(charts: dict[str, Chart]) -> None:
    withheld = [row["id"] for row in charts["presence-niveaux"].rows if row["presence_share_status"] == "withheld"]
    assert withheld
    marked = [i for t in traces(charts["presence-niveaux"]) if t["meta"].get("unknown") for i in t["ids"]]
    assert set(withheld) <= set(marked)


@pytest.mark.parametrize("slug", SLUGS)
def test_simulated_data_says_so_inside_each_figure(charts: dict[str, Chart], slug: str) -> None:
    for variant in charts[slug].variants:
        notes = [note["text"] for note in variant.figure["layout"]["annotations"] if note.get("name") == "mention"]
        assert notes == ["DONNÉES SIMULÉES"]


def test_real_data_carries_no_mention(edition: Edition, contours: Path) -> None:
    live = replace(edition, notice=None)
    made, _ = every_chart(live, {level: read_contours(contours, name) for level, name in FILES.items()})
    assert not [note for chart in made.values() for v in chart.variants for note in v.figure["layout"]["annotations"]]


@pytest.mark.parametrize("slug", SLUGS)
def test_words_of_a_chart(charts: dict[str, Chart], slug: str) -> None:
    chart = charts[slug]
    assert chart.title == (chart.variants[0].title or chart.title)
    assert chart.description.endswith(".")
    assert {"Mesure"} <= {term for term, _ in chart.method}
    assert len(chart.method) >= 3
    keys = [variant.key for variant in chart.variants]
    assert len(keys) == len(set(keys))


def test_every_colour_has_a_dark_twin(charts: dict[str, Chart]) -> None:
    palette = set(theme.DARK) | set(theme.CIVIDIS)
    for chart in charts.values():
        for variant in chart.variants:
            assert colours(variant.figure) <= palette, chart.slug


def test_dark_twins_are_not_light_colours() -> None:
    assert len(theme.DARK) == len({key.lower() for key in theme.DARK})
    assert not set(theme.DARK) & set(theme.DARK.values())


def test_unknown_areas_are_hatched(charts: dict[str, Chart]) -> None:
    for slug in ("carte-departements", "carte-regions"):
        for variant in charts[slug].variants:
            hidden = next(t for t in variant.figure["data"] if t["meta"].get("unknown"))
            hatching = next(t for t in variant.figure["data"] if t["meta"].get("hatching"))
            assert bool(hidden["locations"]) == bool(hatching["lon"])


def test_class_limits_hold_every_value_and_are_printed(charts: dict[str, Chart]) -> None:
    for variant in charts["carte-regions"].variants:
        shown = next(t for t in variant.figure["data"] if t["meta"].get("column"))
        limits = shown["colorbar"]["tickvals"]
        assert len(limits) == len(theme.CIVIDIS) + 1
        assert len(shown["colorbar"]["ticktext"]) == len(limits)
        assert all(limits[0] <= value <= limits[-1] for value in shown["z"])


@pytest.mark.parametrize("values", [[], [0.0], [1.0], [0.0, 1.0], [0.91, 0.93], [0.5, 0.55, 0.99], [0.031]])
def test_class_limits_are_equal_round_and_wide_enough(values: list[float]) -> None:
    limits = theme.class_limits(values)
    widths = {round(b - a, 6) for a, b in itertools.pairwise(limits)}
    assert len(widths) == 1
    assert 0 <= limits[0] < limits[-1] <= 1
    assert all(limits[0] <= value <= limits[-1] for value in values)


def test_printed_and_measured_meet_only_in_one_base_and_mode(charts: dict[str, Chart]) -> None:
    rows = {row["id"]: row for row in charts["presence-publies"].rows}
    for variant in charts["presence-publies"].variants:
        bases = {rows[i]["base"] for trace in variant.figure["data"] for i in trace["ids"]}
        assert bases == {variant.label}


def test_a_printed_figure_of_another_base_is_refused_by_name(charts: dict[str, Chart]) -> None:
    chart = charts["presence-publies"]
    assert not [row for row in chart.rows if row["month"] == date(2012, 10, 1) and row["origin"] == "printed"]
    assert "1\u00a0refusé : REG, n = 27, 10/2012." in dict(chart.method)["Exclus"]
    means = [row for row in chart.rows if row["base"].startswith("Moyenne") and row["origin"] == "printed"]
    assert [round(row["share"], 3) for row in means] == [0.567, 0.727]


def test_lines_are_dotted_across_months_that_were_not_observed(charts: dict[str, Chart]) -> None:
    segments = [t for t in charts["presence-temps"].variants[0].figure["data"] if t["meta"].get("segments")]
    far = [t for t in segments if t["line"].get("dash") == "dot" and "2025-10-01" in t["x"]]
    assert far
    assert not [t for t in segments if t["line"].get("dash") != "dot" and "2025-10-01" in t["x"]]


def test_small_communes_are_not_ranked_by_name(charts: dict[str, Chart]) -> None:
    assert not {row["stratum"] for row in charts["progressions"].rows} & {"COM_2000_3500", "COM_500_2000", "COM_0_500"}


def test_an_edition_of_2013_is_drawn_from_the_same_tables(tmp_path: Path, contours: Path, database: Path) -> None:
    import shutil

    import duckdb

    old = Path(shutil.copy(database, tmp_path / "old.duckdb"))
    with duckdb.connect(str(old)) as connection:
        connection.execute("UPDATE edition.about SET month = DATE '2013-03-01'")
    edition = read_edition(old)
    assert (edition.roster_id, edition.members.height) == ("EQ2012", 176)
    made, warnings = every_chart(edition, {level: read_contours(contours, name) for level, name in FILES.items()})
    lacking = ("carte-regions", "carte-epci")
    assert warnings == [f"the edition of 2013-03 has nothing to draw for {slug}" for slug in lacking]
    assert "carte-departements" in made
    assert max(row["month"] for row in made["presence-temps"].rows) == edition.month


def test_a_printed_figure_is_seen_around_the_measure_that_equals_it(charts: dict[str, Chart]) -> None:
    for slug in ("presence-publies", "imprime-mesure"):
        for variant in charts[slug].variants:
            dots = [trace for trace in variant.figure["data"] if trace["mode"] == "markers"]
            rings = [dot["marker"]["size"] for dot in dots if dot["marker"]["symbol"].endswith("-open")]
            plain = [dot["marker"]["size"] for dot in dots if not dot["marker"]["symbol"].endswith("-open")]
            assert not rings or not plain or min(rings) >= max(plain) + 6, (slug, variant.key)


@pytest.mark.parametrize(("slug", "column"), [("copresence", "both_share"), ("presence-temps", "presence_share")])
def test_the_stratum_shown_first_is_the_one_that_publishes_most(
    charts: dict[str, Chart], slug: str, column: str
) -> None:
    chart = charts[slug]
    told = {
        variant.key: sum(row[column] is not None for row in chart.rows if row["stratum"] == variant.key)
        for variant in chart.variants
    }
    assert told[chart.variants[0].key] == max(told.values()) > 0
    assert {"ALL", "REG", "DEP"} <= set(told)


def test_each_network_has_its_own_named_panel_even_when_it_is_withheld(edition: Edition) -> None:
    from dashboards.charts import presence_temps

    hidden = edition.frame("barometer.presence").with_columns(
        presence_share=pl.lit(None, pl.Float64), presence_share_status=pl.lit("withheld")
    )
    bare = replace(edition, frames={**edition.frames, "barometer.presence": hidden})
    figure = presence_temps.chart(bare).variants[0].figure
    drawn = [trace for trace in figure["data"] if trace["meta"].get("unknown")]
    names = {trace["yaxis"]: trace["text"][0] for trace in figure["data"] if trace["meta"].get("name")}
    assert len(names) == len(set(names.values())) == 15
    assert all(text.endswith("</b> ?") for text in names.values())
    assert {trace["yaxis"] for trace in drawn} == set(names)
    for axis in names:
        days = [trace["x"][0] for trace in drawn if trace["yaxis"] == axis]
        networks = {trace["ids"][0].split("|")[1] for trace in drawn if trace["yaxis"] == axis}
        assert len(days) == len(set(days))
        assert len(networks) == 1


def test_the_method_box_of_a_map_counts_the_members_of_its_areas(edition: Edition, contours: Path) -> None:
    presence = edition.frame("barometer.presence").with_columns(
        pl.col("member_count", "unknown_count") + (pl.col("area_code") == "84").cast(pl.Int64)
    )
    world = replace(edition, frames={**edition.frames, "barometer.presence": presence})
    rows = presence.filter(
        (pl.col("month") == edition.month) & (pl.col("roster_id") == edition.roster_id),
        (pl.col("network") == "any") & (pl.col("area_level") == "region") & (pl.col("stratum") == "ALL"),
        pl.col("aggregation") == "pooled",
    )
    members, unknown = rows["member_count"].sum(), rows["unknown_count"].sum()
    assert members == edition.members.height + 1
    chart = carte.chart(world, "region", read_contours(contours, FILES["region"]))
    assert chart is not None
    told = {term: spaced(text) for term, text in chart.method}
    assert told["Observées"].startswith(f"{members - unknown} sur {members} : celles dont on sait si elles sont sur")
    assert told["Inconnues"].startswith(f"{unknown}, connues sur aucun réseau")


def test_every_published_reason_has_french_words_on_the_axis(edition: Edition, charts: dict[str, Chart]) -> None:
    codes = edition.frame("reference.codes").filter(pl.col("kind").is_in(["reason", "outcome"]))["code"].to_list()
    silent = {"ok", "not_modified", "searched_everywhere"}
    assert [code for code in codes if labels.motif(FR, code) == code] == [code for code in codes if code in silent]
    assert labels.motif(FR, "site_unreachable:timeout") == "site\u00a0: délai dépassé"
    read = "Le site officiel n’a pas pu être lu : aucune réponse dans le délai"
    assert spaced(labels.reason(edition, "site_unreachable:timeout")) == read
    assert labels.reason(edition, "E1+W").endswith("et cité par Wikidata (une piste, pas une preuve)")
    ticks = charts["inconnues-motifs"].variants[0].figure["data"][0]["y"]
    assert len(ticks) == len(set(ticks))
    assert not [tick for tick in ticks if "_" in tick]


def test_months_of_printed_figures_stand_in_words(charts: dict[str, Chart]) -> None:
    places = charts["imprime-mesure"].variants[0].figure["data"][0]["y"]
    assert places
    assert all("mars\u00a0201" in place for place in places)


def test_no_bar_runs_into_its_own_count(charts: dict[str, Chart]) -> None:
    figure = charts["inconnues-motifs"].variants[0].figure
    assert figure["layout"]["xaxis"]["range"][1] >= 1.15 * max(figure["data"][0]["x"])


def test_map_classes_stand_out_from_the_paper_at_night() -> None:
    night = [theme.DARK.get(colour, colour) for colour in theme.CIVIDIS]
    shades = [luminance(colour) for colour in night]
    assert shades == sorted(shades, reverse=True)
    assert (shades[-1] + 0.05) / (luminance(theme.DARK[theme.PAPER]) + 0.05) >= 3


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_chart_hides_a_row_of_its_table(charts: dict[str, Chart], edition: Edition) -> None:
    presence = edition.current("barometer.presence").filter(
        (pl.col("area_level") == "region") & (pl.col("stratum") == "ALL") & (pl.col("aggregation") == "pooled")
    )
    assert len(charts["carte-regions"].rows) == presence.height


def traces(chart: Chart) -> list[dict[str, Any]]:
    return [trace for variant in chart.variants for trace in variant.figure["data"]]


def colours(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value} if value.startswith("#") else set()
    if isinstance(value, dict):
        return set().union(*(colours(item) for item in value.values())) if value else set()
    if isinstance(value, list | tuple):
        return set().union(*(colours(item) for item in value)) if value else set()
    return set()


def test_the_hours_of_a_network_are_seven_lines_of_twenty_four_cells_and_make_100(charts: dict[str, Chart]) -> None:
    chart = charts["heures"]
    assert [variant.key for variant in chart.variants] == ["facebook", "x"]
    assert "mardi entre 9" in chart.variants[0].title
    matrix = chart.matrix
    assert matrix is not None
    assert matrix.heads[:3] == ("Réseau", "Jour", "0 h") and len(matrix.heads) == 26
    assert [keys[1] for keys, _ in matrix.lines[:7]] == [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ]  # fmt: skip
    assert matrix.lines[1][1][9] == ("25,0", False)
    for variant in chart.variants:
        shares = [row["share"] for row in chart.rows if row["network"] == variant.key]
        assert len(shares) == 168
        assert sum(shares) == pytest.approx(1)


def test_a_map_of_statuses_hatches_the_unknown_and_leaves_the_rest_plain(charts: dict[str, Chart]) -> None:
    for slug in ("carte-epci", "carte-statuts"):
        chart = charts[slug]
        assert {row["status"] for row in chart.rows} > {"unknown"}
        for variant in chart.variants:
            own = {row["area_code"]: row for row in chart.rows if row["network"] == variant.key}
            areas = [trace for trace in variant.figure["data"] if trace["type"] == "choropleth"]
            plain = {code for trace in areas if trace["meta"].get("outside") for code in trace["locations"]}
            unknown = {code for trace in areas if trace["meta"].get("unknown") for code in trace["locations"]}
            (lines,) = (trace for trace in variant.figure["data"] if trace["meta"].get("hatching"))
            assert not plain & set(own)
            assert unknown == {code for code, row in own.items() if row["status"] == "unknown"}
            assert bool(lines["lon"]) == bool(unknown)
            assert plain == ({"999999999"} if slug == "carte-epci" else set())


def test_the_map_of_epci_names_who_has_no_contour(edition: Edition, contours: Path) -> None:
    known = read_contours(contours, FILES["epci"])
    gone = known.features[0]["properties"]
    chart = carte_statuts.chart(edition, "epci", replace(known, features=known.features[1:]))
    assert chart is not None
    assert gone["nom"] in dict(chart.method)["Hors carte"]
    assert gone["code"] not in {row["area_code"] for row in chart.rows}


def test_strata_that_were_drawn_say_so_in_words_and_carry_the_interval_of_the_draw(
    charts: dict[str, Chart], edition: Edition
) -> None:
    assert edition.drawn_strata == {
        row[0] for row in edition.members.filter(pl.col("weight") > 1).select("stratum").rows()
    }
    for slug, stem in (
        ("presence-niveaux", "presence_share"),
        ("presence-temps", "presence_share"),
        ("copresence", "both_share"),
    ):
        assert {"drawn", "partly", "whole"} == {row["drawing"] for row in charts[slug].rows}
        for row in charts[slug].rows:
            is_drawn = row["stratum"] in edition.drawn_strata
            assert ("tirées au sort" in row["stratum_label"]) == is_drawn
            assert (row["ci_lo"] is not None) == is_drawn
            if is_drawn:
                assert row["ci_lo"] <= row[f"{stem}_lo"] <= row[f"{stem}_hi"] <= row["ci_hi"]
    cell = charts["copresence"].wide
    drawn = next(row for row in charts["copresence"].rows if row["drawing"] == "drawn" and row["ci_lo"] < row["ci_hi"])
    assert cell is not None and cell.cell(drawn).endswith(")")


@pytest.mark.parametrize("slug", ["presence-niveaux", "presence-temps"])
def test_a_thin_whisker_is_the_interval_of_its_row(charts: dict[str, Chart], slug: str) -> None:
    chart = charts[slug]
    ends = {row["id"]: [row["ci_lo"], row["ci_hi"]] for row in chart.rows if row["ci_lo"] is not None}
    seen: dict[str, list[float]] = {}
    for trace in traces(chart):
        places = trace["meta"].get("draws", ())
        values = trace[trace["meta"]["axis"]] if places else []
        seen |= {row_id: values[3 * at : 3 * at + 2] for at, row_id in enumerate(places)}
    assert seen == ends and ends


def test_titles_are_made_from_counted_strata_or_say_that_the_others_were_drawn(charts: dict[str, Chart]) -> None:
    for slug in ("presence-niveaux", "presence-temps", "copresence", "carte-regions", "carte-departements"):
        assert "tirées" not in charts[slug].title or "tirées au sort)" in charts[slug].title
    for variant in charts["presence-niveaux"].variants:
        assert "tirées" not in variant.title
    for slug in ("presence-temps", "copresence"):
        rates = [variant.title for variant in charts[slug].variants if "tirées au sort" in variant.title]
        assert rates and all("intervalle à 95" in title or "aucun taux" in title for title in rates)


def test_without_a_counted_stratum_a_title_gives_the_interval(edition: Edition) -> None:
    from dashboards.charts import presence_niveaux

    members = edition.members.filter(pl.col("weight") > 1)
    chart = presence_niveaux.chart(replace(edition, frames={**edition.frames, "roster.members": members}))
    told = [variant.title for variant in chart.variants if "aucune strate" not in variant.title]
    assert told and all("tirées au sort" in title and "intervalle à 95" in title for title in told)


def test_an_area_counts_its_members_that_were_drawn(charts: dict[str, Chart], edition: Edition) -> None:
    drawn = edition.members.filter((pl.col("weight") > 1) & pl.col("level").is_in(["commune", "epci"]))
    counts = dict(drawn.group_by("region_code").len().iter_rows())
    rows = charts["carte-regions"].rows
    assert {row["area_code"]: row["drawn_count"] for row in rows} == {
        row["area_code"]: counts.get(row["area_code"], 0) for row in rows
    }
    assert any(counts.values())


def test_every_figure_says_when_it_was_collected_and_what_breaks_are_known(
    edition: Edition, charts: dict[str, Chart]
) -> None:
    windows = {row["month"]: row for row in edition.frame("crawl.windows").to_dicts()}
    day = edition.words.day(windows[edition.month]["last_day"])
    for slug, chart in charts.items():
        told = dict(chart.method)
        assert len(told) == len(chart.method), slug
        assert told["Collecte"] and told["Ruptures connues"], slug
        if slug in ("copresence", "presence-niveaux", "progressions"):
            assert day in told["Collecte"], slug
    assert "fans" in dict(charts["progressions"].method)["Ruptures connues"]
    assert "ne dépend pas" in dict(charts["copresence"].method)["Ruptures connues"]
    none = replace(edition, frames={**edition.frames, "crawl.windows": edition.frame("crawl.windows").clear()})
    assert collected(none, charts["copresence"]).startswith("Aucune requête")


def test_every_figure_says_how_much_of_its_base_is_known(
    edition: Edition, charts: dict[str, Chart], site: Path
) -> None:
    statuses = edition.current("barometer.status")
    unknown = statuses.filter(status="unknown").height
    assert {slug for slug, chart in charts.items() if chart.covered is None} == {"presence-publies"}
    for slug in ("presence-niveaux", "presence-temps", "couverture-reseaux", "inconnues-motifs"):
        known = charts[slug].covered
        assert known is not None
        assert (known.known, known.unknown) == (statuses.height - unknown, unknown), slug
    pairs = edition.current("barometer.copresence").filter(pl.col("stratum") != "ALL")
    both = charts["copresence"].covered
    assert both is not None and both.unknown == pairs["unknown_count"].sum()
    growth = charts["progressions"].covered
    assert growth is not None and growth.known >= len({row["territory_id"] for row in charts["progressions"].rows})
    for slug, chart in charts.items():
        if chart.covered is not None:
            assert dict(chart.method)["Couverture de la figure"] == f"{chart.covered.text}."
            text = (site / slug / "index.html").read_text("utf-8")
            assert f'<i class="u" style="--n:{chart.covered.unknown}"></i>' in text, slug
