"""What is added to months or taken out of them: past months, readings made elsewhere, reviews, retention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import AskAgain, DataDir, Json, Roster, Web, answer, file_to_write, settings_of
from pipelines.conduct import check_months, conduct, networks_named
from pipelines.config import Settings
from pipelines.console import console, short, tell_report
from pipelines.model.errors import InputError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month, month_range


def backfill(
    network: Annotated[list[str], typer.Option(help="Réseau à relire (répétable).")],
    first: Annotated[str, typer.Option("--from", help="Premier mois, par exemple 2012-03.")],
    last: Annotated[str, typer.Option("--to", help="Dernier mois, par exemple 2013-03.")],
    roster: Roster = None,
    web: Web = None,
    data_dir: DataDir = None,
    ask_again: AskAgain = False,
    is_json: Json = False,
) -> None:
    """Les mois passés, d’après les archives du web : une copie par compte et par mois.

    Exemple : barometre backfill --network x --from 2012-03 --to 2013-03
    """
    from pipelines.stages.backfill import backfill as backfill_network
    from pipelines.stages.show import RichProgress
    from pipelines.stages.world import open_world

    settings = settings_of(web=web, roster=roster, data_dir=data_dir, ask_again=ask_again or None)
    months = month_range(Month.parse(first), Month.parse(last))
    if not months:
        raise InputError(f"{last} précède {first} : donner --from avant --to")
    check_months(months)
    names = networks_named(network)
    reports = []
    with RichProgress(console) as progress, open_world(settings, progress) as world:
        for name in names:
            progress.begin(f"archives du web, {name}")
            reports.append(backfill_network(world, name, months))
            tell_report(reports[-1])
    computed = _compute(settings, months)
    answer(is_json, {"reports": [report.as_dict() for report in reports], "computed": computed})


def import_csv(
    path: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier CSV de relevés (colonnes : voir README).")],
    roster: Annotated[Path | None, typer.Option(help="Liste des collectivités, si elle n’est pas française.")] = None,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: Json = False,
) -> None:
    """Ajoute des relevés faits ailleurs ; les lignes fausses sont dites une à une, les bonnes gardées.

    Sans colonnes de relevé (observed_at, followers_count), c’est une liste de comptes relus : chacun vaut preuve E5.

    Exemple : barometre import releves.csv
    """
    from pipelines.stages.bring import bring
    from pipelines.stages.review import MONTHS
    from pipelines.stages.world import World

    settings = settings_of(web=web, data_dir=data_dir)
    report = bring(World(settings), path, roster)
    tell_report(report)
    answer(is_json, {**report.as_dict(), "computed": _again(settings, report.facts[MONTHS])})


def review(
    month: Annotated[str | None, typer.Option(help="Mois dont écrire les cas douteux, par exemple 2026-10.")] = None,
    roster: Roster = None,
    out: Annotated[Path | None, typer.Option(help="Fichier à écrire ; revue-<mois>.csv par défaut.")] = None,
    read: Annotated[
        Path | None, typer.Option(help="Fichier de cas, rempli : lire les décisions et recalculer.")
    ] = None,
    remove: Annotated[str | None, typer.Option(help="Compte à retirer (facebook:nom) : dit quoi écrire et où.")] = None,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: Json = False,
) -> None:
    """Les cas douteux d’un mois, en CSV à remplir ; les décisions relues valent dès ce mois et changent ses tables.

    Un cas : deux comptes pour une collectivité, un compte que deux réclament, un nouveau compte principal, un compte
    renommé ou détourné, un saut d’abonnés, un compte sans lien retour, ou qui n’est cité que par Wikidata. Chaque ligne
    porte les preuves (page, endroit, enregistrement de l’archive) et les réponses admises. On remplit decision,
    decided_role (jamais un nom) et decided_date ; « unsure » revient le mois suivant, un cas décidé seulement si ses
    preuves changent.

    Exemple : barometre review --month 2026-10, puis barometre review --read revue-2026-10.csv
    """
    settings = settings_of(web=web, roster=roster, data_dir=data_dir)
    if month is not None and read is None and remove is None:
        told = _write_cases(settings, Month.parse(month), out)
    elif read is not None and month is None and remove is None:
        told = _read_answers(settings, read)
    elif remove is not None and month is None and read is None:
        told = _removal(settings, remove)
    else:
        raise InputError("donner --month (écrire les cas), ou --read (relire les réponses), ou --remove (un retrait)")
    answer(is_json, told)


def _write_cases(settings: Settings, month: Month, out: Path | None) -> dict[str, object]:
    from pipelines.stages import review as stage
    from pipelines.stages.world import World

    path = file_to_write(out or Path(f"revue-{month}.csv"))
    report = stage.write(World(settings), month, path)
    tell_report(report)
    console.print(f"{report.facts['cases']} cas à relire dans {short(path)}, {report.facts['settled']} déjà réglés.")
    console.print(f"Remplir decision, decided_role et decided_date, puis : barometre review --read {path}")
    return {**report.as_dict(), "path": str(path)}


def _read_answers(settings: Settings, path: Path) -> dict[str, object]:
    from pipelines.stages import review as stage
    from pipelines.stages.world import World

    report = stage.read(World(settings), path)
    tell_report(report)
    return {**report.as_dict(), "computed": _again(settings, report.facts[stage.MONTHS])}


def _removal(settings: Settings, account: str) -> dict[str, object]:
    from pipelines.stages import removals
    from pipelines.stages.world import World

    entry = removals.entry(World(settings), account)
    console.print(f"À écrire sous « removals: » dans {short(settings.corrections_path)} :", highlight=False)
    if not settings.corrections_path.exists():
        console.print("(le fichier n’existe pas encore : sa première ligne est « version: 1 »)", highlight=False)
    console.print(entry, highlight=False, soft_wrap=True)
    console.print("Puis : barometre purge, qui l’efface partout et recalcule les mois touchés.")
    return {"path": str(settings.corrections_path), "entry": entry}


def purge(web: Web = None, data_dir: DataDir = None, is_json: Json = False) -> None:
    """Efface ce qui ne se garde qu’un temps (réponses d’une interface, 30 jours pour YouTube ; textes, 90 jours), et
    les comptes dont le retrait est demandé (removals de corrections.yaml). Une édition publiée qui en contient est
    retirée : ses fichiers sont effacés, son manifeste reste, et ses adresses mènent à la liste des éditions.

    Exemple : barometre purge
    """
    from pipelines.stages.purge import ERASED
    from pipelines.stages.purge import purge as apply_retention
    from pipelines.stages.world import World

    settings = settings_of(web=web, data_dir=data_dir)
    world = World(settings)
    report = apply_retention(world, world.now)
    tell_report(report)
    months = [Month.parse(text) for text in str(report.facts["months"]).split(", ") if text]
    if not report.rows and not report.facts.get(ERASED):
        console.print("Rien à effacer.")
    answer(is_json, {**report.as_dict(), "computed": _compute(settings, months) if months else None})


def _again(settings: Settings, months: object) -> dict[str, object] | None:
    """Compute some months again, named as a report does."""
    wanted = [Month.parse(text) for text in str(months).split(", ") if text]
    if not wanted:
        console.print("Aucun mois n’est à recalculer.")
        return None
    told = _compute(settings, wanted)
    console.print(f"Un compte nouveau sera relevé par : barometre run --month {wanted[-1]}")
    return told


def _compute(settings: Settings, months: list[Month]) -> dict[str, object]:
    """Compute the tables of some months. A gate that is not held says so and ends nothing: no edition is published."""
    done = conduct(settings, months, None, ("compute",), "provisional", publish=None, keep_history=False)
    if done.code == ExitCode.FAILED:
        console.print("Les mois dont une porte n’est pas franchie ne seraient pas publiés ; leurs tables sont là.")
    console.print(f"Base de travail : {short(settings.warehouse_path)}")
    return done.as_dict()
