"""From evidence to accounts: which are official, and which one is the main account of a territory on a network.

Belongs here: the rule, and what it needs to compare handles with names. Not here: where evidence comes from.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.model.fields import TABLES
from pipelines.roster import lists
from pipelines.roster.lists import plain

# Scopes other than the whole body's: tourism, culture, services, schools, youth, sport, elected persons.
SPECIALIST: Final = (
    r"(tourisme|tourism|officedetourisme|mediatheque|bibliotheque|ludotheque|musee|museum|theatre|opera|conservatoire|cinema"
    r"|festival|archives|patrimoine|piscine|patinoire|stade|sport|ecole|college|lycee|creche|jeune|enfance|periscolaire|cmj"
    r"|police|pompier|sdis|ccas|emploi|recrutement|transport|dechets|commerce|entreprendre|invest"
    r"|monmaire|lemaire|madamelemaire|maire(?:de|$)|mairesse|president|deput|senat|elus?(?:de|$)|conseillere?(?:de|$)|candidat|opposition)"
)
_GENERIC: Final = (
    r"ville(?:de|du|d)?|mairie(?:de|du|d)?|commune(?:de|du|d)?|departement(?:de|du|d)?|dept|region|conseil(?:departemental|regional"
    r"|general)?|officielle?|communaute|agglomeration|agglo|info|www|fr$|user|page"
)
_STOP_WORDS: Final = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "sur", "sous", "lez", "aux", "au"}
    | {"communaute", "communes", "urbaine", "agglomeration", "commune"}
)
_KEY: Final = ["month", "territory_id", "account_id"]


def resolve(
    evidence: pl.DataFrame,
    members: pl.DataFrame,
    sites: pl.DataFrame | None = None,
    snapshots: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """roster.accounts from rows of roster.evidence (in the order in which sources list them).

    Official ⇔ E1 ∨ E4 ∨ (E2 ∧ E3) ∨ E5 (METHOD, section 3). `snapshots` (observations.snapshots) add E2, the account is
    verified as an institution, and with `sites` E3, its presentation links to the territory's own host.

    An account that several territories claim belongs to one of them: the first by manual evidence, the directory,
    official standing, nearest name, most kinds of evidence, shortest way from the home page, place in the source,
    territory id. The others keep it with `is_main` false.

    A handle or shown name with a word of SPECIALIST that the territory's own name does not contain is a service, a
    school or an elected person. Rates count whole bodies (METHOD, section 2): it is the main account only when the
    directory or a reviewer says so.

    The main account of a territory on a network is, among those that may be, the first by: 1. official; 2. whole body;
    3. manual evidence; 4. most kinds of evidence; 5. linked nearest to the home page; 6. handle or shown name nearest
    to the territory's name; 7. first listed; 8. alphabetical.

    `members` (roster.members) gives the names; a territory that is not a member has similarity 0.
    """
    if evidence.is_empty():
        return lists.frame("roster.accounts", [])
    claims = _with_similarity(_claims(_with_snapshots(evidence, sites, snapshots)), members, snapshots)
    claims = _with_owner(claims)
    may_be_main = pl.col("is_owner") & (~pl.col("is_specialist") | pl.col("has_e4") | pl.col("has_e5"))
    claims = _ranked(
        claims,
        [may_be_main, pl.col("is_official"), ~pl.col("is_specialist"), pl.col("has_e5"), pl.col("kind_count"),
         -pl.col("depth"), pl.col("similarity"), -pl.col("place")],
        last="account_id",
    )  # fmt: skip
    is_first = pl.int_range(pl.len()).over("month", "territory_id", "network") == 0
    accounts = claims.with_columns(is_main=is_first & may_be_main)
    return accounts.select(TABLES["roster.accounts"].columns).sort("month", "territory_id", "network", "account_id")


def _with_owner(claims: pl.DataFrame) -> pl.DataFrame:
    claims = _ranked(
        claims,
        [pl.col("has_e5"), pl.col("has_e4"), pl.col("is_official"), pl.col("similarity"), pl.col("kind_count"),
         -pl.col("depth"), -pl.col("place")],
        last="territory_id",
    )  # fmt: skip
    return claims.with_columns(is_owner=pl.int_range(pl.len()).over("month", "account_id") == 0)


def _ranked(claims: pl.DataFrame, best_first: list[pl.Expr], last: str) -> pl.DataFrame:
    descending = [*[True] * len(best_first), False]
    return claims.sort([*best_first, pl.col(last)], descending=descending, nulls_last=True)


def _with_snapshots(evidence: pl.DataFrame, sites: pl.DataFrame | None, snapshots: pl.DataFrame | None) -> pl.DataFrame:
    """The evidence, with rows E2 and E3 for the claims that the accounts themselves confirm."""
    evidence = evidence.with_row_index("place")
    if snapshots is None or snapshots.is_empty():
        return evidence
    claims = evidence.unique(_KEY, keep="first", maintain_order=True).drop("evidence", "source_url")
    seen = snapshots.select("month", "account_id", "is_verified", source_url="bio_url").unique()
    seen = claims.join(seen, on=["month", "account_id"], how="inner")
    added = [seen.filter("is_verified").with_columns(pl.lit("E2").alias("evidence"), source_url=pl.col("account_url"))]
    if sites is not None:
        hosts = sites.select("month", "territory_id", host=_host("site_url")).unique()
        linked = seen.with_columns(host=_host("source_url"))
        linked = linked.join(hosts, on=["month", "territory_id", "host"], how="semi").drop("host")
        added.append(linked.with_columns(pl.lit("E3").alias("evidence")))
    return pl.concat([evidence, *(rows.select(evidence.columns) for rows in added)])


def _host(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.extract(r"^(?:https?://)?(?:www\.)?([^/:?#]+)")


def _claims(evidence: pl.DataFrame) -> pl.DataFrame:
    """One row per month, territory and account, with what its evidence amounts to."""
    has = {code: (pl.col("evidence") == code).any() for code in ("E1", "E2", "E3", "E4", "E5")}
    on_site = pl.col("source_url").filter(pl.col("evidence") == "E1")
    path = on_site.str.strip_suffix("/").str.extract(r"^https?://[^/?#]+([^?#]*)")
    return evidence.group_by(_KEY, maintain_order=True).agg(
        pl.col("network", "handle", "account_url").first(),
        has_e4=has["E4"],
        has_e5=has["E5"],
        is_official=has["E1"] | has["E4"] | has["E5"] | (has["E2"] & has["E3"]),
        evidence_codes=pl.col("evidence").unique().sort().str.join("+"),
        kind_count=pl.col("evidence").n_unique().cast(pl.Int64),
        source_count=pl.col("source_url").n_unique().cast(pl.Int64),
        depth=path.str.count_matches("/").min().cast(pl.Int64),
        place=pl.col("place").min().cast(pl.Int64),
    )


def _with_similarity(claims: pl.DataFrame, members: pl.DataFrame, snapshots: pl.DataFrame | None) -> pl.DataFrame:
    """`similarity` of handle (or shown name) to the territory's name, 0 to 1, and `is_specialist`."""
    names = members.select("territory_id", "name").unique("territory_id", keep="first", maintain_order=True)
    names = names.select("territory_id", words=pl.col("name").map_elements(_words, return_dtype=pl.List(pl.String)))
    names = names.with_columns(squashed=pl.col("words").list.join(""))
    texts = claims.select("account_id", text=pl.col("handle").map_elements(_squash, return_dtype=pl.String)).unique()
    if snapshots is not None and not snapshots.is_empty():
        shown = snapshots.drop_nulls("account_name").select("account_id", text=pl.col("account_name")).unique()
        shown = shown.with_columns(pl.col("text").map_elements(_squash, return_dtype=pl.String))
        texts = pl.concat([texts, shown]).unique()
    pairs = claims.select(*_KEY).join(texts, on="account_id").join(names, on="territory_id", how="left")
    pairs = pairs.with_columns(similarity=_dice(pairs), is_specialist=_is_specialist())
    best = pairs.group_by(_KEY).agg(pl.col("similarity").max(), pl.col("is_specialist").any())
    return claims.join(best, on=_KEY, how="left", maintain_order="left")


