"""Is this machine ready? Each check is a function that looks at one thing and says what it found and what to do."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
import yaml

from pipelines.config import VERSION, Settings
from pipelines.fetch.client import user_agent
from pipelines.french import in_french
from pipelines.model.errors import BarometreError
from pipelines.model.numerals import numeral
from pipelines.networks import registry
from pipelines.roster.corrections import read_corrections
from pipelines.stages.status import free_bytes
from pipelines.warehouse.connect import connect

State = Literal["ok", "warn", "bad"]
Ask = Callable[[str], datetime | None]
LEAST_PYTHON: Final = (3, 11)
LEAST_FREE: Final = 1 << 30
WANTED_FREE: Final = 5 << 30
WORST_CLOCK: Final = timedelta(minutes=2)
DOOR: Final = "https://api-lannuaire.service-public.gouv.fr/robots.txt"
_WAIT: Final = 5.0
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `ok`, `warn` (something is left out), `bad` (a run would fail), and what to do."""

    name: str
    state: State
    text: str
    remedy: str = ""


def ask_date(url: str) -> datetime | None:
    """The `Date` of one polite answer (a robots.txt), None when it tells none.

    Raises:
        httpx.HTTPError: nobody answered within five seconds.
    """
    headers = {"User-Agent": user_agent(VERSION, Settings().contact)}
    told = httpx.get(url, headers=headers, timeout=_WAIT).headers.get("date")
    return None if told is None else parsedate_to_datetime(told)


def examine(settings: Settings, ask: Ask = ask_date) -> list[Finding]:
    """Every check, in the order in which a newcomer meets them. Writes nothing that stays; sends one request."""
    return [
        _python(), _packages(), _folder(settings), _space(settings), _warehouse(settings), _corrections(settings),
        _dagster(settings), _browser(settings), *_tokens(settings), *_network(ask), _zone(),
    ]  # fmt: skip


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < LEAST_PYTHON:
        return Finding("Python", "bad", found, "installer Python 3.11, puis make setup")
    return Finding("Python", "ok", found)


def _packages() -> Finding:
    pinned = dict(_pinned())
    wrong = [f"{name} {_installed(name)} au lieu de {wanted}" for name, wanted in pinned.items()
             if _installed(name) != wanted]  # fmt: skip
    if wrong:
        told = ", ".join(wrong[:_SHOWN]) + (f" et {len(wrong) - _SHOWN} autres" if len(wrong) > _SHOWN else "")
        return Finding("paquets", "bad", told, "make setup")
    return Finding("paquets", "ok", f"{len(pinned)} aux versions voulues")


