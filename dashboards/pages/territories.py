"""One sheet per collectivité of the roster, and their index. Frames are grouped once: no query per page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import polars as pl
from markupsafe import Markup

from dashboards import labels
from dashboards.pages.home import territory_path
from dashboards.pages.levels import shared_messages
from dashboards.pages.sheets import sheet
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.words import Words, attribute, phrase, sort_key
from pipelines.model.months import Month
from pipelines.model.quantities import Relative

Row = dict[str, Any]
Groups = Mapping[str, list[Row]]
SPARK: Final = (120, 28)
WINDOWS: Final = (1, 12)
OVER: Final = {1: phrase("Sur un mois : {growth}"), 12: phrase("Sur douze mois : {growth}")}


def pages(site: Site) -> Iterator[Page]:
    members = sorted(site.edition.members.to_dicts(), key=lambda m: (sort_key(m["name"]), m["territory_id"]))
    yield _index(site, members)
    groups = site.once("groups", lambda: {name: _grouped(site.edition, name) for name in _GROUPED})
    history = site.once("history", lambda: _history(site.edition))
    for member in members:
        yield _sheet(site.edition, member, groups, history)


_GROUPED: Final = (
    "barometer.status", "barometer.posting", "barometer.growth", "barometer.account_sheet",
    "barometer.level_copies",
    "roster.evidence", "roster.attributions", "roster.looks", "roster.sites",
)  # fmt: skip


def _grouped(edition: Edition, name: str) -> Groups:
    groups: dict[str, list[Row]] = {}
    for row in edition.current(name).to_dicts():
        groups.setdefault(row["territory_id"], []).append(row)
    return groups


def _history(edition: Edition) -> dict[tuple[str, str], dict[date, Row]]:
    """Audience by (territory, network), then by month, up to the edition."""
    found: dict[tuple[str, str], dict[date, Row]] = {}
    for row in edition.frame("barometer.audience").filter(pl.col("month") <= edition.month).to_dicts():
        found.setdefault((row["territory_id"], row["network"]), {})[row["month"]] = row
    return found


def _index(site: Site, members: list[Row]) -> Page:
    edition, words = site.edition, site.edition.words
    known = {row["territory_id"]: networks_words(words, row["present"], row["unknown"]) for row in _tallies(edition)}
    blocks = [
        {
            "label": edition.label("stratum", stratum), "id": attribute(stratum),
            "rows": [
                {"name": m["name"], "path": territory_path(m["territory_id"]),
                "code": m["code"],
                 "networks": known.get(m["territory_id"], words.say("non observée"))}
                for m in members if m["stratum"] == stratum
            ],
        }
        for stratum in edition.strata
    ]  # fmt: skip
    return site.page("territoires", "territoires", template="territoires.html", blocks=blocks, total=len(members))


def _tallies(edition: Edition) -> list[Row]:
    social = edition.current("barometer.status").filter(pl.col("network") != "website")
    present, unknown = pl.col("status").str.starts_with("present").sum(), (pl.col("status") == "unknown").sum()
    return social.group_by("territory_id").agg(present=present, unknown=unknown).to_dicts()


def networks_words(words: Words, present: int, unknown: int) -> str:
    """`2 réseaux, 1 inconnu`: a network of unknown status is never counted as an absence."""
    if not unknown:
        return words.plural(present, "réseau", "réseaux")
    rest = words.plural(unknown, "inconnu")
    if not present:
        return words.say("réseaux : {unknown}", unknown=rest)
    return f"{words.plural(present, 'réseau', 'réseaux')}, {rest}"


def _sheet(edition: Edition, member: Row, groups: Mapping[str, Groups], history: Mapping[Any, Any]) -> Page:
    own = {name: group.get(member["territory_id"], []) for name, group in groups.items()}
    statuses = sorted(own["barometer.status"], key=lambda row: edition.place(row["network"]))
    words = edition.words
    level = words.content("site")["levels"][member["level"]]
    main = {row["account_id"] for row in statuses}
    sheets = [_network(edition, row, own, history) for row in statuses]
    context = {
        "member": member, "level": level, "stratum": edition.label("stratum", member["stratum"]),
        "current": "territoires",
        "population": words.or_missing(member["population"], words.number, words.say("non publiée")),
        "networks": sheets, "silent": [sheet for sheet in sheets if sheet["account"] is None],
        "others": _others(words, [row for row in own["roster.attributions"] if row["account_id"] not in main]),
        "shared": shared_messages(edition, own["barometer.level_copies"]),
        "looks": own["roster.looks"], "sites": sorted({row["site_url"] for row in own["roster.sites"]}),
        "charts": [], "contours": [], "pictures": frozenset(),
    }  # fmt: skip
    lead = words.say("{level}, code {code}. {stratum}.", level=level, code=member["code"], stratum=context["stratum"])
    return Page(territory_path(member["territory_id"]), "fiche.html", member["name"], lead, context)


def _others(words: Words, rows: list[Row]) -> str:
    """`3 (le tourisme 2, une personne élue 1)`: a number, never a name, as an account that is not the institution's may
    be somebody's; '' when there is none."""
    if not rows:
        return ""
    kinds = Counter(labels.scope(words, row["scope"]) for row in rows)
    told = ", ".join(
        f"{kind} {words.number(count)}" for kind, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
    )
    return f"{words.number(len(rows))} ({told})"


