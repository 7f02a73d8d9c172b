"""`barometre claim`: what can be said of other people's figures; `barometre indicators`: what each of ours says;
`barometre sensitivity`: what the practice score owes to its grid; `barometre accuracy`: how right the accounts are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table

from pipelines.cli.framework import Command
from pipelines.cli.options import DataDir, Json, JsonOnly, OneMonth, answer, end, settings_of
from pipelines.conduct import conduct
from pipelines.config import PROJECT_ROOT
from pipelines.console import console, short, show_accuracy
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month
from pipelines.model.numerals import numeral

if TYPE_CHECKING:
    from pipelines.stages.indicators import Listing

HELP = """Un chiffre imprimé peut-il être vrai ? Part ou moyenne de strates, décomptes qui le donnent, source, âge.

Exemples : "56,7 %" --n 176 ; "22 sur 26, soit 85 %" ; "entre 40 et 45 %" --n 176 ; "2 sur 3" --n 176 ;
"47 % → 72,7 %" ; "+28,2 pts" --network facebook ;
"+62 000 fans" --stock 62257 ; "49 %" --n 176 --a 116 --b 98 --any 123 ; "près de 90 %" --on 2026-10.

Code de sortie : 0 une lecture au moins est possible et rien ne la contredit ; 1 impossible ou contredit ;
2 mauvais usage ; 3 non testable (pas de base, pas de stock, rien de reconnu)."""


def claim(
    text: Annotated[str, typer.Argument(metavar="TEXTE", help="Ce qui est imprimé, en français ou en anglais.")],
    n: Annotated[str | None, typer.Option("--n", help="Base : 176, 227-229, 26|27, ou strates 26+50+100.")] = None,
    strata: Annotated[str | None, typer.Option(help="Strates de la moyenne : 3, ou leurs tailles 26,50,100.")] = None,
    mode: Annotated[str | None, typer.Option(help="Une seule lecture : pooled ou mean_of_strata_rounded.")] = None,
    decimals: Annotated[int | None, typer.Option(help="Décimales imprimées ; celles du texte par défaut.")] = None,
    network: Annotated[str | None, typer.Option(help="Réseau dont parle le texte, par exemple facebook.")] = None,
    indicator: Annotated[str | None, typer.Option(help="Indicateur, par exemple presence_rate.")] = None,
    date: Annotated[str | None, typer.Option(help="Date du chiffre : 2013-03, ou 2013.")] = None,
    stock: Annotated[int | None, typer.Option(help="Abonnés à la fin de la période d’un gain.")] = None,
    a: Annotated[int | None, typer.Option("--a", help="Présentes sur un premier réseau.")] = None,
    b: Annotated[int | None, typer.Option("--b", help="Présentes sur un second réseau.")] = None,
    either: Annotated[int | None, typer.Option("--any", help="Présentes sur l’un au moins.")] = None,
    both: Annotated[int | None, typer.Option("--both", help="Présentes sur les deux.")] = None,
    on: Annotated[str | None, typer.Option(help="Mois où le chiffre est cité ; aujourd’hui par défaut.")] = None,
    is_json: JsonOnly = False,
) -> None:
    from pipelines.stages.claim import Told, examine

    told = Told(n, strata, mode, decimals, network, indicator, date, stock, a, b, either, both, on)
    verdict = examine(PROJECT_ROOT / "data" / "reference", text, told)
    lines = [verdict.claim.text, *(f"  {line.topic} : {line.text_fr}" for line in verdict.lines)]
    if verdict.claim.others:
        lines.append(f"  non examiné : {' ; '.join(verdict.claim.others)}")
    lines.append(f"verdict : {verdict.sentence}")
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    end(is_json, verdict.exit_code, verdict.as_dict())


INDICATORS_HELP: Final = """Les 63 indicateurs : calculés, retenus ou non observables ce mois-ci, et pourquoi.

Avec un numéro (barometre indicators I05) : sa définition, son unité, ses règles et un exemple à refaire à la main.

