"""`barometre`: the command line. Says what a newcomer needs; calls the same steps as Dagster's assets.

steps      demo, run, plan, and each step of a month: collect, parse, compute, check, publish
past       months of the past, readings made elsewhere, reviews, retention
method     claims about printed figures, our indicators, how right accounts are
rosters    the lists of collectivités
machine    this machine: status, doctor, the simulated web
options    what commands share: options, settings, the answer in JSON
framework  Typer in French: headings of a help, and what a command says that stops short
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import typer

from pipelines.cli import editions, evidence, machine, method, past, rosters, steps
from pipelines.cli.framework import Command, Group, failure
from pipelines.console import tell_stop
from pipelines.model.exit_codes import EXIT_CODES_FR, ExitCode

_HELP: Final = """Baromètre de présence territoriale : collecte, mesure et publie la présence des collectivités
françaises sur les réseaux sociaux.

Pour commencer : barometre demo (web simulé, sans réseau), puis barometre run --month 2026-10 (le web réel).
Chaque commande s’explique : barometre run --help"""
_EPILOG: Final = "Codes de sortie : " + " · ".join(f"{int(code)} {text}" for code, text in EXIT_CODES_FR.items())

app = typer.Typer(
    cls=Group, help=_HELP, epilog=_EPILOG, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
_START: Final = "Pour commencer"
_MONTH: Final = "Un mois, étape par étape"
_DOUBT: Final = "Vérifier, comparer, refaire"
_BESIDE: Final = "Ce qui s’ajoute ou se retire"
_METHOD: Final = "Chiffres et méthode"
_COMMANDS: Final[list[tuple[str, str, Callable[..., None]]]] = [
    ("demo", _START, steps.demo), ("doctor", _START, machine.doctor), ("status", _START, machine.status),
    ("run", _START, steps.run),
    ("plan", _MONTH, steps.plan), ("collect", _MONTH, steps.collect), ("parse", _MONTH, steps.parse),
    ("compute", _MONTH, steps.compute), ("check", _MONTH, steps.check), ("publish", _MONTH, steps.publish),
    ("seal", _MONTH, editions.seal), ("erratum", _MONTH, editions.erratum),
    ("backfill", _BESIDE, past.backfill), ("import", _BESIDE, past.import_csv), ("review", _BESIDE, past.review),
    ("purge", _BESIDE, past.purge),
    ("diff", _DOUBT, editions.diff), ("rerun", _DOUBT, editions.rerun),
    ("reparse", _DOUBT, editions.reparse),
    ("accuracy", _METHOD, method.accuracy), ("replica", _METHOD, machine.replica),
]  # fmt: skip
for _name, _panel, _command in _COMMANDS:
    app.command(_name, cls=Command, rich_help_panel=_panel)(_command)
app.command("evidence", cls=Command, help=evidence.HELP, rich_help_panel=_DOUBT)(evidence.evidence)
method.register(app, _METHOD)
app.add_typer(rosters.app, name="roster", rich_help_panel=_METHOD)


def main() -> None:
    """Entry point: whatever stops a command is one clear message, and ends with the exit code of its kind."""
    try:
        code = app(standalone_mode=False) or ExitCode.DONE
        text = ""
        if code == ExitCode.INTERRUPTED:
            text = EXIT_CODES_FR[ExitCode.INTERRUPTED]
    except Exception as error:  # noqa: BLE001 - whatever it is, people are told it in a sentence
        text, code = failure(error)
    if text:
        tell_stop(text, code)
    sys.exit(code)
