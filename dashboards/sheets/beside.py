"""Collectivités side by side: the sentences of `static/compare.js` in one language, and the facts of one that
has a page.

Those of communes without a page are in the file of their département (`shards`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dashboards.export import script
from dashboards.sheets.alike import MOST
from dashboards.sheets.facts import Account, Facts, Network
from dashboards.sheets.paths import slug
from dashboards.sheets.shards import Codes, packed
from dashboards.source import WINDOWS, Edition
from dashboards.words import phrases

NAME: Final = "compare-words.js"
FACTS: Final = "faits.js"
SAID: Final = phrases({
    "bad_code": "« {code} » ne désigne aucune collectivité : écrivez commune-38185 ou epci-200040715.",
    "not_here": "Rien n’a pu être lu de {code} : elle n’est pas de la liste de cette édition, ou son fichier manque.",
    "too_many": "Seules les {count} premières collectivités de l’adresse sont montrées.",
    "full": "{count} collectivités sont déjà côte à côte : retirez-en une d’abord.",
    "remove": "Retirer {name}",
    "different": (
        "Ces collectivités ne sont pas de la même strate : leurs abonnés se comparent pour 100 habitants, et chacune "
        "à la médiane de la sienne."
    ),
    "small": (
        "Le baromètre ne compare par leur nom aucune commune de moins de 3 500 habitants : ce rapprochement est le "
        "vôtre."
    ),
    "network": "Réseau",
    "fact": "Ce qu’elle est",
    "profile": "Les collectivités",
    "profile_table": "Liste du mois, {month} ; un nombre de réseaux est un intervalle dès qu’un statut est inconnu",
    "level": "Niveau",
    "code": "{level}, code {code}",
    "stratum": "Strate",
    "population": "Population",
    "networks": "Réseaux",
    "drawn": "Tirée au sort",
    "presence": "Présence sur chaque réseau",
    "presence_table": "Statut, {month} ; une inconnue n’est ni une absence, ni un zéro",
    "unknown_status": "statut inconnu",
    "no_account": "pas de compte",
    "followers": "Abonnés",
    "followers_table": "À la fin du mois, {month} ; entre crochets, ce que l’arrondi laisse ouvert",
    "per_100": "Abonnés pour 100 habitants",
    "per_100_table": (
        "À la fin du mois, {month} ; entre crochets, ce que l’arrondi laisse ouvert, et pour une médiane aussi le "
        "tirage au sort"
    ),
    "median": "Médiane : {stratum}",
    "quartiles": "quartiles : {first} et {third}",
    "growth": "Abonnés gagnés en douze mois",
    "growth_table": "Entre {year} et {month} ; entre crochets, ce que l’arrondi laisse ouvert",
    "posts": "Publications du mois",
    "posts_table": "Sur le compte principal, {month}",
})  # fmt: skip


def words_script(edition: Edition) -> str:
    words = edition.words
    told = {
        "most": MOST, "levels": words.content("site")["levels"],
        "say": {name: str(words.html(sentence)) for name, sentence in SAID.items()},
    }  # fmt: skip
    return script("words", "compare", told)


def facts_script(codes: Codes, facts: Facts) -> str:
    """What is set side by side of a territory that has a page, packed as in the file of a département."""
    own = replace(facts, networks=tuple(map(_bare, facts.networks)), looks=(), sites=(), others=(), shared=())
    return script("fiches", slug(facts.member["territory_id"]), packed(codes, own))


def _bare(network: Network) -> Network:
    account = network.account
    return network if account is None else replace(network, account=_of_the_month(account))


def _of_the_month(account: Account) -> Account:
    measures = tuple(one and replace(one, record=None) for one in account.measures[:1])
    growths = tuple(one for one in account.growths if one.window == WINDOWS[-1])
    return replace(
        account, handle="", url="", rule=None, measures=measures, growths=growths, lines=(), proofs=(), closed=None
    )
