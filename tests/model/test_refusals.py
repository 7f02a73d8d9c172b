"""What a machine refuses is told apart from every other error, whoever tells it."""

from __future__ import annotations

import pytest

from pipelines.model.refusals import refusal

MISSING = "barometre doctor says what is missing"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PermissionError: [Errno 13] Permission denied: '/a b/lake'", f"/a b/lake: Permission denied; {MISSING}"),
        (
            "PermissionError: Permission denied (os error 13): /a b/x.parquet",
            f"/a b/x.parquet: Permission denied; {MISSING}",
        ),
        (
            "Traceback:\n  File \"/lib/pathlib.py\", line 7\nPermissionError: [Errno 13] Permission denied: '/d'",
            f"/d: Permission denied; {MISSING}",
        ),
        ("OSError: [Errno 28] No space left on device", f"this machine: No space left on device; {MISSING}"),
        ("OSError: [Errno 30] Read-only file system: '/d'", f"/d: Read-only file system; {MISSING}"),
        (
            'IO Error: Cannot open file "/d/barometre.duckdb": Permission denied',
            f"/d/barometre.duckdb: Permission denied; {MISSING}",
        ),
        (
            'TransactionException: Failed to commit: Could not write file "/d/b.wal": No space left on device',
            f"/d/b.wal: No space left on device; {MISSING}",
        ),
        ("FileNotFoundError: [Errno 2] No such file or directory: '/d'", None),
        ("Conversion Error: 'refused'", None),
    ],
)
def test_what_is_refused_is_named_with_its_place(text: str, told: str | None) -> None:
    assert refusal(text) == told
