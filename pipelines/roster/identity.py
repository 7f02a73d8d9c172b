"""Which account a handle stands for: the platform's own id is the identity, the handle an attribute that changes hands.

Belongs here: linking the readings of a month to what was known before. Not here: what happened to an account in time
(`sql/barometer/identities.sql`), nor whether a new owner of a handle is to be believed (attribute).

An identity is named by the first key under which it was known: `facebook#native:123` (network, numbering, id), or the
account id while no id was ever read. It goes on
 1. with the id, whatever the handle: a rename;
 2. with the handle, while no other id of the same numbering is read under it: doors number accounts each in their way,
    and some give no number;
 3. with the handle that the platform itself showed for it: a page that answers under a new name.
Another id of the same numbering under a known handle is another identity.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.model.outcomes import Existence, Outcome

HISTORY: Final = [
    "month", "territory_id", "network", "account_id", "handle", "handle_seen", "platform_id", "id_space", "identity_id",
    "identity_status", "is_main", "name_score",
]  # fmt: skip
"""What is needed of roster.attributions of earlier months."""

DISPUTED: Final = "disputed"
_EXISTENCE: Final = {outcome.value: outcome.existence.value for outcome in Outcome}


def readings(snapshots: pl.DataFrame) -> pl.DataFrame:
    """One row per account_id: outcome, is_gone, platform_id, id_space, handle_seen and account_name of a month.

    The outcome is that of the last reading that says whether the account exists, else of the last one; each attribute
    comes from the last reading that has it. `snapshots` are rows of observations.snapshots.
    """
    existence = pl.col("outcome").replace_strict(_EXISTENCE, return_dtype=pl.String)
    is_unknown, is_gone = (pl.col("existence") == one for one in (Existence.UNKNOWN, Existence.ABSENT))
    telling = snapshots.with_columns(existence=existence).sort(
        is_unknown, "observed_at", is_gone, "outcome", descending=[False, True, False, False]
    )
    best = telling.unique("account_id", keep="first", maintain_order=True).select(
        "account_id", "outcome", is_gone=pl.col("existence") == Existence.ABSENT
    )
    dated = snapshots.sort("observed_at", "door")
    numbered = dated.drop_nulls("platform_id").unique("account_id", keep="last", maintain_order=True)
    shown = dated.group_by("account_id").agg(pl.col("handle_seen", "account_name").drop_nulls().last())
    return best.join(numbered.select("account_id", "platform_id", "id_space"), on="account_id", how="left").join(
        shown, on="account_id", how="left"
    )


def identify(accounts: pl.DataFrame, read: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """network, account_id, identity_id, identity_status (platform, carried, handle), platform_id, id_space, is_changed
    and was_disputed, and the columns of `readings`, of each account.

    `accounts` hold network, account_id and handle; `read` is `readings` of the month; `history` holds HISTORY of
    earlier months. `is_changed`: another id of the same numbering was last accepted under this handle.
    """
    known = history.sort("month", "account_id")
    accepted = known.filter(pl.col("identity_status") != DISPUTED)
    found = accounts.unique(["network", "account_id"], keep="first", maintain_order=True).join(
        read, on="account_id", how="left", maintain_order="left"
    )
    for before in (
        _last(accepted.drop_nulls("platform_id"), ["network", "account_id", "id_space"], h_id="platform_id"),
        _last(known.drop_nulls("platform_id"), ["network", "id_space", "platform_id"], i_identity="identity_id"),
        _last(accepted, ["network", "account_id"], a_identity="identity_id", a_id="platform_id", a_space="id_space"),
        _last(known, ["network", "account_id"], last_status="identity_status", last_identity="identity_id",
              last_id="platform_id", last_space="id_space"),
    ):  # fmt: skip
        keys = [name for name in before.columns if name in ("network", "account_id", "id_space", "platform_id")]
        found = found.join(before, on=keys, how="left", maintain_order="left")
    moved = accepted.filter(pl.col("handle_seen") != pl.col("handle")).drop("handle")
    seen_as = _last(
        moved.rename({"handle_seen": "handle"}), ["network", "handle"],
        s_identity="identity_id", s_id="platform_id", s_space="id_space",
    )  # fmt: skip
    return _named(found.join(seen_as, on=["network", "handle"], how="left", maintain_order="left"))


def _last(history: pl.DataFrame, key: list[str], **columns: str) -> pl.DataFrame:
    return history.unique(key, keep="last", maintain_order=True).select(
        *key, **{name: pl.col(column) for name, column in columns.items()}
    )


def _named(found: pl.DataFrame) -> pl.DataFrame:
    has_id = pl.col("platform_id").is_not_null()
    own_key = pl.format("{}#{}:{}", "network", "id_space", "platform_id")
    found = found.with_columns(
        is_changed=(has_id & (pl.col("h_id") != pl.col("platform_id"))).fill_null(value=False),
        was_disputed=(~has_id & (pl.col("last_status") == DISPUTED)).fill_null(value=False),
    )
    is_other = (
        has_id & (pl.col("s_space") == pl.col("id_space")) & (pl.col("s_id") != pl.col("platform_id"))
    ).fill_null(value=False)
    by_handle = pl.coalesce("a_identity", pl.when(~is_other).then("s_identity"))
    identity = (
        pl.when("is_changed").then(pl.coalesce("i_identity", own_key))
        .when(has_id).then(pl.coalesce("i_identity", by_handle, own_key))
        .when("was_disputed").then(pl.col("last_identity"))
        .otherwise(pl.coalesce(by_handle, "account_id"))
    )  # fmt: skip
    is_known = by_handle.is_not_null()
    status = pl.when(has_id).then(pl.lit("platform")).when(is_known).then(pl.lit("carried")).otherwise(pl.lit("handle"))
    return found.with_columns(
        identity_id=identity,
        identity_status=status,
        platform_id=pl.when(has_id).then("platform_id").when("was_disputed").then("last_id").otherwise("a_id"),
        id_space=pl.when(has_id).then("id_space").when("was_disputed").then("last_space").otherwise("a_space"),
        outcome=pl.col("outcome").fill_null(Outcome.NOT_ATTEMPTED.value),
        is_gone=pl.col("is_gone").fill_null(value=False),
    ).select(
        "network", "account_id", "identity_id", "identity_status", "platform_id", "id_space", "is_changed",
        "was_disputed", "outcome", "is_gone", "handle_seen", "account_name",
    )  # fmt: skip
