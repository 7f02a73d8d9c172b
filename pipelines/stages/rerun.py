"""An edition made again from its inputs, in a fresh folder, and compared byte for byte with what was published."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.stages import edition, provenance
from pipelines.stages.lasting import lasting_archive
from pipelines.stages.rebuild import Tell, link, plan_of, rebuild
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.export import file_hash
from pipelines.warehouse.published import Kind
from pipelines.warehouse.seal import (
    ERRATUM_FILE,
    MANIFEST,
    WITHDRAWAL,
    compare_editions,
    is_withdrawn,
    read_manifest,
    verify_manifest,
    write_manifest,
)

_CHUNK: Final = 1 << 20
_NAME: Final = re.compile(r"(?P<month>\d{4}-\d{2})(?:-erratum-\d{2})?")


@dataclass(slots=True)
class Rerun:
    """`changed`: inputs, code or settings that are not those of the edition (nothing was made again when any is, unless
    it was asked for); `differences`: parts of the edition that came out otherwise."""

    edition: str
    published: Path
    made: Path | None = None
    changed: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    files: int = 0

    @property
    def is_identical(self) -> bool:
        return self.made is not None and not self.differences

    def as_dict(self) -> dict[str, Any]:
        return {
            "edition": self.edition, "published": str(self.published), "changed": self.changed,
            "made": None if self.made is None else str(self.made), "is_identical": self.is_identical,
            "files": self.files, "differences": self.differences,
        }  # fmt: skip


def rerun(world: World, name: str, out: Path, tell: Tell, *, anyway: bool) -> Rerun:
    """Make a published edition (`2026-10`, `2026-10-erratum-01`) again under `out`, not there yet or empty; compare.

    Raises:
        InputError: it is not published, what is there is not what its manifest says, or `out` holds something.
        BarometreError: a step failed on the inputs.
    """
    month = month_of(name)
    published = world.settings.editions_dir / name
    if not published.is_dir():
        raise InputError(f"{published} : {name} n’est pas publié ; barometre publish --month {month}")
    if is_withdrawn(published):
        raise InputError(
            f"{published} a été retirée : elle contenait ce qui devait être effacé ({WITHDRAWAL} dit quoi)"
        )
    if torn := verify_manifest(published):
        raise InputError(f"{published} n’est plus comme il fut scellé : {'; '.join(torn[:5])}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} n’est pas un dossier vide : en donner un neuf (--out)")
    inputs, run = provenance.read(published)
    manifest = read_manifest(published)
    done = Rerun(name, published, files=len(manifest["files"]))
    tell("entrées : sha256 de l’archive, de la référence et du code")
    with lasting_archive(world, manifest["edition"]["kind"]) as archive_dir:
        done.changed = changed(world, archive_dir, inputs, run)
        if done.changed and not anyway:
            return done
        own = copy_of_then(world, archive_dir, out, inputs)
    with connect(published / f"barometre-{month}.duckdb", read_only=True) as con:
        plan = plan_of(con)
    try:
        rebuild(own, plan, tell)
        done.made = _write(own, month, published, manifest["edition"]["kind"], tell)
    finally:
        own.close()
    done.differences = compare_editions(published, done.made)
    return done


def month_of(name: str) -> Month:
    """The month of an edition by the name of its folder.

    Raises:
        InputError: no edition has such a name.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise InputError(f"{name!r} n’est pas le nom d’une édition : l’écrire 2026-10, ou 2026-10-erratum-01")
    return Month.parse(found["month"])


