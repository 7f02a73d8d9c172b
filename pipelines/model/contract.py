"""The versions of the contract: what the tables, columns and macros of an edition promise to who reads them.

The number moves as in semantic versions: major when something that was read may no longer be (a table, column, macro or
value of a closed list taken away; another type, unit or key; a value that may now be empty), minor when something is
added. `tests/warehouse/test_contract.py` compares what is published with the last snapshot and says what must move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Version:
    """One version: `number`, and what it changed, in French, for the data dictionary."""

    number: str
    text_fr: str


VERSIONS: Final = (
    Version(
        "2.10.0",
        "change_m1_status et change_m12_status peuvent être at_least : l’une des deux valeurs n’est qu’un minimum, et "
        "leur écart n’est pas celui du mois.",
    ),
    Version(
        "2.9.0",
        "edition.about est aussi en Parquet et en CSV, avec son Table Schema. Les noms de colonnes des CSV sont entre "
        "guillemets : DuckDB les lit par leur chemin seul.",
    ),
    Version(
        "2.8.0",
        "Une macro à qui l’on demande ce que l’édition n’a pas (réseau, mois, niveau ou strate, code, mode, fenêtre, "
        "lecture) le refuse et dit ce qui peut être demandé ; sans ligne, il n’y a rien à répondre. Chaque nombre a "
        "son unité ; chaque colonne dit pourquoi elle est vide (commentaires, dictionnaire.csv : empty). "
        "reference.codes explique aussi intervalles, modes de réunion, lectures, unités et grilles des indicateurs.",
    ),
    Version(
        "2.7.0",
        "observations.fetches.answer_sha256 : l’empreinte de chaque réponse archivée, que donne aussi la macro preuve. "
        "reference.journal.kind peut être world : des réponses arrivées ou effacées. barometer.indicators : quartiles "
        "des abonnés pour 100 habitants (aggregation p25 et p75 de I12). "
        "barometer.ranking classe aussi l’engagement du mois (lens : engagement_d7, engagement_as_read). "
        "barometer.copresence.open_count : les paires qui sont peut-être sur les deux réseaux ; la borne haute ne "
        "compte qu’elles. barometer.indicators : les régions pour presque chaque indicateur, la population couverte "
        "par strate.",
    ),
    Version(
        "2.6.0",
        "barometer.peers : les cinq collectivités de la strate les plus proches par la population. reference.codes dit "
        "ce que compte chaque compteur d’abonnés (metric).",
    ),
    Version("2.5.0", "reference.journal : ce qui fut corrigé ou lu autrement, et quels mois en sont touchés."),
    Version("2.4.0", "observations.posts.format : ce que la porte dit du format de chaque publication."),
    Version("2.3.0", "edition.about.kind peut être erratum : une édition qui en corrige une autre, scellée."),
    Version(
        "2.2.0",
        "Toutes les tables sont aussi en Parquet et en CSV.",
    ),
    Version(
        "2.1.0",
        "barometer.level_copies : publications qui se lisent à deux niveaux, et qui fut le premier ; variantes niveau "
        "et repris de I34 ; une valeur peut manquer parce que l’autre collectivité n’a pas été lue (other_unread). "
        "reference.network_openings : avant quel mois nul compte d’un réseau ne pouvait exister, avec la source.",
    ),
    Version(
        "2.0.0",
        "barometer.comparison dit pourquoi deux chiffres ne se comparent pas (verdict, refusal ; month et roster_id "
        "peuvent être vides). barometer.indicators et ses 63 indicateurs, la fiche d’un compte, textes classés, "
        "pratiques, décisions des relectures. La macro classement prend un niveau ou une strate ; macros presence, "
        "evolution, fiche, inconnues, preuve.",
    ),
    Version(
        "1.3.0",
        "Gouvernants, SIREN et événements des territoires, trois vues de la géographie dans le temps ; qui est qui "
        "(roster.attributions, barometer.identities), listes lues, comptages datés de Wikidata, comptes manqués.",
    ),
    Version("1.2.0", "Chaque lecture dit d’où elle vient : origin et reference_origin dans progressions et palmarès."),
    Version("1.1.0", "reference.networks dit ce que chaque réseau demande et permet."),
    Version("1.0.0", "Premier dictionnaire : listes, observations, présence, audience, progressions, couverture."),
)
"""Newest first. A version that was published is never written again."""

CONTRACT_VERSION: Final = VERSIONS[0].number
