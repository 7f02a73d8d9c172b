"""Sealing: the manifest of an edition, its verification, and its publication. A definitive edition is never rewritten:
an erratum stands beside it (`2026-10-erratum-01`), sealed like it.

An edition is prepared beside the published ones (same file system) and put in place by renaming. Gates come before:
whoever publishes has held them, so that a closed gate leaves `latest` where it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pipelines.model.errors import BarometreError
from pipelines.model.months import Month
from pipelines.warehouse.connect import connect
from pipelines.warehouse.describe import ABOUT, all_tables
from pipelines.warehouse.export import CONTENT_RECIPE, content_hash, file_hash
from pipelines.warehouse.frozen import is_stamped

MANIFEST: Final = "manifest.json"
LATEST: Final = "latest"
ERRATUM_FILE: Final = "erratum.json"
WITHDRAWAL: Final = "withdrawal.json"
SEALED: Final = frozenset({"definitive", "erratum"})
_ERRATUM: Final = "erratum"
_ABOUT_COLUMNS: Final = ("kind", "contract_version", "is_simulated")


def write_manifest(edition_dir: Path) -> Path:
    """Write `manifest.json`: size and sha256 of each file, rows and content of each table of the DuckDB file.

    `not_reproducible` names the DuckDB file where the machine that wrote it cannot make the same bytes again; two
    builds are then compared by the content of its tables.

    Raises:
        BarometreError: the folder does not hold exactly one `barometre-<month>.duckdb`, or holds a symbolic link.
    """
    database = _database(edition_dir)
    with connect(database, read_only=True) as con:
        month, *facts = con.execute(
            f"SELECT strftime(month, '%Y-%m'), {', '.join(_ABOUT_COLUMNS)} FROM {ABOUT.full_name}"
        ).fetchall()[0]
        content = {table.full_name: content_hash(con, table.full_name) for table in all_tables()}
    manifest = {
        "edition": {"month": month, **dict(zip(_ABOUT_COLUMNS, facts, strict=True))},
        "files": {
            name: {"bytes": path.stat().st_size, "sha256": file_hash(path)} for name, path in _files(edition_dir)
        },
        "not_reproducible": [] if is_stamped(database) else [database.name],
        "tables": {name: {"rows": rows, "content": mixed} for name, (rows, mixed) in content.items()},
        "content_recipe": CONTENT_RECIPE,
    }
    path = edition_dir / MANIFEST
    path.write_bytes((json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8"))
    return path


def _database(edition_dir: Path) -> Path:
    found = sorted(edition_dir.glob("barometre-*.duckdb"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise BarometreError(f"{edition_dir}: one barometre-<month>.duckdb is expected, found {names}; export it first")
    return found[0]


def _files(edition_dir: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(edition_dir.rglob("*")):
        if path.is_symlink():
            raise BarometreError(f"{path}: a sealed edition holds no symbolic link; put a copy of the file there")
        name = path.relative_to(edition_dir).as_posix()
        if path.is_file() and name != MANIFEST:
            yield name, path


def read_manifest(edition_dir: Path) -> dict[str, Any]:
    """The manifest of an edition.

    Raises:
        BarometreError: it is missing or is not a manifest.
    """
    path = edition_dir / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise BarometreError(f"{path}: no manifest; the edition was not sealed (write_manifest)") from error
    except ValueError as error:
        raise BarometreError(f"{path}: not readable as JSON ({error}); restore the edition from a copy") from error
    if not isinstance(manifest, dict) or not {"edition", "files", "tables"} <= manifest.keys():
        raise BarometreError(f"{path}: not a manifest of an edition; restore the edition from a copy")
    return manifest


def verify_manifest(edition_dir: Path) -> list[str]:
    """What differs from the manifest, one sentence per file: missing, added, or of other bytes. Empty when intact.

    What is left of an edition that was withdrawn is held against its manifest and its withdrawal.

    Raises:
        BarometreError: there is no readable manifest.
    """
    sealed: dict[str, Any] = dict(read_manifest(edition_dir)["files"])
    there = dict(_files(edition_dir))
    if is_withdrawn(edition_dir):
        pages = json.loads(there.pop(WITHDRAWAL).read_bytes())["pages"]
        sealed = {name: sealed[name] for name in sealed.keys() & there.keys()}
        sealed |= {name: {"sha256": digest} for name, digest in pages.items()}
    problems = [f"{name}: in the manifest, not in the folder" for name in sorted(sealed.keys() - there.keys())]
    problems += [f"{name}: in the folder, not in the manifest" for name in sorted(there.keys() - sealed.keys())]
    for name in sorted(sealed.keys() & there.keys()):
        expected, found = sealed[name], there[name]
        if found.stat().st_size != expected.get("bytes", found.stat().st_size):
            problems.append(f"{name}: {found.stat().st_size} bytes instead of {expected['bytes']}")
        elif file_hash(found) != expected["sha256"]:
            problems.append(f"{name}: same size, other bytes (sha256 differs)")
    return problems


def is_withdrawn(edition_dir: Path) -> bool:
    """Whether what an edition held was erased (`withdrawn`): its manifest stays, nothing of it can be read."""
    return (edition_dir / WITHDRAWAL).is_file()


def compare_editions(first: Path, second: Path) -> list[str]:
    """What two builds of an edition differ in: files by their bytes, tables by their content. The DuckDB file is left
    out by its bytes where either machine could not make them again.

    Raises:
        BarometreError: a manifest is missing.
    """
    return [f"{name}: differs" for part in ("files", "tables") for name in _differing(first, second, part)]


def _differing(first: Path, second: Path, part: str) -> list[str]:
    left, right = read_manifest(first), read_manifest(second)
    exempt = {*left["not_reproducible"], *right["not_reproducible"]}
    names = sorted((left[part].keys() | right[part].keys()) - exempt)
    return [name for name in names if left[part].get(name) != right[part].get(name)]


def compare_data(first: Path, second: Path) -> tuple[list[str], list[str]]:
    """The tables that two editions of a month differ in, and the files of figures (CSV). What says what an edition is
    is left out, and so are pages: the kind of the edition is written in them.

    Raises:
        BarometreError: a manifest is missing.
    """
    tables = [name for name in _differing(first, second, "tables") if name != ABOUT.full_name]
    files = {f"{table.layer}/{table.name}.csv" for table in all_tables()}
    return tables, [name for name in _differing(first, second, "files") if name.endswith(".csv") and name not in files]


def publish(edition_dir: Path, editions_root: Path, month: Month, kind: str) -> Path:
    """Put a sealed edition at `<editions_root>/<month>` and point `latest` at the greatest month published, or at its
    last erratum, which stands at `<month>-erratum-<number>`.

    A provisional edition is replaced; a sealed one never is (the same content again changes nothing). `latest` is
    a relative symbolic link, or `latest.json` where the file system has none. Returns the folder of the edition.

    Raises:
        BarometreError: the folder is not what its manifest says, is of another month or kind, lies on another file
            system, or another definitive edition of that month is already published.
    """
    _check_sealed(edition_dir, month, kind)
    editions_root.mkdir(parents=True, exist_ok=True)
    name = next_erratum(editions_root, month) if kind == _ERRATUM else str(month)
    target, aside = editions_root / name, editions_root / f".replaced-{month}"
    _recover(target, aside)
    if target.exists() and read_manifest(target)["edition"]["kind"] in SEALED:
        return _keep_sealed(target, edition_dir)
    if target.exists():
        target.rename(aside)
    try:
        edition_dir.rename(target)
    except OSError as error:
        if aside.exists():
            aside.rename(target)
        raise BarometreError(
            f"{edition_dir} cannot be renamed to {target} ({error.strerror}); prepare editions under {editions_root}"
        ) from error
    if aside.exists():
        shutil.rmtree(aside)
    point_latest(editions_root)
    return target


def _keep_sealed(target: Path, edition_dir: Path) -> Path:
    """A definitive edition built again to the same content is the one already there; any other is refused, and stays
    where it was prepared."""
    differences = compare_editions(target, edition_dir)
    if not differences:
        shutil.rmtree(edition_dir)
        return target
    sealed, kind = (read_manifest(folder)["edition"]["kind"] for folder in (target, edition_dir))
    data = [name for names in compare_data(target, edition_dir) for name in names]
    kept = f"what was made lies in {edition_dir} until the month is prepared again"
    if sealed != kind and not data:
        raise BarometreError(
            f"{target} is sealed ({sealed}) and never rewritten: its tables and figures are those of today, there is "
            f"nothing to publish but its kind ({kind}); {kept}"
        )
    parts = data or differences
    told = f"{len(parts)} part(s) differ: {'; '.join(parts[:5])}; {kept}"
    ask = f"publish an erratum instead (barometre erratum {target.name} --reason …)"
    if sealed != kind:
        raise BarometreError(
            f"{target} is sealed ({sealed}), this one is not ({kind}): {ask}. Besides its kind, {told}"
        )
    raise BarometreError(f"{target} is sealed and a definitive edition is never rewritten: {ask}. {told}")


def _check_sealed(edition_dir: Path, month: Month, kind: str) -> None:
    edition = read_manifest(edition_dir)["edition"]
    if (edition["month"], edition["kind"]) != (str(month), kind):
        raise BarometreError(
            f"{edition_dir}: sealed as {edition['month']} {edition['kind']}, to be published as {month} {kind}; "
            "export it again for that month and kind"
        )
    problems = verify_manifest(edition_dir)
    if problems:
        raise BarometreError(f"{edition_dir}: not as sealed: {'; '.join(problems)}; export and seal it again")


def _recover(target: Path, aside: Path) -> None:
    """Undo or finish a replacement that was interrupted between its two renamings."""
    if aside.exists() and target.exists():
        shutil.rmtree(aside)
    elif aside.exists():
        aside.rename(target)


def _published(editions_root: Path) -> list[str]:
    return sorted(path.parent.name for path in editions_root.glob(f"[0-9]*/{MANIFEST}"))


def editions_of(editions_root: Path, month: Month) -> list[Path]:
    """The editions of a month that are published, in their order: itself, then its errata; withdrawn ones too."""
    return sorted(path.parent for path in editions_root.glob(f"{month}*/{MANIFEST}"))


def published_copies(editions_root: Path, month: Month | None) -> list[Path]:
    """The DuckDB files that may be read while the working base is written: of the edition of a month, and of the
    latest."""
    names = (LATEST,) if month is None else (str(month), LATEST)
    return [path for name in names for path in sorted((editions_root / name).glob("barometre-*.duckdb"))]


def next_erratum(editions_root: Path, month: Month) -> str:
    """The name of the next erratum of a month.

    Raises:
        BarometreError: the month has no sealed edition: a provisional one is replaced instead.
    """
    editions = editions_of(editions_root, month)
    if not editions or read_manifest(editions[0])["edition"]["kind"] not in SEALED:
        raise BarometreError(f"{editions_root / str(month)}: not sealed; publish it again, no erratum is needed")
    return f"{month}-{_ERRATUM}-{len(editions):02d}"


def sealed_months(editions_root: Path) -> list[str]:
    """The months whose edition is sealed."""
    editions = [read_manifest(path.parent)["edition"] for path in sorted(editions_root.glob(f"[0-9]*/{MANIFEST}"))]
    return sorted({edition["month"] for edition in editions if edition["kind"] in SEALED})


def point_latest(editions_root: Path) -> None:
    """Let `latest` lead to the greatest month that can be read, or to its last erratum."""
    published = _published(editions_root)
    newest = next((name for name in reversed(published) if not is_withdrawn(editions_root / name)), published[-1])
    link, fresh = editions_root / LATEST, editions_root / f".{LATEST}-new"
    fresh.unlink(missing_ok=True)
    try:
        fresh.symlink_to(newest, target_is_directory=True)
    except (OSError, NotImplementedError):
        fresh.write_bytes(json.dumps({"edition": newest}).encode("utf-8") + b"\n")
        fresh.replace(editions_root / f"{LATEST}.json")
        return
    fresh.replace(link)
