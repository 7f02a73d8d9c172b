"""The terms of the glossary: the page where they are, and links to it from the words of method boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from markupsafe import Markup, escape

from dashboards.words import Words, sort_key

PAGE: Final = "glossaire"
Row = dict[str, Any]


def terms(words: Words) -> list[Row]:
    """`id`, `name`, `text` and `see` (id and name of others) of each term, in dictionary order of the language."""
    held = words.content("glossaire")["term"]
    names = {term["id"]: term["name"] for term in held}
    told = [term | {"see": [(other, names[other]) for other in term["see"]]} for term in held]
    return sorted(told, key=lambda term: sort_key(term["name"]))


def forms(term: Row) -> list[str]:
    """The words, in lower case, that lead to a term."""
    return [form for form in str(term["forms"]).split(", ") if form]


def glossed(words: Words, pairs: Iterable[tuple[str, str]], to: Callable[[str], str]) -> list[tuple[Markup, Markup]]:
    """Terms and texts of a method box; the first use of each term of the glossary in the box leads to it."""
    seen: set[str] = set()
    return [(_linked(words, term, to, seen), _linked(words, text, to, seen)) for term, text in pairs]


def _linked(words: Words, text: str, to: Callable[[str], str], seen: set[str]) -> Markup:
    pattern, ids = _forms(words)
    parts: list[str | Markup] = []
    end = 0
    spaced = words.typeset(text)
    for found in pattern.finditer(spaced):
        place = ids[" ".join(found[0].lower().split())]
        if place in seen:
            continue
        seen.add(place)
        link = Markup('<a href="{}">{}</a>').format(to(f"{PAGE}#{place}"), found[0])
        parts += [escape(spaced[end : found.start()]), link]
        end = found.end()
    return Markup("").join([*parts, escape(spaced[end:])])


@cache
def _forms(words: Words) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What finds a form in a text, longest first, and the id of the term of each form."""
    ids = {form: term["id"] for term in words.content("glossaire")["term"] for form in forms(term)}
    longest = sorted(ids, key=lambda form: (-len(form), form))
    told = "|".join(r"\s".join(map(re.escape, form.split())) for form in longest)
    return re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE), ids
