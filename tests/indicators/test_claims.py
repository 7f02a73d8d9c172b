"""Printed claims: what a text says, and whether it can be (METHOD, section 1; golden 3, 4, 5, 6 and 7)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicators.claims import Verdict, judge
from pipelines.indicators.claims.letters import in_figures
from pipelines.indicators.claims.quantity import Approximation, Unit
from pipelines.indicators.claims.question import Answer, Pair, Published, Question
from pipelines.indicators.claims.text import parse
from pipelines.indicators.feasibility import (
    decomposition,
    decompositions,
    feasible_counts,
    feasible_pooled,
    feasible_sum_of_strata,
    one_of,
    rounded_rates,
)
from pipelines.model.months import Month
from pipelines.model.numerals import numeral
from pipelines.stages.claim import published

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
ON = Month(2026, 10)
EQ = (26, 50, 100)


@cache
def printed() -> tuple[Published, ...]:
    return tuple(published(REFERENCE))


def ask(text: str, **told: Any) -> Verdict:
    return judge(parse(text), Question(on=ON, **{"figures": printed(), **told}))


def answers(verdict: Verdict) -> dict[str, str]:
    return {line.topic: str(line.answer) for line in verdict.lines}


@pytest.mark.parametrize(
    ("text", "kind", "value", "decimals", "unit"),
    [
        ("56,7 %", "share", 56.7, 1, "%"),
        ("56.7%", "share", 56.7, 1, "%"),
        ("56,7 pour cent des collectivités", "share", 56.7, 1, "%"),
        ("56.7 percent", "share", 56.7, 1, "%"),
        ("56,7", "share", 56.7, 1, "%"),
        ("1\u202f234,5 %", "share", 1234.5, 1, "%"),
        ("La moitié des villes", "share", 50.0, 1, "%"),
        ("neuf collectivités sur dix", "share", 90.0, 1, "%"),
        ("two thirds", "share", 66.7, 1, "%"),
        ("3,5/5", "mark", 3.5, 1, "/5"),
        ("3,5 / 5", "mark", 3.5, 1, "/5"),
        ("62 257 fans", "count", 62257.0, 0, "followers"),
        ("62,257 followers", "count", 62257.0, 0, "followers"),
        ("62.257 abonnés", "count", 62257.0, 0, "followers"),
        ("2,1 millions d’abonnés", "count", 2_100_000.0, -5, "followers"),
        ("12.3k subscribers", "count", 12300.0, -2, "followers"),
        ("En 2013, 123 collectivités", "count", 123.0, 0, "count"),
        ("cent vingt et une communes", "count", 121.0, 0, "count"),
        ("one hundred and one councils", "count", 101.0, 0, "count"),
        ("cent pour cent des régions", "share", 100.0, 0, "%"),
        ("quatre-vingt-dix-neuf pour cent", "share", 99.0, 0, "%"),
        ("vingt-cinq mille abonnés", "count", 25_000.0, -3, "followers"),
        ("un million et demi de fans", "count", 1_500_000.0, -5, "followers"),
    ],
)
def test_a_quantity_is_read_in_french_and_english(text: str, kind: str, value: float, decimals: int, unit: str) -> None:
    claim = parse(text)
    assert claim.kind == kind
    assert claim.first is not None
    assert (claim.first.value, claim.first.decimals, claim.first.unit) == (value, decimals, unit)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("près de 90 %", "nearly"), ("almost 90%", "nearly"), ("environ 64 %", "about"), ("~64 %", "about"),
        ("plus de 50 %", "over"), ("more than 50%", "over"), ("moins de 5 %", "under"), ("au moins 20 %", "at_least"),
        ("at most 20 %", "at_most"), ("20 %", "exact"),
    ],
)  # fmt: skip
def test_an_approximation_is_read_as_one(text: str, word: str) -> None:
    claim = parse(text)
    assert claim.first is not None
    assert claim.first.approximation == word


@pytest.mark.parametrize(
    ("text", "before", "after", "change"),
    [
        ("47 % → 72,7 %", 47, 72.7, None),
        ("47% -> 72.7%", 47, 72.7, None),
        ("de 47 à 72,7 %", 47, 72.7, None),
        ("from 47 to 72.7 %", 47, 72.7, None),
        ("de 56,7 % en mars 2012 à 72,7 % en mars 2013, soit +16,0 pts", 56.7, 72.7, (16.0, "pts", 1)),
        ("72,7 % contre 56,7 % un an plus tôt", 56.7, 72.7, None),
        ("72.7% up from 56.7%", 56.7, 72.7, None),
        ("56,7 % → 72,7 % (+28,2 %)", 56.7, 72.7, (28.2, "%", 1)),
        ("de 72,7 % à 56,7 %, une baisse de 16 points", 72.7, 56.7, (16.0, "pts", -1)),
        ("de 2 941 à 5 777 fans", 2941, 5777, None),
        ("La moyenne d’abonnés est passée de 1 770 à 3 313, soit +87 %", 1770, 3313, (87.0, "%", 1)),
        ("47 % étaient sur Facebook en 2012, contre 72,7 % en 2013", 47, 72.7, None),
        ("72,7 % en 2013, contre 56,7 % en 2012", 56.7, 72.7, None),
        ("a reculé de 3,2 % : 12 400 abonnés, contre 12 810", 12810, 12400, (3.2, "%", -1)),
    ],
)
def test_an_evolution_is_read_with_the_change_that_is_stated(
    text: str, before: float, after: float, change: tuple[float, str, int] | None
) -> None:
    claim = parse(text)
    assert claim.kind == "evolution"
    assert claim.first is not None and claim.second is not None
    assert (claim.first.value, claim.second.value) == (before, after)
    stated = claim.change and (claim.change.value, str(claim.change.unit), claim.change.sign)
    assert stated == change


@pytest.mark.parametrize(
    ("text", "part", "whole", "percent"),
    [
        ("22 sur 26", 22, 26, None), ("22/26", 22, 26, None), ("22 régions sur 26, soit 85 %", 22, 26, 85.0),
        ("65,9 % des collectivités (116 sur 176)", 116, 176, 65.9), ("66 % sur Facebook (67 sur 101)", 67, 101, 66.0),
        ("vingt-deux régions sur vingt-six", 22, 26, None), ("neuf régions sur treize", 9, 13, None),
        ("un seul département sur les cent un", 1, 101, None),
        ("twenty-two of the twenty-six regions, or 85%", 22, 26, 85.0),
        ("22 of the 26 regions (85 %)", 22, 26, 85.0), ("4 994 sur 36 473", 4994, 36473, None),
    ],
)  # fmt: skip
def test_a_ratio_is_read_with_its_percentage(text: str, part: int, whole: int, percent: float | None) -> None:
    claim = parse(text)
    assert (claim.kind, claim.part, claim.whole) == ("ratio", part, whole)
    assert (claim.first and claim.first.value) == percent


def test_the_base_in_the_text_is_read() -> None:
    assert parse("49 % des 176 collectivités").whole == 176
    assert parse("94% of the 4,994 present").whole == 4994


@pytest.mark.parametrize("text", ["", "bonjour", "1,234 %", "le 08/10/2013", "176", "en 2013", "%"])
def test_what_is_no_claim_or_could_be_read_in_two_ways_is_not_guessed(text: str) -> None:
    assert parse(text).kind == "unreadable"
    assert ask(text, bases=(176,)).exit_code == 3


@pytest.mark.parametrize(("text", "decimals"), [("33.333 %", 3), ("33,33 %", 2), ("12,345 %", 3)])
def test_three_decimals_of_a_percentage_are_no_thousands(text: str, decimals: int) -> None:
    claim = parse(text)
    assert claim.kind == "share" and claim.first is not None and claim.first.decimals == decimals
    assert ask("33.333 %", bases=(3,)).exit_code == 0


def test_a_change_alone_is_said_to_want_a_stock_whatever_the_base() -> None:
    assert "--stock" in ask("-3 %", bases=(100,)).sentence


def test_the_first_claim_is_examined_and_the_others_named() -> None:
    verdict = ask("89 % se contentent de republier ; 5 % communiquent autrement")
    assert verdict.claim.text == "89 %"
    assert verdict.as_dict()["unexamined"] == ["5 %"]
    assert parse("22/26, 39/50, 55/100").others == ("39/50", "55/100")


@pytest.mark.parametrize(
    ("text", "pooled", "sums", "number"),
    [("56,7 %", [], [170], 969), ("72,7 %", [128], [218], 474), ("60,7 %", [], [182], 888), ("45,3 %", [], [136], 996)],
)
def test_3_a_part_of_176_or_a_mean_of_three_rounded_rates(
    text: str, pooled: list[int], sums: list[int], number: int
) -> None:
    verdict = ask(text, bases=(176,), strata=EQ)
    facts = {line.topic: line.facts for line in verdict.lines}
    assert facts["taux groupé"]["counts"] == pooled
    mean = facts["moyenne de 3 taux arrondis"]
    assert (mean["sums"], mean["decompositions"]) == (sums, number)
    assert verdict.exit_code == 0
    assert ask(text, bases=(176,), mode="pooled").exit_code == (0 if pooled else 1)


def test_3_the_strata_of_a_list_of_the_project_are_known() -> None:
    verdict = ask("56,7 %", bases=(176,), lists=(("EQ2012", EQ), ("AUTRE", (2, 3))))
    assert "strates de EQ2012" in next(line.text_fr for line in verdict.lines if line.topic.startswith("moyenne"))
    assert "ce peut être une moyenne de taux arrondis" in verdict.sentence


def test_4_points_and_per_cent_are_told_apart() -> None:
    assert ask("56,7 % → 72,7 %").exit_code == 0
    assert ask("56,7 % → 72,7 %, soit +16,0 pts").exit_code == 0
    assert ask("56,7 % → 72,7 % (+28,2 %)").exit_code == 0
    for text in ("56,7 % → 72,7 %, soit +28,2 pts", "+28,2 pts"):
        verdict = ask(text)
        assert verdict.exit_code == 1
        told = next(line.text_fr for line in verdict.lines if line.answer is Answer.CONTRADICTED)
        assert "+16,0 pts" in told and "+28,2 %" in told
    assert "est refusé : la différence est en points" in ask("56,7 % → 72,7 % (+16 %)").lines[-5].text_fr


@pytest.mark.parametrize(
    "text", ["47 % → 72,7 %", "+25,7 points", "47 % étaient sur Facebook en 2012, contre 72,7 % en 2013"]
)
def test_4_two_aggregation_modes_are_refused_and_both_answers_are_given(text: str) -> None:
    verdict = ask(text)
    assert verdict.exit_code == 1
    assert "mode d’agrégation taux groupé et moyenne de strates arrondies" in verdict.lines[0].text_fr
    like = {line.facts["mode"]: line.text_fr for line in verdict.lines if line.topic == "à mode égal"}
    assert "82 ou 83 sur 176" in like["pooled"] and "116 sur 176" in like["pooled"]
    assert like["pooled"].endswith("soit +18,8 à +19,3 pts")
    assert like["mean_of_strata_rounded"].endswith("de 56,7 % à 72,7 %, soit +16,0 pts")


@pytest.mark.parametrize(
    ("text", "pair", "code", "words"),
    [
        ("49 %", Pair(116, 98, 123, 86), 1, "116 + 98 − 123 = 91 sur les deux, et non 86"),
        ("51,7 %", Pair(116, 98, 123, 91), 0, "les quatre décomptes tiennent ensemble"),
        ("49 %", Pair(116, 98, 123), 1, "91 sur les deux (51,7 % de 176), or 49 % donne 86 ou 87"),
        ("51,7 %", Pair(116, 98, 123), 0, "91 sur les deux (51,7 % de 176)"),
        ("69,9 %", Pair(116, 98, both=91), 0, "123 sur l’un au moins (69,9 % de 176)"),
        ("20 %", Pair(116, 98), 1, "de 38 à 98 sur les deux (base 176), or 20 % donne 35 ou 36"),
        ("49 %", Pair(116, 98), 0, "de 38 à 98 sur les deux"),
        ("49 %", Pair(200, 98), 1, "200 dépasse la base 176"),
        ("49 %", Pair(116, 98, 115), 1, "115 sur l’un au moins est hors de [116 ; 214]"),
    ],
)
def test_5_inclusion_exclusion(text: str, pair: Pair, code: int, words: str) -> None:
    verdict = ask(text, bases=(176,), pair=pair, figures=())
    assert words in next(line.text_fr for line in verdict.lines if line.topic == "inclusion–exclusion")
    assert verdict.exit_code == code


def test_5_without_a_base_the_sum_is_told() -> None:
    verdict = ask("49 %", pair=Pair(116, 98, 123), figures=())
    assert (verdict.lines[0].text_fr, verdict.exit_code) == ("116 + 98 − 123 = 91 sur les deux", 3)


@pytest.mark.parametrize(
    ("printed_rates", "bases", "total", "percent"),
    [
        ((96, 66, 54), (26, 100, 101), 146, 64.3), ((96, 66, 54), (26, 101, 101), 147, 64.5),
        ((96, 66, 54), (27, 101, 101), 148, 64.6), ((85, 48, 47), (26, 100, 101), 117, 51.5),
        ((85, 48, 47), (26, 101, 101), 117, 51.3), ((85, 48, 47), (27, 101, 101), 118, 51.5),
    ],
)  # fmt: skip
def test_6_counts_of_the_ideose_strata_pooled(
    printed_rates: tuple[int, ...], bases: tuple[int, ...], total: int, percent: float
) -> None:
    assert list(feasible_pooled(list(zip(printed_rates, bases, strict=True)))) == [total]
    assert round(100 * total / sum(bases), 1) == percent


def test_6_a_base_that_cannot_print_its_rate_gives_nothing() -> None:
    assert list(feasible_pooled([(96, 26), (28, 41)])) == []
    assert list(feasible_pooled([(64, 228)])) == [145, 146, 147]


@pytest.mark.parametrize(
    ("text", "stock", "code"),
    [
        ("+62 000 fans", 62_257, 1), ("+14 276 fans", 20_640, 0), ("+62 000 fans", None, 1), ("+14 276 fans", None, 0),
        ("+62,000 followers", 62_257, 1), ("+5 000 fans", None, 3), ("-3 000 fans", 10_000, 0),
    ],
)  # fmt: skip
def test_7_a_stock_printed_as_a_gain(text: str, stock: int | None, code: int) -> None:
    assert ask(text, stock=stock).exit_code == code


def test_a_printed_figure_is_recognised_with_its_source_its_age_and_why_it_stands_alone() -> None:
    verdict = ask("89 %")
    lines = {line.topic: line for line in verdict.lines}
    assert "12/2015 (Ideose, étude 12/2015)" in lines["imprimé"].text_fr
    assert "base jamais publiée" in lines["imprimé"].text_fr
    assert lines["âge"].facts == {"age_months": 130, "is_stale": True}
    assert "Base jamais publiée." in lines["non comparable"].text_fr
    assert (verdict.exit_code, verdict.sentence) == (3, "non testable : la base de ce chiffre n’a jamais été publiée")


def test_a_figure_of_a_year_is_as_old_as_its_december_and_a_new_one_is_not_stale() -> None:
    ages = {line.text_fr for line in ask("13,7 %").lines if line.topic == "âge"}
    assert ages == {"46 mois en 10/2026 ; chiffre ancien (plus de 24 mois)"}
    recent = judge(parse("116 000 abonnés"), Question(on=Month(2026, 1), figures=printed()))
    assert [line.facts["is_stale"] for line in recent.lines if line.topic == "âge"] == [False]


def test_the_base_of_the_only_figure_that_is_recognised_is_used() -> None:
    verdict = ask("72,7 %")
    assert verdict.lines[0].text_fr == "possible, 128 sur 176 (base du chiffre imprimé)"
    assert answers(ask("47 %")).get("taux groupé") is None


@pytest.mark.parametrize(
    ("text", "bases", "code", "words"),
    [
        ("près de 90 %", (26,), 0, "possible, 23 sur 26"),
        ("environ 64 %", (227,), 0, "possible, de 140 à 150 sur 227"),
        ("la moitié", (50,), 0, "possible, de 24 à 26 sur 50"),
        ("un tiers", (2,), 1, "impossible sur 2"),
        ("plus de 50 %", (4,), 0, "possible, 3 ou 4 sur 4"),
        ("moins de 50 %", (4,), 0, "possible, 0 ou 1 sur 4"),
        ("au moins 50 %", (4,), 0, "possible, de 2 à 4 sur 4"),
        ("plus de 100 %", (4,), 1, "impossible sur 4"),
        ("28 %", (41,), 1, "impossible sur 41 (11/41 = 26,8 % ; 12/41 = 29,3 %)"),
        ("64 %", (227, 228), 0, "possible, 145 ou 146 sur 227"),
        ("120 %", (10,), 1, "impossible sur 10"),
    ],
)  # fmt: skip
def test_words_leave_room_and_numbers_do_not(text: str, bases: tuple[int, ...], code: int, words: str) -> None:
    verdict = ask(text, bases=bases, figures=())
    assert verdict.lines[0].text_fr.startswith(words)
    assert verdict.exit_code == code


@pytest.mark.parametrize(
    ("text", "told", "code"),
    [
        ("22 sur 26", {}, 0), ("22 sur 26, soit 85 %", {}, 0), ("22 sur 26, soit 86 %", {}, 1), ("27 sur 26", {}, 1),
        ("22 sur 26", {"bases": (176,)}, 1), ("22 sur 26", {"bases": (26,)}, 0),
        ("123 collectivités", {"bases": (176,)}, 0), ("de 2012 à 47 %", {}, 3), ("de 2 000 à 3 000 fans", {}, 3),
        ("de 2 000 à 3 000 fans, soit +1 000 fans", {}, 0), ("de 2 000 à 3 000 fans, soit +900 fans", {}, 1),
        ("177 collectivités", {"bases": (176,)}, 1), ("3,5/5", {"bases": (176,)}, 0), ("3,5/5", {"bases": (3,)}, 1),
        ("5,5/5", {"bases": (176,)}, 1), ("50 % → 60 %", {}, 3), ("50 % → 60 %", {"bases": (10,)}, 0),
        ("50 % → 61 %", {"bases": (10,)}, 1), ("+12,3 pts", {}, 3),
        ("de 2 000 à 3 000 fans, soit +50 %", {}, 0), ("de 2 000 à 3 000 fans, soit +60 %", {}, 1),
    ],
)  # fmt: skip
def test_ratios_counts_marks_and_evolutions(text: str, told: dict[str, Any], code: int) -> None:
    assert ask(text, **{"figures": (), **told}).exit_code == code


def test_counts_in_french() -> None:
    assert [one_of([128]), one_of([82, 83]), one_of(range(4, 9))] == ["128", "82 ou 83", "de 4 à 8"]
    assert rounded_rates(8)[13] == 1 and rounded_rates(8)[12] == 1
    assert decomposition(1, ()) is None and decompositions(0, ()) == 1
    assert decomposition(301, EQ) is None


SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])


@given(n=st.integers(1, 40_000), part=st.floats(0, 1), decimals=st.integers(0, 2), space=SPACES, comma=st.booleans())
def test_a_share_that_was_computed_is_possible_with_its_count(
    n: int, part: float, decimals: int, space: str, comma: bool
) -> None:
    k = round(part * n)
    number = f"{100 * k / n:.{decimals}f}"
    verdict = ask(f"{number.replace('.', ',') if comma else number}{space}%", bases=(n,), mode="pooled", figures=())
    (line,) = verdict.lines
    assert line.answer is Answer.POSSIBLE
    assert line.facts["count_low"] <= k <= line.facts["count_high"]
    assert verdict.exit_code == 0


@given(data=st.data(), sizes=st.lists(st.integers(1, 150), min_size=2, max_size=6), decimals=st.integers(1, 2))
def test_a_mean_of_rounded_strata_is_possible_with_its_sum(
    data: st.DataObject, sizes: list[int], decimals: int
) -> None:
    counts = [data.draw(st.integers(0, n)) for n in sizes]
    total = sum(round(100 * k / n) for k, n in zip(counts, sizes, strict=True))
    text = f"{total / len(sizes):.{decimals}f} %"
    verdict = ask(text, bases=(sum(sizes),), strata=tuple(sizes), mode="mean_of_strata_rounded", figures=())
    (line,) = verdict.lines
    assert line.answer is Answer.POSSIBLE
    assert total in line.facts["sums"]
    found = decomposition(total, sizes)
    assert found is not None
    assert sum(rate for rate, _ in found) == total
    assert all(k in feasible_counts(rate, n, 0) for (rate, k), n in zip(found, sizes, strict=True))
    assert decompositions(total, sizes) >= 1
    assert total in feasible_sum_of_strata(float(text.split()[0]), len(sizes), decimals)


@given(
    scaled=st.integers(1, 99_999_999), decimals=st.integers(0, 2), sign=st.sampled_from([-1, 0, 1]),
    unit=st.sampled_from(["%", "pts", "abonnés"]), space=SPACES,
)  # fmt: skip
def test_what_is_printed_is_read_again(scaled: int, decimals: int, sign: int, unit: str, space: str) -> None:
    places = 0 if unit == "abonnés" else decimals
    value = scaled / 10**places
    number = numeral(value * (sign or 1), places, signed=sign != 0)
    claim = parse(f"{number}{space}{unit}")
    quantity = claim.change if claim.kind == "change" else claim.first
    assert quantity is not None
    assert (quantity.value, quantity.decimals) == (pytest.approx(value), places)
    assert quantity.sign == sign
    assert quantity.unit == {"%": Unit.PERCENT, "pts": Unit.POINTS, "abonnés": Unit.FOLLOWERS}[unit]
    assert quantity.approximation is Approximation.EXACT


@given(before=st.integers(1, 100), after=st.integers(0, 100))
def test_a_change_that_follows_from_its_ends_is_never_contradicted(before: int, after: int) -> None:
    points = f"{before} % → {after} %, soit {numeral(after - before, 0, signed=True)} pts"
    relative = f"{before} % → {after} %, soit {numeral(100 * (after / before - 1), 1, signed=True)} %"
    for text in (points, relative):
        if before != after:
            assert ask(text, figures=()).exit_code == 0


@pytest.mark.parametrize(
    ("text", "bases", "mots", "code"),
    [
        ("Plus de la moitié (56,7 %) des collectivités", (176,), "told", 1),
        ("Plus de la moitié des collectivités (49,7 %)", (), "contradicted", 1),
        ("Une collectivité sur trois a un compte (32,9 %)", (176,), "told", 1),
        ("Les trois quarts des régions (18 sur 26)", (), "contradicted", 1),
        ("More than two thirds (18 out of 26)", (), "told", 0),
    ],
)
def test_a_figure_that_follows_words_is_the_claim_and_must_be_what_they_say(
    text: str, bases: tuple[int, ...], mots: str, code: int
) -> None:
    verdict = ask(text, bases=bases, figures=())
    assert verdict.claim.words is not None
    assert (answers(verdict)["mots"], verdict.exit_code, verdict.claim.others) == (mots, code, ())


@pytest.mark.parametrize("text", ["39 des 50 plus grandes villes (78 %)", "39 of the 50 largest cities (78%)"])
def test_so_many_of_so_many_is_a_ratio(text: str) -> None:
    claim = parse(text)
    assert (claim.kind, claim.part, claim.whole, claim.first and claim.first.value) == ("ratio", 39, 50, 78.0)


@pytest.mark.parametrize("text", ["×0A", "multiplié par 3ème", "de 2012 à 2013, les abonnés"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert parse(text).kind == "unreadable"


@given(st.text(max_size=60))
def test_no_text_breaks_the_grammar(text: str) -> None:
    verdict = ask(text, bases=(176,), figures=())
    assert verdict.exit_code in (0, 1, 3)
    assert verdict.as_dict()["lines"] is not None


@pytest.mark.parametrize(
    "text",
    [
        "entre 40 % et 45 %",
        "entre 40 et 45 % des communes",
        "between 40% and 45%",
        "40-45 %",
        "40 % – 45 %",
        "40 à 45 %",
    ],
)
def test_both_ends_of_a_range_are_examined_and_what_it_means_is_said(text: str) -> None:
    verdict = ask(text, bases=(176,), figures=())
    assert (verdict.claim.kind, verdict.claim.others, verdict.exit_code) == ("range", (), 0)
    assert [line.text_fr for line in verdict.lines] == [
        "toute part de 40 à 45 %, arrondis compris : possible, de 70 à 80 sur 176",
        "40 % s’écrit pour 70 ou 71 sur 176", "45 % s’écrit pour 79 ou 80 sur 176",
    ]  # fmt: skip


def test_a_range_may_hold_no_share_of_its_base_or_have_its_ends_the_wrong_way_round() -> None:
    nothing = ask("entre 41 et 44 %", bases=(5,), figures=())
    assert nothing.exit_code == 1 and "aucune part n’est entre les deux" in nothing.lines[0].text_fr
    between = ask("entre 39,9 et 40,1 %", bases=(5,), figures=())
    assert between.exit_code == 0 and "ne s’écrit pour aucun décompte sur 5" in between.lines[1].text_fr
    assert ask("entre 45 et 40 %", bases=(176,)).exit_code == 1
    assert ask("entre 40 et 45 % des 176 collectivités", figures=()).exit_code == 0
    assert ask("entre 40 et 45 %", figures=()).exit_code == 3


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("un tiers des communes", (55, 63)), ("plus des deux tiers", (118, 176)), ("2 sur 3", (113, 121)),
        ("9/10, soit 90 %", (154, 162)), ("1 commune sur 10", (14, 22)), ("plus d’une commune sur deux", (89, 176)),
        ("moins d’un quart", (0, 43)), ("la majorité des villes", (89, 176)), ("neuf sur 10", (154, 162)),
        ("1 in 3 councils", (55, 63)), ("one third of councils", (55, 63)), ("quasi 90 %", (154, 158)),
        ("50 pc", (88, 88)), ("près des trois quarts", (128, 131)),
    ],
)  # fmt: skip
def test_fractions_in_words_or_small_figures_are_shares_of_the_base(text: str, counts: tuple[int, int]) -> None:
    verdict = ask(text, bases=(176,), mode="pooled", figures=())
    assert (verdict.lines[0].facts["count_low"], verdict.lines[0].facts["count_high"]) == counts
    assert verdict.exit_code == 0


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("une dizaine de départements", (9, 11)), ("une centaine de départements", (90, 101)),
        ("environ 40 départements sur 101", (36, 44)), ("plus de vingt départements sur cent un", (21, 101)),
        ("moins d’une douzaine de départements", (0, 11)), ("au moins 12 départements", (12, 101)),
        ("près de 50 départements", (45, 49)), ("more than a dozen councils", (13, 101)), ("12 départements", (12, 12)),
        ("au moins une dizaine de départements", (10, 101)), ("presque une vingtaine de départements", (18, 19)),
        ("at least a dozen councils", (12, 101)), ("environ une dizaine de départements", (9, 11)),
        ("20 à 25 départements", (20, 25)), ("entre vingt et vingt-cinq départements sur 101", (20, 25)),
        ("95 à 105 départements", (95, 101)),
    ],
)  # fmt: skip
def test_words_around_a_count_leave_counts_of_the_base(text: str, counts: tuple[int, int]) -> None:
    verdict = ask(text, bases=(101,), figures=())
    assert (verdict.lines[0].facts["count_low"], verdict.lines[0].facts["count_high"]) == counts
    assert verdict.claim.kind in ("count", "range")
    assert (verdict.claim.others, verdict.exit_code) == ((), 0)


def test_a_count_that_its_base_cannot_hold_is_impossible() -> None:
    assert ask("plus de 101 départements sur 101", figures=()).exit_code == 1
    assert ask("une vingtaine de régions sur 13", figures=()).exit_code == 1
    assert ask("vingt-sept régions sur vingt-six", figures=()).exit_code == 1
    assert ask("30 à 20 régions sur 26", figures=()).exit_code == 1
    assert ask("27 à 30 régions sur 26", figures=()).exit_code == 1


SMALL = [
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
]  # fmt: skip
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def in_letters(number: int) -> str:
    """A number from 1 to 999 999 as French writes it."""
    if number >= 1000:
        thousands = "" if number < 2000 else f"{in_letters(number // 1000)} "
        return f"{thousands}mille {in_letters(number % 1000) if number % 1000 else ''}".strip()
    if number >= 100:
        hundreds = "" if number < 200 else f"{SMALL[number // 100 - 1]} "
        return f"{hundreds}cent {in_letters(number % 100) if number % 100 else ''}".strip()
    if number < 20:
        return SMALL[number - 1]
    ten = max(each for each in TENS if each <= number)
    if number == ten:
        return TENS[ten]
    return f"{TENS[ten]}{' et ' if (number - ten) in (1, 11) and ten < 80 else '-'}{SMALL[number - ten - 1]}"


@given(st.integers(min_value=11, max_value=999_999))
def test_a_number_reads_the_same_in_letters_as_in_figures(number: int) -> None:
    told = f"{number // 1000} k" if number % 1000 == 0 else number
    assert in_figures(f"Les {in_letters(number)} communes") == f"Les {told} communes"


@pytest.mark.parametrize(
    "text", ["une région sur deux", "les deux tiers", "un quart", "six ou sept villes", "pour cent", "neuf", "dixième"]
)
def test_small_numbers_in_letters_are_left_to_the_words_around_them(text: str) -> None:
    assert in_figures(text) == text


@pytest.mark.parametrize(
    ("text", "value", "unit", "sign"),
    [
        ("×2", 100, "%", 1), ("x2,5", 150, "%", 1), ("a doublé en un an", 100, "%", 1), ("tripled", 200, "%", 1),
        ("multiplié par trois", 200, "%", 1), ("divisé par deux", 50, "%", -1), ("a augmenté de 28 %", 28, "%", 1),
        ("progresse de 16 points", 16, "pts", 1), ("3 points de plus", 3, "pts", 1), ("fell by 3 points", 3, "pts", -1),
        ("3 points de moins", 3, "pts", -1), ("62 000 fans de plus", 62_000, "followers", 1),
        ("62,000 more followers", 62_000, "followers", 1), ("hausse de plus de 20 %", 20, "%", 1),
    ],
)  # fmt: skip
def test_a_change_in_words_is_no_share(text: str, value: float, unit: str, sign: int) -> None:
    claim = parse(text)
    assert claim.kind == "change" and claim.change is not None
    assert (claim.change.value, claim.change.unit, claim.change.sign) == (value, unit, sign)
    assert ask(text, bases=(176,), figures=()).exit_code == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a doublé, passant de 2 941 à 5 777 fans", 0), ("de 2 941 à 5 777 fans : multiplié par 3", 1),
        ("+16 points, de 56,7 % à 72,7 %", 0), ("a progressé de 56,7 % à 72,7, soit +28,2 points", 1),
        ("more than doubled from 20% to 45%", 0),
        ("de 1,2 à 1,5 million de fans, soit +22 %", 0), ("de 1,2 à 1,5 million de fans, soit +40 %", 1),
        ("de la moitié aux trois quarts, soit +25 points", 0), ("d’un quart à la moitié : a doublé", 0),
        ("de 800 000 à 1,2 million de fans, soit +50 %", 0),
    ],
)  # fmt: skip
def test_a_change_before_or_after_its_two_ends_is_held_against_them(text: str, code: int) -> None:
    verdict = ask(text, figures=())
    assert (verdict.claim.kind, verdict.claim.others, verdict.exit_code) == ("evolution", (), code)
    assert verdict.claim.change is not None


def test_words_that_only_look_like_a_change_are_none() -> None:
    assert parse("12 communes de plus de 3 500 habitants").kind == "count"
    assert parse("49 % des communes, de plus en plus").kind == "share"
    assert parse("45 % en 2012-2013").kind == "share"
    assert parse("multiplié par les habitants").kind == "unreadable"
    assert "en chiffres avec son unité" in ask("quelques régions").sentence


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("toutes les régions y sont", [18]), ("aucune région n’est sur TikTok", [0]), ("all 18 regions", [18]),
        ("none of the councils", [0]),
    ],
)  # fmt: skip
def test_all_and_none_are_counted_to_the_unit(text: str, counts: list[int]) -> None:
    claimed = parse(text).first
    assert claimed is not None and list(claimed.counts(18)) == counts
    assert claimed.counts(36_240).start in (0, 36_240) and len(claimed.counts(36_240)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "presque toutes les régions",
        "toutes les régions sauf une",
        "pas toutes les régions",
        "toutes les régions ne le sont pas",
    ],
)
def test_nearly_all_is_no_figure(text: str) -> None:
    assert parse(text).kind == "unreadable"
