"""Names of territories in sentences: each région and département of the reference data, the hard ones one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards import labels
from dashboards.areas import Area, areas
from dashboards.charts import carte_statuts
from dashboards.charts.progressions import _rows, _variant, league
from dashboards.contours import FILES, read_contours
from dashboards.findings import findings
from dashboards.findings.area import sentences
from dashboards.pages.communes import Line, links
from dashboards.pages.home import podium
from dashboards.render import naming
from dashboards.source import Edition
from dashboards.words import EN, FR, is_plural, known_name
from dashboards.words.names import forms

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
D, R = "departement", "region"


@pytest.mark.parametrize(
    ("level", "name", "the", "of", "at", "institution"),
    [
        (D, "Ain", "l’Ain", "de l’Ain", "dans l’Ain", "le département de l’Ain"),
        (D, "Isère", "l’Isère", "de l’Isère", "en Isère", "le département de l’Isère"),
        (D, "Ardennes", "les Ardennes", "des Ardennes", "dans les Ardennes", "le département des Ardennes"),
        (D, "Haute-Loire", "la Haute-Loire", "de la Haute-Loire", "en Haute-Loire", "le département de la Haute-Loire"),
        (D, "Loire", "la Loire", "de la Loire", "dans la Loire", "le département de la Loire"),
        (D, "Hérault", "l’Hérault", "de l’Hérault", "dans l’Hérault", "le département de l’Hérault"),
        (D, "Nord", "le Nord", "du Nord", "dans le Nord", "le département du Nord"),
        (D, "Hauts-de-Seine", "les Hauts-de-Seine", "des Hauts-de-Seine", "dans les Hauts-de-Seine",
         "le département des Hauts-de-Seine"),
        (D, "Val-d'Oise", "le Val-d’Oise", "du Val-d’Oise", "dans le Val-d’Oise", "le département du Val-d’Oise"),
        (D, "Côte-d'Or", "la Côte-d’Or", "de la Côte-d’Or", "en Côte-d’Or", "le département de la Côte-d’Or"),
        (D, "La Réunion", "La Réunion", "de La Réunion", "à La Réunion", "le département de La Réunion"),
        (D, "Mayotte", "Mayotte", "de Mayotte", "à Mayotte", "le département de Mayotte"),
        (D, "Paris", "Paris", "de Paris", "à Paris", "le département de Paris"),
        (D, "Territoire de Belfort", "le Territoire de Belfort", "du Territoire de Belfort",
         "dans le Territoire de Belfort", "le département du Territoire de Belfort"),
        (D, "Alpes-de-Haute-Provence", "les Alpes-de-Haute-Provence", "des Alpes-de-Haute-Provence",
         "dans les Alpes-de-Haute-Provence", "le département des Alpes-de-Haute-Provence"),
        (D, "Corse-du-Sud", "la Corse-du-Sud", "de la Corse-du-Sud", "en Corse-du-Sud",
         "le département de la Corse-du-Sud"),
        (D, "Maine-et-Loire", "le Maine-et-Loire", "du Maine-et-Loire", "en Maine-et-Loire",
         "le département du Maine-et-Loire"),
        (D, "Martinique", "la Martinique", "de la Martinique", "en Martinique", "le département de la Martinique"),
        (R, "Île-de-France", "l’Île-de-France", "de l’Île-de-France", "en Île-de-France", "la région Île-de-France"),
        (R, "Pays de la Loire", "les Pays de la Loire", "des Pays de la Loire", "dans les Pays de la Loire",
         "la région Pays de la Loire"),
        (R, "Grand Est", "le Grand Est", "du Grand Est", "dans le Grand Est", "la région Grand Est"),
        (R, "Hauts-de-France", "les Hauts-de-France", "des Hauts-de-France", "dans les Hauts-de-France",
         "la région Hauts-de-France"),
        (R, "Provence-Alpes-Côte d'Azur", "Provence-Alpes-Côte d’Azur", "de Provence-Alpes-Côte d’Azur",
         "en Provence-Alpes-Côte d’Azur", "la région Provence-Alpes-Côte d’Azur"),
        (R, "Auvergne-Rhône-Alpes", "Auvergne-Rhône-Alpes", "d’Auvergne-Rhône-Alpes", "en Auvergne-Rhône-Alpes",
         "la région Auvergne-Rhône-Alpes"),
        (R, "Centre-Val de Loire", "le Centre-Val de Loire", "du Centre-Val de Loire", "en Centre-Val de Loire",
         "la région Centre-Val de Loire"),
        (R, "Centre", "le Centre", "du Centre", "dans le Centre", "la région Centre"),
        (R, "La Réunion", "La Réunion", "de La Réunion", "à La Réunion", "la région Réunion"),
        ("commune", "Le Havre", "Le Havre", "de Le Havre", "Le Havre", "Le Havre"),
        ("commune", "Allier", "Allier", "d’Allier", "Allier", "Allier"),
        ("epci", "CC de l'Oisans", "CC de l’Oisans", "de CC de l’Oisans", "CC de l’Oisans", "CC de l’Oisans"),
    ],
)  # fmt: skip
def test_a_name_in_a_sentence(level: str, name: str, the: str, of: str, at: str, institution: str) -> None:
    told = FR.the(level, name), FR.of(level, name), FR.at(level, name), FR.institution(level, name)
    assert told == (the, of, at, institution)
    assert is_plural(level, name) == the.startswith("les ")
    assert (EN.the(level, name), EN.of(level, name), EN.at(level, name)) == (name, f"of {name}", f"in {name}")


def test_each_region_and_departement_has_its_article_and_preposition() -> None:
    territories = pl.read_parquet(REFERENCE / "territories.parquet").filter(
        pl.col("level").is_in([R, D]) & (pl.col("zone").is_null() | (pl.col("zone") != "com"))
    )
    rosters = pl.concat(
        pl.read_csv(path, infer_schema=False).select("level", "name") for path in (REFERENCE / "rosters").glob("*.csv")
    ).filter(pl.col("level").is_in([R, D]))
    named = {*territories.select("level", "name").iter_rows(), *rosters.iter_rows()}
    assert len(named) > 130
    assert named - forms().keys() == set()
    assert {form.article for form in forms().values()} == {"", "le", "la", "l’", "les"}
    assert {form.place for form in forms().values()} == {"en", "dans", "à"}


def test_the_article_is_that_of_the_official_code_but_where_usage_adds_one() -> None:
    """TNCC of the COG: 0 and 1 without article, 2 le, 3 la, 4 les, 5 l’."""
    table = pl.read_csv(REFERENCE / "articles.csv", infer_schema=False).filter(pl.col("tncc").is_not_null())
    official = {"0": "", "1": "", "2": "le", "3": "la", "4": "les", "5": "l’"}
    other = {row["name"]: row["tncc"] for row in table.to_dicts() if official[row["tncc"]] != (row["article"] or "")}
    assert other.keys() == {
        "Eure-et-Loir", "Ille-et-Vilaine", "Indre-et-Loire", "Maine-et-Loire", "Meurthe-et-Moselle", "Saône-et-Loire",
        "Seine-et-Marne", "Île-de-France", "Bourgogne-Franche-Comté", "Normandie", "Bretagne", "Occitanie", "Corse",
    }  # fmt: skip
    assert set(other.values()) == {"0", "1"}


def test_elision_stands_before_a_vowel_or_a_mute_h_only() -> None:
    for (_, name), form in forms().items():
        starts_soft = name[0] in "AEIOUYÎÉ" or name == "Hérault"
        assert starts_soft or form.article != "l’", name
        assert not starts_soft or form.article not in ("le", "la"), name


def test_an_area_that_the_list_does_not_hold_has_its_name_where_it_has_one_only() -> None:
    assert [known_name(D, "75"), known_name(R, "24"), known_name(D, "999")] == ["Paris", "", ""]


def account(**more: object) -> dict[str, object]:
    return {
        "network": "facebook", "followers_count": 1200, "followers_lo": 1200, "followers_hi": 1200, "growth_abs": 200,
        "growth_abs_lo": 200, "growth_abs_hi": 200, "growth_rel": 0.2, "observed_at": None, "stratum": "DEP",
        "best_rank": 3, "worst_rank": 3, "unranked_count": 0, "ranked_count": 90,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("level", "code", "name", "more", "told", "ranked"),
    [
        (D, "38", "Isère", {}, "Le département de l’Isère compte", "l’Isère est au 3e rang parmi les départements"),
        (D, "92", "Hauts-de-Seine", {}, "Le département des Hauts-de-Seine compte",
         "les Hauts-de-Seine sont au 3e rang parmi"),
        (D, "08", "Ardennes", {"worst_rank": 5}, "Le département des Ardennes compte",
         "les Ardennes sont entre le 3e et le 5e rang parmi"),
        (D, "974", "La Réunion", {"best_rank": 1}, "Le département de La Réunion compte",
         "La Réunion est entre le 1er et le 3e rang parmi"),
        (R, "11", "Île-de-France", {}, "La région Île-de-France compte", "l’Île-de-France est au 3e rang parmi"),
    ],
)  # fmt: skip
def test_the_own_account_of_an_area(
    edition: Edition, level: str, code: str, name: str, more: dict[str, object], told: str, ranked: str
) -> None:
    area = Area(level, code, name, accounts={"facebook": account(**more)})
    _, own, rank, *_ = [one.sentence for one in sentences(edition, area, name, "presse")]
    assert own.startswith(told) and ranked in rank


def test_where_another_body_governs_the_territory_alone_is_named(edition: Edition) -> None:
    area = Area(D, "2A", "Corse-du-Sud", is_own_body=False, accounts={"facebook": account()})
    assert sentences(edition, area, area.name, "presse")[1].sentence.startswith("La Corse-du-Sud compte")
    bodies = edition.members.with_columns(body_name=pl.lit("Collectivité de Corse"))
    found = areas(replace(edition, frames={**edition.frames, "roster.members": bodies}))
    assert not any(one.is_own_body for one in found if one.name)
    assert {one.code for one in areas(edition) if not one.is_own_body} == {"2A", "2B", "67", "68", "75"}


def test_press_pages_word_for_word(edition: Edition) -> None:
    found = {area.territory_id: area for area in areas(edition)}

    def told(territory_id: str) -> list[str]:
        area = found[territory_id]
        return [one.sentence.replace("\u202f", " ").replace("\u00a0", " ")
                for one in sentences(edition, area, area.name, "presse")]  # fmt: skip

    assert told("region:32") == [
        ("Dans les Hauts-de-France, 100,0 % des communes et intercommunalités suivies ont un compte officiel sur au"
        " moins un réseau (18 sur 18)."),
        ("Facebook est le réseau le plus répandu dans les Hauts-de-France : 88,9 % des communes et intercommunalités"
        " suivies y ont un compte officiel (16 sur 18)."),
        "La région Hauts-de-France compte 202 959 abonnés sur Facebook, +27 662 abonnés en douze mois (+15,8 %).",
        ("Par les abonnés gagnés sur Facebook en douze mois, les Hauts-de-France sont au 3e rang parmi les régions (14"
        " comptes classés)."),
        ("Dans les Hauts-de-France, le plus fort gain d’abonnés en douze mois : le Nord sur Facebook, +11 412 abonnés"
        " (3e rang parmi les départements de la liste)."),
    ]  # fmt: skip
    assert told("departement:974") == [
        ("À La Réunion, un compte officiel est connu sur au moins un réseau pour 3 des 3 communes et intercommunalités"
        " suivies ; à moins de cinq, aucun taux n’est publié."),
        ("Le réseau où le plus de comptes officiels sont connus à La Réunion est Instagram : 3 communes et"
        " intercommunalités sur 3, 0 inconnue."),
        "Le département de La Réunion compte 4 400 abonnés sur YouTube.",
        ("À La Réunion, le plus fort gain d’abonnés en douze mois : Saint-Denis sur Facebook, +123 abonnés (22e à 25e"
        " rang parmi les communes de 100 000 habitants et plus de la liste)."),
    ]  # fmt: skip


def test_titles_of_pages_and_figures_name_areas_as_sentences_do(site: Path, edition: Edition) -> None:
    page = (site / "communes" / "38" / "index.html").read_text("utf-8")
    assert "<h1>Communes de l’Isère (38)</h1>" in page
    twin = (site / "en" / "communes" / "38" / "index.html").read_text("utf-8")
    assert "<h1>Communes of Isère (38)</h1>" in twin
    bare = replace(edition, names={key: name for key, name in edition.names.items() if key != "departement:13"})
    row = Line("commune:13055", "commune", "13055", "Marseille", "C100", None, 0, 0, None, None)
    assert links(bare, {"13": [row]}) == [("Bouches-du-Rhône", "13", "communes/13")]
    rows = [row | {"name": "Ardennes", "territory_id": "departement:08"} for row in _rows(edition)[:1]]
    assert " : les Ardennes en tête, " in _variant(rows, edition).title


def test_the_strongest_growth_of_the_home_page_names_the_area_with_its_article(edition: Edition) -> None:
    ranking = edition.frame("barometer.ranking").filter(pl.col("territory_id") == "departement:92")
    alone = replace(edition, frames={**edition.frames, "barometer.ranking": ranking})
    assert any(" : les Hauts-de-Seine sur " in one.sentence for one in findings(alone))


def test_each_french_name_is_marked_where_it_stands_on_an_english_page() -> None:
    sentence = "In Territoire de Belfort, followers: Belfort & Again"
    assert naming(EN, sentence, ("Belfort", "Territoire de Belfort", "Ain")) == (
        'In <span lang="fr">Territoire de Belfort</span>, followers: <span lang="fr">Belfort</span> &amp; Again'
    )
    assert naming(FR, sentence, ("Belfort",)) == sentence


def test_a_departement_that_another_body_governs_is_shown_with_that_body(
    edition: Edition, contours: Path, site: Path
) -> None:
    assert labels.called(edition, "departement:2A") == "Corse-du-Sud (Collectivité de Corse)"
    assert labels.called(edition, "departement:38") == "Isère"
    chart = carte_statuts.chart(edition, "departement", read_contours(contours, FILES["departement"]))
    assert chart is not None and "collectivité qui en a les compétences" in chart.subtitle
    names = {row["area_code"]: row["area_name"] for row in chart.rows}
    assert names["67"] == "Bas-Rhin (Collectivité européenne d’Alsace)" and "(" not in names["38"]
    told = dict(chart.method)["Autres collectivités"]
    assert "Corse-du-Sud et Haute-Corse : Collectivité de Corse" in told
    sheets = {code: (site / f"territoires/departement-{code}/index.html").read_text("utf-8") for code in ("2B", "38")}
    assert (
        "n’a pas de conseil départemental qui lui soit propre" in sheets["2B"]
        and "Collectivité de Corse" in sheets["2B"]
    )
    assert "qui lui soit propre" not in sheets["38"]


def test_rankings_of_departements_name_the_body(edition: Edition) -> None:
    rows = league(edition).filter(pl.col("territory_id") == "departement:75").head(1)
    assert rows.height
    line = podium(edition, rows.with_columns(rank=pl.lit(1)).to_dicts())["rows"][0]
    assert line["name"] == "Paris (Ville de Paris)"
    assert labels.member(edition, "departement:2B") == "la Haute-Corse (Collectivité de Corse)"
    assert labels.member(edition, "departement:38") == "l’Isère"


def test_names_around_a_figure_are_marked_on_english_pages_alone(site: Path) -> None:
    held = {folder: (site / folder / "progressions" / "index.html").read_text("utf-8") for folder in ("en", ".")}
    heading = {folder: re.search(r'<h2 class="finding"[^>]*>(.*?)</h2>', text) for folder, text in held.items()}
    assert heading["en"] is not None and heading["."] is not None
    (named,) = re.findall(r'<span lang="fr">(.*?)</span> ', heading["en"][1])
    assert named in heading["."][1] and "<span" not in heading["."][1]
    assert f'aria-label="Table: {named}' not in held["en"]
    script = "assets/figures/progressions.js"
    assert f'"names":["{named}"]' in (site / "en" / script).read_text("utf-8")
    assert '"names"' not in (site / script).read_text("utf-8")
    home = (site / "en" / "index.html").read_text("utf-8")
    assert re.search(rf'<span id="nom-progressions">[^<]*<span lang="fr">{named}</span>', home)
    assert 'aria-labelledby="csv-progressions nom-progressions"' in home
    map_page = (site / "en" / "carte-communes" / "index.html").read_text("utf-8")
    assert 'in this edition: <span lang="fr">Bâgé-Dommartin</span>.' in map_page


@pytest.mark.browser
def test_a_name_stays_marked_when_its_figure_is_drawn(read: Any) -> None:
    reader = read()
    page = reader.open("en/progressions/index.html")
    page.wait_for_selector("#progressions[data-drawn]")
    title = page.locator("#titre-progressions")
    assert title.locator("span[lang=fr]").count() == 1
    name, whole = title.locator("span").text_content() or "", title.text_content() or ""
    assert name and whole.index(name) > 0
    assert (reader.outside, reader.complaints) == ([], [])
