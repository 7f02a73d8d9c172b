"""What is sealed is corrected by an erratum: an edition of its own beside the other, with its reason, sealed too."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.stages import edition
from pipelines.stages.rebuild import Tell
from pipelines.stages.root import write_root
from pipelines.stages.world import World
from pipelines.warehouse.export import file_hash
from pipelines.warehouse.seal import (
    ERRATUM_FILE,
    MANIFEST,
    compare_data,
    editions_of,
    is_withdrawn,
    next_erratum,
    publish,
    read_manifest,
    verify_manifest,
    write_manifest,
)

LEAST_REASON: Final = 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed edition: its folder, the sha256 of its manifest, and for an erratum what it corrects. `problems` say
    what the root of editions lacks."""

    month: Month
    path: Path
    manifest_sha256: str
    erratum: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "month": str(self.month), "path": str(self.path), "manifest_sha256": self.manifest_sha256,
            "erratum": self.erratum, "problems": list(self.problems),
        }  # fmt: skip


def sealed(month: Month, path: Path) -> Sealed:
    """A sealed edition as it lies there."""
    told = path / ERRATUM_FILE
    return Sealed(month, path, file_hash(path / MANIFEST), json.loads(told.read_bytes()) if told.is_file() else None)


def verified(root: Path, month: Month) -> list[dict[str, Any]]:
    """The editions of a month, each with its kind and the files that are no longer as they were sealed.

    Raises:
        InputError: the month is not published.
    """
    editions = editions_of(root, month)
    if not editions:
        raise InputError(f"{root / str(month)} : {month} n’est pas publié")
    return [
        {
            **sealed(month, path).as_dict(),
            "kind": read_manifest(path)["edition"]["kind"],
            "is_withdrawn": is_withdrawn(path),
            "problems": verify_manifest(path),
        }
        for path in editions
    ]


def publish_erratum(world: World, month: Month, reason: str, tell: Tell) -> Sealed:
    """Publish what the base tells today of a sealed month, as an erratum with its reason.

    `erratum.json` names the edition that it corrects by the sha256 of its manifest, and the tables and
    figures that differ. Gates are held as for any edition.

    Raises:
        InputError: the reason is too short to be one, or nothing but the kind of the edition differs.
        BarometreError: the month is not sealed.
        GateError: a gate refused the month; nothing was published.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise InputError(f"--reason : dire ce qui était faux et pourquoi ({LEAST_REASON} caractères au moins)")
    root = world.settings.editions_dir
    name = next_erratum(root, month)
    corrected = editions_of(root, month)[-1]
    tell("portes et fichiers")
    edition.export_files(world, month, "erratum")
    draft = edition.draft_dir(world, month)
    told: dict[str, Any] = {
        "edition": name,
        "reason": reason.strip(),
        "corrects": {"edition": corrected.name, "manifest_sha256": file_hash(corrected / MANIFEST)},
    }
    _write(draft, told)
    tell("site")
    edition.build_pages(world, month, name)
    tell("manifeste")
    write_manifest(draft)
    tables, figures = compare_data(corrected, draft)
    if not tables and not figures:
        raise InputError(f"{corrected} : rien de ses tables ni de ses figures ne diffère ; il n’y a rien à corriger")
    _write(draft, told | {"tables": tables, "figures": figures})
    write_manifest(draft)
    made = publish(draft, root, month=month, kind="erratum")
    return replace(sealed(month, made), problems=tuple(write_root(world)))


def _write(draft: Path, told: dict[str, Any]) -> None:
    """What the erratum says of itself: pages print its reason, and are then compared with those that it corrects."""
    (draft / ERRATUM_FILE).write_bytes((json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