Sans base de travail, le catalogue seul. La base est celle de --data-dir, sinon de data/, sinon de la démonstration ;
où un autre programme la tient, ce qui fut publié en dernier."""
_LEGEND: Final = (
    "calculé : une valeur au moins ce mois-ci ; retenu : des cases, toutes vides, et la raison la plus fréquente ; "
    "non observable : aucune case, et pourquoi.\n"
    "Une case : un réseau, une strate ou une maille, une variante et un mode d’agrégation. "
    "Valeurs : cases qui ont une valeur / cases."
)
_TOLD: Final = (
    ("définition", "formula_fr"), ("unité", "unit_fr"), ("une valeur par", "grain_fr"), ("période", "window_fr"),
    ("agrégation", "default_aggregation_fr"), ("vide", "null_policy_fr"), ("intervalle", "interval_fr"),
    ("réseaux", "networks_fr"), ("exemple", "example_fr"), ("rupture", "break_fr"), ("source", "source"),
    ("calculé dans", "computed_in"),
)  # fmt: skip


def indicators(
    only: Annotated[
        str | None, typer.Argument(metavar="INDICATEUR", help="Un indicateur, par exemple I05 : sa définition.")
    ] = None,
    month: Annotated[str | None, typer.Option(help="Mois, par exemple 2026-10 ; le dernier par défaut.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données.")] = None,
    is_json: JsonOnly = False,
) -> None:
    from pipelines.stages.indicators import listing

    found = listing(PROJECT_ROOT / "data" / "reference", _bases(data_dir, month), month)
    asked = None if only is None else found.asked(only)
    if asked is None:
        _tell_all(found)
    else:
        _tell_one(found, asked)
    told = found.as_dict()
    told["indicators"] = [row for row in told["indicators"] if asked in (None, row["indicator_id"])]
    answer(is_json, told)


def _bases(data_dir: Path | None, month: str | None) -> list[Path]:
    """The files to read: those of `data_dir`, else of the real base, else of the demo; none where there is no base."""
    from pipelines.stages.indicators import bases

    worlds = [settings_of(data_dir=data_dir)] if data_dir is not None else [settings_of(), settings_of(web="replica")]
    known = [one for one in worlds if data_dir is not None or one.warehouse_path.is_file()]
    return bases(known[0], None if month is None else Month.parse(month)) if known else []


def _tell_all(found: Listing) -> None:
    from pipelines.stages.indicators import STATE_FR

    is_alone = found.path is None
    columns = ("n°", "indicateur") if is_alone else ("n°", "indicateur", "constat", "valeurs", "réseaux", "pourquoi")
    table = Table(title="Les indicateurs", title_justify="left")
    for column in columns:
        table.add_column(column, justify="right" if column in ("valeurs", "réseaux") else "left")
    for name, states in found.families():
        table.add_section()
        table.add_row("", f"[bold]{name}[/]")
        for each in states:
            counts = (
                (f"{each.value_count} / {each.cell_count}", str(len(each.networks) or "ensemble"))
                if each.cell_count
                else ("—", "—")
            )
            row = (each.indicator_id, each.label_fr, STATE_FR.get(each.state or "", ""), *counts, each.why_fr)
            table.add_row(*row[: len(columns)])
    console.print(table)
    if found.path is None:
        console.print(
            "Aucune base : le catalogue seul. Pour des valeurs : barometre demo (web simulé), puis recommencer."
        )
    else:
        counted = " ; ".join(f"{STATE_FR[state]} : {count}" for state, count in found.counts.items())
        console.print(f"{found.month} – {counted}\n{_LEGEND}\nBase : {short(found.path)}", highlight=False)
    console.print("Une définition : barometre indicators I05", highlight=False)


def _tell_one(found: Listing, indicator_id: str) -> None:
    from pipelines.stages.indicators import STATE_FR

    row = found.catalogue[indicator_id]
    state = next(each for each in found.states if each.indicator_id == indicator_id)
    lines = [f"{indicator_id} · {row['label_fr']}", *(f"  {name} : {row[key]}" for name, key in _TOLD if row[key])]
    if state.state is not None:
        lines.append(
            f"  {found.month} : {STATE_FR[state.state]}, {state.value_count} valeurs sur {state.cell_count} cases"
        )
        if state.why_fr:
            lines.append(f"  cases vides : {state.why_fr}" if state.cell_count else f"  pourquoi : {state.why_fr}")
        if state.networks:
            lines.append(f"  réseaux de ces cases : {', '.join(state.networks)}")
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


SENSITIVITY_HELP: Final = """Ce que la note de bonne pratique doit à sa grille, par liste et réseau.