def _pinned() -> Iterator[tuple[str, str]]:
    """Name and version of what the project pins, without what only its developers need."""
    for line in requires("barometre") or ():
        need, _, condition = line.partition(";")
        name, is_pinned, wanted = need.strip().partition("==")
        if is_pinned and "extra" not in condition:
            yield name.partition("[")[0], wanted


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _folder(settings: Settings) -> Finding:
    """A file can be written where data goes, and an edition renamed into place."""
    data = settings.data
    there = next(path for path in (data, *data.parents) if path.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return Finding("dossier", "bad", f"{there} : {error.strerror}", f"donner le droit d’écrire dans {there}")
    shared = [path for path in (settings.lake_dir, settings.editions_dir) if path.is_dir()]
    if len({path.stat().st_dev for path in (there, *shared)}) > 1:
        text = f"{data} est sur plusieurs systèmes de fichiers : le renommage n’y est pas sûr"
        return Finding("dossier", "warn", text, "mettre lac et éditions sur le même disque")
    return Finding("dossier", "ok", f"{data}, écriture permise")


def _space(settings: Settings) -> Finding:
    free = free_bytes(settings.data)
    text = f"{numeral(free / (1 << 30), 1)} Gio libres"
    if free < LEAST_FREE:
        return Finding("place", "bad", text, "en libérer : un mois entier en demande cinq")
    if free < WANTED_FREE:
        return Finding("place", "warn", text, "un mois entier en demande cinq")
    return Finding("place", "ok", text)


def _warehouse(settings: Settings) -> Finding:
    path = settings.warehouse_path
    if not path.is_file():
        return Finding("base", "ok", f"{path} n’existe pas encore")
    try:
        connect(path, read_only=True).close()
    except BarometreError as error:
        return Finding(
            "base", "bad", in_french(str(error)), "attendre la fin de ce programme, ou lire une édition publiée"
        )
    return Finding("base", "ok", f"{path}, libre")


def _corrections(settings: Settings) -> Finding:
    try:
        read_corrections(settings.corrections_path)
    except BarometreError as error:
        return Finding("corrections", "bad", in_french(str(error)), "corriger ce fichier : rien ne commence sans lui")
    return Finding("corrections", "ok", "lisibles")


def _dagster(settings: Settings) -> Finding:
    path = settings.root / "dagster.yaml"
    try:
        yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        return Finding("dagster.yaml", "bad", f"{path} : {error}", "rétablir le fichier du dépôt")
    return Finding("dagster.yaml", "ok", "lisible")


def _browser(settings: Settings) -> Finding:
    path = settings.chromium
    without = "les figures n’auront pas de PNG ; Debian : apt-get install chromium"
    if path is None:
        return Finding("navigateur", "warn", "aucun Chromium", without)
    command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)  # noqa: S603 - a path of settings
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("navigateur", "warn", f"{path} ne démarre pas : {error}", without)
    if done.returncode != 0:
        return Finding("navigateur", "warn", f"{path} finit par {done.returncode}", without)
    return Finding("navigateur", "ok", path)


def _tokens(settings: Settings) -> Iterator[Finding]:
    """Which tokens are set, by name; nothing of what they are."""
    known = registry.tokens()
    given = sorted(name for name in settings.tokens if settings.token(name))
    told = ", ".join(f"{name} {'défini' if name in given else 'non défini'}" for name in sorted(known))
    if set(given) >= known.keys():
        yield Finding("jetons", "ok", told)
    else:
        yield Finding("jetons", "warn", told, "sans jeton, sa porte reste fermée et le mois le dit")
    doors = [door for network in registry.NETWORKS.values() for door in network.MANIFEST.doors]
    statuses = {name for door in doors for name in (door.needs, door.lifted_by) if name}
    strange = [f"BAROMETRE_TOKEN_{name.upper()}" for name in given if name not in known]
    strange += [f"BAROMETRE_DECLARED={name}" for name in sorted(settings.declared - statuses)]
    if strange:
        remedy = f"jetons : {', '.join(sorted(known))} ; déclarations : {', '.join(sorted(statuses))}"
        yield Finding("réglages", "warn", f"sans effet, faute de nom connu : {', '.join(strange)}", remedy)


def _network(ask: Ask) -> Iterator[Finding]:
    """The way out, and the clock against that of who answers."""
    try:
        there = ask(DOOR)
    except (httpx.HTTPError, OSError) as error:
        yield Finding("réseau", "warn", f"{DOOR} ne répond pas ({type(error).__name__})",
                      "la démonstration n’en a pas besoin ; le web réel, si")  # fmt: skip
        yield Finding("horloge", "warn", "non vérifiée, faute de réseau")
        return
    yield Finding("réseau", "ok", f"{DOOR} répond")
    if there is None:
        yield Finding("horloge", "warn", "non vérifiée : la réponse ne dit pas l’heure")
        return
    gap = abs(datetime.now(UTC) - there)
    text = f"écart de {gap.total_seconds():.0f} s"
    if gap > WORST_CLOCK:
        yield Finding("horloge", "bad", text, "mettre l’horloge à l’heure : les instants des relevés en dépendent")
    else:
        yield Finding("horloge", "ok", text)


def _zone() -> Finding:
    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return Finding("fuseaux", "bad", "Europe/Paris est inconnu", "installer tzdata")
    return Finding("fuseaux", "ok", "Europe/Paris est connu")
