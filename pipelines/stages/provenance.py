"""What an edition was made from, written inside it: inputs with their sha256, versions, settings without secrets.

`provenance/inputs.json` names every file that was read: the archive up to its size of then (it only grows; for a sealed
edition, as `lasting` leaves it), what people brought, the reference data, the code. `provenance/run.json` says with
what: software, packages, settings. Nothing says when or on which machine: the same inputs give the same bytes. `rerun`
goes by the former, and checks the latter.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipelines.config import PROJECT_ROOT, VERSION
from pipelines.fetch.archive import INDEX, PART
from pipelines.model.errors import InputError
from pipelines.model.fields import CONTRACT_VERSION
from pipelines.model.months import Month
from pipelines.networks import registry
from pipelines.stages.diff import published
from pipelines.stages.world import World
from pipelines.warehouse.describe import KIND_FR
from pipelines.warehouse.export import file_hash

FOLDER: Final = "provenance"
INPUTS: Final = f"{FOLDER}/inputs.json"
RUN: Final = f"{FOLDER}/run.json"
CITATION: Final = "CITATION.cff"
ARCHIVE_FILES: Final = (PART, INDEX)
_CODE: Final = {"pipelines": "*.py", "dashboards": "*", "sql": "*.sql"}
_MADE: Final = frozenset({"__pycache__", "node_modules"})
_PACKAGES: Final = ("duckdb", "polars", "pyarrow", "plotly", "kaleido", "selectolax", "feedparser", "warcio", "jinja2")
"""Packages on which the bytes of an edition can depend."""
_CHUNK: Final = 1 << 20


def write(world: World, draft: Path, month: Month, kind: str, archive_dir: Path) -> None:
    """Put provenance and citation into the draft of an edition that was made from an archive."""
    (draft / FOLDER).mkdir(parents=True, exist_ok=True)
    _write(draft / INPUTS, inputs(world, archive_dir) | {"former": former(world, month)})
    _write(draft / RUN, run(world))
    lines = (PROJECT_ROOT / CITATION).read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("type:", "version:", "license:"))]
    simulated = " [données simulées]" if world.settings.is_simulated else ""
    about = [f"version: {month}, édition {KIND_FR[kind]}{simulated}", "type: dataset", "license: etalab-2.0"]
    (draft / CITATION).write_bytes(("\n".join([*kept, *about]) + "\n").encode())


def inputs(world: World, archive_dir: Path) -> dict[str, Any]:
    """`archive`, bytes and sha256 of each file, and what `beside` tells."""
    return {
        "archive": {path.relative_to(archive_dir).as_posix(): stamp(path) for path in archived(archive_dir)},
        **beside(world),
    }


def beside(world: World) -> dict[str, Any]:
    """`reviews`, `corrections`, `journal`, `reference`, `code`: bytes and sha256 of files, of code the sha256 of
    each file by room.

    Reviews are told by sha256 alone: the name of such a file can be that of a person.
    """
    settings = world.settings
    corrections = settings.corrections_path
    reference = settings.reference_dir
    return {
        "reviews": {
            kind: sorted(file_hash(path) for path in (settings.reviews_dir / kind).glob("*.csv"))
            for kind in ("cases", "lists")
        },
        "corrections": file_hash(corrections) if corrections.is_file() else None,
        "journal": stamp(settings.journal_path) if settings.journal_path.is_file() else None,
        "reference": {path.relative_to(reference).as_posix(): stamp(path) for path in _reference(reference)},
        "code": {room: _tree(PROJECT_ROOT / room, pattern) for room, pattern in sorted(_CODE.items())},
    }


def former(world: World, month: Month) -> dict[str, str] | None:
    """The edition of the month before beside which this one is built, with the sha256 of its DuckDB file."""
    path = published(world, month.plus(-1))
    return None if path is None else {"edition": path.parent.name, "file": path.name, "sha256": file_hash(path)}


def run(world: World) -> dict[str, Any]:
    """Versions and settings; of tokens, the names of those that are set."""
    settings = world.settings
    return {
        "software": VERSION,
        "contract": CONTRACT_VERSION,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "parsers": {name: module.MANIFEST.parser_version for name, module in sorted(registry.NETWORKS.items())},
        "settings": {
            "web": settings.web,
            "site_url": settings.site_url,
            "declared": sorted(settings.declared),
            "read_replies": settings.read_replies,
            "tokens_set": sorted(name for name in registry.tokens() if settings.token(name)),
            "has_pictures": settings.chromium is not None,
        },
    }


def read(edition: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and run of an edition.

    Raises:
        InputError: the edition does not hold them.
    """
    try:
        return json.loads((edition / INPUTS).read_bytes()), json.loads((edition / RUN).read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(
            f"{edition}: what it was made from is not in it ({error}); publish it again with this version"
        ) from error


def archived(archive_dir: Path) -> Iterator[Path]:
    """The files of an archive: WARC, index, and what people brought, in order of path."""
    for path in sorted(archive_dir.glob("????-??/*/*")):
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(".lock"):
            yield path


def stamp(path: Path) -> dict[str, Any]:
    """Bytes and sha256 of a file."""
    return {"bytes": path.stat().st_size, "sha256": file_hash(path)}


def hash_of_start(path: Path, size: int) -> str | None:
    """The sha256 of the first bytes of a file, None when it has fewer."""
    digest, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while left and (part := file.read(min(left, _CHUNK))):
            digest.update(part)
            left -= len(part)
    return None if left else digest.hexdigest()


def _reference(folder: Path) -> Iterator[Path]:
    """The data of data/reference, without what makes or explains them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".md", ".py", ".pyc") and path.name != "corrections.yaml":
            yield path


def _tree(root: Path, pattern: str) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): file_hash(path) for path in _files(root.rglob(pattern))}


def _files(found: Iterable[Path]) -> list[Path]:
    return sorted(path for path in found if path.is_file() and not _MADE & set(path.parts) and path.suffix != ".pyc")


def _write(path: Path, told: dict[str, Any]) -> None:
    path.write_bytes((json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
