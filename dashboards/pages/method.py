"""Method: definitions, codes explained one by one, licences."""

from __future__ import annotations

from dashboards.labels import content
from dashboards.pages.site import Site
from dashboards.render import Page

KINDS = (
    ("presence_status", "Statuts de présence"), ("measure_status", "Statuts d’une mesure"),
    ("outcome", "Issues d’une requête"), ("reason", "Motifs d’un statut"), ("evidence", "Preuves"),
    ("scope", "Portées d’un compte"), ("main_rule", "Ce qui départage deux comptes"),
    ("account_state", "Ce qui arrive à un compte"), ("decision", "Décisions des relecteurs"),
    ("decision_status", "Ce qu’il advient d’une décision"), ("aggregation", "Modes d’agrégation"),
    ("verdict", "Imprimé et mesuré : constats"), ("refusal", "Raisons de ne pas comparer un chiffre imprimé"),
    ("indicator_family", "Familles d’indicateurs"), ("topic", "Sujets d’une publication"),
    ("animation", "Animations d’une publication"), ("mark_status", "Pourquoi une marque manque"),
    ("stratum", "Strates"), ("zone", "Zones"), ("event", "Ce qui arrive à un territoire"),
    ("relation", "Ce qui prend la suite d’un territoire"), ("geography", "Ce que la vue courante peut réunir"),
)  # fmt: skip


def page(site: Site) -> Page:
    edition = site.edition
    codes = edition.frame("reference.codes").to_dicts()
    tables = [(title, [row for row in codes if row["kind"] == kind]) for kind, title in KINDS]
    others = sorted({row["kind"] for row in codes} - {kind for kind, _ in KINDS})
    tables += [(f"Autres codes : {kind}", [row for row in codes if row["kind"] == kind]) for kind in others]
    words = content("methode")
    return site.page(
        "methode", "methode.html", sections=words["section"], licences=words["licence"],
        code_tables=[table for table in tables if table[1]],
    )  # fmt: skip
