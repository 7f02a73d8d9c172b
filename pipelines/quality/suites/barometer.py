"""Rules of the published tables, beyond the field dictionary. Comparison with last month belongs in `magnitude`."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import VALUED, RowRule, Rule, bounded_count, measured, ordered, texts

# Rates are read back from DOUBLE columns; the mode that rounds strata to whole points may leave them by half a point.
EXACT = "1e-9"
_SLACK = f"(CASE aggregation WHEN 'mean_of_strata_rounded' THEN 0.0051 ELSE {EXACT} END)"
_COUNTS_TERRITORIES = "aggregation IN ('pooled', 'mean_of_strata', 'mean_of_strata_rounded')"
_LEAST_LEAGUE = 5
NAMED_FROM_POPULATION: Final = 3_500

_SUM_OF_STATUSES: Final = RowRule(
    "statuses_sum_to_members",
    ("present_count", "absent_count", "unknown_count", "member_count"),
    "present_count + absent_count + unknown_count = member_count",
    "Présentes, absentes et inconnues font la liste entière.",
)
KNOWN_NETWORK: Final = RowRule(
    "network_is_known",
    ("network",),
    "network = 'any' OR network IN (SELECT network FROM reference.networks)",
    "Le réseau est dans la table des portes.",
)
MEMBER: Final = RowRule(
    "territory_is_member",
    ("roster_id", "territory_id"),
    "(roster_id, territory_id) IN (SELECT (roster_id, territory_id) FROM roster.members)",
    "La collectivité est membre de la liste.",
)
_WINDOW: Final = RowRule(
    "window_is_1_or_12", ("window_months",), "window_months IN (1, 12)", "La fenêtre est d’un ou de douze mois."
)


def _withheld(share: str, unknown: str, member: str, counted: str = "TRUE") -> tuple[RowRule, RowRule, RowRule]:
    """A published rate: 10 % unknown at most (where `counted`, a SQL condition, holds), 5 members at least."""
    status = f"{share}_status"
    return (
        RowRule(
            f"{share}_agrees_with_status",
            (share, status),
            f"({share} IS NOT NULL) = ({status} = 'observed')",
            f"{share} est vide si et seulement si {status} dit pourquoi.",
        ),
        RowRule(
            f"{share}_withheld_when_unknown",
            (status, unknown, member),
            f"NOT ({counted}) OR {status} <> 'observed' OR {unknown} <= 0.1 * {member} + {EXACT}",
            "Au-dessus de 10 % d’inconnues, le taux est retenu.",
        ),
        RowRule(
            f"{share}_needs_five_members",
            (status, member),
            f"{status} <> 'observed' OR {member} >= 5",
            "En dessous de 5 collectivités, aucun taux n’est publié.",
        ),
    )


def ratio(share: str, part: str, whole: str, *high: str) -> RowRule:
    value = f"least({', '.join((f'{part} / {whole}', *high))})"
    return RowRule(
        f"{share}_is_ratio",
        (share, part, whole, *high),
        f"{share} IS NULL OR ({whole} > 0 AND abs({share} - {value}) <= {EXACT})",
        f"{share} = {part} / {whole}" + (", sans dépasser la borne haute." if high else "."),
    )


STATUS: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    RowRule(
        "present_has_account",
        ("network", "status", "account_id"),
        "status NOT LIKE 'present%' OR network IN ('any', 'website') OR account_id IS NOT NULL",
        "Une collectivité présente sur un réseau social l’est par un compte.",
    ),
    RowRule(
        "unknown_has_no_posts",
        ("status", "post_count"),
        "status <> 'unknown' OR post_count IS NULL",
        "Ce qui est inconnu n’a pas de nombre de publications, pas même 0.",
    ),
    RowRule(
        "dormant_has_not_posted",
        ("status", "post_count"),
        "status <> 'present_dormant' OR post_count IS NULL OR post_count = 0",
        "Un compte dormant n’a rien publié dans le mois.",
    ),
)

_CLOSED_AT: Final = (
    "(SELECT any_value(closed_at) FROM (SELECT month AS m, roster_id AS r, territory_id AS t, closed_at "
    "FROM barometer.closings) WHERE m = month AND r = roster_id AND t = territory_id)"
)

CLOSINGS: Final[tuple[Rule, ...]] = (
    MEMBER,
    RowRule(
        "month_is_that_of_the_place",
        ("time_zone", "opened_at", "closed_at"),
        "timezone(time_zone, timezone('UTC', opened_at)) = month "
        "AND timezone(time_zone, timezone('UTC', closed_at)) = month + INTERVAL 1 MONTH",
        "Le mois s’ouvre et se ferme à minuit, à l’heure de la collectivité.",
    ),
)

AUDIENCE: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    measured("followers"),
    *bounded_count("followers", "followers_status"),
    RowRule(
        "audience_is_archived",
        ("followers_status", "origin", "record"),
        "followers_status NOT IN ('observed', 'rounded') OR record IS NOT NULL OR coalesce(origin = 'import', false)",
        "Un nombre d’abonnés relevé renvoie à son enregistrement d’archive.",
    ),
    RowRule(
        "reading_near_month_end",
        ("followers_status", "observed_at"),
        "followers_status NOT IN ('observed', 'rounded') OR abs(epoch(observed_at) - epoch("
        f"{_CLOSED_AT})) <= 3 * 86400 + 1",
        "Le relevé retenu est à trois jours au plus de la fin du mois à l’heure du lieu (méthode, section 3).",
    ),
)

PRESENCE: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    _SUM_OF_STATUSES,
    ordered("presence_share", "presence_share_lo", "presence_share_hi", _SLACK),
    *_withheld("presence_share", "unknown_count", "member_count", _COUNTS_TERRITORIES),
    RowRule(
        "numerator_within_denominator",
        ("aggregation", "numerator", "denominator"),
        f"numerator <= denominator + {EXACT} AND numerator >= 0",
        "Le numérateur ne dépasse pas le dénominateur.",
    ),
    RowRule(
        "presence_share_is_ratio",
        ("aggregation", "presence_share", "numerator", "denominator"),
        f"presence_share IS NULL OR (denominator > 0 AND abs(presence_share - numerator / denominator) <= {_SLACK})",
        "Le taux est le quotient du numérateur par le dénominateur de son mode.",
    ),
    RowRule(
        "pooled_counts_are_known",
        ("present_count", "absent_count", "numerator", "denominator"),
        "aggregation <> 'pooled' OR (numerator = present_count AND denominator = present_count + absent_count)",
        "Le taux groupé compte les présentes parmi les connues.",
    ),
)

COPRESENCE: Final[tuple[Rule, ...]] = (
    RowRule("two_networks", ("network_a", "network_b"), "network_a <> network_b", "Deux réseaux différents."),
    RowRule(
        "inclusion_exclusion_holds",
        ("a_count", "b_count", "both_count", "any_count", "inclusion_exclusion_gap"),
        "inclusion_exclusion_gap = 0 AND a_count + b_count - both_count - any_count = 0",
        "Inclusion–exclusion : a + b = les deux + l’un au moins.",
    ),
    RowRule(
        "both_within_each",
        ("a_count", "b_count", "both_count", "any_count", "known_count"),
        "both_count <= least(a_count, b_count) AND any_count <= known_count",
        "Les deux ne dépassent aucun des deux ; l’un au moins ne dépasse pas les connues.",
    ),
    RowRule(
        "known_and_unknown_sum_to_members",
        ("known_count", "unknown_count", "member_count"),
        "known_count + unknown_count = member_count",
        "Connues et inconnues font la liste entière.",
    ),
    ordered("both_share", "both_share_lo", "both_share_hi", EXACT),
    *_withheld("both_share", "unknown_count", "member_count"),
    ratio("both_share", "both_count", "known_count", "both_share_hi"),
    RowRule(
        "open_within_unknown",
        ("open_count", "unknown_count", "both_count", "member_count", "both_share_hi"),
        f"open_count <= unknown_count AND abs(both_share_hi - (both_count + open_count) / member_count) <= {EXACT}",
        "Les paires ouvertes font la borne haute, et sont des inconnues.",
    ),
)

_GROWTH_MISSING = (
    "hidden", "not_given", "not_attempted", "not_read", "quarantined", "no_reference", "metric_break", "identity_break",
    "geography_break",
)  # fmt: skip

GROWTH: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    _WINDOW,
    *(ordered(stem, f"{stem}_lo", f"{stem}_hi", "1e-6") for stem in ("growth_abs", "growth_rel", "growth_per_1000")),
    RowRule(
        "growth_agrees_with_status",
        ("growth_status", "growth_abs"),
        f"CASE WHEN growth_status IN {texts(VALUED)} THEN growth_abs IS NOT NULL "
        f"WHEN growth_status IN {texts(_GROWTH_MISSING)} THEN growth_abs IS NULL ELSE TRUE END",
        "La progression est vide si et seulement si growth_status dit pourquoi.",
    ),
    RowRule(
        "growth_is_difference",
        ("followers_count", "reference_count", "growth_abs"),
        "growth_abs IS NULL OR (followers_count IS NOT NULL AND reference_count IS NOT NULL "
        "AND abs(growth_abs - (followers_count - reference_count)) <= 1e-6)",
        "La progression est la différence des deux relevés.",
    ),
)

RANKING: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    MEMBER,
    _WINDOW,
    ordered("value", "value_lo", "value_hi", "1e-6"),
    RowRule(
        "rank_in_bounds",
        ("best_rank", "rank", "worst_rank", "ranked_count"),
        "1 <= best_rank AND best_rank <= rank AND rank <= worst_rank AND worst_rank <= ranked_count",
        "1 ≤ meilleur rang ≤ rang ≤ pire rang ≤ comptes classés.",
    ),
    RowRule(
        "podium_is_certain",
        ("worst_rank", "is_podium_certain"),
        "is_podium_certain = (worst_rank <= 3)",
        "Un podium est certain si le pire rang possible y est encore.",
    ),
    RowRule(
        "small_leagues_are_not_ranked",
        ("ranked_count",),
        f"ranked_count >= {_LEAST_LEAGUE}",
        "Aucun palmarès de moins de cinq comptes.",
    ),
    RowRule(
        "small_communes_are_not_named",
        ("stratum", "territory_id"),
        "(roster_id, territory_id) NOT IN (SELECT (roster_id, territory_id) FROM roster.members "
        f"WHERE level = 'commune' AND coalesce(population, 0) < {NAMED_FROM_POPULATION})",
        "Aucun classement nominatif de communes de moins de 3 500 habitants (méthode, section 5).",
    ),
)

COVERAGE: Final[tuple[Rule, ...]] = (
    KNOWN_NETWORK,
    _SUM_OF_STATUSES,
    RowRule(
        "measured_within_accounts",
        ("measured_count", "account_count"),
        "measured_count <= account_count",
        "Pas plus de comptes mesurés que de comptes.",
    ),
    RowRule(
        "searched_within_members",
        ("searched_count", "member_count"),
        "searched_count <= member_count",
        "Pas plus de collectivités cherchées que de membres.",
    ),
    ratio("searched_share", "searched_count", "member_count"),
    ratio("unknown_share", "unknown_count", "member_count"),
    ratio("measured_share", "measured_count", "account_count"),
)

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.closings": CLOSINGS,
    "barometer.status": STATUS,
    "barometer.audience": AUDIENCE,
    "barometer.presence": PRESENCE,
    "barometer.copresence": COPRESENCE,
    "barometer.growth": GROWTH,
    "barometer.ranking": RANKING,
    "barometer.coverage": COVERAGE,
    "barometer.unknowns": (
        KNOWN_NETWORK,
        RowRule(
            "reason_was_met", ("reason", "territory_count"), "territory_count >= 1", "Un motif compté a été rencontré."
        ),
    ),
    "barometer.politeness": (
        RowRule(
            "answers_within_requests",
            ("request_count", "ok_count", "refused_count", "failed_count"),
            "ok_count + refused_count + failed_count <= request_count",
            "Réponses, refus et échecs ne dépassent pas les requêtes.",
        ),
        RowRule(
            "one_request_a_second",
            ("host", "least_gap_seconds"),
            "least_gap_seconds >= 0.95",
            "Une requête par seconde et par hôte au plus.",
            "warning",
        ),
    ),
}
