"""This machine: what is there (`status`), whether it is ready (`doctor`), the simulated web as a server of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pipelines.cli.options import DataDir, JsonOnly, Web, answer, end, settings_of
from pipelines.console import EDITION_FR, console, short
from pipelines.model.exit_codes import ExitCode
from pipelines.model.numerals import numeral

if TYPE_CHECKING:
    from pipelines.stages.status import MonthState

_MARK = {"ok": "[green]✓[/]", "warn": "[yellow]·[/]", "bad": "[red]✗[/]"}


def status(web: Web = None, data_dir: DataDir = None, is_json: JsonOnly = False) -> None:
    """Les mois qui sont là, et où en est chacun : collecté, lu, calculé, publié ; la place libre.

    Exemple : barometre status --web replica
    """
    from pipelines.stages.status import status as look
    from pipelines.stages.world import World

    found = look(World(settings_of(web=web, data_dir=data_dir)))
    table = Table(title=f"Mois de {short(found.data)}", title_justify="left")
    for column in ("mois", "collecté", "dernière requête", "lu", "calculé", "connu", "édition"):
        table.add_column(column, justify="right" if column in ("collecté", "connu") else "left")
    for month in found.months:
        table.add_row(*_row(month))
    if found.months:
        console.print(table)
    else:
        console.print(f"Aucun mois dans {short(found.data)}. Pour commencer : barometre demo", highlight=False)
    for problem in [found.problem, *(month.problem for month in found.months)]:
        if problem is not None:
            console.print(f"[yellow]·[/] {problem}", highlight=False)
    console.print(f"{numeral(found.free_bytes / (1 << 30), 1)} Gio libres", highlight=False)
    answer(is_json, found.as_dict())


def _row(month: MonthState) -> tuple[str, ...]:
    asked = sum(month.captures.values())
    read = f"{len(month.parsed)} réseaux" if month.parsed else "—"
    read += f" (pas {', '.join(month.missing)})" if month.missing and month.parsed else ""
    edition = "—" if month.edition is None else EDITION_FR.get(month.edition, month.edition)
    return (
        month.month,
        numeral(asked) if asked else "—",
        f"{month.last_fetch_at:%Y-%m-%d %H:%M}" if month.last_fetch_at else "—",
        read,
        month.rosters or "—",
        "—" if month.known_share is None else f"{100 * month.known_share:.0f} %",
        edition + (" ← latest" if month.is_latest else ""),
    )


def doctor(web: Web = None, data_dir: DataDir = None, is_json: JsonOnly = False) -> None:
    """Cette machine est-elle prête ? Python, paquets, dossier, place, base, navigateur, jetons, réseau, horloge.

    Les jetons sont nommés, jamais montrés. Finit par 5 si quelque chose empêche un mois.

    Exemple : barometre doctor
    """
    from pipelines.stages.doctor import examine

    findings = examine(settings_of(web=web, data_dir=data_dir))
    for one in findings:
        remedy = f" → {one.remedy}" if one.remedy else ""
        console.print(f"{_MARK[one.state]} {one.name} : {one.text}{remedy}", highlight=False, soft_wrap=True)
    is_ready = all(one.state != "bad" for one in findings)
    console.print("Prêt." if is_ready else "À corriger d’abord.")
    told = {"is_ready": is_ready, "findings": findings}
    end(is_json, ExitCode.DONE if is_ready else ExitCode.NOT_READY, told)


def replica(port: Annotated[int, typer.Option(help="Port ; 0 pour en choisir un libre.")] = 0) -> None:
    """Sert le web simulé sur la boucle locale, jusqu’à Ctrl-C.

    Exemple : barometre replica --port 8765
    """
    import asyncio

    from pipelines.replica.server import serve

    asyncio.run(serve(port))
