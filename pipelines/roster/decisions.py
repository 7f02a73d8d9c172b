"""What people decided about accounts and sites: of which months it holds, and what it changes in an attribution.

Belongs here: what a decision means. Not here: the files that hold decisions (`corrections`, `review`, `reviewed`), nor
the rule that they overrule (`resolve`, `owners`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

import polars as pl

from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence
from pipelines.model.records import AccountRef
from pipelines.roster import lists

ROLES: Final = ("relecture", "recherche", "collectivite", "autorite")
"""Who decides: a role, never a person's name. Reader of the project, researcher, the body itself, an authority."""

ACTION_FR: Final = {
    "ours": "Le compte est à la collectivité (preuve E5).",
    "set_main": "Le compte est le principal de la collectivité sur ce réseau (preuve E5).",
    "not_main": "Le compte est à la collectivité, et n’en est jamais le principal.",
    "not_ours": "Le compte n’est pas à la collectivité, quoi que citent les listes et les sites.",
    "reassign": "Le compte est à une autre collectivité (preuve E5 pour elle).",
    "set_scope": "Ce dont le compte parle, relu à la main.",
    "same_identity": "Deux identifiants sont le même compte : sa série continue.",
    "hijacked": "Quelqu’un d’autre répond à l’identifiant.",
    "closed": "Le compte est fermé.",
    "add_site": "Site officiel que les listes ne donnent pas ; lu à la collecte qui suit.",
    "remove_site": "Site qui n’est pas, ou n’est plus, celui de la collectivité.",
}
STATUS_FR: Final = {
    "applied": "Appliquée ce mois-ci.",
    "superseded": "Une décision plus récente sur le même sujet la remplace.",
    "stale": "Non appliquée : les sources ne disent plus ce que la décision suppose (expect).",
}
OF_SITES: Final = ("add_site", "remove_site")
OF_IDENTITY: Final = ("same_identity", "hijacked", "closed")
_PROVES: Final = ("ours", "set_main", "reassign")
_OF_PAIR: Final = ("set_main",)
_CLAIM: Final = ["territory_id", "account_id"]
APPLIED, SUPERSEDED, STALE = "applied", "superseded", "stale"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, in force from the month `first` to `last` (None: still). `account` is the one it is about; `value`
    completes it: the territory of `reassign`, the scope of `set_scope`, the account of `same_identity`, the address of
    a site. `expect` says what the sources must still say for it to be applied (`guards`)."""

    decision_id: str
    origin: str
    action: str
    territory_id: str
    first: Month
    decided_on: date
    role: str
    reason_fr: str
    evidence_url: str
    account: AccountRef | None = None
    value: str | None = None
    last: Month | None = None
    expect: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def network(self) -> str | None:
        return None if self.account is None else self.account.network

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What it settles: a later decision on the same replaces it."""
        kind = "owner" if self.action in ("not_ours", "reassign") else self.action
        if self.action in _OF_PAIR:
            return (kind, self.territory_id, self.network)
        if self.action in OF_SITES:
            return ("site", self.territory_id, self.value)
        return (kind, self.territory_id, self.account.account_id if self.account else None)


@dataclass(frozen=True, slots=True)
class InForce:
    """Decisions of one month: those that hold, and, by id, the one that replaced each of the others."""

    holding: list[Decision]
    replaced: dict[str, str]
    every: list[Decision]


def in_force(decisions: Iterable[Decision], month: Month) -> InForce:
    """The decisions of a month; of two on one subject the later one holds, of one day the one whose id comes last."""
    dated = [one for one in decisions if one.first <= month and (one.last is None or month <= one.last)]
    dated.sort(key=lambda one: (one.decided_on, one.decision_id))
    latest = {one.subject: one for one in dated}
    replaced = {
        one.decision_id: latest[one.subject].decision_id
        for one in dated
        if latest[one.subject].decision_id != one.decision_id
    }
    return InForce([one for one in dated if one.decision_id not in replaced], replaced, dated)


@dataclass(frozen=True, slots=True)
class Rulings:
    """What decisions change in the attribution of a month.

    `evidence`: rows E5 of roster.evidence. `dropped`: territory_id and account_id of claims that are none. `claims`:
    territory_id, account_id, is_chosen (the main one), is_given (the territory's, without being its main one for that),
    is_kept_out (never main), ruled_scope. `accounts`: account_id, is_hijacked, is_closed, same_as (account_id).
    """

    evidence: pl.DataFrame
    dropped: pl.DataFrame
    claims: pl.DataFrame
    accounts: pl.DataFrame


def rulings(decisions: Sequence[Decision], month: Month) -> Rulings:
    """The decisions that hold in a month, in the form in which an attribution takes them (those of sites left out)."""
    about = [(one, one.account) for one in decisions if one.account is not None]
    dropped: list[lists.Row] = []
    claims: list[lists.Row] = []
    accounts: list[lists.Row] = []
    for one, account in about:
        row = (one.territory_id, account.account_id)
        if one.action in ("not_ours", "reassign"):
            dropped.append(row)
        elif one.action in OF_IDENTITY:
            accounts.append((account.account_id, one.action == "hijacked", one.action == "closed", _same(one)))
        if one.action == "reassign":
            claims.append((one.value, account.account_id, False, True, False, None))
        elif one.action in ("set_main", "not_main", "set_scope"):
            scope = one.value if one.action == "set_scope" else None
            claims.append((*row, one.action == "set_main", False, one.action == "not_main", scope))
    flags = pl.DataFrame(claims, schema=_CLAIM_SCHEMA, orient="row").group_by(_CLAIM, maintain_order=True)
    return Rulings(
        _evidence([one for one in decisions if one.action in _PROVES], month),
        pl.DataFrame(dropped, schema=dict.fromkeys(_CLAIM, pl.String), orient="row").unique(),
        flags.agg(pl.col("is_chosen", "is_given", "is_kept_out").any(), pl.col("ruled_scope").drop_nulls().last()),
        pl.DataFrame(accounts, schema=_ACCOUNT_SCHEMA, orient="row")
        .group_by("account_id", maintain_order=True)
        .agg(pl.col("is_hijacked", "is_closed").any(), pl.col("same_as").drop_nulls().last()),
    )