τ de Kendall entre l’ordre des comptes et celui d’autres grilles (1 : le même ordre), largeur de l’intervalle de la
note, et si la grille est acceptée : τ médian de 0,85 au moins, largeur médiane de 0,6 point au plus. Il faut dix
comptes notés. « — » : aucun compte n’a de critère de cette famille.

Exemple : barometre sensitivity --month 2026-10"""
_VARIANT_FR: Final = {
    "equal": "poids égaux", "without_profile": "sans profil", "without_rhythm": "sans rythme",
    "without_native": "sans natif", "without_dialogue": "sans dialogue", "without_access": "sans accès",
    "geometric": "géométrique", "missing_zero": "inconnu = 0", "thresholds_minus": "seuils −20 %",
    "thresholds_plus": "seuils +20 %",
}  # fmt: skip


def sensitivity(
    month: Annotated[str | None, typer.Option(help="Mois, par exemple 2026-10 ; le dernier par défaut.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Dossier des données.")] = None,
    is_json: JsonOnly = False,
) -> None:
    from pipelines.stages.sensitivity import report

    found = report(_bases(data_dir, month), month)
    told = [row for row in found.rows if row["is_accepted"] is not None]
    if told:
        console.print(_grid_table(told, f"La note et sa grille, {found.month}"))
    few = [f"{row['network']} ({row['account_count']})" for row in found.rows if row["is_accepted"] is None]
    if few or not told:
        console.print(f"moins de dix comptes notés : {', '.join(few) or 'partout'}", highlight=False)
    for core in found.cores:
        shared = f"{core['core_criteria']} (grille {core['grid_version']})"
        console.print(f"{core['roster_id']}, noyau commun des réseaux comparés : {shared}", highlight=False)
    answer(is_json, found.as_dict())


def _grid_table(told: Sequence[dict[str, Any]], title: str) -> Table:
    """One column per list and network, one line per other grid."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for row in told:
        table.add_column(f"{row['roster_id']}\n{row['network']}", justify="right")
    table.add_row("comptes", *(str(row["account_count"]) for row in told))
    table.add_row("largeur médiane", *(_number(row["width_median"]) for row in told), end_section=True)
    for variant, name in _VARIANT_FR.items():
        table.add_row(f"τ, {name}", *(_number(row["taus"].get(variant)) for row in told))
    table.add_section()
    table.add_row("τ médian", *(_number(row["tau_median"]) for row in told))
    table.add_row("grille", *("acceptée" if row["is_accepted"] else "non stable" for row in told))
    return table


def _number(value: float | None) -> str:
    return "—" if value is None else numeral(value, 2)


def accuracy(
    month: OneMonth,
    roster: Annotated[str | None, typer.Option(help="Liste : TRAPS2026 (les pièges), DEMO2026 par défaut.")] = None,
    data_dir: DataDir = None,
    is_json: Json = False,
) -> None:
    """Précision et rappel des comptes principaux sur le web simulé, par strate et par piège ; 1 sous les seuils.

    Le mois et celui d’avant sont d’abord faits, s’ils manquent.

    Exemple : barometre accuracy --month 2026-10 --roster TRAPS2026
    """
    from pipelines.stages.accuracy import is_measured
    from pipelines.stages.world import World

    folder = data_dir or (PROJECT_ROOT / "data" / "demo" / roster.lower() if roster else None)
    world, wanted = World(settings_of(web="replica", roster=roster, data_dir=folder)), Month.parse(month)
    if not is_measured(world, wanted, world.roster_id(wanted)):
        steps, months = ("collect", "parse", "compute"), [wanted.plus(-1), wanted]
        conduct(world.settings, months, None, steps, "provisional", publish=None, keep_history=False)
    told = show_accuracy(world.settings, wanted)
    end(is_json, ExitCode.DONE if told["is_good"] else ExitCode.FAILED, told)


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands that have long helps. A claim may begin with a minus: « -3,2 pts » is no option."""
    app.command(cls=Command, help=HELP, rich_help_panel=panel, context_settings={"ignore_unknown_options": True})(claim)
    app.command(cls=Command, help=INDICATORS_HELP, rich_help_panel=panel)(indicators)
    app.command(cls=Command, help=SENSITIVITY_HELP, rich_help_panel=panel)(sensitivity)
