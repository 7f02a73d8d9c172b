"""Growth: an overview, then pages per stratum with every network, window and lens, and those that are not ranked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import polars as pl

from dashboards import labels
from dashboards.charts.progressions import LEAST_NAMED_POPULATION, is_named, unranked_strata
from dashboards.findings import PARIS
from dashboards.pages import growth_rows, whole
from dashboards.pages.home import movers
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.sheets.facts import why
from dashboards.sheets.paths import territory_path
from dashboards.source import Edition
from dashboards.words import attribute, lower_first, phrase

Row = dict[str, Any]
Unranked = tuple[int, list[tuple[str, list[Row]]]]
TOP: Final = 10
PER_PAGE: Final = 6
"""Networks on one page of a stratum; with more of them, the others follow on a second page, and so on."""
WINDOWS: Final = (12, 1)
LENSES: Final = {
    "absolute": "gain", "relative": "relative", "per_1000": "per_1000",
    "engagement_d7": "share", "engagement_as_read": "share",
}  # fmt: skip
"""The readings of a league, and the form in which each is printed; of the engagements, the first that is there."""
OVER: Final = {
    12: phrase("{lens}, douze mois (de fin {before} à fin {now})"),
    1: phrase("{lens}, un mois (de fin {before} à fin {now})"),
}  # fmt: skip


def pages(site: Site) -> Iterator[Page]:
    edition, words = site.edition, site.edition.words
    strata = [code for code in edition.strata if code not in unranked_strata()]
    links = [(edition.label("stratum", code), f"progressions/{attribute(code)}") for code in strata]
    small = [edition.label("stratum", code) for code in edition.strata if code in unranked_strata()]
    ranking = edition.current("barometer.ranking").filter(is_named())
    site.write_table(whole.taken(edition, ranking, "palmares", "progressions"))
    yield site.page(
        "progressions", "progressions", slugs=("progressions",), movers=movers(edition), links=links,
        small=words.sentence_list([lower_first(label) for label in small]), limit=words.number(LEAST_NAMED_POPULATION),
    )  # fmt: skip
    for code in strata:
        yield from _stratum_pages(site, code, ranking.filter(pl.col("stratum") == code))


def _stratum_pages(site: Site, code: str, ranking: pl.DataFrame) -> Iterator[Page]:
    edition, words = site.edition, site.edition.words
    label = edition.label("stratum", code)
    sections = _sections(edition, code, ranking)
    parts = [sections[first : first + PER_PAGE] for first in range(0, len(sections), PER_PAGE)] or [[]]
    paths = [f"progressions/{attribute(code)}{f'-{place}' if place > 1 else ''}" for place in range(1, len(parts) + 1)]
    for own, part in zip(paths, parts, strict=True):
        title = words.say("Progressions : {stratum}", stratum=label)
        if len(parts) > 1:
            networks = words.sentence_list([section["network"] for section in part])
            title = words.say("Progressions : {stratum} ({networks})", stratum=label, networks=networks)
        taken = growth_rows.taken(edition, own, title, code, part, TOP)
        context = {
            "sections": part, "is_drawn": code not in edition.counted_strata, "charts": [], "contours": [],
            "taken": site.take(taken) if taken.rows else None,
            "links": [
                (section["network"], f"#{section['id']}" if path == own else f"{path}#{section['id']}")
                for path, others in zip(paths, parts, strict=True) for section in others
            ],
            "pictures": site.pictures, "current": "progressions",
        }  # fmt: skip
        lead = words.content("site")["pages"]["progressions"]["lead"]
        yield Page(own, "progressions_strate.html", title, lead, context)


def _sections(edition: Edition, code: str, ranking: pl.DataFrame) -> list[Row]:
    networks = sorted(set(ranking["network"].to_list()), key=edition.place)
    grouped = ranking.sort("rank", "territory_id").partition_by("network", "window_months", "lens", as_dict=True)
    for network in networks:
        if (network, 1, "engagement_d7") in grouped:
            grouped.pop((network, 1, "engagement_as_read"), None)
    return [
        {
            "network": edition.network(network), "id": network, "unranked": _unranked(edition, code, network),
            "tables": [
                _table(edition, grouped[network, window, lens], window, lens)
                for window in WINDOWS for lens in LENSES if (network, window, lens) in grouped
            ],
        }
        for network in networks
    ]  # fmt: skip


def _table(edition: Edition, frame: pl.DataFrame, window: int, lens: str) -> Row:
    """The first ten, and Paris apart with the ranks that the others would have without it."""
    words = edition.words
    form = partial(words.cell, LENSES[lens])
    rows = frame.to_dicts()
    paris = [row for row in rows if row["territory_id"] in PARIS]
    shown = [_line(edition, row, form, paris) for row in rows if row["rank"] <= TOP]
    head = frame.row(0, named=True)
    return {
        "caption": _caption(edition, head, window, lens),
        "rows": shown, "ranked": head["ranked_count"], "unranked": head["unranked_count"],
        "paris": [_line(edition, row, form, []) for row in paris],
    }  # fmt: skip


def _caption(edition: Edition, head: Row, window: int, lens: str) -> str:
    """What is ranked, and the two ends of the months that are compared; an engagement is that of one month."""
    words, name = edition.words, _lens(edition, head, lens)
    now = words.month(edition.month)
    if lens.startswith("engagement_"):
        return words.say("{lens}, {month}", lens=name, month=now)
    return words.say(OVER[window], lens=name, before=words.month(edition.before(window)), now=now)


def _lens(edition: Edition, first: Row, lens: str) -> str:
    """What a league ranks; of an engagement, with the counters that are summed, the same for all of its accounts."""
    content = edition.words.content("site")
    name = str(content["lenses"][lens])
    if not lens.startswith("engagement_"):
        return name
    league = edition.frames["leagues.counters"].filter(
        *(pl.col(key) == first[key] for key in ("stratum", "network", "lens"))
    )
    return name.format(counters=content["counters"][league["code"].item()])


def _line(edition: Edition, row: Row, form: Any, paris: list[Row]) -> Row:
    words = edition.words
    ahead = sum(other["rank"] < row["rank"] for other in paris)
    is_paris = row["territory_id"] in PARIS
    return row | {
        "name": labels.called(edition, row["territory_id"]), "path": territory_path(edition, row["territory_id"]),
        "text": form(row["value"]),
        "interval": words.interval(row["value_lo"], row["value_hi"], form),
        "ranks": words.rank_interval(row["best_rank"], row["worst_rank"]),
        "aside": words.say("hors classement") if is_paris else words.rank(row["rank"] - ahead),
    }  # fmt: skip


def _unranked(edition: Edition, stratum: str, network: str) -> Unranked:
    """Accounts of the stratum without a twelve-month growth: how many, and who they are under each reason."""
    frame = edition.current("barometer.growth").filter(
        (pl.col("stratum") == stratum) & (pl.col("network") == network) & (pl.col("window_months") == WINDOWS[0]),
        pl.col("growth_abs").is_null(),
    )
    frame = frame.join(
        edition.current("failures").select("territory_id", "network", failure="outcome"),
        on=["territory_id", "network"], how="left",
    )  # fmt: skip
    rows = sorted(frame.to_dicts(), key=lambda row: (edition.names[row["territory_id"]], row["territory_id"]))
    reasons: dict[str, list[Row]] = {}
    for row in rows:
        line = {
            "name": labels.called(edition, row["territory_id"]), "path": territory_path(edition, row["territory_id"])
        }  # fmt: skip
        reasons.setdefault(labels.measure(edition, why(row["growth_status"], row["failure"])), []).append(line)
    return len(rows), sorted(reasons.items())
