"""What holds of the marks of posts, and of the parts of an account's posts that bear them."""

from __future__ import annotations

from typing import Final

from pipelines.quality.rules import RowRule, Rule
from pipelines.quality.suites.barometer import KNOWN_NETWORK, MEMBER

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "barometer.editorial": (
        KNOWN_NETWORK,
        MEMBER,
        *(
            RowRule(
                f"{name}_share_agrees_with_status",
                (f"{name}_share", f"{name}_status", f"{name}_count", f"{name}_known_count"),
                f"(({name}_share IS NOT NULL) = ({name}_status = 'observed'))"
                f" AND {name}_count <= {name}_known_count AND {name}_known_count <= post_count",
                f"{name}_share est vide si et seulement si {name}_status dit pourquoi ; trouvées ≤ jugées ≤ lues.",
            )
            for name in ("auto", "republication", "crosspost", "own")
        ),
        RowRule(
            "republication_curve_falls",
            ("republication_known_count", "republication_40_count", "republication_count", "republication_80_count"),
            "republication_known_count >= republication_40_count AND republication_40_count >= republication_50_count"
            " AND republication_50_count >= republication_count AND republication_count >= republication_70_count"
            " AND republication_70_count >= republication_80_count",
            "Plus le seuil est haut, moins de publications reprennent le site.",
        ),
    ),
    "barometer.level_copies": (
        KNOWN_NETWORK,
        MEMBER,
        RowRule(
            "levels_differ",
            ("level", "other_level", "territory_id", "other_territory_id"),
            "level <> other_level AND territory_id <> other_territory_id",
            "Une publication se lit à un autre niveau que le sien.",
        ),
        RowRule(
            "within_three_days",
            ("lag_minutes",),
            "abs(lag_minutes) <= 72 * 60",
            "Les deux publications sont à 72 heures au plus l’une de l’autre.",
        ),
    ),
    "barometer.post_marks": (
        KNOWN_NETWORK,
        *(
            RowRule(
                f"{name}_agrees_with_status",
                (f"is_{name}", f"{name}_status"),
                f"(is_{name} IS NOT NULL) = ({name}_status = 'observed')",
                f"is_{name} est vide si et seulement si {name}_status dit pourquoi.",
            )
            for name in ("auto", "republication", "crosspost")
        ),
        RowRule(
            "crosspost_names_its_networks",
            ("is_crosspost", "crosspost_networks"),
            "(coalesce(is_crosspost, false)) = (crosspost_networks IS NOT NULL)",
            "Une publication lue ailleurs dit sur quels réseaux, et elle seule.",
        ),
    ),
}
