"""Seeded briefs for the writers of sample texts: `python tests/samples/briefs.py facebook` prints those of a network.

A brief says what to write about and how; the text is then written freely, and labelled from what it says, not from
its brief. The shares below are those of the briefs: stated, not those of any real network.
"""

from __future__ import annotations

import random
import sys
from typing import Final, NamedTuple

COUNT: Final = 310

SUBJECTS: Final = {
    "transports": 8, "urbanisme": 8, "education": 8, "budget": 7, "economie": 8, "culture": 10, "environnement": 9,
    "sport": 8, "social": 8, "vie_democratique": 8, "pratique": 8, "crise": 6, "autre": 8,
}  # fmt: skip
GENRES: Final = {
    "annonce": 22, "rappel": 12, "compte rendu": 14, "portrait de service": 6, "chiffre": 6, "coulisses": 6,
    "appel à participer": 10, "remerciement": 6, "alerte": 6, "citation d'un élu (sans nom)": 4, "agenda": 8,
}  # fmt: skip
LENGTHS: Final = {"un mot ou une ligne": 18, "deux phrases": 40, "un paragraphe": 32, "long": 10}
TONES: Final = {
    "neutre": 34, "administratif": 16, "chaleureux": 20, "familier": 12, "ironique": 6, "solennel": 6,
    "enthousiaste": 6,
}  # fmt: skip
ANIMATIONS: Final = {"": 86, "concours": 4, "quiz": 3, "sondage": 3, "direct": 2, "questions-réponses": 2}
TRAPS: Final = {
    "": 66, "homographe": 9, "faux ami d'animation": 7, "deux sujets": 10, "nom de rue ou de lieu": 4,
    "sous-entendu": 4,
}  # fmt: skip
LEVELS: Final = {"commune": 62, "epci": 18, "departement": 12, "region": 8}
SOURCES: Final = {
    "texte propre": 52, "copie de sa page": 14, "page dite autrement": 10, "robot de flux": 10, "lien à la main": 6,
    "repris d'un autre réseau": 8,
}  # fmt: skip
HABITS: Final = {
    "facebook": ("emojis en liste", "capitales", "sans accents", "mentions d'associations", "rien", "mot régional"),
    "instagram": ("mots-dièse en rafale", "emojis", "lien en bio", "crédit photo", "rien", "anglicismes"),
    "x": ("mots-dièse dans la phrase", "abréviations", "fil 1/3", "mentions @", "rien", "info trafic"),
    "youtube": ("titre et description", "chapitres", "lien d'abonnement", "rien"),
    "linkedin": ("à la ligne à chaque phrase", "mots-dièse de métier", "recrutement", "rien", "jargon"),
    "tiktok": ("phrase d'accroche", "mots-dièse", "sans ponctuation", "rien"),
    "threads": ("ton de conversation", "sans mot-dièse", "une question", "rien"),
    "bluesky": ("ton de conversation", "fil", "alt dit dans le texte", "rien"),
    "mastodon": ("mots-dièse en fin", "avertissement", "ton associatif", "rien"),
    "telegram": ("gras et listes", "alerte", "lettre d'information", "rien"),
    "peertube": ("titre et description", "licence", "rien"),
}  # fmt: skip
NO_FEED_ROBOT: Final = frozenset({"instagram", "youtube", "linkedin", "tiktok", "peertube"})


class Brief(NamedTuple):
    """What one text is asked to be."""

    number: int
    level: str
    subject: str
    genre: str
    length: str
    tone: str
    habit: str
    source: str
    animation: str
    trap: str


def briefs(network: str, count: int = COUNT) -> list[Brief]:
    """`count` briefs of a network, the same at each call."""
    dice = random.Random(f"briefs of {network}")

    def drawn(of: dict[str, int]) -> str:
        return dice.choices(list(of), weights=list(of.values()))[0]

    sources = {name: share for name, share in SOURCES.items() if network not in NO_FEED_ROBOT or "robot" not in name}
    return [
        Brief(
            number,
            *(drawn(of) for of in (LEVELS, SUBJECTS, GENRES, LENGTHS, TONES)),
            dice.choice(HABITS[network]),
            *(drawn(of) for of in (sources, ANIMATIONS, TRAPS)),
        )
        for number in range(1, count + 1)
    ]


if __name__ == "__main__":
    for brief in briefs(sys.argv[1]):
        print(" | ".join(map(str, brief)))
