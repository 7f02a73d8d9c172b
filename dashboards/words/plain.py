"""Forms of text that are the same in every language: codes of months, slugs, first letters, the order of names."""

from __future__ import annotations

import re
import unicodedata
from datetime import date


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def month_code(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def sort_key(name: str) -> str:
    """Names in dictionary order, and as they are searched for (`plain` of search.js is the same): accents and case do
    not count, hyphens and apostrophes are spaces, `œ` is `oe`."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
    return re.sub(r"[’'\-\s]+", " ", plain.lower().replace("œ", "oe")).strip()


def attribute(text: str) -> str:
    """A slug-safe form of a code for ids and file names: letters, digits, `-` and `_` only."""
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in text).strip("-").lower()