def _network(edition: Edition, status: Row, own: Mapping[str, list[Row]], history: Mapping[Any, Any]) -> Row:
    network, account_id = status["network"], status["account_id"]
    points = history.get((status["territory_id"], network), {})
    accounts = [
        {**row, "rule": row["rule"] and edition.label("main_rule", row["rule"])}
        for row in own["roster.attributions"]
        if row["account_id"] == account_id
    ]
    growths = [row for row in own["barometer.growth"] if row["network"] == network]
    measures = [_measure(edition, edition.before(months), points) for months in (0, *WINDOWS)] if account_id else []
    return {
        "label": edition.network(network), "id": network, "status": status["status"],
        "status_label": labels.state(edition.words, status["status"]),
        "reason": labels.reason(edition, status["reason"]),
        "posts": _posts(edition.words, status, own["barometer.posting"]), "account": accounts[0] if accounts else None,
        "evidence": [row for row in own["roster.evidence"] if row["account_id"] == account_id],
        "measures": measures if network != "website" else [],
        "growths": [_growth(edition, row) for row in sorted(growths, key=lambda row: row["window_months"])],
        "spark": _spark(points),
        "sheet": sheet(edition, (row for row in own["barometer.account_sheet"] if row["network"] == network)),
    }  # fmt: skip


def _posts(words: Words, status: Row, posting: list[Row]) -> str:
    """Posts of the month; « au moins » where the list that was read stops inside the month; items for a website."""
    row = next((one for one in posting if one["network"] == status["network"]), None)
    if row is None:
        return words.or_missing(status["post_count"], words.number)
    text = words.or_missing(row["post_count"], words.number)
    return words.say("au moins {value}", value=text) if row["post_status"] == "at_least" else text


def _measure(edition: Edition, month: date, points: Mapping[date, Row]) -> Row:
    row, words = points.get(month), edition.words
    if row is None:
        how = words.say("Aucun relevé ce mois-ci.")
        blank = {"interval": "", "record": None, "metric": None}
        return {"month": words.month(month), "value": words.missing, "how": how} | blank
    value = words.or_missing(row["followers_count"], words.number)
    span = "" if row["followers_lo"] is None else words.interval(row["followers_lo"], row["followers_hi"])
    return {
        "month": words.month(month), "value": value, "interval": "" if span == value else span, "record": row["record"],
        "how": edition.label("measure_status", row["followers_status"]), "metric": row["metric_def"],
    }  # fmt: skip


def _growth(edition: Edition, row: Row) -> Row:
    words, over = edition.words, OVER[row["window_months"]]
    if row["growth_abs"] is None:
        why = edition.label("measure_status", row["growth_status"])
        return {"text": words.say(over, growth=why), "is_suspect": False}
    span = words.interval(row["growth_abs_lo"], row["growth_abs_hi"], words.signed)
    gain = words.gain(row["growth_abs"], "abonné")
    parts = [f"{gain} {span}" if span.startswith("[") else gain]
    if row["growth_rel"] is not None:
        parts.append(words.relative(Relative(row["growth_rel"])))
    if row["growth_per_1000"] is not None:
        per = words.signed(row["growth_per_1000"], 1)
        parts.append(words.say("{gain} pour 1\u202f000 habitants", gain=per))
    text = words.say(over, growth=words.clauses(parts))
    return {"text": text, "is_suspect": bool(row["is_stock_flow_suspect"])}


def _spark(points: Mapping[date, Row]) -> Markup:
    """Path of a small line of followers over the observed months; '' under three. No text to typeset.

    The line is that of the latest identity, and joins adjacent months of one definition only: it never goes on from one
    account to another, nor over a month that was not observed. A month alone is a dot.
    """
    last = points[max(points)]["identity_id"] if points else None
    known = [
        (day, row)
        for day, row in sorted(points.items())
        if row["followers_count"] is not None and row["identity_id"] == last
    ]
    if len(known) < 3:
        return Markup()
    width, height = SPARK
    first, span = known[0][0], (known[-1][0] - known[0][0]).days
    top = max(row["followers_count"] for _, row in known) or 1
    steps = [
        f"{'L' if goes_on else 'M'}{2 + (width - 4) * (day - first).days / span:.1f},"
        f"{height - 2 - (height - 4) * row['followers_count'] / top:.1f}{'' if goes_on else 'h0'}"
        for (day, row), goes_on in zip(known, [False, *map(_goes_on, known, known[1:])], strict=True)
    ]
    return Markup(" ").join(steps)


def _goes_on(before: tuple[date, Row], after: tuple[date, Row]) -> bool:
    is_next = Month.of(before[0]).plus(1) == Month.of(after[0])
    return is_next and before[1]["metric_def"] == after[1]["metric_def"]
