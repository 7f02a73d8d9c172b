"""What citizens write under the posts of an account, and what it answers: drawn for each post, on demand.

Some ask a question, some thank; an account answers as much and as fast as its nature is, sometimes after a week or not
at all. Names are invented, and so are the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from pipelines.replica.hashing import seed, unit
from pipelines.replica.posts import SimulatedPost
from pipelines.replica.records import Account

MOST: Final = 6
_QUESTIONS: Final = ("À quelle heure ouvre l’accueil ?", "Et pour les habitants du haut ?", "Où s’inscrire ?")
_REMARKS: Final = ("Merci pour l’information.", "Très belle initiative !", "Enfin.")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message under a post; `answered` is when the account answered it, or None."""

    number: int
    written: datetime
    text: str
    answered: datetime | None

    @property
    def is_question(self) -> bool:
        return self.text in _QUESTIONS


def exchanges(account: Account, post: SimulatedPost) -> tuple[Exchange, ...]:
    """The conversation under an original post: as many messages as it has comments, six at most."""
    if post.kind != "original":
        return ()
    random = Random(seed("conversation", account.seed, post.milliseconds, post.number))
    zeal = unit("zeal", account.seed)
    return tuple(_exchange(random, number, post, zeal) for number in range(min(post.comments, MOST)))


def _exchange(random: Random, number: int, post: SimulatedPost, zeal: float) -> Exchange:
    written = post.created + timedelta(minutes=random.randint(5, 4 * 24 * 60))
    text = random.choice(_QUESTIONS if random.random() < 0.7 else _REMARKS)
    delay = timedelta(hours=min(300.0, random.lognormvariate(1.5 + 2 * (1 - zeal), 1.0)))
    return Exchange(number, written, text, written + delay if random.random() < zeal else None)


def visible(account: Account, post: SimulatedPost, now: datetime) -> list[Exchange]:
    """What a reader sees of it at `now`: answers to come are not there yet."""
    return [
        Exchange(one.number, one.written, one.text, one.answered if one.answered and one.answered <= now else None)
        for one in exchanges(account, post)
        if one.written <= now
    ]
