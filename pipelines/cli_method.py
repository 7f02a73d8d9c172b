"""`barometre claim`: what can be said of other people's figures."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from pipelines.config import PROJECT_ROOT
from pipelines.console import console

HELP = """Un chiffre imprimé peut-il être vrai ? Part ou moyenne de strates, décomptes qui le donnent, source, âge.

Exemples : "56,7 %" --n 176 ; "22 sur 26, soit 85 %" ; "47 % → 72,7 %" ; "+28,2 pts" --network facebook ;
"+62 000 fans" --stock 62257 ; "49 %" --n 176 --a 116 --b 98 --any 123 ; "près de 90 %" --on 2026-10.

Code de sortie : 0 une lecture au moins est possible et rien ne la contredit ; 1 impossible ou contredit ;
2 mauvais usage ; 3 non testable (pas de base, pas de stock, rien de reconnu)."""


def claim(
    text: Annotated[str, typer.Argument(help="Ce qui est imprimé, en français ou en anglais.")],
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
    as_json: Annotated[bool, typer.Option("--json", help="Écrire la réponse en JSON.")] = False,
) -> None:
    from pipelines.stages.claim import Told, examine

    told = Told(n, strata, mode, decimals, network, indicator, date, stock, a, b, either, both, on)
    verdict = examine(PROJECT_ROOT / "data" / "reference", text, told)
    if as_json:
        sys.stdout.write(json.dumps(verdict.as_dict(), ensure_ascii=False) + "\n")
        raise typer.Exit(verdict.exit_code)
    lines = [verdict.claim.text, *(f"  {line.topic} : {line.text_fr}" for line in verdict.lines)]
    if verdict.claim.others:
        lines.append(f"  non examiné : {' ; '.join(verdict.claim.others)}")
    lines.append(f"verdict : {verdict.sentence}")
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(verdict.exit_code)


def register(app: typer.Typer) -> None:
    """Add the commands of this module. A claim may begin with a minus: « -3,2 pts » is no option."""
    app.command(help=HELP, context_settings={"ignore_unknown_options": True})(claim)
