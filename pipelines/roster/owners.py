"""Whose an account is when several territories claim it, and accounts of a town on the site of its EPCI.

Belongs here: the rule of the owner. Not here: which of its accounts is a territory's main one (resolve).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Final

import polars as pl

from pipelines.roster.lists import plain
from pipelines.roster.texts import OWN, handle_words, own_name, without_own

PARENT_SITE: Final = "parent_site"
LIKE: Final = 0.5
_TOWN: Final = re.compile(
    r"(?:(?:la )?(?:ville|mairie|commune) ?(?:de|du|d|des)? ?)?(?:la |le |les |l )?#(?: officiel(?:le)?| fr| \d{2,3})*"
)
_TOWN_NAME: Final = re.compile(
    r"(?:la )?(?:ville|mairie|commune) (?:de |du |d |des )?(?:la |le |les |l )?#(?: officiel(?:le)?)?"
)


def with_owner(claims: pl.DataFrame, same: str = "account_id") -> pl.DataFrame:
    """`claims` with `owner_id` and `is_owner`: an account (rows of one month and one `same`) belongs to one territory.

    It is the first by: 1. a reviewer says so (chosen, given, E5); 2. the account says the territory's level
    (`level_affinity`: a town's account is not its EPCI's, whoever lists it), or bears the town's bare name on its
    EPCI's page; 3. it is not without any likeness to the name; 4. the body says so itself, in the frame of its home
    page; 5. the directory lists it (E4); 6. the territory's own site links to it, rather than its EPCI's; 7. official
    standing; 8. nearest name; 9. strength of the evidence; 10. shortest way from the home page; 11. place in the
    list; 12. territory id.
    `claimant_count` is how many territories claim the account.
    """
    affinity = pl.when("is_adopted").then(1).otherwise(pl.col("level_affinity"))
    best_first = [
        pl.col("is_chosen") | pl.col("is_given"), pl.col("has_e5"), affinity, pl.col("similarity_score") >= LIKE,
        pl.col("is_own_word"), pl.col("has_e4"), pl.col("is_on_own_site"), pl.col("is_official"),
        pl.col("similarity_score"), pl.col("strength"), -pl.col("depth_count"), -pl.col("list_rank"),
    ]  # fmt: skip
    ranked = claims.sort([*best_first, "territory_id"], descending=[*[True] * len(best_first), False], nulls_last=True)
    one = ("month", "network", same)
    owned = ranked.with_columns(
        owner_id=pl.col("territory_id").first().over(one),
        claimant_count=pl.col("territory_id").n_unique().over(one).cast(pl.Int64),
    )
    return owned.with_columns(is_owner=pl.col("owner_id") == pl.col("territory_id"))


def adopted(
    evidence: pl.DataFrame,
    members: pl.DataFrame,
    parents: pl.DataFrame | None,
    shown: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Rows of roster.evidence to add: accounts on an EPCI's own site that are named after one of its communes.

    `villedemeylan` on the site of Grenoble-Alpes-Métropole is evidence (E1, found_where `parent_site`) for Meylan, when
    Meylan is a member of the roster and, by `parents` (territory_id, parent_id), of that EPCI: the handle must be the
    commune's name, with ville, mairie or commune or without, and nothing else; without it, the EPCI must have another
    account on the network, for its own may bear the name of its town; or a shown name (`shown`: account_id,
    account_name) is « Ville de Meylan ». The EPCI's row stays: it is how we know.
    """
    on_epci = evidence.filter((pl.col("evidence") == "E1") & pl.col("territory_id").str.starts_with("epci:"))
    if parents is None or on_epci.is_empty():
        return evidence.clear()
    towns = _towns(members, parents)
    others = evidence.filter(pl.col("evidence").is_in(["E1", "E4"])).select("territory_id", "network", "account_id")
    counts = Counter(others.unique().select("territory_id", "network").iter_rows())
    own = set(evidence.filter(pl.col("evidence") == "E1").select("territory_id", "account_id").iter_rows())
    names = _names(shown)
    found = []
    for row in on_epci.iter_rows(named=True):
        words = handle_words(row["network"], row["handle"])
        is_alone = counts[row["territory_id"], row["network"]] == 1
        for town, name in towns.get(row["territory_id"], ()):
            bare = without_own(words, own_name(name))
            is_handle = _TOWN.fullmatch(bare) is not None and not (is_alone and bare[0] == OWN)
            said = (without_own(one, own_name(name)) for one in names.get(row["account_id"], ()))
            if (town, row["account_id"]) not in own and (is_handle or any(map(_TOWN_NAME.fullmatch, said))):
                found.append({**row, "territory_id": town, "found_where": PARENT_SITE})
    return pl.DataFrame(found, schema=evidence.schema)


def _names(shown: pl.DataFrame | None) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    if shown is not None:
        for account_id, name in shown.select("account_id", "account_name").drop_nulls().unique().iter_rows():
            names[account_id].append(plain(name))
    return names


def _towns(members: pl.DataFrame, parents: pl.DataFrame) -> dict[str, list[tuple[str, str]]]:
    towns: dict[str, list[tuple[str, str]]] = defaultdict(list)
    unique = members.unique("territory_id", keep="first", maintain_order=True)
    for town, name, parent in (
        unique.join(parents, on="territory_id").select("territory_id", "name", "parent_id").iter_rows()
    ):
        towns[parent].append((town, name))
    return towns
