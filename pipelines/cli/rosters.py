"""`barometre roster`: the lists of collectivités, seen and drawn."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.framework import Command, Group
from pipelines.cli.options import JsonOnly, answer, file_to_write, settings_of
from pipelines.console import show_roster, show_rosters
from pipelines.model.months import Month

app = typer.Typer(
    cls=Group, help="Les listes de collectivités : les voir, en tirer un échantillon.", no_args_is_help=True
)


@app.command("list", cls=Command)
def roster_list(
    month: Annotated[str | None, typer.Option(help="Mois, pour les listes calculées.")] = None,
    is_json: JsonOnly = False,
) -> None:
    """Les listes du projet : qui en est membre, de quel millésime, et l’empreinte de leur contenu.

    Exemple : barometre roster list --month 2026-10
    """
    answer(is_json, show_rosters(settings_of(), _month(month)))


@app.command("show", cls=Command)
def roster_show(
    name: Annotated[str, typer.Argument(metavar="LISTE", help="Liste (COURANT, EQ2012…), ou fichier CSV.")],
    month: Annotated[str | None, typer.Option(help="Mois, pour les listes calculées.")] = None,
    is_json: JsonOnly = False,
) -> None:
    """Une liste, strate par strate : membres, taille de la strate, poids de sondage.

    Exemple : barometre roster show EQ2012
    """
    answer(is_json, show_roster(settings_of(), name, _month(month)))


@app.command("draw", cls=Command)
def roster_draw(
    out: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help="Fichier à écrire ; son nom est celui de la liste, par exemple ECH2026.csv."
        ),
    ],
    size: Annotated[int, typer.Option(min=1, help="Collectivités à tirer, en plus de celles qui sont prises toutes.")],
    seed: Annotated[str | None, typer.Option(help="Graine du tirage ; le nom de la liste par défaut.")] = None,
    floor: Annotated[int, typer.Option(min=1, help="Au moins autant dans chaque strate tirée.")] = 40,
    strata: Annotated[str, typer.Option(help="Strates, séparées par des virgules ; toutes par défaut.")] = "",
    census: Annotated[
        int, typer.Option(min=1, help="Prendre toutes les communes d’au moins tant d’habitants.")
    ] = 20_000,
    vintage: Annotated[int, typer.Option(help="Millésime du code officiel géographique.")] = 2026,
    is_json: JsonOnly = False,
) -> None:
    """Tire un échantillon stratifié, que la même graine tire à l’identique, avec ses poids de sondage.

    Exemple : barometre roster draw ECH2026.csv --size 800
    """
    from pipelines.stages.rosters import draw

    file_to_write(out)
    chosen = [code.strip() for code in strata.split(",") if code.strip()]
    draw(settings_of(), out, vintage, seed=seed or out.stem, size=size, floor=floor, strata=chosen, census_from=census)
    answer(is_json, show_roster(settings_of(), str(out), Month(vintage, 1)))


def _month(text: str | None) -> Month:
    return Month.of(datetime.now(UTC).date()) if text is None else Month.parse(text)
