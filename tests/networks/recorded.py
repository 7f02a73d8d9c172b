"""What MANIFEST.tsv states of a recording, for the `states.py` of each network: values of a profile or post, a wall."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.model.outcomes import Outcome

Values = dict[str, object]


@dataclass
class Stated:
    """What MANIFEST.tsv states of one file: values of one profile, of one post, or an outcome."""

    profile: Values = field(default_factory=dict)
    post: Values = field(default_factory=dict)
    post_ids: set[str] = field(default_factory=set)
    outcome: set[Outcome] = field(default_factory=set)

    @property
    def is_nothing(self) -> bool:
        return not (self.profile or self.post or self.post_ids or self.outcome)


def number(text: str, name: str) -> int | None:
    found = re.search(rf"\b{name}['\"]?[=:] ?['\"]?([\d,]+)", text)
    return int(found[1].replace(",", "")) if found else None


def word(text: str, name: str) -> str | None:
    found = re.search(rf"\b{name}['\"]*[=:] ?['\"]*([^\s;,'\"}}]+)", text)
    return found[1] if found and found[1] != "None" else None


def drop_missing(**values: object) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def word_list(text: str, name: str) -> str | None:
    found = re.search(rf"{name}=([\d,]+)", text)
    return found[1] if found else None
