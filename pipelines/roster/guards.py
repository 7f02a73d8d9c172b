"""`expect`: what the sources must still say for a correction to be applied.

A correction answers what was wrong on a day; when lists, sites or accounts say something else since, applying it
blindly would put a new wrong in its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from pipelines.roster.decisions import OF_SITES, Decision

OF_ACCOUNTS: Final = ("main_account", "owner", "evidence_codes", "scope", "platform_id")
OF_SITE: Final = ("site_url",)


def stale(decisions: Iterable[Decision], accounts: pl.DataFrame, sites: pl.DataFrame | None) -> dict[str, str]:
    """Why, by id, guarded decisions are not to be applied; those whose guard holds are left out.

    `accounts` are rows of roster.attributions (or roster.accounts) without any decision applied, `sites` roster.sites.
    Keys: `main_account` (that of the pair), `owner` (of the account), `evidence_codes` (those that the territory has
    for the account hold at least these), `scope`, `platform_id`, `site_url` (a declared site; null: none). A key that
    `accounts` has no column for is taken as held: before the crawl no id is known.
    """
    found = {}
    for one in decisions:
        told = [text for key, expected in one.expect.items() if (text := _broken(one, key, expected, accounts, sites))]
        if told:
            found[one.decision_id] = "Les sources ont changé : " + " ; ".join(told) + "."
    return found


def _broken(
    one: Decision, key: str, expected: str | None, accounts: pl.DataFrame, sites: pl.DataFrame | None
) -> str | None:
    if key in OF_SITE:
        return _site_broken(one, expected, sites)
    if key not in ("main_account", "owner") and key not in accounts.columns:
        return None
    seen = _seen(one, key, accounts)
    if key == "evidence_codes":
        missing = set((expected or "").split("+")) - set((seen or "").split("+"))
        return f"{key} {expected} attendu, {_shown(seen)} trouvé" if missing else None
    return None if seen == expected else f"{key} {_shown(expected)} attendu, {_shown(seen)} trouvé"


def _seen(one: Decision, key: str, accounts: pl.DataFrame) -> str | None:
    account_id = None if one.account is None else one.account.account_id
    own = accounts.filter(pl.col("territory_id") == one.territory_id)
    if key == "main_account":
        values = own.filter((pl.col("network") == one.network) & pl.col("is_main"))["account_id"]
    elif key == "owner":
        values = accounts.filter(pl.col("account_id") == account_id)["owner_id"]
    else:
        values = own.filter(pl.col("account_id") == account_id)[key]
    return str(values[0]) if values.len() and values[0] is not None else None


def _site_broken(one: Decision, expected: str | None, sites: pl.DataFrame | None) -> str | None:
    found = set() if sites is None else set(sites.filter(pl.col("territory_id") == one.territory_id)["site_url"])
    if one.action not in OF_SITES or (expected in found if expected else not found):
        return None
    return f"site_url {_shown(expected)} attendu, {', '.join(sorted(found)) or 'aucun'} trouvé"


def _shown(value: str | None) -> str:
    return value or "aucun"
