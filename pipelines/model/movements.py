"""What can happen to a territory, and what follows it: the published words, each with its French sentence."""

from __future__ import annotations

from typing import Final

EVENT_FR: Final = {
    "renamed": "Le nom change, rien d’autre.",
    "recoded": "Le code change, la collectivité reste (même SIREN) : son chef-lieu ou son département a changé.",
    "merged": "Elle forme une commune nouvelle avec d’autres, ou entre dans un EPCI ou une région plus grande.",
    "absorbed": "Elle entre dans une commune sans y rester commune déléguée.",
    "split": "Elle se partage ; une ligne pour chaque partie, y compris celle qui garde le code.",
    "succeeded": "Un EPCI prend la suite d’un autre : au moins 80 % de leurs habitants sont les mêmes.",
    "transferred": "Des communes passent d’une intercommunalité à une autre, qui l’une et l’autre continuent.",
    "kind_changed": "L’intercommunalité change de nature, et donc de strate ; son périmètre ne dit rien.",
    "governance": "La collectivité qui gouverne change, ou ses compétences.",
}
RELATION_FR: Final = {
    "same": "La même collectivité aujourd’hui, seule ; elle a pu être réunie à d’autres entre-temps (last_event_date).",
    "renamed": "La même, sous un autre nom.",
    "recoded": "La même, sous un autre code.",
    "succeeded": "L’intercommunalité qui a pris sa suite.",
    "merged": "Une collectivité qui en réunit plusieurs de ce millésime.",
    "split": "Une des collectivités entre lesquelles elle s’est partagée.",
    "governed": "Ce territoire n’avait pas de collectivité propre : celle qui le gouverne.",
}
"""How a territory of the past stands to the collectivité of today that its row names."""

GEOGRAPHY_FR: Final = {
    "whole": "Tous les territoires du mois dont la collectivité d’aujourd’hui prend la suite sont dans la liste.",
    "partial": "Un de ces territoires n’est pas dans la liste : rien n’est additionné, une absence reste inconnue.",
    "split": "Un de ces territoires s’est partagé depuis : sa présence et ses abonnés ne vont à aucune des parties.",
    "unmapped": "Aucune source ne dit quels territoires du mois elle réunit (EPCI d’avant 2019), ou la liste la nomme "
    "avant qu’elle n’existe.",
}
"""How well the territories of a month give the collectivité of today that follows them."""

ZONE_FR: Final = {
    "metro": "Métropole.",
    "drom": "Départements et régions d’outre-mer : Guadeloupe, Martinique, Guyane, La Réunion, Mayotte.",
    "com": "Collectivités d’outre-mer, comptées à part.",
}
