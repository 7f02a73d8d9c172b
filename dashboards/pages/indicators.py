"""The indicators one by one: what each means, in what unit, when it stays empty, and an example to do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from dashboards.format import number, share
from dashboards.pages.site import Site
from dashboards.render import Page

CLASSIFIER_FR: Final = {
    "topics": ("Sujets (treize)", "I28"),
    "animation": ("Animation", "pas encore d’indicateur"),
    "auto_rss": ("Publication automatique", "I29, I30"),
    "republication": ("Republication du site", "I32, I33, I35"),
    "crosspost": ("Même message sur deux réseaux", "I34, I35"),
    "level_copy": ("Même message à deux niveaux", "I34"),
}


HOURS: Final = "heures"


def pages(site: Site) -> Iterator[Page]:
    """The catalogue, and the hours of publication where a network has its profile (I25)."""
    yield _catalogue(site)
    if HOURS in site.charts:
        back = [("indicateurs.html", "Les indicateurs un par un")]
        yield site.page(HOURS, "heures.html", slugs=(HOURS,), template="figures.html", empty="", related=back)


def _catalogue(site: Site) -> Page:
    """One table per family, in the order of the catalogue; the whole catalogue as a file."""
    edition = site.edition
    catalogue = edition.frame("reference.indicators").sort("indicator_id")
    site.write_table(catalogue, "indicateurs")
    rows = catalogue.to_dicts()
    families = [
        (family, edition.label("indicator_family", family), list(group))
        for family, group in groupby(rows, key=lambda row: str(row["family"]))
    ]
    measured = edition.frame("reference.classifiers").to_dicts()
    worth = [_worth(site, row) for row in measured]
    return site.page(
        "indicateurs",
        "indicateurs.html",
        families=families,
        total=len(rows),
        worth=worth,
        beside=_beside(measured),
        has_hours=HOURS in site.charts,
    )


def _beside(measured: list[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """By indicator that reads texts: each classifier that it needs, with what it is worth from network to network."""
    found: dict[str, list[dict[str, str]]] = {}
    for code, group in groupby(measured, key=lambda row: str(row["classifier_id"])):
        rows = list(group)
        name, indicators = CLASSIFIER_FR[code]
        published = sum(not row["is_withheld"] for row in rows)
        told = (
            f"{number(published)} réseaux sur {number(len(rows))}, précision {_span(rows, 'precision')},"
            f" rappel {_span(rows, 'recall')}"
        )
        for indicator_id in (part for part in indicators.split(", ") if part.startswith("I")):
            found.setdefault(indicator_id, []).append({"code": code, "name": name, "told": told})
    return found


def _span(rows: list[dict[str, Any]], stem: str) -> str:
    """`de 86,0 % à 97,1 %`: the least and the greatest share of the networks where it was measured."""
    shares = sorted(row[f"{stem}_share"] for row in rows if row[f"{stem}_share"] is not None)
    return f"de {share(shares[0])} à {share(shares[-1])}" if shares else "non mesurée"


def _worth(site: Site, row: dict[str, Any]) -> dict[str, str]:
    """What a classifier is worth on one network, ready to print."""
    name, indicators = CLASSIFIER_FR[row["classifier_id"]]
    told = {
        stem: f"{share(row[f'{stem}_share'])} [{share(row[f'{stem}_lo'])} ; {share(row[f'{stem}_hi'])}]"
        if row[f"{stem}_share"] is not None
        else "—"
        for stem in ("precision", "recall")
    }
    score = "—" if row["f1_score"] is None else number(row["f1_score"], 2)
    state = f"retenu : {row['reason_fr']}" if row["is_withheld"] else "publié"
    bases = {"texts": number(row["text_count"]), "positives": number(row["positive_count"])}
    labels = {"code": row["classifier_id"], "name": name, "indicators": indicators,
              "network": site.edition.network(row["network"])}  # fmt: skip
    return labels | bases | told | {"f1": score, "state": state}
