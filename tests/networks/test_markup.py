"""From HTML to text: what a reader would read, whatever the markup."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.texts import tidy
from pipelines.networks.markup import plain, plain_of, plain_of_feed

visible = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("Un &amp; <b>de</b>ux", "Un & deux"),
        ("<p>Un</p><p>deux<br>trois<br/>quatre</p>cinq", "Un deux trois quatre cinq"),
        ("<ul><li>a<li>b</ul><table><tr><td>1</td><td>2</td></tr></table>", "a b 1 2"),
        ("a<script>x('<p>')</script><style>p{}</style><!-- <p>c</p> -->b", "ab"),
        ("<title>T</title><p>x</p>", "T x"),
        ("18&nbsp;h&#8239;30 &lt;i&gt; &eacute;té &hellip;", "18 h 30 <i> été …"),
        ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
        ('<a href="x" title="a > b"><span>https://</span><span>ville.fr/</span></a>', "https://ville.fr/"),
        ("<p>sans fin <b>de", "sans fin de"),
        ("<", "<"),
    ],
)
def test_markup_is_read_as_a_reader_would(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_what_is_no_text_of_the_author_is_left_out() -> None:
    assert plain("<p>Un texte<span class='more'>… Plus</span><span> entier</span></p>", ".more") == "Un texte entier"


def test_a_feed_escapes_once_or_twice() -> None:
    assert plain_of_feed("&lt;p&gt;L&amp;rsquo;été&lt;/p&gt;") == "L’été"
    assert plain_of_feed("<p>L&rsquo;été</p>") == "L’été"
    assert plain_of_feed("3 &lt; 5 &amp; 7") == "3 < 5 & 7"


def test_an_element_that_is_not_there_gives_none() -> None:
    assert plain_of(None) is None


@given(visible)
def test_escaped_text_is_read_back(text: str) -> None:
    assert plain(html.escape(text)) == tidy(text)
    assert plain(f"<p><em>{html.escape(text)}</em></p>") == tidy(text)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for read in (plain, plain_of_feed):
        found = read(text)
        assert tidy(found) == found
