"""The two languages of the site. The French sentence is the key: its English is looked up, never composed."""

from dashboards.words.base import UNTRANSLATED, Words, phrase, phrases
from dashboards.words.english import English
from dashboards.words.french import French
from dashboards.words.names import is_plural, known_name
from dashboards.words.plain import attribute, lower_first, month_code, sort_key, upper_first
from pipelines.model.numerals import MINUS, NARROW

__all__ = [
    "EN", "FR", "MINUS", "NARROW", "UNTRANSLATED", "Words", "attribute", "is_plural", "known_name", "lower_first",
    "month_code", "phrase", "phrases", "sort_key", "upper_first",
]  # fmt: skip

FR = French()
EN = English()
