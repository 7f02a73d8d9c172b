"""The words of the built pages: French spacing, agreement, labels for codes, what is told of draws and long tables."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dashboards import labels
from dashboards.build import SiteReport
from dashboards.pages import comparison, study
from dashboards.source import Edition
from dashboards.words import FR
from pipelines.model.fields import TABLES


@pytest.fixture(scope="module")
def texts(site: Path) -> dict[str, str]:
    """What a reader reads of each page, by its path."""
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in french(site)}
    return {name: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()) for name, text in pages.items()}


@pytest.fixture(scope="module")
def elsewhere(database: Path, build: Callable[..., SiteReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of another world: lists of which nothing shows that they depend on one another, towns that were drawn,
    and a network that the site does not know in the place of YouTube."""
    folder = tmp_path_factory.mktemp("elsewhere")
    world = folder / "world.duckdb"
    world.write_bytes(database.read_bytes())
    columns = [
        (name, field.name)
        for name, table in TABLES.items()
        for field in table.fields
        if field.name.startswith("network")
    ]
    with duckdb.connect(str(world)) as connection:
        connection.execute("UPDATE barometer.missed SET dependence_ratio = NULL, dependence_ratio_lo = NULL")
        connection.execute("UPDATE roster.members SET weight = 14.1 WHERE stratum = 'COM_10000_20000'")
        for table, column in columns:
            if column != "network_rank":
                connection.execute(f"UPDATE {table} SET {column} = 'essai' WHERE {column} = 'youtube'")
        connection.execute("UPDATE reference.networks SET label = 'Essai' WHERE network = 'essai'")
    build(world, folder / "site")
    return folder / "site"


def french(site: Path) -> list[Path]:
    return [path for path in sorted(site.rglob("*.html")) if not path.is_relative_to(site / "en")]