def _dice(pairs: pl.DataFrame) -> pl.Series:
    """Twice the letters of the words of the name that the text contains, over the letters of both. Words that any body
    may add (ville, mairie, officiel…) do not count in the text."""
    words = pairs.select("text", "squashed", word="words").with_row_index("pair").explode("word")
    found = pl.col("word").str.len_chars().filter(pl.col("text").str.contains(pl.col("word"), literal=True)).sum()
    sums = words.group_by("pair", maintain_order=True).agg(
        matched=found,
        name_length=pl.col("squashed").first().str.len_chars(),
        own_length=pl.col("text").first().str.replace_all(_GENERIC, "").str.len_chars(),
    )
    lengths = pl.col("name_length") + pl.max_horizontal("own_length", "matched")
    return sums.select((2 * pl.col("matched") / lengths).fill_null(0.0).alias("similarity"))["similarity"]


def _is_specialist() -> pl.Expr:
    word = pl.col("text").str.extract(SPECIALIST)
    return (word.is_not_null() & ~pl.col("squashed").str.contains(word, literal=True)).fill_null(value=False)


def _words(name: str) -> list[str]:
    words = [word for word in plain(name).split() if word not in _STOP_WORDS]
    return words or [_squash(name)]


def _squash(text: str) -> str:
    return plain(text).replace(" ", "")
