"""Whose an account is when several territories claim it, and accounts of a town on the site of its EPCI.

Belongs here: the rule of the owner. Not here: which of its accounts is a territory's main one (resolve).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

import polars as pl

from pipelines.roster.texts import handle_words, own_name, without_own

PARENT_SITE: Final = "parent_site"
_TOWN: Final = re.compile(r"(?:la )?(?:ville|mairie|commune) ?(?:de|du|d|des)? ?(?:la |le |les |l )?#(?: officielle?)?")
_TOWN_WORD: Final = re.compile(r"ville|mairie|commune")


def with_owner(claims: pl.DataFrame, same: str = "account_id") -> pl.DataFrame:
    """`claims` with `owner_id` and `is_owner`: an account (rows of one month and one `same`) belongs to one territory.

    It is the first by: 1. a reviewer says so (E5); 2. the account says the territory's level (`level_affinity`: a
    town's account is not its EPCI's, whoever lists it); 3. the directory lists it (E4); 4. the territory's own site
    links to it, rather than its EPCI's; 5. official standing; 6. nearest name; 7. strength of the evidence;
    8. shortest way from the home page; 9. place in the list; 10. territory id.
    """
    best_first = [
        pl.col("has_e5"), pl.col("level_affinity"), pl.col("has_e4"), pl.col("is_on_own_site"), pl.col("is_official"),
        pl.col("similarity_score"), pl.col("strength"), -pl.col("depth_count"), -pl.col("list_rank"),
    ]  # fmt: skip
    ranked = claims.sort([*best_first, "territory_id"], descending=[*[True] * len(best_first), False], nulls_last=True)
    owned = ranked.with_columns(owner_id=pl.col("territory_id").first().over("month", "network", same))
    return owned.with_columns(is_owner=pl.col("owner_id") == pl.col("territory_id"))


def adopted(evidence: pl.DataFrame, members: pl.DataFrame, parents: pl.DataFrame | None) -> pl.DataFrame:
    """Rows of roster.evidence to add: accounts on an EPCI's own site that are named after one of its communes.

    `villedemeylan` on the site of Grenoble-Alpes-Métropole is evidence (E1, found_where `parent_site`) for Meylan, when
    Meylan is a member of the roster and, by `parents` (territory_id, parent_id), of that EPCI: the handle must be
    ville, mairie or commune with the commune's name and nothing else. The EPCI's own row stays: it is how we know.
    """
    on_epci = evidence.filter((pl.col("evidence") == "E1") & pl.col("territory_id").str.starts_with("epci:"))
    if parents is None or on_epci.is_empty():
        return evidence.clear()
    towns = _towns(members, parents)
    own = set(evidence.filter(pl.col("evidence") == "E1").select("territory_id", "account_id").iter_rows())
    found = []
    for row in on_epci.iter_rows(named=True):
        words = handle_words(row["network"], row["handle"])
        if not _TOWN_WORD.search(words):
            continue
        for town, name in towns.get(row["territory_id"], ()):
            if (town, row["account_id"]) not in own and _TOWN.fullmatch(without_own(words, own_name(name))):
                found.append({**row, "territory_id": town, "found_where": PARENT_SITE})
    return pl.DataFrame(found, schema=evidence.schema)


def _towns(members: pl.DataFrame, parents: pl.DataFrame) -> dict[str, list[tuple[str, str]]]:
    towns: dict[str, list[tuple[str, str]]] = defaultdict(list)
    unique = members.unique("territory_id", keep="first", maintain_order=True)
    for town, name, parent in (
        unique.join(parents, on="territory_id").select("territory_id", "name", "parent_id").iter_rows()
    ):
        towns[parent].append((town, name))
    return towns
