"""Rules of what people decided, and of removals, beyond the field dictionary."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "reference.removals": (
        RowRule(
            "subject_is_a_hash",
            ("subject_hash",),
            "regexp_full_match(subject_hash, '[0-9a-f]{32}')",
            "Un compte retiré n’a qu’une empreinte, jamais de nom.",
        ),
    ),
    "roster.decisions": (
        RowRule(
            "decision_holds_in_its_months",
            ("month", "from_month", "until_month"),
            "month >= from_month AND (until_month IS NULL OR month <= until_month)",
            "Une décision vaut dans les mois qu’elle dit.",
        ),
        RowRule(
            "unapplied_decision_says_why",
            ("decision_status", "problem_fr"),
            "(decision_status = 'applied') = (problem_fr IS NULL)",
            "Une décision qui n’est pas appliquée dit pourquoi.",
        ),
        RowRule(
            "decision_names_its_subject",
            ("action", "network", "account_id"),
            "(account_id IS NULL) = (action IN ('add_site', 'remove_site')) "
            "AND (network IS NULL) = (account_id IS NULL)",
            "Une décision est sur un compte, ou sur un site.",
        ),
        RowRule(
            "decision_has_its_value",
            ("action", "value"),
            "action NOT IN ('reassign', 'set_scope', 'same_identity', 'add_site', 'remove_site') OR value IS NOT NULL",
            "Une décision dit la collectivité, la portée, l’autre compte ou l’adresse qu’il lui faut.",
        ),
    ),
}
