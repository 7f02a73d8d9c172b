"""Count texts as platforms show them, and those that must not be guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.counts import Count, Rounding, parse_count, plain_text, rounded_down
from pipelines.model.errors import CountError

EXACT = {
    "0": 0,
    "84 subscribers": 84,
    "1 video": 1,
    "1234": 1234,
    "1,234": 1234,
    "1.234 Abonnenten": 1234,
    "1'234": 1234,
    "1’234 J’aime": 1234,
    "3,960 abonnés": 3960,
    "14 399 abonnés": 14399,
    "14\u00a0399 abonnés": 14399,
    "14\u202f399\u00a0abonnés": 14399,
    "14\u2009399 abonnés": 14399,
    "5,411,563 likes": 5_411_563,
    "12.345.678 seguidores": 12_345_678,
    "1 234 mentions J’aime": 1234,
    "321 personnes aiment ça": 321,
    "45 personnes étaient ici": 45,
    "1,614 others like this.": 1614,
    "25,177 talking about this": 25177,
    "12 en parlent": 12,
    "\u200e\u2068845 abonnés\u2069": 845,
    "\u2068\u20684\u202f049\u2069 abonnés\u2069": 4049,
    "4\u205f049\u3000abonnés": 4049,
    "12\u00ad345 seguidores": 12345,
    "12.345 Follower": 12345,
    "1.234 Beiträge": 1234,
    "1 Aufruf": 1,
    "1 Gefällt mir": 1,
    "12.345 publicaciones": 12345,
    "512 suivi(e)s": 512,
    "12 345 personnes suivent ce lieu": 12345,
    "Aucun abonné": 0,
    "Aucune vidéo": 0,
    "Sin suscriptores": 0,
    "Keine Abonnenten": 0,
    "No subscribers": 0,
}
ROUNDED = {
    "12,3 k": (12_300, 12_250, 12_350),
    "12.3K followers": (12_300, 12_250, 12_350),
    "168K lượt thích": (168_000, 167_500, 168_500),
    "989 mil": (989_000, 988_500, 989_500),
    "7.78 thousand subscribers": (7_780, 7_775, 7_785),
    "12 milliers d’abonnés": (12_000, 11_500, 12_500),
    "15,8\u00a0M d’abonnés": (15_800_000, 15_750_000, 15_850_000),
    "4,69\u00a0M de suscriptores": (4_690_000, 4_685_000, 4_695_000),
    "4,69 millones de suscriptores": (4_690_000, 4_685_000, 4_695_000),
    "2.52m subscribers": (2_520_000, 2_515_000, 2_525_000),
    "214M people like this.": (214_000_000, 213_500_000, 214_500_000),
    "1,2 Md": (1_200_000_000, 1_150_000_000, 1_250_000_000),
    "1.2B views": (1_200_000_000, 1_150_000_000, 1_250_000_000),
    "3 milliards de vues": (3_000_000_000, 2_500_000_000, 3_500_000_000),
    "18 M d’abonnés": (18_000_000, 17_500_000, 18_500_000),
    "18\u00a0M\u202fd’abonnés": (18_000_000, 17_500_000, 18_500_000),
    "12,3\u00a0Tsd. Abonnenten": (12_300, 12_250, 12_350),
    "1,2 Mio. Aufrufe": (1_200_000, 1_150_000, 1_250_000),
    "1,2\u202fMio Follower": (1_200_000, 1_150_000, 1_250_000),
    "1 Milliarde Aufrufe": (1_000_000_000, 500_000_000, 1_500_000_000),
    "2,5 Mrd.": (2_500_000_000, 2_450_000_000, 2_550_000_000),
    "12,3 mil seguidores": (12_300, 12_250, 12_350),
    "1,2 mil M de visualizaciones": (1_200_000_000, 1_150_000_000, 1_250_000_000),
    "2 mil millones de vistas": (2_000_000_000, 1_500_000_000, 2_500_000_000),
    "1.2 billion views": (1_200_000_000, 1_150_000_000, 1_250_000_000),
    "\u20681.11m subscribers\u2069": (1_110_000, 1_105_000, 1_115_000),
    "1 234,5 k": (1_234_500, 1_234_450, 1_234_550),
    "0,123 M": (123_000, 122_500, 123_500),
    "0 k": (0, 0, 500),
    "1 234 k": (1_234_000, 1_233_500, 1_234_500),
}
REFUSED = [
    "", " ", "abonnés", "k", "12 k abonnés et plus", "12 abonnés 13", "environ 12", "+12", "-12", "12+", "12 %",
    "1,234 k",  # 1 234 or 1 234 000
    "1.234 M",
    "1,2",  # a decimal without scale
    "1,23", "12,34", "1234,567", "1,23,456", "12 34", "1 2345", "007", "0 123", "0,123", "1.234,567", "1,234.567",
    "12²", "½ k", "٣", "12,3456 k", "9" * 30, "1 000 000 000 Md", "12 k 3", "K12", "12 kilos", "12 mots", "02blog.it",
    "12\n345 abonnés", "12\t345", "12  345", "12\u00a0\u202f345", "12\u2028345",  # two numbers, one above the other
    "1,2 billion d’abonnés", "1 Billion Aufrufe", "2 Billionen",  # 10⁹ or 10¹²
    "1.234 Mio.", "1,234 mil", "12 mil k", "12.34 abonnés", "Plus de 10 K", "dès 12 k",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), EXACT.items())
def test_number_without_scale_is_exact(text: str, value: int) -> None:
    assert parse_count(text) == Count(value, value, value, text)
    assert parse_count(text, rounding=Rounding.DOWN).is_exact


@pytest.mark.parametrize(("text", "interval"), ROUNDED.items())
def test_scaled_number_has_the_interval_of_its_last_digit(text: str, interval: tuple[int, int, int]) -> None:
    assert parse_count(text) == Count(*interval, text)


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused_with_the_text_in_the_message(text: str) -> None:
    with pytest.raises(CountError) as raised:
        parse_count(text)
    assert repr(text) in str(raised.value)


def test_rounding_down_opens_the_interval_upwards_only() -> None:
    assert parse_count("164 k", rounding=Rounding.DOWN) == Count(164_000, 164_000, 164_999, "164 k")
    assert parse_count("1,66 M", rounding=Rounding.DOWN) == Count(1_660_000, 1_660_000, 1_669_999, "1,66 M")


def test_growth_between_two_displays_contains_zero_and_two_hundred() -> None:
    """Golden test 10: « 12,3 k » then « 12,4 k »."""
    before, after = parse_count("12,3 k"), parse_count("12,4 k")
    assert (after.lo - before.hi, after.value - before.value, after.hi - before.lo) == (0, 100, 200)


@pytest.mark.parametrize(
    ("shown", "lo", "hi"),
    [(0, 0, 0), (999, 999, 999), (1230, 1230, 1239), (164_000, 164_000, 164_999), (10_700_000, 10_700_000, 10_799_999)],
)
def test_three_significant_digits_downwards(shown: int, lo: int, hi: int) -> None:
    """Golden value of indicator I62: 164 583 is shown as 164 000."""
    assert rounded_down(shown) == Count(shown, lo, hi, str(shown))


def test_figure_with_more_digits_was_not_cut() -> None:
    assert rounded_down(1_927_873).is_exact


def test_count_refuses_an_interval_that_does_not_hold_its_value() -> None:
    with pytest.raises(ValueError, match="not an interval"):
        Count(5, 6, 7, "5")


def test_plain_text_has_one_kind_of_space_and_no_invisible_mark() -> None:
    assert plain_text("\u2068 12\u202f345\u00a0\u200b J’aime\u2069\n") == "12 345 J'aime"


SPACES = ("\u0020", "\u00a0", "\u2009", "\u202f")
GROUPS = {"fr": (*SPACES, "."), "en": (",",), "es": (".", *SPACES), "de": (".", "’", "'")}
DECIMAL = {"fr": ",", "en": ".", "es": ",", "de": ","}
SHORT = {
    "fr": {10**3: ("k", "K", "mille"), 10**6: ("M", "millions"), 10**9: ("Md", "milliards")},
    "en": {10**3: ("K", "k", "thousand"), 10**6: ("M", "m", "million"), 10**9: ("B", "billion")},
    "es": {10**3: ("mil", "K"), 10**6: ("M", "millones"), 10**9: ("mil M", "mil millones")},
    "de": {10**3: ("Tsd.", "Tausend"), 10**6: ("Mio.", "Millionen"), 10**9: ("Mrd.", "Milliarden")},
}
UNITS = {
    "fr": ("", "abonnés", "d’abonnés", "vues", "J’aime"),
    "en": ("", "followers", "subscribers", "views"),
    "es": ("", "seguidores", "de suscriptores", "visualizaciones"),
    "de": ("", "Abonnenten", "Follower", "Aufrufe"),
}
LANGUAGES = st.sampled_from(sorted(UNITS))


def dressed(data: st.DataObject, number: str, language: str) -> str:
    """`number` with a unit word behind any kind of space, perhaps between bidi isolates."""
    unit = data.draw(st.sampled_from(UNITS[language]))
    text = f"{number}{data.draw(st.sampled_from(SPACES))}{unit}" if unit else number
    return data.draw(st.sampled_from(("{}", "\u2068{}\u2069", "\u200e{}", " {}\u00a0"))).format(text)


@given(st.data(), LANGUAGES, st.integers(0, 10**12))
def test_whole_numbers_are_read_back_in_four_languages(data: st.DataObject, language: str, value: int) -> None:
    mark = data.draw(st.sampled_from(("", *GROUPS[language])))
    count = parse_count(dressed(data, f"{value:,}".replace(",", mark), language))
    assert (count.value, count.lo, count.hi) == (value, value, value)


@given(st.data(), LANGUAGES, st.integers(1, 10**12), st.integers(0, 2), st.sampled_from(Rounding))
def test_shortened_numbers_keep_their_value_inside_the_interval(
    data: st.DataObject, language: str, value: int, decimals: int, rounding: Rounding
) -> None:
    scale = data.draw(st.sampled_from([scale for scale in SHORT[language] if scale <= max(value, 10**3)]))
    step = scale // 10**decimals
    is_cut = rounding is Rounding.DOWN or (rounding is Rounding.EITHER and value % 2 == 1)
    steps = value // step if is_cut else (value + step // 2) // step
    whole, rest = divmod(steps, 10**decimals)
    number = f"{whole}{DECIMAL[language]}{rest:0{decimals}d}" if decimals else str(whole)
    word = data.draw(st.sampled_from(SHORT[language][scale]))
    count = parse_count(
        dressed(data, f"{number}{data.draw(st.sampled_from(SPACES))}{word}", language), rounding=rounding
    )
    assert count.lo <= value <= count.hi
    assert count.hi - count.lo <= (step if rounding is not Rounding.EITHER else step + step // 2)
    assert not count.is_exact or step == 1


@given(st.text(alphabet="0123456789 .,'kKmM\u00a0\u202f", max_size=14))
def test_a_text_is_read_in_one_way_or_refused(text: str) -> None:
    """What is read without scale shows the same digits; nothing else than CountError is raised."""
    try:
        count = parse_count(text)
    except CountError:
        return
    if not any(letter in "kKmM" for letter in text):
        assert str(count.value) == "".join(char for char in text if char.isdigit())
    assert count.display == text