def test_no_space_may_break_before_a_french_mark(site: Path) -> None:
    for path in french(site):
        text = re.sub(r"<(script|style|pre|code)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
        found = re.search(r"\S [;?!:»](\s|$)|\d %|« ", text)
        assert not found, (path, text[: found.end()][-40:])


def test_no_month_follows_a_preposition_that_is_not_elided(site: Path, texts: dict[str, str]) -> None:
    words = {"compare-words.js": (site / "assets" / "compare-words.js").read_text("utf-8")}
    told = {
        name: re.findall(r"\b[dD]e (?:avril|août|octobre|\{year|\{month)", text)
        for name, text in (texts | words).items()
    }
    assert {name: found for name, found in told.items() if found} == {}


def test_every_kind_of_code_is_titled_in_french_and_once(site: Path, edition: Edition) -> None:
    kinds = {kind for kind, _ in edition.labels}
    titles = re.findall(r"<h3>([^<]+)</h3>", (site / "methode/index.html").read_text("utf-8"))
    assert len(titles) == len(set(titles)) == len(kinds)
    assert not [title for title in titles if "Autres" in title]


def test_counts_agree_with_their_nouns(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        assert not re.search(r"(?<![\d,\u202f])[01][ \u00a0](comptes|mesurés|non mesurés|lignes)\b", text), name


def test_printed_counts_are_told_in_french(texts: dict[str, str], database: Path) -> None:
    text = texts["comparaison/index.html"]
    with duckdb.connect(str(database), read_only=True) as connection:
        codes = connection.execute("SELECT DISTINCT indicator FROM reference.published_figures").fetchall()
    assert codes
    assert not [code for (code,) in codes if code in text]
    assert labels.indicator(FR, "growth_abs_12m") == "abonnés gagnés en douze mois"
    assert labels.unit(FR, "per 100 inh.") == "pour 100 hab."
    assert labels.base(FR, "all") == "Ensemble"
    assert labels.base(FR, "Grenoble") == "Grenoble"


def test_what_is_not_compared_is_on_the_page_with_its_reason(site: Path, edition: Edition) -> None:
    refused = edition.frame("barometer.comparison").filter(verdict="refused")
    body = (site / "comparaison/index.html").read_text("utf-8").partition('id="refuses"')[2].partition("</section>")[0]
    assert refused.height == 1 and body.count("<tr>") == 2
    assert "<li>1\u00a0chiffre\u00a0: Mois qui n’est pas observé.</li>" in body
    assert "<td>2012-10</td><td>Facebook</td><td>Régions</td><td>27</td>" in body
    csv = (site / "data" / "comparaison.csv").read_text("utf-8")
    assert csv.count("not_observed") == 1


def test_networks_of_a_printed_figure_are_joined_as_it_joins_them(edition: Edition) -> None:
    assert labels.networks(edition, "facebook+x") == "Facebook et X (Twitter)"
    assert labels.networks(edition, "facebook|x") == "Facebook ou X (Twitter)"


def test_what_found_each_account_and_what_is_missed_is_said_with_its_assumption(site: Path) -> None:
    body = (site / "couverture/index.html").read_text("utf-8").partition('id="trouves"')[2].partition("</section>")[0]
    cells = {
        line.partition("</th>")[0].rpartition(">")[2]: re.findall(r"<td[^>]*>(.*?)</td>", line)
        for line in body.partition("<tbody>")[2].split("<tr>")[1:]
    }
    assert cells["Facebook"][:5] == ["20", "30", "40", "2", "3"]
    assert cells["Facebook"][6:] == ["13 [6\u202f; 31], soit 13,4\u202f%", "3 sur 70"]
    assert cells["Snapchat"][6] == "trop peu de comptes" and cells["TikTok"][7] == "aucun lien vu"
    assert "suppose qu’un compte a autant de chances" in body and "c’est une borne basse" in body
    assert (
        "le montrent pour Facebook." in body
        and "Pour X (Twitter), les comptes que nomme Wikidata montrent l’inverse" in body
    )


def test_lists_that_nothing_shows_to_depend_on_one_another_are_not_said_to(elsewhere: Path) -> None:
    body = (elsewhere / "couverture/index.html").read_text("utf-8").partition('id="trouves"')[2]
    assert "le montrent pour" not in body and "montrent l’inverse" not in body
    assert "c’est une borne basse" in body


def test_a_list_that_is_not_believed_says_which_one_is_in_force(site: Path) -> None:
    body = (site / "couverture/index.html").read_text("utf-8").partition('id="listes"')[2].partition("</table>")[0]
    lines = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in body.split("<tr>")[2:]]
    assert [line[1] for line in lines] == ["conseils régionaux", "mairies", "communes (P374)"]
    sound, spoiled = lines[0], lines[1]
    assert (sound[3], sound[5], sound[6]) == ("18", "celle du mois", "aucune")
    assert spoiled[3] == "illisible"
    assert spoiled[5].startswith("<strong>reprise de septembre\u00a02026, lue le 28/09/2026")
    assert "ce n’est pas du JSON" in spoiled[6] and "&lt;!DOCTYPE html&gt;" in spoiled[6]


def test_official_sites_are_not_said_to_have_no_account(site: Path) -> None:
    body = (site / "couverture/index.html").read_text("utf-8").partition('id="mesures"')[2]
    row = body.partition('<th scope="row">Site officiel</th>')[2].partition("</tr>")[0]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row)[-2:] == ["sans objet", "sans objet"]


def test_ranks_inside_a_draw_say_so(elsewhere: Path) -> None:
    for name, is_said in (("com-10000-20000", True), ("com-100000-plus", False)):
        text = (elsewhere / "progressions" / f"{name}/index.html").read_text("utf-8")
        assert ("tirées au sort" in text) == is_said


def test_a_network_that_the_site_does_not_know_is_shown_like_the_others(elsewhere: Path) -> None:
    for name in (
        "presence/index.html",
        "couverture/index.html",
        "progressions/index.html",
        "territoires/departement-69/index.html",
    ):
        text = (elsewhere / name).read_text("utf-8")
        assert "Essai" in text, name
        assert "YouTube" not in text, name


