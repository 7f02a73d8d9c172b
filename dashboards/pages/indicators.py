"""The indicators one by one: what each means, in what unit, when it stays empty, and an example to do by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from dashboards.pages import indicator, whole
from dashboards.pages.figures import missing
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition
from dashboards.words import Words, phrases
from dashboards.worth import CLASSIFIERS, GRADED, grid, grid_state

HOURS: Final = "heures"
STATES: Final = phrases({
    "unstable": "Grille non stable (il faut un τ médian de 0,85 et une largeur médiane de 0,6 au plus) sur {networks}.",
    "accepted": "Grille stable sur {networks}.",
    "untried": "Grille non éprouvée, moins de dix comptes notés, sur {networks}.",
})  # fmt: skip


def pages(site: Site) -> Iterator[Page]:
    """The catalogue, a page for each indicator, and the hours of publication (I25)."""
    measured = site.edition.frame("reference.classifiers").to_dicts()
    beside, worth = _beside(site.edition.words, measured), [_worth(site, row) for row in measured]
    grids = _grids(site.edition)
    yield _catalogue(site, beside, worth, grids)
    yield from indicator.pages(site, beside, worth, grids)
    back = [("indicateurs", site.edition.words.say("Les indicateurs un par un"))]
    empty = missing(site, HOURS)
    yield site.page(HOURS, HOURS, slugs=(HOURS,), template="figures.html", empty=empty, related=back)


def _catalogue(
    site: Site, beside: Mapping[str, list[dict[str, str]]], worth: list[dict[str, str]], grids: list[str]
) -> Page:
    """One table per family, in the order of the catalogue; the whole catalogue as a file."""
    edition = site.edition
    catalogue = edition.frame("reference.indicators").sort("indicator_id")
    site.write_table(whole.taken(edition, catalogue, "indicateurs", "indicateurs"))
    rows = catalogue.to_dicts()
    families = [
        (family, edition.label("indicator_family", family), list(group))
        for family, group in groupby(rows, key=lambda row: str(row["family"]))
    ]
    return site.page(
        "indicateurs",
        "indicateurs",
        families=families,
        total=len(rows),
        worth=worth,
        beside=beside,
        graded=GRADED,
        grids=grids,
        has_hours=HOURS in site.charts,
    )


def _beside(words: Words, measured: list[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """By indicator that reads texts: each classifier that it needs, with what it is worth from network to network."""
    found: dict[str, list[dict[str, str]]] = {}
    for code, group in groupby(measured, key=lambda row: str(row["classifier_id"])):
        rows = list(group)
        name, indicators = CLASSIFIERS[code]
        told = words.say(
            "{published} réseaux sur {networks}, précision {precision}, rappel {recall}",
            published=words.number(sum(not row["is_withheld"] for row in rows)), networks=words.number(len(rows)),
            precision=_span(words, rows, "precision"), recall=_span(words, rows, "recall"),
        )  # fmt: skip
        for indicator_id in indicators:
            found.setdefault(indicator_id, []).append({"code": code, "name": words.say(name), "told": told})
    return found


def _grids(edition: Edition) -> list[str]:
    """Whether the grid of the practice score passes its rule: the networks of each answer, with what was measured."""
    words, found = edition.words, dict[str, list[str]]()
    for network, row in grid(edition).items():
        state, label = grid_state(row), edition.network(network)
        if state != "untried":
            label = words.say(
                "{network} (τ médian {tau}, largeur médiane {width}, {accounts} comptes)",
                network=label, tau=words.number(row["tau_median"], 2), width=words.number(row["width_median"], 2),
                accounts=words.number(row["account_count"]),
            )  # fmt: skip
        found.setdefault(state, []).append(label)
    return [words.say(STATES[state], networks=words.sentence_list(found[state])) for state in STATES if state in found]


def _span(words: Words, rows: list[dict[str, Any]], stem: str) -> str:
    """`de 86,0 % à 97,1 %`: the least and the greatest share of the networks where it was measured; one where they
    print alike."""
    shares = sorted(row[f"{stem}_share"] for row in rows if row[f"{stem}_share"] is not None)
    if not shares:
        return words.say("non mesurée")
    low, high = words.share(shares[0]), words.share(shares[-1])
    return low if low == high else words.say("de {low} à {high}", low=low, high=high)


def _estimate(words: Words, share: float | None, low: float, high: float) -> str:
    return "—" if share is None else f"{words.share(share)} {words.span(words.share(low), words.share(high))}"


def _worth(site: Site, row: dict[str, Any]) -> dict[str, str]:
    """What a classifier is worth on one network, ready to print."""
    words = site.edition.words
    name, indicators = CLASSIFIERS[row["classifier_id"]]
    told = {
        stem: _estimate(words, *(row[f"{stem}_{end}"] for end in ("share", "lo", "hi")))
        for stem in ("precision", "recall")
    }
    score = "—" if row["f1_score"] is None else words.number(row["f1_score"], 2)
    state = words.say("publié")
    if row["is_withheld"]:
        state = words.say("retenu : {reason}", reason=words.data(row["reason_fr"]))
    bases = {"texts": words.number(row["text_count"]), "positives": words.number(row["positive_count"])}
    labels = {"code": row["classifier_id"], "name": words.say(name), "indicators": ", ".join(indicators),
              "network": site.edition.network(row["network"])}  # fmt: skip
    return labels | bases | told | {"f1": score, "state": state}
