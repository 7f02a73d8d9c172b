"""The root of all editions: their list and feeds in both languages, `editions.json`, `sitemap.xml`, `robots.txt`.

Editions are sealed; these files lie outside them and are written once more after `latest` has moved, each put in place
by renaming. An instant in them is that of a publication, kept in `editions.json`: nothing else tells the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Final

import polars as pl

from dashboards.editions import Published, editions_atom, index, latest_atom
from dashboards.sheets.paths import LIGHT, slug
from dashboards.words import EN, FR, Words
from pipelines.model.errors import BarometreError
from pipelines.model.months import Month
from pipelines.stages.diff import Difference, difference, network_label
from pipelines.stages.world import World
from pipelines.warehouse.changes import COLUMNS
from pipelines.warehouse.connect import connect
from pipelines.warehouse.export import file_hash
from pipelines.warehouse.seal import ERRATUM_FILE, LATEST, MANIFEST, WITHDRAWAL, read_manifest

EDITIONS: Final = "editions.json"
_FEED, _CHANGES, _INDEX = "atom.xml", "differences.xml", "index.html"


def write_root(world: World) -> list[str]:
    """Write the files of the root; gives what could not be told, in sentences."""
    root, site_url = world.settings.editions_dir, world.settings.site_url
    known, problems = _told(root / EDITIONS)
    editions = published(world, known)
    latest = _latest(root, editions)
    found, lacking = _differences(world, latest)
    problems += lacking
    told = {"latest": latest.name, "editions": [asdict(one) for one in editions]}
    texts = {
        EDITIONS: json.dumps(told, ensure_ascii=False, indent=1) + "\n",
        "robots.txt": _robots(latest, site_url),
        **({"sitemap.xml": _sitemap(root, latest, site_url)} if site_url else {}),
    }
    rows = found.rows if found else pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    for words in (FR, EN):
        texts |= _in(words, world, editions, latest, rows)
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_name(f".{path.name}-new")
        fresh.write_bytes(text.encode("utf-8"))
        fresh.replace(path)
    if not site_url:
        (root / "sitemap.xml").unlink(missing_ok=True)
    return problems


def _in(words: Words, world: World, editions: list[Published], latest: Published, rows: pl.DataFrame) -> dict[str, str]:
    """The list and the feeds in a language, by their path."""
    site_url, root = world.settings.site_url, world.settings.editions_dir
    target = LATEST if (root / LATEST).exists() else latest.name
    link, sheet = partial(_address, site_url, words), partial(_sheet, world, latest.name, words)
    own = {name: f"{site_url}/{words.folder}{name}" if site_url else "" for name in (_FEED, _CHANGES)}
    return {
        words.folder + _INDEX: index(words, editions, latest, target),
        words.folder + _FEED: editions_atom(words, editions, link, own[_FEED]),
        words.folder + _CHANGES: latest_atom(words, latest, rows, network_label, sheet, own[_CHANGES]),
    }


def published(world: World, known: Mapping[str, dict[str, Any]]) -> list[Published]:
    """The editions that are published, the last month first and its errata before it. One whose manifest is that of
    `known` (what `editions.json` said, by name) keeps its instant."""
    root = world.settings.editions_dir
    now = f"{world.now:%Y-%m-%dT%H:%M:%SZ}"
    found = []
    for path in sorted(root.glob(f"[0-9]*/{MANIFEST}"), reverse=True):
        name, about, digest = path.parent.name, read_manifest(path.parent)["edition"], file_hash(path)
        before = known.get(name, {})
        told, gone = _said(path.with_name(ERRATUM_FILE)), _said(path.with_name(WITHDRAWAL))
        found.append(
            Published(
                name, about["month"], about["kind"], bool(about["is_simulated"]), about["contract_version"], digest,
                before["published_at"] if before.get("manifest_sha256") == digest else now,
                told.get("corrects", {}).get("edition"), told.get("reason"), gone.get("date"),
            )
        )  # fmt: skip
    return found


def _said(path: Path) -> dict[str, Any]:
    """What an edition says of itself in a file that most have not."""
    return json.loads(path.read_bytes()) if path.is_file() else {}


def _told(path: Path) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """What was told of each edition, by name, and why nothing is known of them."""
    if not path.is_file():
        return {}, []
    try:
        return {one["name"]: one for one in json.loads(path.read_bytes())["editions"]}, []
    except (ValueError, KeyError, TypeError) as error:
        return {}, [f"{path} : illisible ({error!r}) ; les éditions d’avant sont datées de maintenant"]


def _latest(root: Path, editions: list[Published]) -> Published:
    """The edition that `latest` names."""
    pointed = (root / LATEST).resolve().name
    return next((one for one in editions if one.name == pointed), editions[0])


def _differences(world: World, latest: Published) -> tuple[Difference | None, list[str]]:
    """What changed in the last month, and why it cannot be told."""
    month = Month.parse(latest.month)
    before = month.plus(-1)
    database = world.settings.editions_dir / latest.name / f"barometre-{month}.duckdb"
    try:
        if latest.withdrawn:
            return None, [f"{_CHANGES} : {latest.name} est retirée, le flux est vide jusqu’à la prochaine édition"]
        return (difference(world, before, month) if _holds(database, before) else None), []
    except BarometreError as error:
        return None, [f"{_CHANGES} : {error}"]


def _holds(database: Path, month: Month) -> bool:
    with connect(database, read_only=True) as con:
        asked = "SELECT count(*) FROM barometer.status WHERE month = ?"
        ((count,),) = con.execute(asked, [month.first_day]).fetchall()
    return bool(count)


def _sheet(world: World, name: str, words: Words, territory_id: str) -> str:
    """The address of the sheet of a territory in an edition, frozen: its page, or its place among the light sheets."""
    page = f"territoires/{slug(territory_id)}"
    is_page = (world.settings.editions_dir / name / page).is_dir()
    path, fragment = (page, "") if is_page else (LIGHT, f"#{slug(territory_id)}")
    return _address(world.settings.site_url, words, name, f"{path}/", fragment)


def _address(site_url: str | None, words: Words, name: str, path: str = "", fragment: str = "") -> str:
    """Of a page of an edition in a language: whole where the address of the site is known, else from the feed."""
    if site_url:
        return f"{site_url}/{name}/{words.folder}{path}{fragment}"
    return f"{'../' * words.folder.count('/')}{name}/{words.folder}{path}{_INDEX}{fragment}"


def _sitemap(root: Path, latest: Published, site_url: str) -> str:
    """Addresses of the pages of the latest edition, as it is frozen; an embed is no page of its own."""
    folder = root / latest.name
    places = sorted(path.parent.relative_to(folder).as_posix() for path in folder.rglob("index.html"))
    shown = [place for place in places if not place.removeprefix("en/").startswith("embed/")]
    day = latest.published_at[:10]
    lines = "\n".join(
        f"<url><loc>{escape(f'{site_url}/{latest.name}/' if one == '.' else f'{site_url}/{latest.name}/{one}/')}</loc>"
        f"<lastmod>{day}</lastmod></url>"
        for one in shown
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}\n{lines}\n</urlset>\n"


def _robots(latest: Published, site_url: str | None) -> str:
    """Everything may be read by machines, but for numbers that are not real."""
    rule = "Disallow: /" if latest.is_simulated else "Disallow:"
    return f"User-agent: *\n{rule}\n" + (f"Sitemap: {site_url}/sitemap.xml\n" if site_url else "")