def test_long_tables_are_not_printed_and_name_their_file(site: Path) -> None:
    for name, slug in (("presence/index.html", "presence-niveaux"), ("presence-temps/index.html", "presence-temps")):
        text = (site / name).read_text("utf-8")
        body = text.partition(f'data-chart="{slug}"')[2].partition("</figure>")[0]
        rows = body.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
        assert ('class="data long"' in body) == (rows > 60)
        assert (f"<code>{slug}/{slug}.csv</code>" in body) == (rows > 60)


def test_whole_tables_say_what_they_hold(texts: dict[str, str], site: Path) -> None:
    text = texts["donnees/index.html"]
    for name in (
        *("comparaison", "comptes-manques", "etude", "couverture", "decouverte", "indicateurs", "listes"),
        *("palmares", "politesse", "differences", "journal"),
        *("portes", "portes-releves", "portes-requetes", "statuts-communes"),
    ):
        assert (site / "data" / f"{name}.csv").is_file()
    assert text.count("Table complète : ") == 15


def test_posts_that_a_page_may_not_show_whole_are_a_least_number(texts: dict[str, str]) -> None:
    sheets = [text for name, text in texts.items() if name.startswith("territoires/")]
    assert any("au moins " in text for text in sheets)


def test_every_statement_of_the_study_is_answered(edition: Edition, texts: dict[str, str], site: Path) -> None:
    text = texts["etude/index.html"]
    statements = edition.frame("reference.statements")
    assert statements.height == 22
    for row in statements.to_dicts():
        told = [row[name] in text for name in ("text_fr", "definition_fr", "unknown_fr")]
        assert all(told), row["statement_id"]
    html = (site / "etude/index.html").read_text("utf-8")
    replay, compared = edition.frame("barometer.replay"), edition.frame("barometer.comparison")
    assert replay.height == html.count("<tr><td>") > 3
    named = [labels.networks(edition, codes) for codes in ("all", "facebook|x")]
    assert named == ["Tous réseaux", "Facebook ou X (Twitter)"]
    measured = replay.join(compared, left_on="fact_id", right_on="figure_id").drop_nulls("measured_value")
    assert measured.height > 2
    assert (measured["measured_value"] == measured["measured_value_right"]).all()


def test_a_measured_value_has_the_decimals_of_its_unit_and_a_printed_one_its_own(edition: Edition) -> None:
    row = edition.frame("barometer.replay").to_dicts()[0]
    means = row | {
        "unit": "followers",
        "published_value": 2941.0,
        "measured_value": 2941.012,
        "measured_pooled": 1770.0,
    }
    told = study._fact(edition, means)
    assert [told[key].replace("\u202f", " ") for key in ("published", "measured", "other")] == [
        "2 941",
        "2 941",
        "1 770",
    ]
    shares = row | {"unit": "%", "published_value": 48.0, "measured_value": 47.159, "measured_pooled": 50.0}
    told = study._fact(edition, shares)
    assert [told[key] for key in ("published", "measured", "other")] == ["48", "47,2", "50,0"]
    compared = edition.frame("barometer.comparison").to_dicts()[0]
    rates = compared | {"unit": "%", "published_value": 56.7, "measured_value": 56.6667, "difference": -0.0333}
    told = comparison._row(edition, rates)
    assert [told[key] for key in ("published", "measured", "gap")] == ["56,7", "56,7", "\u22120,03"]


def test_a_statement_replayed_in_part_shows_what_the_scene_measures_under_each_definition(
    texts: dict[str, str],
) -> None:
    text = texts["etude/index.html"].replace("\u202f", " ").replace("\u00a0", " ")
    towns = text.partition("« Les villes ont gagné 169 %")[2].partition("« En moyenne")[0]
    assert (
        "Sur douze mois, comptes mesurés aux deux dates données simulées Strate Facebook Régions +105,0 % 22 sur 26"
        in towns
    )
    assert (
        "Sur douze mois, moyenne données simulées Strate Facebook Régions +180,4 % [+180,0 % ; +181,0 %] 22 sur 26"
        in towns
    )
    assert "Sur un mois" not in towns
    robots = text.partition("« Des publications automatiques")[2].partition("«")[0]
    assert "Strate X (Twitter) Ensemble de la liste 0,0 % 22 sur 26" in robots
    assert "Sans valeur : Facebook (non donné par la porte)." in robots
