"""A sheet in words: what `fiche.html` prints of the facts of a territory. `static/sheet.js` says the same of light
ones, and a test compares the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from dashboards import labels, worth
from dashboards.sheets.facts import Account, Closed, Facts, Growth, Measure, Network
from dashboards.sheets.indicators import Notes, sheet
from dashboards.sheets.paths import communes_path, departement_of, slug, territory_path
from dashboards.source import WINDOWS, Edition
from dashboards.trail import command, trail
from dashboards.words import Words, phrase
from pipelines.model.months import Month
from pipelines.model.quantities import Relative

Row = dict[str, Any]
SPARK: Final = (120, 28)
LEAST: Final = 4
"""Months under which a small line would be dots."""
WEBSITE: Final = "website"
OVER: Final = {1: phrase("Sur un mois : {growth}"), 12: phrase("Sur douze mois : {growth}")}
CLOSED: Final = phrase("Compte nommé, mais fermé : le réseau le dit depuis {month} au moins.")
LAST: Final = phrase("Dernier relevé d’abonnés : {followers}, fin {month}.")
NEVER: Final = phrase("Aucun nombre d’abonnés n’y fut relevé auparavant.")
UNREAD: Final = phrase("Abonnés non observés ({months}). {why}")
LEAD: Final = phrase("{level}, code {code}. {stratum}.")


def told(edition: Edition, facts: Facts, notes: Notes) -> Row:
    """The context of `fiche.html`: texts that are ready to print. `notes` stand beside indicators."""
    words, member = edition.words, facts.member
    level = words.content("site")["levels"][member["level"]]
    stratum = edition.label("stratum", member["stratum"])
    networks = [_network(edition, one, notes) | {"trail": trail(edition, facts, one.code)} for one in facts.networks]
    trails = [item for item in networks if item["trail"]]
    return {
        "member": member,
        "slug": slug(member["territory_id"]),
        "facts": facts,
        "lead": words.say(LEAD, level=level, code=member["code"], stratum=stratum),
        "body": edition.bodies.get(member["territory_id"]) if member["level"] == "departement" else None,
        "population": words.or_missing(member["population"], words.number, words.say("non publiée")),
        "networks": networks,
        "trails": trails,
        "trail_count": sum(len(item["trail"]) for item in trails),
        "command": command(edition, member["territory_id"], trails[0]["id"]) if trails else None,
        "silent": _silent(networks),
        "website": next((item for item in networks if _is_bare_site(item)), None),
        "others": _others(words, facts.others),
        "shared": [row | {"path": territory_path(edition, row["territory_id"])} for row in facts.shared],
        "copies": worth.copies(edition) if facts.shared else "",
        "communes": communes_path(departement_of(member["code"])) if member["level"] == "commune" else None,
        "looks": facts.looks,
        "sites": facts.sites,
    }


def _silent(networks: Sequence[Row]) -> list[list[Row]]:
    """Networks without an account, those of one status and reason together; an official site is no network."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for item in networks:
        if item["account"] is None and not _is_bare_site(item):
            groups.setdefault((item["status"], item["reason"]), []).append(item)
    return list(groups.values())


def _is_bare_site(item: Row) -> bool:
    return item["id"] == WEBSITE and item["account"] is None


def _others(words: Words, counts: Sequence[tuple[str, int]]) -> str:
    """`3 (le tourisme 2, une personne élue 1)`: a number, never a name, as an account that is not the institution's may
    be somebody's; '' when there is none."""
    if not counts:
        return ""
    kinds = sorted((-count, labels.scope(words, scope)) for scope, count in counts)
    each = ", ".join(f"{kind} {words.number(-count)}" for count, kind in kinds)
    return f"{words.number(sum(count for _, count in counts))} ({each})"


def _network(edition: Edition, network: Network, notes: Notes) -> Row:
    account = network.account
    return {
        "label": edition.network(network.code),
        "id": network.code,
        "status": network.status,
        "status_label": labels.state(edition.words, network.status),
        "reason": labels.reason(edition, network.reason),
        "account": account,
        **(_account(edition, account, notes) if account else {"measures": [], "posts": ""}),
    }


