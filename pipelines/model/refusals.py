"""What a machine refuses: rights, a disk that is full or cannot be written, whoever was told so."""

from __future__ import annotations

import re
from typing import Final

_REASONS: Final = re.compile(".*(Permission denied|Read-only file system|No space left on device).*")
_PLACE: Final = re.compile(r"""['"](/[^'"]+)['"]|\(os error \d+\): (/.+)""")


def refusal(text: str) -> str | None:
    """What the machine refused, and where, in a message of Python, DuckDB or polars; None for another error."""
    reason = _REASONS.search(text)
    if reason is None:
        return None
    place = _PLACE.search(reason[0])
    where = place[1] or place[2] if place else "this machine"
    return f"{where}: {reason[1]}; barometre doctor says what is missing"
