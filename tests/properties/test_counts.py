"""Whatever the number, separators and scale: what is displayed is read back, and the truth is in the interval."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.model.counts import Count, Rounding, parse_count, rounded_down
from pipelines.model.errors import CountError

SPACES = (" ", "\u00a0", "\u202f", "\u2009", "\u2007", "")
SEPARATORS = (*SPACES, ",", ".", "'", "’")
SCALES = {
    10**3: ("k", "K", " mille", " thousand", " mil"),
    10**6: ("M", "m", " millions", " million"),
    10**9: ("Md", "B", " milliards"),
}
UNITS = ("", " abonnés", "\u00a0abonnés", " followers", " subscribers", " J’aime", " likes", " personnes aiment ça")

numbers = st.one_of(st.integers(0, 10**4), st.integers(0, 10**10))


@given(numbers, st.sampled_from(SEPARATORS), st.sampled_from(UNITS), st.booleans())
def test_formatted_integer_is_read_back_exactly(number: int, separator: str, unit: str, is_isolated: bool) -> None:
    text = f"{number:,}".replace(",", separator) + unit
    shown = f"\u2068{text}\u2069" if is_isolated else text
    assert parse_count(shown) == Count(number, number, number, shown)


def displayed(number: int, scale: int, decimals: int, mark: str, word: str, space: str, rounding: Rounding) -> str:
    """`number` shortened to `decimals` decimals of `scale`, as a platform shows it; of either, odd numbers are cut."""
    step = scale // 10**decimals
    is_cut = rounding is Rounding.DOWN or (rounding is Rounding.EITHER and number % 2 == 1)
    steps = number // step if is_cut else (number + step // 2) // step
    whole, rest = divmod(steps, 10**decimals)
    return f"{whole}{mark + str(rest).zfill(decimals) if decimals else ''}{'' if word[0] == ' ' else space}{word}"


@given(
    st.data(),
    st.integers(0, 10**11),
    st.sampled_from(sorted(SCALES)),
    st.integers(0, 2),
    st.sampled_from(",."),
    st.sampled_from(SPACES),
    st.sampled_from(Rounding),
    st.sampled_from(UNITS),
)
def test_true_value_is_inside_the_interval_of_its_display(
    data: st.DataObject, number: int, scale: int, decimals: int, mark: str, space: str, rounding: Rounding, unit: str
) -> None:
    word = data.draw(st.sampled_from(SCALES[scale]))
    count = parse_count(displayed(number, scale, decimals, mark, word, space, rounding) + unit, rounding=rounding)
    assert count.lo <= number <= count.hi
    step = scale // 10**decimals
    below = 0 if rounding is Rounding.DOWN else min(count.value, step // 2)
    above = step // 2 if rounding is Rounding.NEAREST else step - 1
    assert (count.value - count.lo, count.hi - count.value) == (below, above)


@given(st.integers(0, 10**10))
@example(164_583)
def test_three_digits_downwards_hold_the_true_value(number: int) -> None:
    step = 10 ** max(0, len(str(number)) - 3)
    count = rounded_down(number // step * step)
    assert count.lo <= number <= count.hi


@given(st.integers(1, 999), st.sampled_from(",."), st.integers(0, 999), st.sampled_from(["k", "M", " millions"]))
def test_three_digits_after_the_only_mark_before_a_scale_are_never_guessed(
    whole: int, mark: str, rest: int, word: str
) -> None:
    try:
        count = parse_count(f"{whole}{mark}{rest:03d}{word}")
    except CountError:
        return
    raise AssertionError(f"two readings, one chosen: {count}")


@given(st.text(max_size=40))
def test_any_text_is_a_count_or_refused(text: str) -> None:
    try:
        count = parse_count(text)
    except CountError:
        return
    assert 0 <= count.lo <= count.value <= count.hi
    assert count.display == text


@given(st.integers(0, 10**6), st.text(alphabet="abcdefghijlnopqrstuvwxyzéà ", min_size=1, max_size=12).map(str.strip))
def test_words_that_are_no_unit_are_refused(number: int, words: str) -> None:
    sentence = f"{number} xx{words}"
    try:
        parse_count(sentence)
    except CountError:
        return
    raise AssertionError(f"{sentence!r} was read as a count")
