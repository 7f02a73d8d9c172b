"""Rules of the identities of accounts: what happened to a handle, and since when."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.identities": (
        RowRule(
            "disputed_is_hijacked",
            ("identity_status", "state"),
            "(identity_status = 'disputed') = (state = 'hijacked')",
            "Une identité contestée est celle d’un identifiant qui a changé de mains.",
        ),
        RowRule(
            "spell_has_begun",
            ("month", "since_month", "state"),
            "since_month <= month AND (state <> 'new' OR since_month = month)",
            "Une période a commencé ce mois ou avant.",
        ),
        RowRule(
            "rename_names_another_account",
            ("account_id", "previous_account_id", "state"),
            "previous_account_id IS NULL OR (previous_account_id <> account_id AND state <> 'new')",
            "Un renommage vient d’un autre identifiant.",
        ),
        RowRule(
            "reuse_names_another_identity",
            ("identity_id", "previous_identity_id", "state"),
            "previous_identity_id <> identity_id AND (state <> 'reused' OR previous_identity_id IS NOT NULL)",
            "Un identifiant réemployé répondait à une autre identité.",
        ),
    ),
}
