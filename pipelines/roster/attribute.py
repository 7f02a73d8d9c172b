"""The second look at accounts, once they were read: what is published of whose account each is.

Belongs here: what the accounts themselves add (E2, E3, their name, their id), and whether a handle was taken over. Not
here: the rule (resolve, owners), nor how ids are followed (identity).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.roster import lists
from pipelines.roster.bio_links import self_told
from pipelines.roster.decisions import Rulings, held, kept, with_identities, with_rulings
from pipelines.roster.identity import DISPUTED, identify, readings
from pipelines.roster.namesakes import namesakes
from pipelines.roster.owners import adopted, with_owner
from pipelines.roster.resolve import PAIR, UNLIKE, claims_of, decided, in_columns
from pipelines.roster.scope import NEVER_OURS

ALIKE: Final = 0.5
"""Similarity of the shown name from which it confirms; under `resolve.UNLIKE` it contradicts."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """`accounts`: rows of roster.attributions. `evidence`: the rows E2, E3 of roster.evidence that they rest on, and
    those of accounts on the site of an EPCI that are its communes'."""

    accounts: pl.DataFrame
    evidence: pl.DataFrame


def attribute(
    evidence: pl.DataFrame,
    members: pl.DataFrame,
    sites: pl.DataFrame | None,
    snapshots: pl.DataFrame,
    history: pl.DataFrame,
    *,
    parents: pl.DataFrame | None = None,
    departements: Mapping[str, str] | None = None,
    ruled: Rulings | None = None,
) -> Attribution:
    """Accounts as a month publishes them, from its evidence (`resolve` has the rule) and its readings.

    `snapshots` are rows of observations.snapshots of the month, `history` (`identity.HISTORY`) of roster.attributions
    of earlier months. An account belongs to one territory by its identity: two handles of one page have one owner.

    A handle under which another id is read than the last one accepted was *taken over* (`disputed`) when something
    contradicts it (its name is unlike, it links to another territory, its scope is never ours) and nothing confirms it:
    a list or the site still naming it this month, and it linking back or being named alike; or a reviewer, since then.
    Until it is confirmed it is another's. Otherwise the territory has begun anew under its handle: another identity,
    still its own.
    Where no id is read, a name that was alike and is unlike now says the same: it is another identity, and disputed.
    What reviewers decided (`ruled`) comes before all of it.
    """
    evidence = held(evidence, ruled)
    if evidence.is_empty():
        return Attribution(lists.frame("roster.attributions", []), evidence.clear())
    added = kept(adopted(evidence, members, parents, snapshots), ruled)
    evidence = pl.concat([evidence, added])
    told = self_told(evidence, snapshots, sites, parents)
    claims = with_rulings(claims_of(pl.concat([evidence, told.evidence]), members, sites, snapshots), ruled)
    key = ["territory_id", "account_id"]
    for flag, found in (
        ("is_namesake", namesakes(claims, members, snapshots, departements or {})),
        ("is_elsewhere", told.elsewhere),
        ("is_adrift", told.adrift),
    ):
        found = found.with_columns(pl.lit(value=True).alias(flag))
        claims = claims.join(found, on=key, how="left", maintain_order="left")
        claims = claims.with_columns(pl.col(flag).fill_null(value=False))
    known = identify(claims.select("network", "account_id", "handle"), readings(snapshots), history)
    claims = claims.join(known, on=["network", "account_id"], how="left", maintain_order="left")
    claims = with_identities(claims, ruled, history)
    ranked = decided(_with_doubts(with_owner(claims, "identity_id"), history))
    status = pl.when("is_taken_over").then(pl.lit(DISPUTED)).otherwise("identity_status")
    unnamed = pl.format("{}@{}", "account_id", pl.col("month").dt.strftime("%Y-%m"))
    is_unnamed = (pl.col("is_name_lost") & pl.col("is_taken_over")) | (pl.col("is_hijacked") & ~pl.col("is_changed"))
    identity = pl.when(is_unnamed).then(unnamed).otherwise("identity_id")
    ranked = ranked.with_columns(identity_status=status, identity_id=identity)
    return Attribution(in_columns("roster.attributions", ranked), pl.concat([added, told.evidence]))


def _with_doubts(claims: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """`claims` with is_confirmed, is_contradicted, is_taken_over, is_open and is_incumbent."""
    is_alike = pl.col("has_e3") | (pl.col("name_score").fill_null(0.0) >= ALIKE)
    is_foreign = pl.col("scope").is_in(NEVER_OURS) | pl.col("is_elsewhere") | pl.col("is_namesake")
    is_unlike = pl.col("name_score").fill_null(1.0) < UNLIKE
    is_same = (pl.col("identity_status") == "platform") | pl.col("was_disputed")
    claims = claims.with_columns(
        is_confirmed=pl.col("is_reviewed_now") | (pl.col("is_listed_now") & is_alike),
        is_name_lost=~is_same & is_unlike & _was_alike(claims, history),
    )
    is_another = (pl.col("is_changed") & (is_foreign | is_unlike)) | pl.col("is_name_lost")
    is_stolen = pl.col("is_owner") & ~pl.col("is_confirmed") & (pl.col("was_disputed") | is_another)
    is_stolen = is_stolen | pl.col("is_hijacked")
    account = ("network", "account_id")
    claims = claims.with_columns(
        is_taken_over=is_stolen.any().over(account), is_name_lost=pl.col("is_name_lost").any().over(account)
    )
    return claims.with_columns(
        is_contradicted=is_foreign | pl.col("is_taken_over"),
        is_open=~pl.col("is_gone") & ~pl.col("is_taken_over"),
        is_incumbent=_is_incumbent(claims, history),
    )


def _was_alike(claims: pl.DataFrame, history: pl.DataFrame) -> pl.Series:
    """Whether the last name that was read of each claim's account, when it was accepted, was alike."""
    key = ["territory_id", "account_id"]
    named = history.filter(pl.col("identity_status") != DISPUTED).drop_nulls("name_score").sort("month")
    last = named.unique(key, keep="last", maintain_order=True).select(*key, before="name_score")
    found = claims.select(key).join(last, on=key, how="left", maintain_order="left")
    return (found["before"] >= ALIKE).fill_null(value=False)


def _is_incumbent(claims: pl.DataFrame, history: pl.DataFrame) -> pl.Series:
    """Whether each claim is of the identity that was last the main one of its pair."""
    pair = PAIR[1:]
    last = history.filter("is_main").sort("month").unique(pair, keep="last", maintain_order=True)
    found = claims.select(*pair, "identity_id").join(
        last.select(*pair, last_identity="identity_id"), on=pair, how="left", maintain_order="left"
    )
    return (found["identity_id"] == found["last_identity"]).fill_null(value=False)
