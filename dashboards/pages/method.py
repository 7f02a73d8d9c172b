"""Method: definitions, codes explained one by one, licences."""

from __future__ import annotations

from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import phrases

KINDS = phrases({
    "presence_status": "Statuts de présence", "measure_status": "Statuts d’une mesure",
    "outcome": "Issues d’une requête", "reason": "Motifs d’un statut", "evidence": "Preuves",
    "scope": "Portées d’un compte", "main_rule": "Ce qui départage deux comptes",
    "account_state": "Ce qui arrive à un compte", "decision": "Décisions des relecteurs",
    "decision_status": "Ce qu’il advient d’une décision", "aggregation": "Modes d’agrégation",
    "verdict": "Imprimé et mesuré : constats", "refusal": "Raisons de ne pas comparer un chiffre imprimé",
    "indicator_family": "Familles d’indicateurs", "topic": "Sujets d’une publication",
    "animation": "Animations d’une publication", "mark_status": "Pourquoi une marque manque",
    "journal_kind": "Entrées du journal des données",
    "metric": "Ce que compte chaque compteur d’abonnés",
    "unit_kind": "Sortes d’unités des indicateurs", "interval_method": "Intervalles des indicateurs",
    "change_status": "Variations qui manquent", "lens": "Ce que range un palmarès",
    "grid_variant": "Grilles auxquelles se compare l’indice de bonne pratique",
    "stratum": "Strates", "zone": "Zones", "event": "Ce qui arrive à un territoire",
    "relation": "Ce qui prend la suite d’un territoire", "geography": "Ce que la vue courante peut réunir",
})  # fmt: skip


def page(site: Site) -> Page:
    edition, words = site.edition, site.edition.words
    codes = [row | {"label": words.data(row["label_fr"])} for row in edition.frame("reference.codes").to_dicts()]
    tables = [(words.say(title), [row for row in codes if row["kind"] == kind]) for kind, title in KINDS.items()]
    others = sorted({row["kind"] for row in codes} - set(KINDS))
    tables += [
        (words.say("Autres codes : {kind}", kind=kind), [row for row in codes if row["kind"] == kind])
        for kind in others
    ]
    told = words.content("methode")
    return site.page(
        "methode", "methode", sections=told["section"], licences=told["licence"],
        code_tables=[table for table in tables if table[1]],
    )  # fmt: skip
