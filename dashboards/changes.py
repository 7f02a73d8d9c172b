"""What changed of a territory on a network, in words: for the page of differences, the feed and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from dashboards import labels
from dashboards.words import Words, phrases
from pipelines.model.quantities import Relative

WHY: Final = phrases({
    "list": "la liste a changé", "account": "un autre compte est retenu", "reading": "un autre relevé est retenu",
    "parser": "le même relevé est lu autrement", "status": "le statut a changé",
})  # fmt: skip


def told(words: Words, row: Mapping[str, Any], why: Callable[[str], str]) -> tuple[str, str, str]:
    """What was, what is, and the reason or the change, of a row of `warehouse.changes`; `why` explains a reason of
    presence (`labels.reason`)."""
    if row["kind"] == "renamed":
        return handle(row["before"]), handle(row["after"]), words.say("même identité")
    if row["kind"] == "jumped":
        old, new = row["before_count"], row["after_count"]
        change = words.relative(Relative(new / old - 1)) if old else words.say("depuis zéro")
        return words.number(old), words.number(new), change
    if row["kind"] == "corrected":
        return _was(words, row, "before"), _was(words, row, "after"), words.say(WHY[row["reason"]])
    return labels.state(words, row["before"]), labels.state(words, row["after"]), why(row["reason"])


def handle(account_id: str) -> str:
    """The name of an account on its network: `facebook:lyon` → `lyon`."""
    return account_id.partition(":")[2]


def _was(words: Words, row: Mapping[str, Any], when: str) -> str:
    """The status of then with its account and its followers, `—` for a member that the list did not have."""
    status, _, account = (row[when] or "").partition(" ")
    if not status:
        return "—"
    count = row[f"{when}_count"]
    parts = [labels.state(words, status), handle(account)]
    return ", ".join([*(part for part in parts if part), *([] if count is None else [words.plural(count, "abonné")])])
