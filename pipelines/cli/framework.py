"""Typer in French: the headings of a help, its own option, and every way in which a command can stop short.

A command that stops says in one sentence what was wrong, where, and what to do; a traceback goes into a file.
"""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from pipelines.config import CONTACT
from pipelines.french import in_french
from pipelines.model.errors import BarometreError
from pipelines.model.exit_codes import ExitCode

_HELP_FR: Final = "Affiche cette aide."
_TYPES_FR: Final = {"str": "texte", "int": "entier", "int range": "entier", "path": "chemin", "bool": ""}
"""Of values, as a help shows them: an option that takes none shows none."""

rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
rich_utils.DEFAULT_STRING = "[par défaut : {}]"


class Command(TyperCommand):
    """A command whose `--help` explains itself in French."""

    def __init__(self, *given: Any, **named: Any) -> None:
        told = "\n\n".join(" ".join(part.split()) for part in (named.get("help") or "").split("\n\n"))
        super().__init__(*given, **{**named, "help": told, "options_metavar": "[OPTIONS]"})
        for param in self.params:
            _typed(param)

    def get_help_option(self, ctx: Any) -> Any:
        return _in_french(super().get_help_option(ctx))


class Group(TyperGroup):
    """Commands under one name, the same way."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "subcommand_metavar": "COMMANDE [OPTIONS]"})

    def get_help_option(self, ctx: Any) -> Any:
        return _in_french(super().get_help_option(ctx))


def _in_french(option: Any) -> Any:
    if option is not None:
        option.help = _HELP_FR
        _typed(option)
    return option


def _typed(param: Any) -> None:
    """Make a parameter tell its type in French, once: the option of the help is made but once."""
    if not isinstance(param.display_type, partial):
        param.display_type = partial(_type_in_french, param.display_type)


def _type_in_french(display: Callable[[Any], str], context: Any) -> str:
    """`<list[str]>` as `<texte>…`, nothing of what takes no value; choices as they are."""
    shown = display(context).strip("<>")
    one = shown.removeprefix("list[").removesuffix("]")
    told = _TYPES_FR.get(one, one)
    return told and f"<{told}>{'' if one == shown else '…'}"


def failure(error: Exception) -> tuple[str, int]:
    """What a command that stops short says, and its exit code."""
    if isinstance(error, BarometreError):
        return in_french(str(error)), error.exit_code
    if isinstance(error, typer.TyperException):
        return _misused(error), ExitCode.WRONG_INPUT
    if isinstance(error, OSError):
        return _refused(error), ExitCode.NOT_READY
    return _unexpected(error), ExitCode.FAILED


def _misused(error: typer.TyperException) -> str:
    """Empty when the help was already shown in its place: a group of commands without any."""
    text = error.format_message()
    context = getattr(error, "ctx", None)
    if not text or context is None:
        return in_french(text)
    return f"{in_french(text)} ; aide : {context.command_path} --help"


def _refused(error: OSError) -> str:
    where = error.filename or "cette machine"
    return f"{where} : {in_french(error.strerror or str(error))} ; barometre doctor dit ce qui manque"


def _unexpected(error: Exception) -> str:
    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="barometre-", suffix=".txt", delete=False) as file:
        file.write(text)
    told = " ".join(str(error).split())[:200]
    return (
        f"imprévu ({type(error).__name__}{f' : {told}' if told else ''}) ; rien n’est perdu de ce qui est archivé. Le "
        f"détail est dans {Path(file.name)} : le joindre à un signalement, {CONTACT}"
    )
