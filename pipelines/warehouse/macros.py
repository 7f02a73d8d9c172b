"""Formulas and joins that SELECTs share, as DuckDB macros; the plain functions of `indicators.intervals` are twins of
the former.

They are created after the tables, and travel with the published file.
"""

from __future__ import annotations

from typing import Final

import duckdb

from pipelines.indicators.intervals import Z_95
from pipelines.roster.rosters import COMPUTED

DENSE_AREA: Final = 30
"""Communes and EPCI of a list in a département from which on indicators of few accounts are told of it."""
_CENTRE: Final = f"(p + {Z_95**2} / (2 * size)) / (1 + {Z_95**2} / size)"
_SPREAD: Final = f"{Z_95} / (1 + {Z_95**2} / size) * sqrt(p * (1 - p) / size + {Z_95**2} / (4 * size * size))"

_FAMILIES: Final = ", ".join(f"'{name}'" for name in sorted(COMPUTED))

_SHOWN: Final = """[CAST(bool_or(avatar) AS INTEGER), CAST(bool_or(banner) AS INTEGER),
        CAST(max(bio) >= 50 AS INTEGER), CASE WHEN count(link) > 0 THEN 1
            WHEN max(bio) IS NOT NULL AND bool_or(shows_link(network)) THEN 0 END,
        CAST(bool_or(contact) AS INTEGER), CAST(bool_or(category) AS INTEGER)]"""