_CLAIM_SCHEMA: Final = {
    "territory_id": pl.String, "account_id": pl.String, "is_chosen": pl.Boolean, "is_given": pl.Boolean,
    "is_kept_out": pl.Boolean, "ruled_scope": pl.String,
}  # fmt: skip
_ACCOUNT_SCHEMA: Final = {
    "account_id": pl.String, "is_hijacked": pl.Boolean, "is_closed": pl.Boolean, "same_as": pl.String,
}  # fmt: skip


def _same(one: Decision) -> str | None:
    return one.value if one.action == "same_identity" else None


def _evidence(decisions: Iterable[Decision], month: Month) -> pl.DataFrame:
    """Rows E5 of decisions that say whose an account is."""
    rows = []
    for one in decisions:
        account = one.account
        territory = one.value if one.action == "reassign" else one.territory_id
        if account is not None:
            rows.append((
                month.first_day, territory, account.network, account.account_id, account.handle, account.url,
                Evidence.E5.value, "manual", one.evidence_url, None, 1, datetime.combine(one.decided_on, time(12)),
                None, False,
            ))  # fmt: skip
    return lists.frame("roster.evidence", rows)


def held(evidence: pl.DataFrame, ruled: Rulings | None) -> pl.DataFrame:
    """Rows of roster.evidence once decisions took some away and added theirs."""
    return evidence if ruled is None else pl.concat([kept(evidence, ruled), ruled.evidence])


def kept(evidence: pl.DataFrame, ruled: Rulings | None) -> pl.DataFrame:
    """Rows of roster.evidence without those of accounts that a reviewer said are not the territory's."""
    return evidence if ruled is None else evidence.join(ruled.dropped, on=_CLAIM, how="anti", maintain_order="left")


def with_rulings(claims: pl.DataFrame, ruled: Rulings | None) -> pl.DataFrame:
    """`claims` with is_chosen, is_given and is_kept_out, and the scope that a reviewer read."""
    if ruled is None or ruled.claims.is_empty():
        flags = {name: pl.lit(value=False) for name in ("is_chosen", "is_given", "is_kept_out")}
        return claims.with_columns(**flags)
    found = claims.join(ruled.claims, on=_CLAIM, how="left", maintain_order="left")
    reason = pl.when(pl.col("ruled_scope").is_null()).then("scope_reason").otherwise(pl.lit("relecture"))
    return found.with_columns(
        pl.col("is_chosen", "is_given", "is_kept_out").fill_null(value=False),
        scope=pl.coalesce("ruled_scope", "scope"),
        scope_reason=reason,
    ).drop("ruled_scope")


def with_identities(claims: pl.DataFrame, ruled: Rulings | None, history: pl.DataFrame) -> pl.DataFrame:
    """`claims` with is_hijacked, once decisions said which accounts are closed, or are one under two handles.

    The identity of `same_identity` is that of the other account: of this month, else the last one of `history`.
    """
    if ruled is None or ruled.accounts.is_empty():
        return claims.with_columns(is_hijacked=pl.lit(value=False))
    known = pl.concat(
        [one.select("account_id", "identity_id") for one in (history.sort("month"), claims)],
    ).unique("account_id", keep="last", maintain_order=True)
    found = claims.join(ruled.accounts, on="account_id", how="left", maintain_order="left").join(
        known.rename({"account_id": "same_as", "identity_id": "ruled_identity"}), on="same_as", how="left"
    )
    is_same, is_closed = pl.col("same_as").is_not_null(), pl.col("is_closed").fill_null(value=False)
    return found.with_columns(
        pl.col("is_hijacked").fill_null(value=False),
        identity_id=pl.coalesce("ruled_identity", "same_as", "identity_id"),
        is_changed=pl.col("is_changed") & ~is_same,
        was_disputed=pl.col("was_disputed") & ~is_same,
        is_gone=pl.col("is_gone") | is_closed,
        outcome=pl.when(is_closed).then(pl.lit("gone")).otherwise("outcome"),
    ).drop("same_as", "is_closed", "ruled_identity")


def decisions_frame(month: Month, found: InForce, stale: Mapping[str, str]) -> pl.DataFrame:
    """roster.decisions of a month: every decision whose months hold it, applied or why not (`stale`: by id)."""
    rows = []
    for one in found.every:
        if one.decision_id in found.replaced:
            status, problem = SUPERSEDED, f"Remplacée par {found.replaced[one.decision_id]}."
        else:
            problem = stale.get(one.decision_id, "")
            status = STALE if problem else APPLIED
        rows.append((
            month.first_day, one.decision_id, one.origin, one.action, one.territory_id, one.network,
            None if one.account is None else one.account.account_id, one.value, one.first.first_day,
            None if one.last is None else one.last.first_day, one.reason_fr, one.evidence_url, one.role, one.decided_on,
            json.dumps(dict(one.expect), ensure_ascii=False, sort_keys=True) if one.expect else None, status,
            problem or None,
        ))  # fmt: skip
    return lists.frame("roster.decisions", rows)
