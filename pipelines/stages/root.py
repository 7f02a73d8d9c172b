"""The root of all editions: `index.html` that leads to the latest, `editions.json`, feeds, `sitemap.xml`, `robots.txt`.

Editions are sealed; these files lie outside them and are written once more after `latest` has moved, each put in place
by renaming. An instant in them is that of a publication, kept in `editions.json`: nothing else tells the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Final

from dashboards.charts.progressions import is_named
from dashboards.sheets.paths import LIGHT, slug
from pipelines.model.errors import BarometreError
from pipelines.model.months import Month
from pipelines.stages.diff import Difference, difference
from pipelines.stages.feed import NAME, Entry, atom, changes_atom
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.describe import KIND_FR, mention
from pipelines.warehouse.export import file_hash
from pipelines.warehouse.seal import ERRATUM_FILE, LATEST, MANIFEST, WITHDRAWAL, read_manifest

EDITIONS: Final = "editions.json"
_POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that readers have. `corrects` and `reason` are those of an erratum; `withdrawn` is the day since which
    nothing of it can be read."""

    name: str
    month: str
    kind: str
    is_simulated: bool
    contract_version: str
    manifest_sha256: str
    published_at: str
    corrects: str | None
    reason: str | None
    withdrawn: str | None

    @property
    def updated(self) -> str:
        """The instant of its publication, or the day on which it was withdrawn."""
        return f"{self.withdrawn}T00:00:00Z" if self.withdrawn else self.published_at

    @property
    def title(self) -> str:
        simulated = " [données simulées]" if self.is_simulated else ""
        gone = f", retirée le {self.withdrawn}" if self.withdrawn else ""
        return f"{self.month}, édition {KIND_FR[self.kind]}{gone}{simulated}"


def write_root(world: World) -> list[str]:
    """Write the files of the root; gives what could not be told, in sentences."""
    root, site_url = world.settings.editions_dir, world.settings.site_url
    known, problems = _told(root / EDITIONS)
    editions = published(world, known)
    latest = _latest(root, editions)
    feed, lacking = _differences(world, latest)
    problems += lacking
    texts = {
        EDITIONS: json.dumps({"latest": latest.name, "editions": [asdict(one) for one in editions]}, ensure_ascii=False,
                             indent=1) + "\n",
        "index.html": _index(root, latest, editions),
        "atom.xml": _atom(editions, site_url),
        "differences.xml": feed,
        "robots.txt": _robots(latest, site_url),
        **({"sitemap.xml": _sitemap(root, latest, site_url)} if site_url else {}),
    }  # fmt: skip
    for name, text in texts.items():
        fresh = root / f".{name}-new"
        fresh.write_bytes(text.encode("utf-8"))
        fresh.replace(root / name)
    if not site_url:
        (root / "sitemap.xml").unlink(missing_ok=True)
    return problems


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


def _differences(world: World, latest: Published) -> tuple[str, list[str]]:
    """The feed of what changed in the last month, and why there is none of it."""
    month = Month.parse(latest.month)
    before = month.plus(-1)
    database = world.settings.editions_dir / latest.name / f"barometre-{month}.duckdb"
    told = {
        "subtitle": mention(is_simulated=True) if latest.is_simulated else "",
        "own": _own(world, "differences.xml"),
    }
    problems = []
    try:
        if latest.withdrawn:
            problems = [f"differences.xml : {latest.name} est retirée, le flux est vide jusqu’à la prochaine édition"]
        elif _holds(database, before):
            return _changes(difference(world, before, month), latest, told, partial(_sheet, world, latest.name)), []
    except BarometreError as error:
        problems = [f"differences.xml : {error}"]
    title = f"{NAME} : de {before} à {month}"
    return atom(title, f"{before}:{month}", latest.published_at, [], **told), problems


def _holds(database: Path, month: Month) -> bool:
    with connect(database, read_only=True) as con:
        asked = "SELECT count(*) FROM barometer.status WHERE month = ?"
        ((count,),) = con.execute(asked, [month.first_day]).fetchall()
    return bool(count)


def _sheet(world: World, name: str, territory_id: str) -> str:
    """The address of the sheet of a territory in an edition, frozen: its page, or its place among the light sheets."""
    page, site_url = f"territoires/{slug(territory_id)}", world.settings.site_url
    is_page = (world.settings.editions_dir / name / page).is_dir()
    path, fragment = (page, "") if is_page else (LIGHT, f"#{slug(territory_id)}")
    return f"{site_url}/{name}/{path}/{fragment}" if site_url else f"{name}/{path}/index.html{fragment}"


def _changes(found: Difference, latest: Published, told: dict[str, str], sheet: Callable[[str], str]) -> str:
    """Small communes are counted, never named."""
    named = found.rows.filter(is_named())
    rest = found.rows.height - named.height
    counted = f"Communes de moins de 3 500 habitants, non nommées : {rest}." if rest else ""
    subtitle = " ".join(part for part in (told["subtitle"], counted) if part)
    return changes_atom(found, rows=named, updated=latest.published_at, subtitle=subtitle, own=told["own"], sheet=sheet)


def _own(world: World, name: str) -> str:
    """The address of a file of the root, '' where nobody said it."""
    site_url = world.settings.site_url
    return f"{site_url}/{name}" if site_url else ""


def _atom(editions: list[Published], site_url: str | None) -> str:
    entries = [
        Entry(
            f"edition:{one.name}", one.title, one.updated, one.kind,
            f"Corrige {one.corrects} : {one.reason}" if one.corrects else f"Manifeste sha256 {one.manifest_sha256}.",
            f"{site_url}/{one.name}/" if site_url else f"{one.name}/index.html",
        )
        for one in editions
    ]  # fmt: skip
    updated = max(one.updated for one in editions)
    return atom(f"{NAME} : éditions", "editions", updated, entries, own=f"{site_url}/atom.xml" if site_url else "")


def _index(root: Path, latest: Published, editions: list[Published]) -> str:
    """The door to the latest edition, and the list of all of them: where the address of a withdrawn one leads."""
    target = LATEST if (root / LATEST).exists() else latest.name
    shown = f'<header><p class="mention"><strong>{mention(is_simulated=True)}</strong></p></header>\n'
    banner = shown if latest.is_simulated else ""
    rows = "\n".join(map(_line, editions))
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="color-scheme" content="light dark">
<title>{NAME}</title>
<link rel="icon" href="{target}/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="{target}/assets/site.css">
<link rel="alternate" type="application/atom+xml" title="Éditions" href="atom.xml">
<link rel="alternate" type="application/atom+xml" title="Ce qui a changé" href="differences.xml">
</head>
<body>
{banner}<main>
<h1>{NAME}</h1>
<p><a href="{target}/index.html">Dernière édition : {latest.month}</a> ·
<a href="{target}/en/index.html" lang="en" hreflang="en">Latest edition, in English</a></p>
<ul>
{rows}
</ul>
<p><a href="atom.xml">Flux des éditions</a> · <a href="differences.xml">Flux de ce qui a changé</a> ·
<a href="{EDITIONS}">Liste (JSON)</a></p>
</main>
</body>
</html>
"""


def _line(one: Published) -> str:
    corrects = f' : corrige <a href="{one.corrects}/index.html">{one.corrects}</a>' if one.corrects else ""
    return f'<li><a href="{one.name}/index.html">{escape(one.title)}</a>{corrects}</li>'


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
