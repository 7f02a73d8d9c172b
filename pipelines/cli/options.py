"""What commands share: their options, the settings these make, and the one way to answer in JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from pipelines.config import Settings
from pipelines.console import console
from pipelines.french import in_french
from pipelines.model.errors import ConfigError, InputError
from pipelines.model.months import Month


def _aside(is_json: bool) -> bool:
    """With --json what is said to people goes to stderr, so that stdout is one document."""
    console.stderr, console.quiet = is_json, False
    return is_json


def _instead(is_json: bool) -> bool:
    """With --json the answer is the document, and nothing is said beside it."""
    console.stderr = console.quiet = is_json
    return is_json


def _json(callback: Callable[[bool], bool]) -> Any:
    return typer.Option("--json", callback=callback, is_eager=True, help="Un document JSON sur la sortie standard.")


Json = Annotated[bool, _json(_aside)]
"""For commands that do something: their log goes to stderr."""
JsonOnly = Annotated[bool, _json(_instead)]
"""For commands that answer a question."""
Months = Annotated[
    list[str], typer.Option("--month", help="Mois, par exemple 2026-10 (répétable ; ou 2026-09,2026-10).")
]
OneMonth = Annotated[str, typer.Option("--month", help="Mois, par exemple 2026-10.")]
Networks = Annotated[list[str] | None, typer.Option(help="Réseau à traiter (répétable) ; tous par défaut.")]
Roster = Annotated[str | None, typer.Option(help="Liste (voir barometre roster list), ou un fichier CSV.")]
Web = Annotated[str | None, typer.Option(help="Monde : live ou replica (simulé).")]
DataDir = Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")]
AskAgain = Annotated[bool, typer.Option("--ask-again", help="Redemander ce qui avait échoué.")]


def settings_of(**chosen: object) -> Settings:
    """Settings of the environment, with what the command line chose; paths are those of the folder one stands in.

    Raises:
        InputError: the world is neither live nor replica, or the folder of data is a file.
        ConfigError: a variable of the environment cannot be read.
    """
    if chosen.get("web") not in (None, "live", "replica"):
        raise InputError(f"--web {chosen['web']} : choisir live ou replica")
    if chosen.get("data_dir") is not None:
        chosen["data_dir"] = Path(str(chosen["data_dir"])).resolve()
    if str(chosen.get("roster")).endswith(".csv"):
        chosen["roster"] = str(Path(str(chosen["roster"])).resolve())
    try:
        settings = Settings(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        told = [f"BAROMETRE_{str(one['loc'][0]).upper()} : {in_french(one['msg'])}" for one in error.errors()]
        raise ConfigError(" ; ".join(told)) from None
    if settings.data.exists() and not settings.data.is_dir():
        raise InputError(f"{settings.data} est un fichier : donner un dossier de données (--data-dir)")
    return settings


def file_to_write(path: Path) -> Path:
    """A path that a command was told to write, looked at before any work is done for it.

    Raises:
        InputError: its folder does not exist, or it is a folder itself.
    """
    if path.is_dir():
        raise InputError(f"{path} est un dossier : donner le nom d’un fichier")
    if not path.absolute().parent.is_dir():
        raise InputError(f"{path} : le dossier {path.parent} n’existe pas ; le créer d’abord")
    return path


def months_of(texts: list[str]) -> list[Month]:
    """Months given one by one or with commas, in order, each once.

    Raises:
        InputError: one of them is no month, or there is none.
    """
    found = {Month.parse(part.strip()) for text in texts for part in text.split(",") if part.strip()}
    if not found:
        raise InputError("aucun mois : l’écrire 2026-10")
    return sorted(found)


def answer(is_json: bool, told: object) -> None:
    """Write what a command found as the one JSON document of its stdout, when it was asked for."""
    if is_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, default=_plain) + "\n")


def end(is_json: bool, code: int, told: object) -> NoReturn:
    """Answer, then leave with an exit code."""
    answer(is_json, told)
    raise typer.Exit(code)


def _plain(value: Any) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
