"""The sentences of the home page, word for word, on the test world; and what they say when a rate is withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboards.findings import findings, silences
from dashboards.findings.movement import moves
from dashboards.source import Edition

PRESENCE = "barometer.presence"
TERMS = {"n", "Agrégation", "Mois"}


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def sentences(edition: Edition) -> list[str]:
    return [plain(finding.sentence) for finding in findings(edition)]


def with_frame(edition: Edition, name: str, frame: pl.DataFrame) -> Edition:
    return replace(edition, frames={**edition.frames, name: frame})


def with_rates(edition: Edition, **counts: dict[date, tuple[int, int, int]]) -> Edition:
    """Départements alone: for each network, (present, absent, unknown) by month, with shares as the method has them."""
    rows = [
        _rate(edition, network, month, *cell) for network, months in counts.items() for month, cell in months.items()
    ]
    frame = pl.DataFrame(rows, schema=edition.frame(PRESENCE).schema)
    return with_frame(edition, PRESENCE, frame)


def _rate(edition: Edition, network: str, month: date, present: int, absent: int, unknown: int) -> dict[str, object]:
    total = present + absent + unknown
    is_told = unknown <= 0.1 * total
    return {
        "month": month, "roster_id": edition.roster_id, "network": network, "area_level": "france", "area_code": "FR",
        "stratum": "DEP", "aggregation": "pooled", "present_count": present, "absent_count": absent,
        "unknown_count": unknown, "member_count": total, "numerator": present, "denominator": present + absent,
        "presence_share": present / (present + absent) if is_told else None, "presence_share_lo": present / total,
        "presence_share_hi": (present + unknown) / total,
        "presence_share_status": "observed" if is_told else "withheld",
    }  # fmt: skip


NOW, MONTH, YEAR = date(2026, 10, 1), date(2026, 9, 1), date(2025, 10, 1)


def test_five_findings_word_for_word(edition: Edition) -> None:
    assert sentences(edition) == [
        "Le plus fort mouvement de présence en un mois : Bluesky dans les métropoles, de 0,0 % à 4,5 %, soit +4,5 pts.",
        (
            "Le plus fort mouvement de présence en douze mois : Bluesky dans les métropoles, de 0,0 % à 4,5 %, soit"
            " +4,5 pts."
        ),
        (
            "La plus forte progression en douze mois, hors Paris : Auvergne-Rhône-Alpes sur Facebook,"
            " +92 632 abonnés (1er rang parmi les régions, certain)."
        ),
        "58,1 % des départements sont à la fois sur Facebook et Instagram ; 100,0 % sont sur au moins un réseau.",
        (
            "5,0 % des statuts restent inconnus (202 sur 4 018), surtout dans les communes de moins de 500 habitants"
            " (40,8 %) ; premier motif (28,2 %) : « robots.txt ou les conditions d’utilisation excluent la lecture ;"
            " rien n’a été contourné »."
        ),
    ]


def test_each_finding_says_what_it_rests_on(edition: Edition) -> None:
    assert dict(findings(edition)[2].basis)["Intervalle"].endswith(", compteur exact")
    for finding in findings(edition):
        terms = [term for term, _ in finding.basis]
        assert terms[0] == "n"
        assert set(terms) >= TERMS
        assert {"Bornes", "Intervalle"} & set(terms)
        assert len(terms) == len(set(terms))


def test_a_certain_move_is_preferred_to_a_larger_one_that_unknowns_could_undo(edition: Edition) -> None:
    world = with_rates(
        edition,
        facebook={MONTH: (60, 30, 10), NOW: (70, 20, 10)},
        x={MONTH: (50, 50, 0), NOW: (54, 46, 0)},
    )
    assert sentences(world)[0] == (
        "Le plus fort mouvement de présence en un mois : X (Twitter) dans les départements, de 50,0 % à 54,0 %, soit"
        " +4,0 pts."
    )
    basis = {plain(term): plain(text) for term, text in findings(world)[0].basis}
    assert basis == {
        "n": "54 présentes",
        "Dénominateur": "100 statuts connus ; 0 inconnue sur 100",
        "Agrégation": "taux groupé",
        "Bornes": "54,0 %",
        "Bornes, septembre 2026": "50,0 %",
        "Variation": "+4,0 pts",
        "Comparés": "2 taux ; 0 sans point publié aux deux mois",
        "Mois": "septembre 2026 → octobre 2026",
    }


def test_a_fall_is_told_as_one(edition: Edition) -> None:
    world = with_rates(edition, x={YEAR: (50, 50, 0), NOW: (41, 57, 2)})
    assert "de 50,0 % à 41,8 %, soit −8,2 pts" in sentences(world)[0]
    basis = {plain(term): plain(text) for term, text in findings(world)[0].basis}
    assert basis["Variation"] == "[−9,0 pts ; −7,0 pts]"
    assert basis["Dénominateur"] == "98 statuts connus ; 2 inconnues sur 100"


def test_the_move_of_one_collectivite_does_not_hide_that_of_several(edition: Edition) -> None:
    world = with_rates(edition, bluesky={MONTH: (0, 10, 0), NOW: (1, 9, 0)}, x={MONTH: (50, 50, 0), NOW: (53, 47, 0)})
    assert "X (Twitter) dans les départements" in sentences(world)[0]


def test_a_move_that_unknowns_could_undo_is_not_called_a_move(edition: Edition) -> None:
    world = with_rates(edition, facebook={MONTH: (60, 35, 5), NOW: (62, 30, 8)})
    assert sentences(world)[0] == (
        "En un mois, le seul taux de présence comparable n’a pas bougé de plus que ce que laissent les inconnues ;"
        " le plus grand écart : Facebook dans les départements, de 63,2 % à 67,4 %, soit +4,2 pts."
    )


def test_rates_that_did_not_move_are_said_so(edition: Edition) -> None:
    still = {MONTH: (60, 40, 0), NOW: (60, 40, 0)}
    assert sentences(with_rates(edition, facebook=still, x=still))[0] == (
        "En un mois, aucun des 2 taux de présence comparables n’a bougé."
    )


@pytest.mark.parametrize("month", [MONTH, NOW])
def test_a_withheld_rate_is_never_a_move(edition: Edition, month: date) -> None:
    cells = {MONTH: (10, 90, 0), NOW: (90, 10, 0), month: (50, 10, 40)}
    world = with_rates(edition, facebook=cells, x={MONTH: (50, 50, 0), NOW: (52, 48, 0)})
    found, apart = moves(world, 1)
    assert [move.new["network"] for move in found] == ["x"]
    assert apart == 1
    assert not any("Facebook dans" in sentence for sentence in sentences(world))


def test_no_point_is_printed_when_every_rate_is_withheld(edition: Edition) -> None:
    hidden = edition.frame(PRESENCE).with_columns(
        presence_share=pl.lit(None, pl.Float64), presence_share_status=pl.lit("withheld")
    )
    pairs = edition.frame("barometer.copresence").with_columns(
        both_share=pl.lit(None, pl.Float64), both_share_status=pl.lit("withheld")
    )
    world = with_frame(with_frame(edition, PRESENCE, hidden), "barometer.copresence", pairs)
    found = sentences(world)
    assert len(found) == 5
    assert [sentence.split(" ")[0] for sentence in found[2:]] == ["Aucun", "Aucun", "Aucune"]
    assert "156 sur 156" in dict(findings(world)[1].basis)["Taux retenus"]
    assert [plain(sentence) for sentence in silences(world)] == [
        "Aucune strate n’a de taux de présence publié ce mois-ci.",
        "Aucun taux de présence sur au moins un réseau n’est publié ce mois-ci.",
    ]


def test_a_first_edition_tells_other_facts_than_moves(edition: Edition) -> None:
    first = edition.frame(PRESENCE).filter(pl.col("month") == edition.month)
    ranking = edition.frame("barometer.ranking").filter(pl.col("window_months") == 1)
    found = sentences(with_frame(with_frame(edition, PRESENCE, first), "barometer.ranking", ranking))
    assert found[0].startswith("La plus forte progression en un mois, hors Paris : ")
    assert found[3] == (
        "Facebook est le réseau le plus répandu dans les départements : 84,8 % y sont, devant Instagram (72,6 %)."
    )
    assert (
        found[4]
        == "En octobre 2026, 100,0 % des 287 collectivités suivies ont un compte officiel sur au moins un réseau."
    )


def test_a_first_network_that_unknowns_could_unseat_is_said_so(edition: Edition) -> None:
    alone = with_rates(edition, facebook={NOW: (60, 32, 8)}, x={NOW: (58, 42, 0)}, youtube={NOW: (30, 20, 50)})
    leads = next(text for text in sentences(alone) if "le plus répandu" in text)
    assert leads == (
        "Facebook est le réseau le plus répandu dans les départements : 65,2 % y sont, devant X (Twitter) (58,0 %) ;"
        " les inconnues pourraient changer cet ordre."
    )


def test_a_stratum_drawn_at_random_is_not_spoken_of(edition: Edition) -> None:
    drawn = edition.members.with_columns(weight=pl.lit(4.0))
    found = sentences(with_frame(edition, "roster.members", drawn))
    assert not any(" dans les " in sentence for sentence in found if "restent inconnus" not in sentence)
    assert found[0].startswith("5,0 % des statuts restent inconnus")


def test_empty_tables_give_five_sentences_and_no_number(edition: Edition) -> None:
    names = (PRESENCE, "barometer.copresence", "barometer.ranking", "barometer.coverage", "barometer.unknowns")
    bare = replace(edition, frames={**edition.frames, **{name: edition.frame(name).clear() for name in names}})
    found = sentences(bare)
    assert len(found) == 5
    assert all(sentence.startswith("Aucun") for sentence in found)


def test_paris_never_leads_the_finding_on_growth(edition: Edition) -> None:
    ranking = edition.frame("barometer.ranking")
    inflated = ranking.with_columns(
        value=pl.when(pl.col("territory_id") == "commune:75056").then(10_000_000.0).otherwise(pl.col("value"))
    )
    assert "Paris sur" not in sentences(with_frame(edition, "barometer.ranking", inflated))[2]


def test_a_certain_first_rank_comes_before_a_larger_gain(edition: Edition) -> None:
    ranking = edition.frame("barometer.ranking").filter(pl.col("stratum").is_in(["REG", "DEP"]))
    shared = ranking.with_columns(
        worst_rank=pl.when((pl.col("stratum") == "REG") & (pl.col("best_rank") == 1)).then(2).otherwise("worst_rank")
    )
    assert "rang parmi les régions, certain" in sentences(with_frame(edition, "barometer.ranking", ranking))[2]
    assert "rang parmi les départements, certain" in sentences(with_frame(edition, "barometer.ranking", shared))[2]
    alone = shared.filter(pl.col("stratum") == "REG")
    assert (
        "(1er à 2e rang parmi les régions, incertain)"
        in (sentences(with_frame(edition, "barometer.ranking", alone))[2])
    )


def test_a_stock_printed_as_a_gain_is_told_last_and_flagged(edition: Edition) -> None:
    ranking = edition.frame("barometer.ranking")
    flagged = ranking.with_columns(is_stock_flow_suspect=pl.lit(True))
    assert (
        "un stock est peut-être imprimé comme un gain"
        in (sentences(with_frame(edition, "barometer.ranking", flagged))[2])
    )
    some = ranking.with_columns(is_stock_flow_suspect=pl.col("stratum") == "REG")
    assert "régions" not in sentences(with_frame(edition, "barometer.ranking", some))[2]


def test_nothing_unknown_is_said_as_such(edition: Edition) -> None:
    known = edition.frame("barometer.coverage").with_columns(unknown_count=pl.lit(0, pl.Int64))
    assert sentences(with_frame(edition, "barometer.coverage", known))[4] == (
        "En octobre 2026, aucun statut n’est resté inconnu."
    )


def test_findings_never_repeat_each_other(edition: Edition) -> None:
    found = sentences(edition)
    assert len(set(found)) == len(found)