def _account(edition: Edition, account: Account, notes: Notes) -> Row:
    months = [edition.before(back) for back in (0, *WINDOWS)]
    measures = [_measure(edition, *pair) for pair in zip(months, account.measures, strict=False)]
    return {
        "rule": account.rule and edition.label("main_rule", account.rule),
        "posts": _posts(edition.words, account),
        "measures": measures,
        "is_read": account.is_read,
        "closed": account.closed and _closed(edition.words, account.closed),
        "unread": [] if account.is_read or account.closed else _unread(edition.words, measures),
        "growths": [_growth(edition, growth) for growth in account.growths],
        "spark": spark(account.history),
        "sheet": sheet(edition, account.lines, notes),
    }


def _closed(words: Words, closed: Closed) -> str:
    """Since when an account is closed, and what was read of it before."""
    since = words.say(CLOSED, month=words.month(closed.since))
    if closed.last is None or closed.count is None:
        return f"{since} {words.say(NEVER)}"
    followers, month = words.plural(closed.count, "abonné"), words.month(closed.last)
    return f"{since} {words.say(LAST, followers=followers, month=month)}"


def _unread(words: Words, measures: Sequence[Row]) -> list[str]:
    """Why there is no number of followers, in place of a table without any: the months under each reason."""
    reasons: dict[str, list[str]] = {}
    for row in measures:
        reasons.setdefault(row["how"], []).append(row["month"])
    return [words.say(UNREAD, months=", ".join(months), why=why) for why, months in reasons.items()]


def _posts(words: Words, account: Account) -> str:
    """Posts of the month; « au moins » where the list that was read stops inside the month."""
    text = words.or_missing(account.post_count, words.number)
    return words.say("au moins {value}", value=text) if account.is_at_least else text


def _measure(edition: Edition, month: date, measure: Measure | None) -> Row:
    words = edition.words
    if measure is None:
        how = words.say("Aucun relevé ce mois-ci.")
        blank = {"interval": "", "record": None, "metric": None}
        return {"month": words.month(month), "value": words.missing, "how": how} | blank
    value = words.or_missing(measure.count, words.number)
    span = "" if measure.lo is None or measure.hi is None else words.interval(measure.lo, measure.hi)
    return {
        "month": words.month(month), "value": value, "interval": "" if span == value else span,
        "record": measure.record, "how": labels.measure(edition, measure.status),
        "metric": measure.metric and labels.metric(edition, measure.metric),
    }  # fmt: skip


def _growth(edition: Edition, growth: Growth) -> Row:
    words, over = edition.words, OVER[growth.window]
    if growth.gain is None or growth.lo is None or growth.hi is None:
        why = labels.measure(edition, growth.status)
        return {"text": words.say(over, growth=why), "is_suspect": False}
    span = words.interval(growth.lo, growth.hi, words.signed)
    gain = words.gain(growth.gain, "abonné")
    parts = [f"{gain} {span}" if span.startswith("[") else gain]
    if growth.relative is not None:
        parts.append(words.relative(Relative(growth.relative)))
    if growth.per_1000 is not None:
        per = words.signed(growth.per_1000, 1)
        parts.append(words.say("{gain} pour 1\u202f000 habitants", gain=per))
    return {"text": words.say(over, growth=words.clauses(parts)), "is_suspect": growth.is_suspect}


def spark(points: Mapping[date, Row]) -> Markup:
    """Path of a small line of followers over the observed months; '' under four. No text to typeset.

    The line is that of the latest identity, and joins adjacent months of one definition only: it never goes on from one
    account to another, nor over a month that was not observed. A month alone is a dot.
    """
    last = points[max(points)]["identity_id"] if points else None
    known = [
        (day, row)
        for day, row in sorted(points.items())
        if row["followers_count"] is not None and row["identity_id"] == last
    ]
    if len(known) < LEAST:
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
