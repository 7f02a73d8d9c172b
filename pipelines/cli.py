"""`barometre`: the command line. Says what a newcomer needs; calls the same steps as Dagster's assets."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines import cli_method, cli_review, cli_roster
from pipelines.cli_review import again
from pipelines.conduct import FAILED, WRONG_INPUT, conduct, networks_named
from pipelines.config import PROJECT_ROOT, Settings
from pipelines.console import (
    console,
    short,
    show_accuracy,
    show_comparison,
    show_places,
    show_plan,
    tell_outcomes,
    tell_report,
)
from pipelines.model.errors import BarometreError
from pipelines.model.months import Month

app = typer.Typer(
    help="Baromètre de présence territoriale : collecte, mesure et publie la présence des collectivités françaises "
    "sur les réseaux sociaux.\n\nPour commencer : barometre demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_roster.app, name="roster")
cli_method.register(app)
DEMO_MONTHS = ("2012-03", "2013-02", "2013-03", "2025-10", "2026-09", "2026-10")


def main() -> None:
    """Entry point: project errors become one clear message and exit code 2 (`conduct` has the exit codes)."""
    try:
        app()
    except BarometreError as error:
        Console(stderr=True).print(f"[bold red]Erreur[/] : {error}", highlight=False)
        sys.exit(WRONG_INPUT)


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
    code = conduct(
        settings, wanted, None, ("collect", "parse", "compute"), "provisional", publish=wanted[-1], keep_history=False
    )
    show_comparison(settings)
    show_places(settings, wanted[-1])
    raise typer.Exit(code)


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
    """Un mois du baromètre, sur le web réel (ou simulé avec --web replica).

    Finit par 0 si tout est fait, 1 si une étape ou une porte a échoué, 2 si ce qui fut donné est faux : un argument, un
    fichier, ou la liste des collectivités (le mois est alors fait avec la dernière liste lisible du même nom).
    """
    settings = _settings(web=web, roster=roster, data_dir=data_dir, ask_again=ask_again or None)
    wanted = Month.parse(month)
    if dry:
        show_plan(settings, wanted, networks_named(network))
        return
    if on is not None:
        raise typer.Exit(0 if _revisit(settings, wanted, networks_named(network), on) else 1)
    keep = settings.data_dir is None
    code = conduct(settings, [wanted], network, _steps(steps), kind, publish=None, keep_history=keep)
    show_places(settings, wanted)
    raise typer.Exit(code)


@app.command()
def plan(
    month: Annotated[str, typer.Option(help="Mois à prévoir, par exemple 2026-10.")],
    network: Annotated[list[str] | None, typer.Option(help="Réseau (répétable) ; tous par défaut.")] = None,
    roster: Annotated[str | None, typer.Option(help="Liste (voir barometre roster list), ou un fichier CSV.")] = None,
    web: Annotated[str | None, typer.Option(help="Monde visité : live ou replica (simulé).")] = None,
) -> None:
    """Ce qu’un mois coûtera, sans rien demander au web : requêtes, hôtes, minutes, quotas, par réseau."""
    show_plan(_settings(web=web, roster=roster), Month.parse(month), networks_named(network))


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
        for name in networks_named(network):
            progress.begin(f"archives du web, {name}")
            tell_report(backfill_network(world, name, months))
    _compute(settings, months)


@app.command()
def accuracy(
    month: Annotated[str, typer.Option(help="Mois à mesurer, par exemple 2026-10.")],
    roster: Annotated[str | None, typer.Option(help="Liste : TRAPS2026 (les pièges), DEMO2026 par défaut.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; sous data/demo par défaut.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Écrire les chiffres en JSON.")] = False,
) -> None:
    """Précision et rappel des comptes principaux sur le web simulé, par strate et par piège ; 1 sous les seuils.

    Le mois et celui d’avant sont d’abord faits, s’ils manquent.
    """
    from pipelines.stages.accuracy import is_measured
    from pipelines.stages.world import World

    folder = data_dir or (PROJECT_ROOT / "data" / "demo" / roster.lower() if roster else None)
    world, wanted = World(_settings(web="replica", roster=roster, data_dir=folder)), Month.parse(month)
    console.stderr = as_json
    if not is_measured(world, wanted, world.roster_id(wanted)):
        steps, months = ("collect", "parse", "compute"), [wanted.plus(-1), wanted]
        conduct(world.settings, months, None, steps, "provisional", publish=None, keep_history=False)
    raise typer.Exit(0 if show_accuracy(world.settings, wanted, as_json=as_json) else 1)


@app.command("import")
def import_csv(
    path: Annotated[Path, typer.Argument(help="Fichier CSV de relevés (colonnes : voir README).")],
    roster: Annotated[Path | None, typer.Option(help="Liste des collectivités, si elle n’est pas française.")] = None,
    web: Annotated[str | None, typer.Option(help="Monde auquel ajouter : live ou replica (simulé).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")] = None,
) -> None:
    """Ajoute des relevés faits ailleurs ; les lignes fausses sont dites une à une, les bonnes gardées.

    Sans colonnes de relevé (observed_at, followers_count), c’est une liste de comptes relus : chacun vaut preuve E5.
    """
    from pipelines.stages.bring import bring
    from pipelines.stages.review import MONTHS
    from pipelines.stages.world import World

    settings = _settings(web=web, data_dir=data_dir)
    report = bring(World(settings), path, roster)
    tell_report(report)
    again(settings, report.facts[MONTHS], _compute)


@app.command()
def review(
    month: Annotated[str | None, typer.Option(help="Mois dont écrire les cas douteux, par exemple 2026-10.")] = None,
    roster: Annotated[str | None, typer.Option(help="Liste (voir barometre roster list), ou un fichier CSV.")] = None,
    out: Annotated[Path | None, typer.Option(help="Fichier à écrire ; revue-<mois>.csv par défaut.")] = None,
    read: Annotated[
        Path | None, typer.Option(help="Fichier de cas, rempli : lire les décisions et recalculer.")
    ] = None,
    remove: Annotated[str | None, typer.Option(help="Compte à retirer (facebook:nom) : dit quoi écrire et où.")] = None,
    web: Annotated[str | None, typer.Option(help="Monde : live ou replica (simulé).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")] = None,
) -> None:
    """Les cas douteux d’un mois, en CSV à remplir ; les décisions relues valent dès ce mois et changent ses tables.

    Un cas : deux comptes pour une collectivité, un compte que deux réclament, un nouveau compte principal, un compte
    renommé ou détourné, un saut d’abonnés, un compte sans lien retour, ou qui n’est cité que par Wikidata. Chaque ligne
    porte les preuves (page, endroit, enregistrement de l’archive) et les réponses admises. On remplit decision,
    decided_role (jamais un nom) et decided_date ; « unsure » revient le mois suivant, un cas décidé seulement si ses
    preuves changent.
    """
    settings = _settings(web=web, roster=roster, data_dir=data_dir)
    cli_review.review(settings, month, out, read, remove, _compute)


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
        return tell_outcomes([Conductor(world, instance).revisit(month, networks, day)])


@app.command()
def purge(
    web: Annotated[str | None, typer.Option(help="Monde : live ou replica (simulé).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données ; data/ par défaut.")] = None,
) -> None:
    """Efface ce qui ne se garde qu’un temps (réponses d’une interface, 30 jours pour YouTube ; textes, 90 jours), et
    les comptes dont le retrait est demandé (removals de corrections.yaml)."""
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


def _compute(settings: Settings, months: list[Month]) -> None:
    """Compute the tables of some months. A gate that is not held says so and ends nothing: no edition is published."""
    if conduct(settings, months, None, ("compute",), "provisional", publish=None, keep_history=False) == FAILED:
        console.print("Les mois dont une porte n’est pas franchie ne seraient pas publiés ; leurs tables sont là.")
    console.print(f"Base de travail : {short(settings.warehouse_path)}")


def _steps(text: str) -> tuple[str, ...]:
    from pipelines.orchestration.run import STEPS

    asked = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in asked if name not in STEPS]
    if unknown or not asked:
        raise BarometreError(f"étape inconnue : {', '.join(unknown) or '(aucune)'} ; choisir parmi {', '.join(STEPS)}")
    return tuple(name for name in STEPS if name in asked)
