"""Addresses and charsets: one spelling per page, and text that is never silently wrong."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.networks.charset import decode
from pipelines.networks.urls import (
    canonicalise,
    host_of,
    is_same_site,
    join,
    parse_address,
    registrable_site,
    site_handle,
    web_address,
)

LIKE_URL = st.from_regex(
    r"(https?:/{0,3})?[a-zA-Zé0-9.-]{1,20}\.[a-z]{2,5}(:[0-9]{1,6})?[/?#%.&=a-zé \\]{0,30}", fullmatch=True
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.Ville.FR", "https://www.ville.fr/"),
        ("http://https://www.ville.fr/a", "https://www.ville.fr/a"),
        ("http//ville.fr", "http://ville.fr/"),
        ("http:/ville.fr", "http://ville.fr/"),
        ("//ville.fr/b", "https://ville.fr/b"),
        ("ville.fr:8080/a", "https://ville.fr:8080/a"),
        ("https://VILLE.fr:443/%7ea/../b?utm_source=x&q=é&fbclid=1#haut", "https://ville.fr/b?q=%C3%A9"),
        ("https://twitter.com/#!/VilledeMons", "https://twitter.com/#!/VilledeMons"),
        ("https://évian.fr", "https://xn--vian-9oa.fr/"),
        (" https://ville.fr/a b\n", "https://ville.fr/a%20b"),
        ("https://ville.fr/index.php?option=com&id=3", "https://ville.fr/index.php?option=com&id=3"),
    ],
)
def test_one_spelling_per_page(text: str, expected: str) -> None:
    assert canonicalise(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "mairie@ville.fr", "http://mairie@ville.fr", "mailto:a@b.fr", "tel:+33", "javascript:void(0)", "localhost",
     "Néant", "https://", "http://ville", "https://a..fr", "https://ville.fr:99999/", "data:text/html,x", "https://[::1]/"],
)  # fmt: skip
def test_what_is_no_public_page_is_none(text: str) -> None:
    assert canonicalise(text) is None
    assert web_address(text) is None
    assert site_handle(text) is None
    assert host_of(text) == ""


@given(st.one_of(st.text(), LIKE_URL))
def test_canonicalise_never_raises_and_is_idempotent(text: str) -> None:
    once = canonicalise(text)
    assert once is None or canonicalise(once) == once


@given(st.text(), st.one_of(st.text(), LIKE_URL))
def test_join_never_raises_and_gives_web_addresses_only(base: str, href: str) -> None:
    joined = join(base, href)
    assert joined is None or parse_address(joined) is not None


@given(LIKE_URL)
def test_the_canonical_spelling_names_the_same_site(text: str) -> None:
    once = canonicalise(text)
    assert once is None or site_handle(once) == site_handle(text)


def test_a_declared_address_is_asked_as_it_was_written() -> None:
    assert (
        web_address("ville.fr/Accueil.aspx?utm_source=annuaire#x")
        == "https://ville.fr/Accueil.aspx?utm_source=annuaire"
    )
    assert web_address("http://www.ville.fr") == "http://www.ville.fr"


def test_site_handle_forgets_www_scheme_case_and_trailing_slash() -> None:
    assert (
        site_handle("http://WWW.cc-x.fr/Communes/Alpha/")
        == site_handle("https://cc-x.fr/communes/alpha")
        == "cc-x.fr/communes/alpha"
    )
    assert site_handle("https://www.ville.fr/") == "ville.fr"


@pytest.mark.parametrize(
    ("url", "site"),
    [("https://www.agglo.ville.fr", "ville.fr"), ("https://a.asso.fr", "a.asso.fr"),
     ("http://commune.e-monsite.com/x", "commune.e-monsite.com"),
     ("https://finances.gouv.fr", "finances.gouv.fr"), ("rien", "")],
)  # fmt: skip
def test_registrable_site(url: str, site: str) -> None:
    assert registrable_site(url) == site


def test_same_site_needs_a_site() -> None:
    assert is_same_site("https://m.ville.fr/a", "http://www.ville.fr")
    assert not is_same_site("http://a.e-monsite.com", "http://b.e-monsite.com")
    assert not is_same_site("rien", "rien")


TEXT = "Été à Lèves – l’œuvre, 12 €"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT.encode(), "text/html; charset=utf-8"),
        (TEXT.encode(), "text/html; charset=ISO-8859-1"),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8"),
        (TEXT.encode("cp1252"), "text/html; charset=iso-8859-1"),
        (TEXT.encode("cp1252"), ""),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=cp1252"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), ""),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16-le"),
        (b"<meta charset='iso-8859-15'>" + TEXT.replace("–", "-").replace("’", "'").encode("iso-8859-15"), "text/html"),
    ],
)
def test_text_is_read_whatever_was_declared(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type)
    assert decoded.is_exact
    assert decoded.text.replace("-", "–").replace("'", "’").endswith(TEXT)


def test_a_few_broken_bytes_do_not_turn_a_page_into_mojibake() -> None:
    decoded = decode(TEXT.encode() + b"\xff" + TEXT.encode(), "text/html; charset=utf-8")
    assert decoded.text == f"{TEXT}\ufffd{TEXT}"
    assert not decoded.is_exact


@pytest.mark.parametrize("name", ["base64", "unicode_escape", "utf-7", "no-such-charset", "idna"])
def test_a_charset_that_is_none_of_the_webs_is_ignored(name: str) -> None:
    assert decode(TEXT.encode(), f"text/html; charset={name}").text == TEXT


@given(st.binary(), st.text())
def test_decode_never_raises(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type)
    assert decoded.is_exact or "\ufffd" in decoded.text


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_utf8_is_never_read_as_anything_else(text: str) -> None:
    decoded = decode(b"a" + text.encode(), "text/html; charset=iso-8859-1")
    assert decoded.text == f"a{text}"
