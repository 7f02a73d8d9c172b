"""The month: `barometre demo`, `run`, `plan`, and each step of a month as a command of its own."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from datetime import date
from typing import Annotated, Final, Literal

import typer

from pipelines.cli.options import (
    AskAgain,
    DataDir,
    Json,
    JsonOnly,
    Months,
    Networks,
    OneMonth,
    Roster,
    Web,
    answer,
    end,
    months_of,
    settings_of,
)
from pipelines.conduct import Conducted, check_months, conduct, networks_named
from pipelines.config import Settings
from pipelines.console import (
    console,
    end_interrupted,
    places,
    show_comparison,
    show_gates,
    show_places,
    show_plan,
    tell_outcomes,
)
from pipelines.model.errors import InputError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month

DEMO_MONTHS: Final = ("2012-03", "2013-02", "2013-03", "2025-10", "2026-09", "2026-10")
Kind = Annotated[Literal["provisional", "definitive"], typer.Option(help="Édition : provisional ou definitive.")]


def demo(
    months: Annotated[
        str, typer.Option(help="Mois à simuler, séparés par des virgules.", show_default=", ".join(DEMO_MONTHS))
    ] = ",".join(DEMO_MONTHS),
    fresh: Annotated[bool, typer.Option(help="Tout refaire, même ce qui est déjà archivé.")] = False,
    is_json: Json = False,
) -> None:
    """Le travail entier sur un web simulé : collecte, archive, mesure, portes, édition publiée (données simulées).

    Exemple : barometre demo
    """
    settings = settings_of(web="replica")
    if fresh and settings.data.exists():
        shutil.rmtree(settings.data)
    wanted = [Month.parse(text) for text in months.split(",")]
    done = conduct(
        settings, wanted, None, ("collect", "parse", "compute"), "provisional", publish=wanted[-1], keep_history=False
    )
    if not done.failed.issuperset(wanted):
        show_comparison(settings)
    if wanted[-1] not in done.failed:
        show_places(settings, wanted[-1])
    end(is_json, done.code, {**done.as_dict(), **_place(settings, wanted[-1], done)})


def run(
    month: OneMonth,
    network: Networks = None,
    roster: Roster = None,
    steps: Annotated[
        str, typer.Option(help="Étapes, séparées par des virgules.", show_default="collect, parse, compute, publish")
    ] = "collect,parse,compute,publish",
    kind: Kind = "provisional",
    web: Web = None,
    data_dir: DataDir = None,
    ask_again: AskAgain = False,
    on: Annotated[str | None, typer.Option(help="Jour d’une visite de plus, par exemple 2026-10-15.")] = None,
    dry: Annotated[bool, typer.Option("--plan", help="Dire ce que le mois coûtera, et s’arrêter là.")] = False,
    is_json: Json = False,
) -> None:
    """Un mois du baromètre, sur le web réel (ou simulé avec --web replica).

    Finit par 0 si tout est fait, 1 si une étape ou une porte a échoué, 2 si ce qui fut donné est faux : un argument, un
    fichier, ou la liste des collectivités (le mois est alors fait avec la dernière liste lisible du même nom).

    Exemple : barometre run --month 2026-10 --network x --network facebook
    """
    settings = settings_of(web=web, roster=roster, data_dir=data_dir, ask_again=ask_again or None)
    wanted = Month.parse(month)
    if dry:
        answer(is_json, show_plan(settings, wanted, networks_named(network)))
    elif on is not None:
        done = _revisit(settings, wanted, networks_named(network), on)
        end(is_json, done.code, done.as_dict())
    else:
        _do(settings, [wanted], network, _steps(steps), kind, is_json)


def plan(
    month: OneMonth,
    network: Networks = None,
    roster: Roster = None,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: JsonOnly = False,
) -> None:
    """Ce qu’un mois coûtera, sans rien demander au web : requêtes, hôtes, minutes, quotas, par réseau.

    Exemple : barometre plan --month 2026-10
    """
    settings = settings_of(web=web, roster=roster, data_dir=data_dir)
    answer(is_json, show_plan(settings, Month.parse(month), networks_named(network)))


def collect(
    month: Months,
    network: Networks = None,
    roster: Roster = None,
    web: Web = None,
    data_dir: DataDir = None,
    ask_again: AskAgain = False,
    is_json: Json = False,
) -> None:
    """Demande listes, sites et comptes d’un mois, et archive les réponses ; rien n’est lu.

    Interrompue, la collecte reprend où elle en était.

    Exemple : barometre collect --month 2026-10 --network mastodon
    """
    settings = settings_of(web=web, roster=roster, data_dir=data_dir, ask_again=ask_again or None)
    _do(settings, months_of(month), network, ("collect",), "provisional", is_json)


def parse(
    month: Months, network: Networks = None, web: Web = None, data_dir: DataDir = None, is_json: Json = False
) -> None:
    """Lit l’archive d’un mois avec les lecteurs d’aujourd’hui ; rien n’est demandé au web.

    Exemple : barometre parse --month 2026-09 --month 2026-10
    """
    _do(settings_of(web=web, data_dir=data_dir), months_of(month), network, ("parse",), "provisional", is_json)


def compute(month: Months, web: Web = None, data_dir: DataDir = None, is_json: Json = False) -> None:
    """Attribue les comptes d’un mois et calcule ses tables (sql/barometer).

    Exemple : barometre compute --month 2026-09,2026-10
    """
    _do(settings_of(web=web, data_dir=data_dir), months_of(month), None, ("compute",), "provisional", is_json)


def check(month: Months, web: Web = None, data_dir: DataDir = None, is_json: JsonOnly = False) -> None:
    """Dit si un mois peut être publié : règles de chaque table et audits ; ne change rien. 1 si une porte est fermée.

    Exemple : barometre check --month 2026-10
    """
    settings = settings_of(web=web, data_dir=data_dir)
    told = [show_gates(settings, one) for one in months_of(month)]
    is_shut = any(one["is_blocking"] for one in told)
    end(is_json, ExitCode.FAILED if is_shut else ExitCode.DONE, {"months": told})


def publish(
    month: Months, kind: Kind = "provisional", web: Web = None, data_dir: DataDir = None, is_json: Json = False
) -> None:
    """Tient les portes d’un mois calculé, puis écrit fichiers et site de son édition.

    Une édition provisoire se remplace ; pour la définitive, voir barometre seal.

    Exemple : barometre publish --month 2026-10
    """
    _do(settings_of(web=web, data_dir=data_dir), months_of(month), None, ("publish",), kind, is_json)


def _do(
    settings: Settings, months: list[Month], network: list[str] | None, steps: Collection[str], kind: str, is_json: bool
) -> None:
    """The steps of some months, and where the results are of those that did well."""
    keep = settings.data_dir is None
    done = conduct(settings, months, network, steps, kind, publish=None, keep_history=keep)
    for month in months:
        if month not in done.failed or places(settings, month)["site"] is None:
            show_places(settings, month)
    end(is_json, done.code, {**done.as_dict(), "places": [_place(settings, month, done) for month in months]})


def _place(settings: Settings, month: Month, done: Conducted) -> dict[str, str | None]:
    """Where the results of a month are; of one whose step failed no edition, for the one that lies there is older."""
    former = {"site": None, "duckdb": None} if month in done.failed else {}
    return {**places(settings, month), **former}


def _revisit(settings: Settings, month: Month, networks: list[str], on: str) -> Conducted:
    """One more visit of a month, on a day: what is a week old is read then."""
    from pipelines.orchestration.run import Conductor, instance_of
    from pipelines.stages.show import RichProgress
    from pipelines.stages.world import open_world

    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise InputError(f"{on!r} n’est pas un jour : l’écrire 2026-10-15") from None
    check_months([month])
    if not month.first_day <= day <= month.plus(1).last_day:
        raise InputError(f"{on} n’est ni de {month}, ni du mois d’après : une visite de plus est de l’un des deux")
    with (
        RichProgress(console) as progress,
        open_world(settings, progress) as world,
        instance_of(None) as instance,
    ):
        outcomes = [Conductor(world, instance, end_interrupted).revisit(month, networks, day)]
    return Conducted(ExitCode.DONE if tell_outcomes(outcomes) else ExitCode.FAILED, outcomes)


def _steps(text: str) -> tuple[str, ...]:
    from pipelines.orchestration.run import STEPS

    asked = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in asked if name not in STEPS]
    if unknown or not asked:
        raise InputError(f"étape inconnue : {', '.join(unknown) or '(aucune)'} ; choisir parmi {', '.join(STEPS)}")
    return tuple(name for name in STEPS if name in asked)
