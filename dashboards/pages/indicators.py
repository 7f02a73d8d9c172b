"""The indicators one by one: what each means, in what unit, when it stays empty, and an example to do by hand."""

from __future__ import annotations

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
}


def page(site: Site) -> Page:
    """One table per family, in the order of the catalogue; the whole catalogue as a file."""
    edition = site.edition
    catalogue = edition.frame("reference.indicators").sort("indicator_id")
    site.write_table(catalogue, "indicateurs")
    rows = catalogue.to_dicts()
    families = [
        (family, edition.label("indicator_family", family), list(group))
        for family, group in groupby(rows, key=lambda row: str(row["family"]))
    ]
    worth = [_worth(site, row) for row in edition.frame("reference.classifiers").to_dicts()]
    return site.page("indicateurs", "indicateurs.html", families=families, total=len(rows), worth=worth)


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
    labels = {"name": name, "indicators": indicators, "network": site.edition.network(row["network"])}
    return labels | bases | told | {"f1": score, "state": state}
