"""The sentences of the home page, word for word, on the test world; and what they say when a rate is withheld."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dashboards.findings import Finding, findings
from dashboards.source import Edition


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def sentences(found: list[Finding]) -> list[str]:
    return [plain(finding.sentence) for finding in found]


def with_frame(edition: Edition, name: str, frame: pl.DataFrame) -> Edition:
    return replace(edition, frames={**edition.frames, name: frame})


def test_five_findings_word_for_word(edition: Edition) -> None:
    assert sentences(findings(edition)) == [
        "En octobre 2026, 97,4 % des 287 collectivités suivies ont un compte officiel sur au moins un réseau.",
        "Facebook est le réseau le plus répandu : 79,7 % des collectivités y sont, devant X (Twitter) (57,5 %).",
        (
            "Le plus fort mouvement en douze mois : Bluesky, de 5,6 % à 8,6 %, soit +2,9 pts ;"
            " les bornes des deux mois se recouvrent."
        ),
        "48,1 % des collectivités sont à la fois sur Facebook et X (Twitter).",
        (
            "La plus forte progression en douze mois, hors Paris : Auvergne-Rhône-Alpes sur Facebook,"
            " +92 632 abonnés (strate « Régions »)."
        ),
    ]


def test_each_finding_says_what_it_rests_on(edition: Edition) -> None:
    for finding in findings(edition):
        terms = [term for term, _ in finding.basis]
        assert terms[0] == "n"
        assert "Mois" in terms
        assert {"Bornes", "Intervalle"} & set(terms)
    basis = {term: plain(text) for term, text in findings(edition)[0].basis}
    assert basis == {
        "n": "266 présentes",
        "Dénominateur": "273 statuts connus ; 14 inconnues sur 287",
        "Agrégation": "taux groupé",
        "Bornes": "[92,7 % ; 97,6 %]",
        "Mois": "octobre 2026",
    }


def test_a_withheld_rate_is_told_by_its_bounds(edition: Edition) -> None:
    hidden = edition.frame("barometer.presence").with_columns(
        presence_share=pl.lit(None, pl.Float64), presence_share_status=pl.lit("withheld")
    )
    found = sentences(findings(with_frame(edition, "barometer.presence", hidden)))
    assert found[0].startswith("En octobre 2026, entre 92,7 % et 97,6 % des 287 collectivités")
    assert "taux retenu : trop d’inconnues" in found[0]
    assert found[2] == "Aucune comparaison avec octobre 2025 n’est publiable pour l’ensemble de la liste."


def test_empty_tables_give_five_sentences_and_no_number(edition: Edition) -> None:
    names = ("barometer.presence", "barometer.copresence", "barometer.ranking")
    bare = replace(edition, frames={**edition.frames, **{name: edition.frame(name).clear() for name in names}})
    found = sentences(findings(bare))
    assert len(found) == 5
    assert all(sentence.startswith("Aucun") for sentence in found)


def test_paris_never_leads_the_finding_on_growth(edition: Edition) -> None:
    ranking = edition.frame("barometer.ranking")
    inflated = ranking.with_columns(
        value=pl.when(pl.col("territory_id") == "commune:75056").then(10_000_000.0).otherwise(pl.col("value"))
    )
    assert "Paris sur" not in findings(with_frame(edition, "barometer.ranking", inflated))[4].sentence


def test_a_stock_printed_as_a_gain_is_flagged(edition: Edition) -> None:
    flagged = edition.frame("barometer.ranking").with_columns(is_stock_flow_suspect=pl.lit(True))
    assert "un stock est peut-être imprimé comme un gain" in (
        findings(with_frame(edition, "barometer.ranking", flagged))[4].sentence
    )
