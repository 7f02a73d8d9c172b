"""`barometre evidence`: from a number to its archived answers."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.markup import escape

from pipelines.cli.options import DataDir, JsonOnly, Web, end, file_to_write, settings_of
from pipelines.conduct import networks_named
from pipelines.console import console, short
from pipelines.french import in_french
from pipelines.model.errors import InputError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month

if TYPE_CHECKING:
    from pipelines.stages.evidence import Evidence, Rows
    from pipelines.stages.records import Record

HELP: Final = """D’où vient un chiffre : son SQL, ses lignes, celles de derrière, les réponses archivées.

La cible est une collectivité (commune:38185), une table (presence), une page du site (presence-niveaux,
reseaux/facebook) ou un enregistrement tel qu’une fiche l’imprime (2026-10/x/part-0000.warc.gz@0+450). Chaque réponse
est relue avec les lecteurs d’aujourd’hui : 4 si la valeur relue n’est pas celle qui fut gardée.

Exemples : barometre evidence commune:38185 --network facebook --month 2026-10 ;
barometre evidence presence --where stratum=DEP --where network=x --where area_level=france ;
barometre evidence 2026-10/x/part-0000.warc.gz@0+450 --save reponse.json"""
_HEADER_FR: Final = {"question": "question", "denominator": "dénominateur", "exclusions": "exclusions"}
_SHOWN_ROWS: Final = 5
_LONGEST_URL: Final = 200


def evidence(
    target: Annotated[
        str, typer.Argument(metavar="CIBLE", help="Collectivité, table, page du site ou enregistrement.")
    ],
    network: Annotated[str | None, typer.Option(help="Réseau, par exemple facebook.")] = None,
    month: Annotated[str | None, typer.Option(help="Mois ; le dernier calculé par défaut.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="Valeur d’une colonne : stratum=DEP (répétable).")] = None,
    body: Annotated[bool, typer.Option("--body", help="Écrire la réponse archivée sur la sortie standard.")] = False,
    save: Annotated[Path | None, typer.Option(help="Écrire la réponse archivée dans ce fichier.")] = None,
    web: Web = None,
    data_dir: DataDir = None,
    is_json: JsonOnly = False,
) -> None:
    from pipelines.stages.evidence import find
    from pipelines.stages.records import body_of
    from pipelines.stages.world import World

    if body and is_json:
        raise InputError("--body écrit la réponse elle-même : l’un ou l’autre de --body et --json")
    if network not in (None, "any"):
        networks_named([str(network)])
    if save is not None:
        file_to_write(save)
    world = World(settings_of(web=web, data_dir=data_dir))
    found = find(world, target, network, None if month is None else Month.parse(month), _pairs(where or []))
    if body or save is not None:
        content = body_of(world.archive_dir, _only_record(found))
        if save is not None:
            save.write_bytes(content)
            if not body:
                console.print(f"Réponse écrite dans {short(save)}, {len(content)} octets", highlight=False)
        if body:
            sys.stdout.buffer.write(content)
            return
    _tell(found)
    end(is_json, ExitCode.DIFFERENT if found.differences else ExitCode.DONE, asdict(found))


def _pairs(where: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in where]
    wrong = [text for text, (key, sign, _) in zip(where, pairs, strict=True) if not (key and sign)]
    if wrong:
        raise InputError(f"--where {wrong[0]!r} : l’écrire colonne=valeur, par exemple stratum=DEP")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _only_record(found: Evidence) -> str:
    """The record of the published number (that of the audience), or the only one that was asked for."""
    named: list[str] = [row["record"] for part in found.rows for row in part.rows if row.get("record")]
    names = list(dict.fromkeys(named)) or [record.record for record in found.records if not found.examples]
    if len(names) != 1:
        told = ", ".join(names[:3])
        raise InputError(f"{len(names)} réponses archivées ({told}…) : donner --network, ou l’enregistrement lui-même")
    return names[0]


def _tell(found: Evidence) -> None:
    head = f"{found.about}, {found.month}, d’après {found.base}" if found.month else found.about
    lines = [f"[bold]{head}[/]"]
    for sql in found.sql:
        lines += [f"SQL : {sql.path} → {sql.table}", f"  table : {sql.text_fr}", "  en-tête du fichier, en anglais"]
        lines += [f"    {label} : {sql.header[key]}" for key, label in _HEADER_FR.items()]
    for title, parts in (("Lignes", found.rows), ("Derrière", found.behind), ("Par exemple", found.examples)):
        for part in parts:
            lines += _told(title, part)
    for record in found.records:
        lines += _of_record(record)
    if found.left_out:
        lines.append(f"… et {found.left_out} autres réponses archivées")
    lines += [f"[red]diffère[/] {text}" for text in found.differences]
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def _told(title: str, part: Rows) -> list[str]:
    """The rows of a table, without what is empty in them."""
    lines = [f"{title} : {part.table}, {part.count} ligne(s)"]
    lines += [
        "  " + ", ".join(f"{name}={_plain(value)}" for name, value in row.items() if value is not None)
        for row in part.rows[:_SHOWN_ROWS]
    ]
    if part.count > _SHOWN_ROWS:
        lines.append(f"  … et {part.count - _SHOWN_ROWS} autres (--json en donne vingt)")
    return lines


def _plain(value: Any) -> str:
    return escape(str(value))


def _of_record(record: Record) -> list[str]:
    lines = [f"Archive : {record.path}, octets {record.offset} à {record.offset + record.length}"]
    if record.url:
        shown = record.url if len(record.url) <= _LONGEST_URL else f"{record.url[:_LONGEST_URL]}…"
        lines.append(f"  {_plain(shown)}")
        lines.append(f"  demandé le {record.fetched_at:%Y-%m-%d %H:%M:%S} UTC, porte {record.door}, {record.outcome}"
                     f"{'' if record.http_status is None else f', HTTP {record.http_status}'}")  # fmt: skip
    if record.record_id:
        lines.append(f"  WARC-Record-ID {record.record_id}")
    if record.sha256:
        lines.append(f"  {record.byte_count} octets, sha256 {record.sha256}")
    if record.problem:
        lines.append(f"  [yellow]{_plain(in_french(record.problem))}[/]")
    for row in record.readings[:_SHOWN_ROWS]:
        count = "—" if row["followers_count"] is None else row["followers_count"]
        lines.append(f"  relu : {row['account_id']} {count} ({row['metric_def'] or row['followers_status']})")
    if len(record.readings) > _SHOWN_ROWS:
        lines.append(f"  … et {len(record.readings) - _SHOWN_ROWS} autres comptes de la même réponse")
    if record.problem is None:
        lines.append(f"  pour la lire : barometre evidence {record.record} --body")
    return lines
