"""An edition that holds what must be gone is withdrawn: files are erased, the manifest stays, addresses lead on.

One row cannot be taken out of a sealed edition: it stands in the base, in tables, figures, archives and sentences, and
the code that made them is of then. So all of it goes, and an erratum, or the month published again, says what is still
so. Whoever holds a copy can check it against the manifest; `withdrawal.json` says why and when, and names no account.
"""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipelines.model.errors import BarometreError
from pipelines.warehouse.export import file_hash
from pipelines.warehouse.seal import ERRATUM_FILE, MANIFEST, WITHDRAWAL, is_withdrawn, point_latest, read_manifest

TERM: Final = "term"
REMOVAL: Final = "removal"
REASON_FR: Final = {
    TERM: "Elle contenait des valeurs que les conditions d’une interface ne laissent garder qu’un temps, échu.",
    REMOVAL: "Elle contenait un compte dont le retrait a été demandé.",
}
REASON_EN: Final = {
    TERM: "It held values that the terms of an interface let keep for a time only, which is over.",
    REMOVAL: "It held an account whose removal was asked for.",
}
_KEPT: Final = ("provenance", "CITATION.cff", ERRATUM_FILE)
_GONE: Final = ".gone-"
_TEXTS: Final = {
    "fr": ("Édition {name} retirée", "Ses fichiers sont effacés. Son manifeste, qui donne le sha256 de chacun, reste.",
           "Toutes les éditions", "Données simulées : elles ne décrivent aucune collectivité réelle."),
    "en": ("Edition {name} withdrawn", "Its files are erased. Its manifest, with the sha256 of each, stays.",
           "All editions", "Simulated data: they describe no real authority."),
}  # fmt: skip


def withdraw(edition_dir: Path, reasons: list[str], day: date) -> int:
    """Erase what an edition holds, for reasons of REASON_FR; gives the number of files that are gone.

    A page becomes one that says so and leads to all editions. The folder is replaced by renaming; `latest` leaves it.

    Raises:
        BarometreError: it has no manifest, or is withdrawn already.
    """
    manifest = read_manifest(edition_dir)
    if is_withdrawn(edition_dir):
        raise BarometreError(f"{edition_dir} is withdrawn already: nothing is left to erase")
    fresh, aside = _fresh(edition_dir), edition_dir.with_name(f"{_GONE}{edition_dir.name}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for name in (MANIFEST, *_KEPT):
        source = edition_dir / name
        if source.is_dir():
            shutil.copytree(source, fresh / name)
        elif source.is_file():
            shutil.copyfile(source, fresh / name)
    pages = [name for name in manifest["files"] if name.endswith(".html")]
    for name in pages:
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_page(edition_dir.name, name, reasons, manifest["edition"]).encode())
    told: dict[str, Any] = {
        "edition": edition_dir.name, "reasons": reasons, "date": day.isoformat(),
        "manifest_sha256": file_hash(fresh / MANIFEST), "pages": {name: file_hash(fresh / name) for name in pages},
    }  # fmt: skip
    (fresh / WITHDRAWAL).write_bytes((json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
    edition_dir.rename(aside)
    fresh.rename(edition_dir)
    shutil.rmtree(aside)
    point_latest(edition_dir.parent)
    return len([name for name in manifest["files"] if not (edition_dir / name).is_file() or name in pages])


def recover(editions_root: Path) -> None:
    """Finish the withdrawals that were interrupted between their two renamings."""
    for aside in sorted(editions_root.glob(f"{_GONE}*")):
        edition_dir = editions_root / aside.name.removeprefix(_GONE)
        if not edition_dir.exists():
            _fresh(edition_dir).rename(edition_dir)
        shutil.rmtree(aside)


def _fresh(edition_dir: Path) -> Path:
    """Where what stays of an edition is prepared."""
    return edition_dir.with_name(f".withdrawn-{edition_dir.name}")


def _page(edition: str, path: str, reasons: list[str], about: dict[str, Any]) -> str:
    language = "en" if path.startswith("en/") else "fr"
    title, gone, every, simulated = _TEXTS[language]
    title, up = title.format(name=edition), "../" * (path.count("/") + 1)
    told, folder = (REASON_EN, "en/") if language == "en" else (REASON_FR, "")
    banner = f"<p><strong>{simulated}</strong></p>\n" if about["is_simulated"] else ""
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
{banner}<p>{" ".join(told[one] for one in reasons)} {gone}</p>
<p><a href="{up}{folder}index.html">{every}</a> · <a href="{up}{edition}/{MANIFEST}">{MANIFEST}</a></p>
</main>
</body>
</html>
"""
