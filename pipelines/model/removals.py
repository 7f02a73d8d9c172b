"""The name under which a removed account is kept: a hash, from which no name can be read back.

Whoever knows an account can tell whether it was removed; whoever reads the hash learns nothing.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

LENGTH: Final = 32


def subject_hash(name: str) -> str:
    """The first 32 hexadecimal digits of the sha256 of an account id (`facebook:villedegrenoble`) or of an identity
    (`facebook#native:1000123`), as `left(sha256(...), 32)` gives them in SQL."""
    return sha256(name.encode()).hexdigest()[:LENGTH]
