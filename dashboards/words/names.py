"""French names of régions and départements in a sentence, by the reviewed table data/reference/articles.csv.

All other names (communes, EPCI) stay as they are: a commune brings its own article, an EPCI its kind. Areas are named
by level and name, as a code of a région of 2012 may be that of another today. Here alone, the apostrophe of names is ’.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

TABLE: Final = Path(__file__).parents[2] / "data" / "reference" / "articles.csv"
_OF: Final = {"le": "du ", "la": "de la ", "l’": "de l’", "les": "des "}
_VOWELS: Final = "AEIOUYÀÂÉÈÊÎÔ"


class Form(NamedTuple):
    """`article` is `le`, `la`, `l’`, `les`, or '' where usage has none; `place` is `en`, `dans` or `à`."""

    article: str
    place: str


@cache
def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def forms() -> Mapping[tuple[str, str], Form]:
    """Article and preposition of each région and département, by level and name as the COG writes it."""
    return {(row["level"], row["name"]): Form(row["article"], row["place"]) for row in _rows()}


def known_name(level: str, code: str) -> str:
    """The name of an area that a list does not hold; '' where the code is unknown or had several names (région 24)."""
    found = [row["name"] for row in _rows() if (row["level"], row["code"]) == (level, code)]
    return found[0] if len(found) == 1 else ""


def the(level: str, name: str) -> str:
    """`l’Isère`, `les Ardennes`, `La Réunion`, `Grenoble`."""
    form, plain = forms().get((level, name)), _plain(name)
    return plain if form is None else _after(form.article, plain)


def of(level: str, name: str) -> str:
    """`de l’Isère`, `du Nord`, `des Ardennes`, `de La Réunion`, `d’Auvergne-Rhône-Alpes`."""
    form, plain = forms().get((level, name)), _plain(name)
    if form is not None and form.article:
        return f"{_OF[form.article]}{plain}"
    return f"d’{plain}" if plain[:1] in _VOWELS else f"de {plain}"


def at(level: str, name: str) -> str:
    """`en Isère`, `dans l’Ain`, `à Mayotte`; an area that the table does not hold keeps its bare name."""
    form, plain = forms().get((level, name)), _plain(name)
    if form is None:
        return plain
    return f"dans {_after(form.article, plain)}" if form.place == "dans" else f"{form.place} {plain}"


def institution(level: str, name: str) -> str:
    """`le département de l’Isère`, `la région Île-de-France`: singular, whatever the name is."""
    if (level, name) not in forms():
        return _plain(name)
    return f"la région {_plain(name).removeprefix('La ')}" if level == "region" else f"le département {of(level, name)}"


def is_plural(level: str, name: str) -> bool:
    """Whether the verb of `the` is in the plural: `les Ardennes sont`."""
    form = forms().get((level, name))
    return form is not None and form.article == "les"


def _plain(name: str) -> str:
    return name.replace("'", "’")


def _after(article: str, name: str) -> str:
    return f"{article}{'' if article.endswith('’') or not article else ' '}{name}"