def changed(world: World, archive_dir: Path, inputs: dict[str, Any], run: dict[str, Any]) -> list[str]:
    """What is not as it was when the edition was made from an archive, one sentence each."""
    problems = []
    for name, told in inputs["archive"].items():
        path = archive_dir / name
        if not path.is_file():
            problems.append(f"archive/{name} : absent")
        elif provenance.hash_of_start(path, told["bytes"]) != told["sha256"]:
            problems.append(
                f"archive/{name} : les {told['bytes']} premiers octets ont changé (rétention, retrait, perte)"
            )
    now, with_what = provenance.beside(world), provenance.run(world)
    for kind, hashes in inputs["reviews"].items():
        problems += [f"reviews/{kind} : {one[:12]}… absent" for one in sorted(set(hashes) - set(now["reviews"][kind]))]
    if (told := inputs.get("former")) and not _is_former(world, told):
        problems.append(f"{told['edition']}/{told['file']} : absent, ou n’est plus celui de l’édition d’avant")
    path = world.settings.journal_path
    if (told := inputs.get("journal")) and not (
        path.is_file() and provenance.hash_of_start(path, told["bytes"]) == told["sha256"]
    ):
        problems.append("journal.toml : absent, ou ce qui en fut publié a changé")
    if inputs["corrections"] != now["corrections"]:
        problems.append("corrections.yaml : a changé")
    problems += _moved("reference", inputs["reference"], now["reference"])
    for room, files in now["code"].items():
        match inputs["code"].get(room):
            case dict() as then:
                problems += _moved(f"code/{room}", then, files)
            case _:
                problems.append(f"code/{room} : cette édition n’en nomme pas les fichiers, une nouvelle les nomme")
    for part in ("software", "contract", "python", "packages", "settings"):
        if run[part] != with_what[part]:
            problems.append(f"{part} : {run[part]} alors, {with_what[part]} maintenant")
    return problems


def _moved(part: str, then: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """The files of a folder that changed, came or went, each by its name."""
    told = []
    for name in sorted(then.keys() | now.keys()):
        if name not in now:
            told.append(f"{part}/{name} : absent")
        elif name not in then:
            told.append(f"{part}/{name} : n’était pas là")
        elif then[name] != now[name]:
            told.append(f"{part}/{name} : a changé")
    return told


def _is_former(world: World, told: dict[str, str]) -> bool:
    path = world.settings.editions_dir / told["edition"] / told["file"]
    return path.is_file() and file_hash(path) == told["sha256"]


def copy_of_then(world: World, archive_dir: Path, out: Path, inputs: dict[str, Any]) -> World:
    """A world under `out` with an archive as it was then: a file is linked, one that grew since is copied up to its
    size of then."""
    settings = world.settings.model_copy(update={"data_dir": out.resolve(), "roster": None})
    for name, told in inputs["archive"].items():
        source, target = archive_dir / name, settings.archive_dir / name
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.stat().st_size == told["bytes"]:
            link(source, target)
        else:
            _copy_start(source, target, told["bytes"])
    for kind, hashes in inputs["reviews"].items():
        for path in sorted((world.settings.reviews_dir / kind).glob("*.csv")):
            if file_hash(path) in hashes:
                (settings.reviews_dir / kind).mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, settings.reviews_dir / kind / path.name)
    if told := inputs.get("former"):
        for name in (told["file"], MANIFEST):
            source = world.settings.editions_dir / told["edition"] / name
            target = settings.editions_dir / told["edition"] / name
            target.parent.mkdir(parents=True, exist_ok=True)
            link(source, target)
    if told := inputs.get("journal"):
        settings.journal_path.write_bytes(world.settings.journal_path.read_bytes()[: told["bytes"]])
    if settings.is_simulated and world.settings.corrections_path.is_file():
        shutil.copyfile(world.settings.corrections_path, settings.corrections_path)
    return World(settings)


def _copy_start(source: Path, target: Path, size: int) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        while size and (part := read.read(min(size, _CHUNK))):
            written.write(part)
            size -= len(part)


def _write(own: World, month: Month, published: Path, kind: str, tell: Tell) -> Path:
    """The edition once more, with its manifest; what an erratum says of itself is an input."""
    tell("portes et fichiers")
    edition.export_files(own, month, cast("Kind", kind))
    draft, made = edition.draft_dir(own, month), own.settings.editions_dir / published.name
    if (published / ERRATUM_FILE).is_file():
        shutil.copyfile(published / ERRATUM_FILE, draft / ERRATUM_FILE)
    tell("site")
    edition.build_pages(own, month, published.name)
    tell("manifeste")
    write_manifest(draft)
    draft.rename(made)
    return made
