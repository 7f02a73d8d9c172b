"""Editions and months, sealed, corrected, compared, made or read again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape

from pipelines.cli.options import DataDir, Json, JsonOnly, Web, end, file_to_write, months_of, settings_of
from pipelines.conduct import conduct, networks_named
from pipelines.console import EDITION_FR, Steps, console, short, tell_problems
from pipelines.french import in_french
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month

if TYPE_CHECKING:
    from pipelines.stages.diff import Difference
    from pipelines.stages.reparse import Reparse
    from pipelines.stages.rerun import Rerun

_SHOWN_ROWS: Final = 5
_SHOWN_CAUSES: Final = 12
_SHOWN_FILES: Final = 12


def diff(
    before: Annotated[str, typer.Argument(metavar="AVANT", help="Mois le plus ancien, par exemple 2026-09.")],
    after: Annotated[str, typer.Argument(metavar="APRÈS", help="Mois le plus récent, par exemple 2026-10.")],
    network: Annotated[list[str] | None, typer.Option(help="Réseau (répétable) ; tous par défaut.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="entered, left, renamed, jumped, stopped ou corrected (répétable).")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Écrire toutes les lignes dans ce fichier CSV.")] = None,
    feed: Annotated[Path | None, typer.Option("--atom", help="Les écrire en flux Atom dans ce fichier.")] = None,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: JsonOnly = False,
) -> None:
    """Ce qui a changé d’un mois à l’autre : arrivées, départs, renommés, sauts, silences, corrections.

    Les corrections sont ce qui n’est plus comme il fut publié du premier mois. Un passage de l’inconnu ou vers lui
    n’est pas un changement : personne ne l’a vu.

    Exemple : barometre diff 2026-09 2026-10 --csv differences.csv
    """
    from pipelines.stages.diff import difference
    from pipelines.stages.world import World

    world = World(settings_of(web=web, data_dir=data_dir))
    networks = networks_named(network) if network else ()
    written = [file_to_write(path) for path in (csv, feed) if path is not None]
    found = difference(world, Month.parse(before), Month.parse(after), networks, kind or ())
    if csv is not None:
        found.rows.write_csv(csv)
    if feed is not None:
        feed.write_text(found.atom(), "utf-8")
    _tell_changes(found)
    for path in written:
        console.print(f"Écrit : {short(path)}", highlight=False)
    end(is_json, ExitCode.DONE, found.as_dict())


def _tell_changes(found: Difference) -> None:
    from pipelines.stages.diff import KIND_FR, change_told, network_label

    console.print(f"[bold]De {found.before} à {found.after}[/], d’après {short(found.base)}", highlight=False)
    for kind, label in KIND_FR.items():
        rows = found.rows.filter(kind=kind).to_dicts()
        networks = ", ".join(
            f"{network_label(network)} {count}" for one, network, count in found.counts() if one == kind
        )
        console.print(f"[bold]{label}[/] : {len(rows)}{f' ({networks})' if networks else ''}", highlight=False)
        for row in rows[:_SHOWN_ROWS]:
            named = f"{row['name'] or row['territory_id']}, {network_label(row['network'])}"
            console.print(f"  {named}, {change_told(row)}", highlight=False, markup=False, soft_wrap=True)
        if len(rows) > _SHOWN_ROWS:
            console.print(f"  … et {len(rows) - _SHOWN_ROWS} autres (--csv les donne toutes)", highlight=False)
    if found.problem:
        console.print(f"[yellow]·[/] {found.problem}", highlight=False)


def rerun(
    name: Annotated[str, typer.Argument(metavar="ÉDITION", help="2026-10, ou 2026-10-erratum-01.")],
    out: Annotated[Path | None, typer.Option(help="Dossier neuf où la refaire ; data/rerun/<mois> par défaut.")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Refaire même si des entrées ou le code ont changé.")
    ] = False,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: Json = False,
) -> None:
    """Refait une édition publiée à partir de ses entrées, dans un dossier neuf, et compare octet par octet.

    Les entrées sont celles que l’édition nomme (provenance/inputs.json) : une édition scellée se refait avant et après
    l’effacement de ce qui ne se garde qu’un temps, une provisoire avant seulement. Finit par 4 si l’une a changé, ou si
    une part de l’édition sort autrement : chacune est nommée.

    Exemple : barometre rerun 2026-10
    """
    from pipelines.stages.rerun import month_of
    from pipelines.stages.rerun import rerun as make_again
    from pipelines.stages.world import World

    month_of(name)
    world, place = World(settings_of(web=web, data_dir=data_dir)), out
    if place is None:
        place = world.settings.data / "rerun" / name
        shutil.rmtree(place, ignore_errors=True)
    with Steps() as steps:
        done = make_again(world, name, place, steps.tell, anyway=anyway)
    _tell_some("[yellow]·[/]", done.changed)
    _tell_some("[red]diffère[/]", done.differences)
    console.print(_verdict(done), highlight=False)
    end(is_json, ExitCode.DONE if done.is_identical else ExitCode.DIFFERENT, done.as_dict())


def _tell_some(mark: str, texts: Sequence[str]) -> None:
    """The first of a list that may hold hundreds, how many are left, and where all of them are."""
    for text in texts[:_SHOWN_FILES]:
        console.print(f"{mark} {escape(text)}", highlight=False)
    if len(texts) > _SHOWN_FILES:
        console.print(f"{mark} … et {len(texts) - _SHOWN_FILES} autres (--json les donne toutes)", highlight=False)


def _verdict(done: Rerun) -> str:
    if done.made is None:
        count = len(done.changed)
        return f"Rien n’est refait : entrées changées, {count}. Les rétablir, ou --anyway pour voir ce que cela change."
    if done.differences:
        return f"Parts qui diffèrent : {len(done.differences)} ; l’édition refaite est dans {short(done.made)}"
    return f"{done.edition} : {done.files} fichiers identiques, octet par octet."


def reparse(
    month: Annotated[list[str] | None, typer.Option(help="Mois à relire (répétable) ; tous par défaut.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Mettre le nouveau lac et la nouvelle base en place.")] = False,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: Json = False,
) -> None:
    """Relit l’archive entière avec le code d’aujourd’hui, et dit ce qui en sort autrement, et pourquoi.

    Causes, dans cet ordre : méthode (SQL), monde (réponses arrivées ou parties), lecteurs, comptes, géographie. Chacune
    remplace sa part de l’ancien état : elles s’additionnent. Rien n’est demandé au web ; sans --apply, rien n’est
    changé ; une édition scellée ne l’est jamais. Finit par 4 si quelque chose change.

    Exemple : barometre reparse, puis barometre reparse --apply
    """
    from pipelines.stages.reparse import reparse as read_again
    from pipelines.stages.world import World

    world = World(settings_of(web=web, data_dir=data_dir))
    out = world.settings.data / "reparse"
    shutil.rmtree(out, ignore_errors=True)
    with Steps() as steps:
        done = read_again(world, months_of(month) if month else [], out, steps.tell, apply=apply)
    if done.is_applied:
        shutil.rmtree(out)
    _tell_causes(done)
    end(is_json, ExitCode.DONE if done.is_same else ExitCode.DIFFERENT, done.as_dict())


def _tell_causes(done: Reparse) -> None:
    from pipelines.stages.reparse import CAUSE_FR

    for cause, count in done.by_cause().items():
        console.print(f"[bold]{CAUSE_FR[cause]}[/] : {count} lignes du baromètre", highlight=False)
        for line in done.lines(cause)[:_SHOWN_CAUSES]:
            console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    if done.sealed:
        months = ", ".join(done.sealed)
        console.print(
            f"[yellow]·[/] éditions scellées qui seraient autres : {months} (barometre erratum)", highlight=False
        )
    if done.is_same:
        console.print("Tout est relu à l’identique.")
    elif done.is_applied:
        console.print("Le nouveau lac et la nouvelle base sont en place.")
        console.print(f"Journal des données : {', '.join(done.journal) or 'rien de publié ne change'}", highlight=False)
    else:
        console.print(f"Rien n’est changé : le résultat est dans {short(done.made)} ; --apply le met en place.")


def seal(
    month: Annotated[str, typer.Argument(metavar="MOIS", help="Mois à sceller, par exemple 2026-10.")],
    verify: Annotated[bool, typer.Option("--verify", help="Vérifier les éditions du mois, sans rien publier.")] = False,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: Json = False,
) -> None:
    """Publie l’édition définitive d’un mois : scellée par son manifeste sha256, elle n’est plus jamais réécrite.

    Ce que les conditions d’une interface ne laissent garder qu’un temps n’y entre pas. Avec --verify, relit chaque
    fichier des éditions du mois ; finit par 4 si l’un n’est plus comme il fut scellé.

    Exemple : barometre seal 2026-10, puis barometre seal 2026-10 --verify
    """
    from pipelines.stages.erratum import sealed, verified

    settings, wanted = settings_of(web=web, data_dir=data_dir), Month.parse(month)
    if verify:
        told = verified(settings.editions_dir, wanted)
        problems = [problem for one in told for problem in one["problems"]]
        for one in told:
            whole = "retirée" if one["is_withdrawn"] else "intacte"
            kind = EDITION_FR.get(one["kind"], one["kind"])
            state = f"[green]✓[/] {whole}" if not one["problems"] else "[red]✗[/] changée"
            console.print(
                f"{state} : {short(Path(one['path']))}, {kind}, manifeste {one['manifest_sha256']}", highlight=False
            )
        for problem in problems:
            console.print(f"  {in_french(problem)}", highlight=False, markup=False)
        end(is_json, ExitCode.DIFFERENT if problems else ExitCode.DONE, {"editions": told})
    done = conduct(settings, [wanted], None, ("publish",), "definitive", publish=None, keep_history=False)
    made = None
    if wanted not in done.failed:
        made = sealed(wanted, settings.editions_dir / str(wanted))
        console.print(
            f"{wanted} est scellé : {short(made.path)}\nmanifeste sha256 {made.manifest_sha256}", highlight=False
        )
    end(is_json, done.code, {**done.as_dict(), "sealed": made and made.as_dict()})


def erratum(
    month: Annotated[str, typer.Argument(metavar="MOIS", help="Mois scellé à corriger, par exemple 2026-10.")],
    reason: Annotated[str, typer.Option(help="Ce qui était faux et pourquoi, en une phrase ; elle est publiée.")],
    web: Web = None,
    data_dir: DataDir = None,
    is_json: Json = False,
) -> None:
    """Corrige une édition scellée : une édition de plus à côté d’elle, avec la raison ; la première reste telle quelle.

    La base doit déjà dire ce qui est juste (barometre reparse --apply, import, review…). Les portes sont tenues comme
    pour toute édition ; latest désigne le dernier erratum du dernier mois.

    Exemple : barometre erratum 2026-10 --reason "Les abonnés de trois pages étaient lus dans une autre colonne."
    """
    from pipelines.stages.erratum import publish_erratum
    from pipelines.stages.world import World

    world = World(settings_of(web=web, data_dir=data_dir))
    with Steps() as steps:
        done = publish_erratum(world, Month.parse(month), reason, steps.tell)
    told = done.erratum or {}
    console.print(f"{short(done.path)} corrige {told['corrects']['edition']} : {', '.join(told['tables']) or 'pages'}")
    console.print(f"manifeste sha256 {done.manifest_sha256}", highlight=False)
    tell_problems(done.problems)
    end(is_json, ExitCode.DONE, done.as_dict())
