"""What a terminal shows of `accuracy`: strata, kinds of traps, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl
from rich.table import Table

from pipelines.model.numerals import NARROW, numeral
from pipelines.stages.accuracy import LEAST_PRECISION, LEAST_RECALL, Accuracy

KINDS_FR: Final = {
    "commune_lists_epci": "le site de la commune cite le compte de son EPCI",
    "conflict": "trois listes, trois comptes",
    "epci_lists_ville": "le site de l’EPCI cite le compte de la ville",
    "foreign": "homonyme étranger",
    "hijacked": "identifiant pris par un tiers",
    "homonym": "commune homonyme, nommée par Wikidata",
    "homonym_in_directory": "commune homonyme, nommée par l’annuaire",
    "homonym_outside": "commune homonyme hors de la liste",
    "level_homonym": "même nom à un autre niveau",
    "mayor": "compte du maire",
    "merger": "comptes d’avant une fusion",
    "prefecture": "compte de l’État",
    "renamed": "renommé, l’ancien lien reste",
    "renamed_squatted": "renommé, l’ancien identifiant pris par un tiers",
    "returned": "fermé puis rouvert",
    "reused": "refait sous le même identifiant",
    "service": "service ou office cité par l’annuaire",
    "shared_host": "compte de l’hébergeur",
    "split": "commune qui s’est séparée",
    "stale_directory": "liste en retard sur une fermeture",
    "wrong_label": "réseau mal étiqueté dans l’annuaire",
}
_TOLD: Final = ("faux", "manqué")


def accuracy_tables(result: Accuracy) -> Iterator[Table | str]:
    """Tables and sentences, in the order in which they are read."""
    yield _strata(result)
    if result.kinds.height:
        yield _kinds(result.kinds)
    if result.scopes.height:
        yield _scopes(result.scopes)
    if result.states.height:
        yield _states(result.states)
    if result.errors.filter(pl.col("verdict").is_in(_TOLD)).height:
        yield _errors(result.errors)
    yield _rest(result.errors)
    yield (
        f"Seuils : précision {_percent(LEAST_PRECISION)} et rappel des lisibles {_percent(LEAST_RECALL)} par strate, "
        f"rappel des cités {_percent(LEAST_RECALL)} sur l’ensemble : {'tenus' if result.is_good else 'non tenus'}."
    )


def _strata(result: Accuracy) -> Table:
    title = f"Comptes principaux, {result.month}, {result.roster_id} : annoncés et vrais (données simulées)"
    table = Table(title=title, title_justify="left")
    table.add_column("strate", no_wrap=True, min_width=16)
    for name in ("vrais", "non cités", "illisibles", "annoncés", "justes", "fermés", "faux", "précision", "stricte",
                 "rappel", "…cités", "…lisibles", "officiels"):  # fmt: skip
        table.add_column(name, justify="right")
    counts = ("true_count", "never_named_count", "unreadable_count", "announced_count", "found_count", "closed_count",
              "wrong_count")  # fmt: skip
    shares = ("precision", "strict_precision", "recall", "recall_named", "recall_readable", "official_share")
    for row in result.strata.iter_rows(named=True):
        cells = [*(str(row[name]) for name in counts), *(_percent(row[name]) for name in shares)]
        table.add_row("ensemble" if row["stratum"] == "ALL" else row["stratum"], *cells,
                      style=None if row["is_good"] else "red")  # fmt: skip
    return table


def _kinds(kinds: pl.DataFrame) -> Table:
    table = Table(title="Pièges", title_justify="left")
    table.add_column("genre")
    table.add_column("ce que c’est")
    for name in ("cas", "évités", "trompé", "perdu"):
        table.add_column(name, justify="right")
    for row in kinds.iter_rows(named=True):
        numbers = (row["case_count"], row["avoided_count"], row["fooled_count"], row["lost_count"])
        is_bad = row["avoided_count"] < row["case_count"]
        table.add_row(row["kind"], KINDS_FR[row["kind"]], *map(str, numbers), style="red" if is_bad else None)
    return table


def _scopes(scopes: pl.DataFrame) -> Table:
    table = Table("portée vraie", "comptes cités", "reconnus", title="Portée des comptes", title_justify="left")
    for row in scopes.iter_rows(named=True):
        style = None if row["agreed_count"] == row["account_count"] else "yellow"
        table.add_row(row["true_scope"], str(row["account_count"]), str(row["agreed_count"]), style=style)
    return table


def _states(states: pl.DataFrame) -> Table:
    """Accounts that nothing happened to, and are told to be open or new, are left out."""
    table = Table("état vrai", "état dit", "couples", title="Ce que les comptes sont devenus", title_justify="left")
    usual = (pl.col("state") == "open") & pl.col("told_state").is_in(["open", "new"])
    for row in states.filter(~usual).iter_rows(named=True):
        table.add_row(row["state"], row["told_state"], str(row["pair_count"]))
    return table


def _errors(errors: pl.DataFrame) -> Table:
    table = Table("verdict", "strate", "collectivité", "réseau", "annoncé", "attendu", "preuves", "état", "piège",
                  title="Erreurs", title_justify="left")  # fmt: skip
    for row in errors.filter(pl.col("verdict").is_in(_TOLD)).iter_rows(named=True):
        cells = (row["account_id"], row["expected_handle"], row["evidence_codes"], row["state"], row["kinds"])
        place = f"{row['name']} ({row['territory_id']})"
        table.add_row(row["verdict"], row["stratum"], place, row["network"], *(cell or "—" for cell in cells))
    return table


def _rest(errors: pl.DataFrame) -> str:
    counts = {"jamais cité": 0, "illisible": 0, "fermé": 0} | dict(errors.group_by("verdict").len().iter_rows())
    return (
        f"Hors d’atteinte : {counts['jamais cité']} comptes que rien ne cite, {counts['illisible']} cités sur un site "
        f"illisible ; {counts['fermé']} annoncés bien que fermés, sans porte qui le montre."
    )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{numeral(100 * share, 1)}{NARROW}%"
