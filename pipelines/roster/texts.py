"""What an account calls itself, as words: its handle and the names it shows, without the name of its territory.

Belongs here: which letters of a handle are words, and which words are the territory's own. Not here: what the words
mean (scope, level), nor how near they are to the name (likeness).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from pipelines.roster.lists import plain

HANDLE: Final = "handle"
NAME: Final = "name"
OWN: Final = "#"
"""What stands for the territory's own name in a text without it."""

SCHEMA: Final[dict[str, DataType | DataTypeClass]] = {
    "territory_id": pl.String, "level": pl.String, "account_id": pl.String, "kind": pl.String, "text": pl.String,
    "bare": pl.String, "words": pl.List(pl.String),
}  # fmt: skip

_STOP_WORDS: Final = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "sur", "sous", "lez", "aux", "au"}
    | {"communaute", "communes", "urbaine", "agglomeration", "commune"}
)
_OPAQUE: Final = re.compile(r"\d+|UC[\w-]{22}")
_NUMBER_AT_END: Final = re.compile(r"[-.]\d{9,}$")
_SHORTENED: Final = {"saint": "st", "sainte": "ste"}
_INSIDE: Final = 5  # letters from which a word of the name is taken out of a longer one wherever it stands
_AT_AN_END: Final = 3  # and at one of its ends
_TREACHEROUS: Final = frozenset({"port", "tour"})  # letters of sport, tourisme


@dataclass(frozen=True, slots=True)
class OwnName:
    """The name of a territory: `words` that tell it from others, every form and word that it may be written with."""

    words: tuple[str, ...]
    forms: tuple[str, ...]
    tokens: frozenset[str]


@lru_cache(maxsize=50_000)
def own_name(name: str) -> OwnName:
    """The words of a name: « L’Haÿ-les-Roses » → hay, roses; `forms` are lhaylesroses and hayroses, spaced and not."""
    full = plain(name).split()
    words = tuple(word for word in full if word not in _STOP_WORDS) or tuple(full)
    short = tuple(_SHORTENED.get(word, word) for word in full)
    forms = {form for one in (tuple(full), words, short) for form in (" ".join(one), "".join(one))}
    long = sorted((form for form in forms if len(form) >= _INSIDE), key=lambda form: (-len(form), form))
    return OwnName(words, tuple(long), frozenset({*full, *words, *short}))


@lru_cache(maxsize=200_000)
def handle_words(network: str, handle: str) -> str:
    """The words of a handle, `` when it is a number or a key that nobody chose: `company/ville-de-x` → `ville de x`,
    `villedex@mamot.fr` → `villedex`, `villedex.bsky.social` → `villedex`."""
    own = handle.rpartition("/")[2].removeprefix("@").removesuffix(".bsky.social")
    if network == "whatsapp" or _OPAQUE.fullmatch(own):
        return ""
    return plain(_NUMBER_AT_END.sub("", own.partition("@")[0]))


@lru_cache(maxsize=200_000)
def _name_words(name: str) -> str:
    return plain(name)


def without_own(text: str, own: OwnName) -> str:
    """`text` (plain words) with `#` for the territory's own name: `bmgrenoble` of Grenoble → `bm #`."""
    for form in own.forms:
        text = text.replace(form, f" {OWN} ")
    kept = []
    for piece in text.split():
        is_own = piece in own.tokens and (piece not in _STOP_WORDS or len(own.tokens) == 1)
        left = OWN if is_own else piece
        for word in own.words:
            left = _without_word(left, word)
        kept.append(left)
    return " ".join(" ".join(kept).split())


def _without_word(piece: str, word: str) -> str:
    if len(word) >= _INSIDE:
        return piece.replace(word, f" {OWN} ")
    if len(word) < _AT_AN_END or word in _TREACHEROUS:
        return piece
    if piece.endswith(word):
        return f"{piece.removesuffix(word)} {OWN}"
    return f"{OWN} {piece.removeprefix(word)}" if piece.startswith(word) else piece


def texts_of(claims: pl.DataFrame, members: pl.DataFrame, shown: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every text of the accounts that territories claim, in the columns of SCHEMA.

    `claims` hold territory_id, network, account_id and handle; `members` territory_id, name and level; `shown`
    account_id, handle_seen and account_name, as platforms show them. A territory that is not in `members` has no words.
    """
    places = _places(members)
    names = dict(places.select("territory_id", "name").iter_rows())
    pages = _pages(shown)
    columns: dict[str, list[str]] = {name: [] for name in ("territory_id", "account_id", "kind", "text", "bare")}
    for territory_id, network, account_id, handle in claims.select(
        "territory_id", "network", "account_id", "handle"
    ).iter_rows():
        own = own_name(names.get(territory_id, ""))
        seen_handles, seen_names = pages.get(account_id, ((), ()))
        handles = dict.fromkeys(handle_words(network, one) for one in (handle, *seen_handles))
        for kind, found in ((HANDLE, handles), (NAME, dict.fromkeys(map(_name_words, seen_names)))):
            for text in filter(None, found):
                values = (territory_id, account_id, kind, text, without_own(text, own))
                for column, value in zip(columns.values(), values, strict=True):
                    column.append(value)
    texts = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    found_places = texts.join(places.drop("name"), on="territory_id", how="left", maintain_order="left")
    return found_places.with_columns(pl.col("level").fill_null("")).select(SCHEMA.keys())


def _places(members: pl.DataFrame) -> pl.DataFrame:
    """territory_id, name, level and words of each territory; the id tells a level that is not given."""
    unique = members.unique("territory_id", keep="first", maintain_order=True)
    level = pl.col("level") if "level" in unique.columns else pl.col("territory_id").str.extract(r"^(\w+):")
    words = pl.Series([list(own_name(name).words) for name in unique["name"]], dtype=pl.List(pl.String))
    return unique.select("territory_id", "name", level=level, words=words)


def _pages(shown: pl.DataFrame | None) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Handles and names that each account shows, each once, in the order of their letters."""
    if shown is None or shown.is_empty():
        return {}
    found = shown.group_by("account_id").agg(
        pl.col(column).drop_nulls().unique().sort() for column in ("handle_seen", "account_name")
    )
    return {account: (tuple(handles), tuple(names)) for account, handles, names in found.iter_rows()}
