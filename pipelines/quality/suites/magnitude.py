"""Rules that compare a month with the one before: coverage per network, followers per account and in total.

A comparison is a SQL that gives one row per thing present in both months, under the same roster, account and metric
definition (METHOD, section 3: a series is never spliced across a break). No month before, no rows, nothing to fail.
Collapses block here; drifts are found by the audits of `sql/audits` (audience_magnitude, coverage_drop, presence_drop).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipelines.quality.rules import RowRule

# Below these bases a change is noise: 20 accounts for a network, 100 followers for an account (METHOD, small_base).
LEAST_ACCOUNTS: Final = 20
LEAST_FOLLOWERS: Final = 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """`sql` takes {month} and {before} (dates of first days); `key` names a row of its answer."""

    name: str
    key: tuple[str, ...]
    sql: str
    rules: tuple[RowRule, ...]


COVERAGE: Final = Comparison(
    "barometer.coverage",
    ("month", "roster_id", "network"),
    """
    SELECT n.month, n.roster_id, n.network,
           n.member_count, b.member_count AS member_count_before,
           n.account_count, b.account_count AS account_count_before,
           n.measured_count, b.measured_count AS measured_count_before,
           n.searched_share, b.searched_share AS searched_share_before
    FROM barometer.coverage n JOIN barometer.coverage b USING (roster_id, network, stratum)
    WHERE n.month = {month} AND b.month = {before} AND stratum = 'ALL'
    """,
    (
        RowRule(
            "roster_keeps_its_members",
            ("member_count", "member_count_before"),
            "member_count = member_count_before",
            "Une liste de même identifiant garde ses membres d’un mois à l’autre.",
        ),
        RowRule(
            "measured_not_halved",
            ("measured_count", "measured_count_before"),
            f"measured_count_before < {LEAST_ACCOUNTS} OR measured_count >= 0.5 * measured_count_before",
            "Le nombre de comptes mesurés n’a pas chuté de moitié en un mois.",
        ),
        RowRule(
            "measured_keeps_four_fifths",
            ("measured_count", "measured_count_before"),
            f"measured_count_before < {LEAST_ACCOUNTS} OR measured_count >= 0.8 * measured_count_before",
            "Le nombre de comptes mesurés n’a pas baissé de plus d’un cinquième.",
            "warning",
        ),
        RowRule(
            "accounts_keep_four_fifths",
            ("account_count", "account_count_before"),
            f"account_count_before < {LEAST_ACCOUNTS} OR account_count >= 0.8 * account_count_before",
            "Le nombre de comptes officiels n’a pas baissé de plus d’un cinquième.",
            "warning",
        ),
        RowRule(
            "searched_share_stable",
            ("searched_share", "searched_share_before"),
            "searched_share >= searched_share_before - 0.2",
            "La part de collectivités cherchées n’a pas perdu plus de 20 points.",
            "warning",
        ),
    ),
)

_MATCHED = """
    FROM barometer.audience n JOIN barometer.audience b USING (roster_id, territory_id, network, account_id, metric_def)
    WHERE n.month = {month} AND b.month = {before} AND n.followers_count IS NOT NULL AND b.followers_count IS NOT NULL
"""

ACCOUNTS: Final = Comparison(
    "barometer.audience",
    ("month", "roster_id", "territory_id", "network"),
    """
    SELECT n.month, roster_id, territory_id, network, account_id, n.followers_count,
           b.followers_count AS followers_count_before, n.record
    """
    + _MATCHED,
    (
        RowRule(
            "followers_not_decupled",
            ("account_id", "followers_count", "followers_count_before"),
            f"followers_count_before < {LEAST_FOLLOWERS} OR followers_count <= 10 * followers_count_before",
            "Les abonnés d’un compte ne sont pas décuplés en un mois.",
            "warning",
        ),
    ),
)

TOTALS: Final = Comparison(
    "barometer.audience",
    ("month", "roster_id", "network"),
    """
    SELECT n.month, roster_id, network, count(*) AS account_count, sum(n.followers_count)::BIGINT AS followers_total,
           sum(b.followers_count)::BIGINT AS followers_total_before
    """
    + _MATCHED
    + "GROUP BY ALL",
    (
        RowRule(
            "network_total_not_doubled",
            ("account_count", "followers_total", "followers_total_before"),
            f"account_count < {LEAST_ACCOUNTS} "
            "OR followers_total BETWEEN 0.5 * followers_total_before AND 2 * followers_total_before",
            "Le total d’un réseau, à comptes constants, n’est ni doublé ni divisé par deux en un mois.",
        ),
    ),
)

COMPARISONS: Final = (COVERAGE, ACCOUNTS, TOTALS)
