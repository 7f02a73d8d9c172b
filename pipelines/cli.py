"""`barometre`: the command line. Says what a newcomer needs; calls the same steps as Dagster's assets."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines import cli_roster
from pipelines.config import PROJECT_ROOT, Settings
from pipelines.console import (
    console,
    short,
    show_comparison,
    show_places,
    show_plan,
    tell_outcomes,
    tell_report,
)
from pipelines.model.errors import BarometreError
from pipelines.model.months import Month

if TYPE_CHECKING:
    from pipelines.orchestration.run import StepOutcome

app = typer.Typer(
    help="Baromètre de présence territoriale : collecte, mesure et publie la présence des collectivités françaises "
    "sur les réseaux sociaux.\n\nPour commencer : barometre demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_roster.app, name="roster")
DEMO_MONTHS = ("2012-03", "2013-02", "2013-03", "2025-10", "2026-09", "2026-10")


def main() -> None:
    """Entry point: project errors become one clear message and exit code 2."""
    try:
        app()
    except BarometreError as error:
        Console(stderr=True).print(f"[bold red]Erreur[/] : {error}", highlight=False)
        sys.exit(2)


@app.command()
def demo(
    months: Annotated[str, typer.Option(help="Mois à simuler, séparés par des virgules.")] = ",".join(DEMO_MONTHS),
    fresh: Annotated[bool, typer.Option(help="Tout refaire, même ce qui est déjà archivé.")] = False,
) -> None:
    """Le travail entier sur un web simulé : collecte, archive, mesure, portes, édition publiée (données simulées)."""
    settings = Settings(web="replica")
    if fresh and settings.data.exists():
        shutil.rmtree(settings.data)
    wanted = [Month.parse(text) for text in months.split(",")]
    ok = _conduct(
        settings, wanted, None, ("collect", "parse", "compute"), "provisional", publish=wanted[-1], keep_history=False
    )
    show_comparison(settings)
    show_places(settings, wanted[-1])
    raise typer.Exit(0 if ok else 1)


@app.command()
def run(
    month: Annotated[str, typer.Option(help="Mois à traiter, par exemple 2026-10.")],
    network: Annotated[list[str] | None, typer.Option(help="Réseau à traiter (répétable) ; tous par défaut.")] = None,
    roster: Annotated[str | None, typer.Option(help="Liste (voir barometre roster list), ou un fichier CSV.")] = None,
    steps: Annotated[str, typer.Option(help="Étapes, séparées par des virgules.")] = "collect,parse,compute,publish",
    kind: Annotated[str, typer.Option(help="Édition : provisional ou definitive.")] = "provisional",
    web: Annotated[str | None, typer.Option(help="Monde visité : live ou replica (simulé).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")] = None,
    ask_again: Annotated[bool, typer.Option("--ask-again", help="Redemander ce qui avait échoué.")] = False,
    on: Annotated[str | None, typer.Option(help="Jour d’une visite de plus, par exemple 2026-10-15.")] = None,
    dry: Annotated[bool, typer.Option("--plan", help="Dire ce que le mois coûtera, et s’arrêter là.")] = False,
) -> None:
    """Un mois du baromètre, sur le web réel (ou simulé avec --web replica)."""
    settings = _settings(web=web, roster=roster, data_dir=data_dir, ask_again=ask_again or None)
    wanted = Month.parse(month)
    if dry:
        show_plan(settings, wanted, _networks(network))
        return
    if on is not None:
        raise typer.Exit(0 if _revisit(settings, wanted, _networks(network), on) else 1)
    ok = _conduct(
        settings, [wanted], network, _steps(steps), kind, publish=None, keep_history=settings.data_dir is None
    )
    show_places(settings, wanted)
    raise typer.Exit(0 if ok else 1)


@app.command()
def plan(
    month: Annotated[str, typer.Option(help="Mois à prévoir, par exemple 2026-10.")],
    network: Annotated[list[str] | None, typer.Option(help="Réseau (répétable) ; tous par défaut.")] = None,
    roster: Annotated[str | None, typer.Option(help="Liste (voir barometre roster list), ou un fichier CSV.")] = None,
    web: Annotated[str | None, typer.Option(help="Monde visité : live ou replica (simulé).")] = None,
) -> None:
    """Ce qu’un mois coûtera, sans rien demander au web : requêtes, hôtes, minutes, quotas, par réseau."""
    show_plan(_settings(web=web, roster=roster), Month.parse(month), _networks(network))


@app.command()
def backfill(
    network: Annotated[list[str], typer.Option(help="Réseau à relire (répétable).")],
    first: Annotated[str, typer.Option("--from", help="Premier mois, par exemple 2012-03.")],
    last: Annotated[str, typer.Option("--to", help="Dernier mois, par exemple 2013-03.")],
    roster: Annotated[str | None, typer.Option(help="Liste (voir barometre roster list), ou un fichier CSV.")] = None,
    web: Annotated[str | None, typer.Option(help="Monde visité : live ou replica (simulé).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")] = None,
    ask_again: Annotated[bool, typer.Option("--ask-again", help="Redemander ce qui avait échoué.")] = False,
) -> None:
    """Les mois passés, d’après les archives du web : une copie par compte et par mois."""
    from pipelines.model.months import month_range
    from pipelines.stages.backfill import backfill as backfill_network
    from pipelines.stages.show import RichProgress
    from pipelines.stages.world import open_world

    settings = _settings(web=web, roster=roster, data_dir=data_dir, ask_again=ask_again or None)
    months = month_range(Month.parse(first), Month.parse(last))
    if not months:
        raise BarometreError(f"{last} précède {first} : donner --from avant --to")
    with RichProgress(console) as progress, open_world(settings, progress) as world:
        for name in _networks(network):
            progress.begin(f"archives du web, {name}")
            tell_report(backfill_network(world, name, months))
    _compute(settings, months)


@app.command("import")
def import_csv(
    path: Annotated[Path, typer.Argument(help="Fichier CSV de relevés (colonnes : voir README).")],
    roster: Annotated[Path | None, typer.Option(help="Liste des collectivités, si elle n’est pas française.")] = None,
    web: Annotated[str | None, typer.Option(help="Monde auquel ajouter : live ou replica (simulé).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")] = None,
) -> None:
    """Ajoute des relevés faits ailleurs ; les lignes fausses sont dites une à une, les bonnes gardées."""
    from pipelines.stages.bring import bring
    from pipelines.stages.world import World

    settings = _settings(web=web, data_dir=data_dir)
    report = bring(World(settings), path, roster)
    tell_report(report)
    _compute(settings, [Month.parse(text) for text in str(report.facts["months"]).split(", ")])


@app.command()
def replica(port: Annotated[int, typer.Option(help="Port ; 0 pour en choisir un libre.")] = 0) -> None:
    """Sert le web simulé sur la boucle locale, jusqu’à Ctrl-C."""
    import asyncio

    from pipelines.replica.server import serve

    asyncio.run(serve(port))


def _revisit(settings: Settings, month: Month, networks: list[str], on: str) -> bool:
    """One more visit of a month, on a day: what is a week old is read then."""
    from pipelines.orchestration.run import Conductor, instance_of
    from pipelines.stages.show import RichProgress
    from pipelines.stages.world import open_world

    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise BarometreError(f"{on!r} n’est pas un jour : l’écrire 2026-10-15") from None
    with (
        RichProgress(console) as progress,
        open_world(settings, progress) as world,
        instance_of(None) as instance,
    ):
        return tell_outcomes([Conductor(world, instance).revisit(month, networks, day)], 0.0)


@app.command()
def purge(
    web: Annotated[str | None, typer.Option(help="Monde : live ou replica (simulé).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")] = None,
) -> None:
    """Efface ce qui ne se garde qu’un temps : réponses d’une interface (30 jours pour YouTube), textes (90 jours)."""
    from pipelines.stages.purge import ERASED
    from pipelines.stages.purge import purge as apply_retention
    from pipelines.stages.world import World

    settings = _settings(web=web, data_dir=data_dir)
    world = World(settings)
    report = apply_retention(world, world.now)
    tell_report(report)
    months = [Month.parse(text) for text in str(report.facts["months"]).split(", ") if text]
    if not report.rows and not report.facts.get(ERASED):
        console.print("Rien à effacer.")
    if months:
        _compute(settings, months)


def _settings(**chosen: object) -> Settings:
    """Settings of the environment, with what the command line chose."""
    return Settings(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]


def _networks(asked: list[str] | None) -> list[str]:
    from pipelines.networks.registry import NETWORKS

    unknown = sorted(set(asked or ()) - set(NETWORKS))
    if unknown:
        raise BarometreError(f"réseau inconnu : {', '.join(unknown)} ; choisir parmi {', '.join(sorted(NETWORKS))}")
    return sorted(asked or NETWORKS)


def _compute(settings: Settings, months: list[Month]) -> None:
    """Compute the tables of some months. A gate that is not held says so and ends nothing: no edition is published."""
    ok = _conduct(settings, months, None, ("compute",), "provisional", publish=None, keep_history=False)
    if not ok:
        console.print("Les mois dont une porte n’est pas franchie ne seraient pas publiés ; leurs tables sont là.")
    console.print(f"Base de travail : {short(settings.warehouse_path)}")


def _steps(text: str) -> tuple[str, ...]:
    from pipelines.orchestration.run import STEPS

    asked = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in asked if name not in STEPS]
    if unknown or not asked:
        raise BarometreError(f"étape inconnue : {', '.join(unknown) or '(aucune)'} ; choisir parmi {', '.join(STEPS)}")
    return tuple(name for name in STEPS if name in asked)


def _conduct(
    settings: Settings,
    months: list[Month],
    networks: list[str] | None,
    steps: Iterable[str],
    kind: str,
    *,
    publish: Month | None,
    keep_history: bool,
) -> bool:
    """Run the steps of each month, then publish one; True when nothing failed.

    `keep_history` writes the runs where the web UI looks for them (data/.dagster).
    """
    from pipelines.orchestration.run import Conductor, instance_of
    from pipelines.stages.show import RichProgress, collect_table
    from pipelines.stages.world import open_world

    chosen = _networks(networks)
    ok = True
    os.chdir(PROJECT_ROOT)
    history = PROJECT_ROOT if keep_history else None
    with (
        RichProgress(console) as progress,
        open_world(settings, progress) as world,
        instance_of(history) as instance,
    ):
        conductor = Conductor(world, instance)
        plan = [(month, step) for month in months for step in steps if step == "collect"]
        plan += [(month, step) for month in months for step in steps if step != "collect"]
        plan += [(publish, "publish")] if publish else []
        outcomes: list[StepOutcome] = [conductor.reference()]
        ok = tell_outcomes(outcomes, 0.0)
        failed: set[Month] = set()
        for month, step in plan:
            if month in failed:
                continue
            started = time.monotonic()
            progress.begin(f"{month} {step}")
            world.summaries.clear()
            outcomes = conductor.step(step, month, chosen, kind)
            if not tell_outcomes(outcomes, time.monotonic() - started):
                ok = False
                failed.add(month)
            if world.summaries:
                console.print(collect_table(month, world.summaries))
            if step == "collect" and month not in failed and (month, "parse") in plan:
                conductor.read_ahead(month, chosen)
    return ok