_TABLE: Final = "TABLE"
_MACROS: Final = {
    "drawn_members()": f"""{_TABLE} SELECT roster_id, territory_id, stratum, population, weight,
        count(*) OVER (PARTITION BY roster_id, stratum) AS drawn,
        greatest(sum(weight ORDER BY territory_id) OVER (PARTITION BY roster_id, stratum), drawn) AS size,
        CASE WHEN level IN ('commune', 'epci') THEN region_code END AS region,
        CASE WHEN level IN ('commune', 'epci') THEN departement_code END AS departement,
        {{region_code: region, departement_code: departement}} AS areas,
        {{region_code: region, departement_code: CASE WHEN count(departement)
            OVER (PARTITION BY roster_id, departement) >= {DENSE_AREA} THEN departement END}} AS dense_areas
        FROM roster.members""",
    "placed_members()": f"""{_TABLE} SELECT m.* EXCLUDE (stratum), m.stratum AS own, place.*
        FROM drawn_members() AS m, LATERAL (VALUES ('france', 'FR', m.stratum), ('france', 'FR', 'ALL'),
            ('region', m.dense_areas.region_code, 'ALL'), ('departement', m.dense_areas.departement_code, 'ALL')
        ) AS place(area_level, area_code, stratum) WHERE area_code IS NOT NULL""",
    "list_family(roster_id)": f"""CASE WHEN right(roster_id, 4) BETWEEN '2000' AND '2999'
        AND left(roster_id, length(roster_id) - 4) IN ({_FAMILIES})
        THEN left(roster_id, length(roster_id) - 4) ELSE roster_id END""",
    "nlogn(n)": "n * ln(greatest(n, 1))",
    "format_mix(n, parts)": "abs(round((ln(n) - parts / n) / ln(8), 12))",
    "wilson_low(p, size)": f"CASE WHEN p IS NOT NULL THEN greatest(0.0, {_CENTRE} - {_SPREAD}) END",
    "wilson_high(p, size)": f"CASE WHEN p IS NOT NULL THEN least(1.0, {_CENTRE} + {_SPREAD}) END",
    "effective(weighs)": "sum(weighs) ** 2 / nullif(sum(weighs ** 2), 0)",
    "drawn_size(drawn, population)": "drawn * (population - 1) / (population - drawn)",
    "wilson_lo(successes, drawn, population)": """CASE WHEN drawn >= population THEN successes / nullif(drawn, 0)
        WHEN successes / nullif(drawn, 0) IS NOT NULL
            THEN wilson_low(successes / drawn, drawn_size(drawn, population)) END""",
    "wilson_hi(successes, drawn, population)": """CASE WHEN drawn >= population THEN successes / nullif(drawn, 0)
        WHEN successes / nullif(drawn, 0) IS NOT NULL
            THEN wilson_high(successes / drawn, drawn_size(drawn, population)) END""",
    "shrunk(successes, drawn)": f"(successes + {Z_95**2 / 2}e0) / (drawn + {Z_95**2}e0)",
    "plug_in_variance(successes, drawn, population)": """CASE WHEN drawn < population AND drawn > 1
        THEN successes / drawn * (1 - successes / drawn) / (drawn - 1) * (1 - drawn / population) ELSE 0e0 END""",
    "shrunk_variance(successes, drawn, population)": f"""CASE WHEN drawn < population
        THEN shrunk(successes, drawn) * (1 - shrunk(successes, drawn)) / (drawn + {Z_95**2}e0)
            * (population - drawn) / (population - 1) ELSE 0e0 END""",
    "total_of(successes, drawn, population, part)": """struct_pack(
        share := sum(population * (successes / drawn) ORDER BY part) / sum(population ORDER BY part),
        shrunk := sum(population * shrunk(successes, drawn) ORDER BY part) / sum(population ORDER BY part),
        variance := greatest(
            sum(population * population * plug_in_variance(successes, drawn, population) ORDER BY part),
            sum(population * population * shrunk_variance(successes, drawn, population) ORDER BY part)
        ) / (sum(population ORDER BY part) * sum(population ORDER BY part)))""",
    "size_variance(drawn, population, looked)": """CASE WHEN drawn < population AND looked > 1
        THEN (population * looked / drawn) ** 2 * (1 - drawn / population) * (drawn / looked) * (1 - drawn / looked)
            / (looked - 1) ELSE 0e0 END""",
    "domain_total_of(successes, drawn, population, looked, part)": """struct_pack(
        share := total_of(successes, drawn, population, part).share,
        shrunk := total_of(successes, drawn, population, part).shrunk,
        variance := total_of(successes, drawn, population, part).variance + sum(size_variance(drawn, population, looked)
            * (successes / drawn) ** 2 ORDER BY part) / sum(population ORDER BY part) ** 2
            - 2 * total_of(successes, drawn, population, part).share * sum(size_variance(drawn, population, looked)
            * (successes / drawn) ORDER BY part) / sum(population ORDER BY part) ** 2
            + total_of(successes, drawn, population, part).share ** 2
            * sum(size_variance(drawn, population, looked) ORDER BY part) / sum(population ORDER BY part) ** 2)""",
    "total_size(total)": "total.shrunk * (1 - total.shrunk) / total.variance",
    "total_lo(total)": """CASE WHEN total.variance > 0 THEN wilson_low(total.share, total_size(total))
        ELSE total.share END""",
    "total_hi(total)": """CASE WHEN total.variance > 0 THEN wilson_high(total.share, total_size(total))
        ELSE total.share END""",
    "shows_link(network)": "network IN ('bluesky', 'mastodon', 'telegram', 'x')",
    "profile_share(network, avatar, banner, bio, link, contact, category)": f"""CASE WHEN list_count({_SHOWN}) >= 3
        THEN list_avg({_SHOWN}) END""",
    "asked(what, given, known)": """list_transform([{given: CAST(given AS VARCHAR), known: known}],
        lambda put: coalesce(list_filter(put.known, lambda held: lower(held) = lower(put.given))[1],
            error(format('{} « {} » : cette édition n’a rien de tel. Peut être demandé : {}.', what,
                coalesce(put.given, 'NULL'),
                coalesce(array_to_string(list_sort(list_distinct(put.known)), ', '), 'rien')))))[1]""",
    "asked_month(given, known)": """CAST(asked('Mois', left(CAST(given AS VARCHAR), 7),
        list_transform(known, lambda held: strftime(held, '%Y-%m'))) || '-01' AS DATE)""",
    "asked_territory(given, named)": """list_transform([{given: CAST(given AS VARCHAR), named: named}],
        lambda put: coalesce(list_filter(
            flatten(list_transform(put.named, lambda held: [held.code, held.territory_id])),
            lambda held: lower(held) = lower(put.given))[1],
            error(format('Collectivité « {} » : aucun membre des listes de ce mois n’a ce code. {}.',
                coalesce(put.given, 'NULL'), coalesce('De ce nom : ' || nullif(array_to_string(list_distinct(
                    list_transform(list_filter(put.named, lambda held: lower(held.name) = lower(put.given)),
                        lambda held: held.territory_id)), ', '), ''), 'roster.members donne les codes')))))[1]""",
    "entry(indicator, variant, x, lo, hi, status)": """{i: indicator, v: variant, x: CAST(x AS DOUBLE),
        lo: CAST(lo AS DOUBLE), hi: CAST(hi AS DOUBLE), s: CASE WHEN x IS NULL THEN status
            WHEN status = 'window_incomplete' THEN 'partial_window'
            WHEN status = 'small_base' OR status = 'not_given' THEN 'observed' ELSE status END}""",
    "rate_status(counter, base)": "if(counter = 'observed', base, counter)",
    "change_status(told, before, account, account_before, is_other)": """CASE WHEN told.x IS NULL THEN 'no_value'
        WHEN told.s = 'at_least' THEN 'at_least' WHEN before IS NULL THEN 'no_reference'
        WHEN account.identity <> account_before.identity THEN 'identity_break'
        WHEN account_before.is_broken THEN 'geography_break' WHEN is_other THEN 'metric_break' ELSE 'observed' END""",
}
"""`wilson_lo` and `wilson_hi`: bounds at 95 % of the part `successes / drawn` of a stratum of `population` members,
with finite-population correction; a census has width 0; empty when nothing was drawn.
`effective` is an aggregate: how many members of equal weight would tell as much as these (Kish 1965).
`total_of` is an aggregate of strata (one row each, summed in the order of `part`); `total_lo` and `total_hi` are the
bounds of the part of all of them together: `indicators.intervals.poststratified_interval`. `domain_total_of`: the same
where the base is a part of each stratum (`drawn` of the `looked` members), whose size is then an estimate too.
`shows_link`: the presentation of an account of this network holds its link, so that none is an absence.
`profile_share` is an aggregate of the readings of an account: the mean of the fields of a profile that a reading shows
(a presentation of 50 characters), of three fields at least.
`drawn_members`: the members of each list with their weight, how many of their stratum it has (`drawn`) and how many
there are of them in all (`size`); the areas that a commune or EPCI counts in, of which the institutions themselves are
no part (`dense_areas`: without a département of which the list holds fewer than DENSE_AREA).
`placed_members`: each of them once for every cell that it counts in (`area_level`, `area_code`, `stratum`): that of its
`own` stratum, of the whole list, and of its dense areas.
`list_family`: the name of a list that is worked out for each vintage (`COURANT2026` → `COURANT`), any other list
itself.
`asked` is an argument of a question as the file writes it, one of `known`; it ends the query with what may be asked
when it is none (`what` names it in French). `asked_month` takes a date or text and known dates; `asked_territory`, a
code with or without its level, among members (`code`, `territory_id`, `name`).
`entry`: one line of an account's sheet; a value that is there has a status that says how it was obtained.
`rate_status`: that of a counter divided by a base. `change_status`: why an `entry` is not compared with the value
before (`account` and `account_before` hold identity and perimeter; `is_other`: another definition), or `observed`."""


def expanded(select: str) -> str:
    """A SELECT, and the text of the table macros that it reads from, and that these read from."""
    found = select
    for name, text in reversed(_MACROS.items()):
        if text.startswith(_TABLE) and name in found:
            found = f"{found}\n{text}"
    return found


def create_macros(con: duckdb.DuckDBPyConnection, *, anew: bool = False) -> None:
    """Create those that are missing; `anew` replaces the others by today's too."""
    verb, condition = ("CREATE OR REPLACE", "") if anew else ("CREATE", "IF NOT EXISTS ")
    con.execute(";\n".join(f"{verb} MACRO {condition}{name} AS {text}" for name, text in _MACROS.items()))
