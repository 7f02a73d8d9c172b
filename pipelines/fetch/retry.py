"""Asking again: after which outcomes, how often, and how long after.

stamina counts the attempts and computes the exponential back-off; it does not sleep. The wait is handed to the pacer
as a hold on the host, so that it goes through the Clock, costs nothing in virtual time and also covers the other
requests of that host. No jitter: each host has one worker, so there is no crowd to spread, and instants stay
reproducible.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import stamina

from pipelines.fetch.exchange import Answer
from pipelines.model.outcomes import Outcome

RETRIED: Final = frozenset(
    {
        Outcome.RATE_LIMITED,
        Outcome.SERVER_ERROR,
        Outcome.TIMEOUT,
        Outcome.UNREACHABLE,
        Outcome.TRUNCATED,
        Outcome.DNS_ERROR,
    }
)
stamina.instrumentation.set_on_retry_hooks(())  # it would log every retry; they are counted in the summary


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`attempts` in all; back-off of backoff_initial, ×2 each time, up to backoff_max (seconds).

    A `Retry-After` beyond `retry_after_max` seconds is not waited for: the request ends, and the host is left alone.
    """

    attempts: int = 3
    backoff_initial: float = 2.0
    backoff_max: float = 60.0
    retry_after_max: float = 300.0


class _Again(Exception):
    def __init__(self, answer: Answer, attempts: int) -> None:
        super().__init__(answer.outcome.value)
        self.answer = answer
        self.attempts = attempts


def _at_once(error: Exception) -> bool | float:
    """stamina's back-off hook: retry without sleeping, the pacer waits."""
    return 0.0 if isinstance(error, _Again) else False


async def persist(
    ask: Callable[[], Awaitable[Answer]], hold: Callable[[datetime], None], policy: RetryPolicy
) -> tuple[Answer, int]:
    """Ask until the outcome is not one to retry; gives the last answer and the number of attempts.

    `hold` is told the instant before which the host must be left alone, also after the last attempt when the server
    named it.
    """
    try:
        async for attempt in stamina.retry_context(
            on=_at_once,
            attempts=policy.attempts,
            timeout=None,
            wait_initial=policy.backoff_initial,
            wait_max=policy.backoff_max,
            wait_jitter=0.0,
        ):
            with attempt:
                answer = await ask()
                if answer.outcome not in RETRIED:
                    return answer, attempt.num
                named = retry_after(answer.headers.get("retry-after", ""), answer.received_at)
                if named is not None:
                    hold(named)
                    if (named - answer.received_at).total_seconds() > policy.retry_after_max:
                        return answer, attempt.num
                elif attempt.num < policy.attempts:
                    hold(answer.received_at + timedelta(seconds=attempt.next_wait))
                raise _Again(answer, attempt.num)
    except _Again as last:
        return last.answer, last.attempts
    raise AssertionError("a retry context ends by a return or by its last error")


def retry_after(value: str, received_at: datetime) -> datetime | None:
    """The instant that a `Retry-After` header names (RFC 9110, section 10.2.3): seconds, or an HTTP date.

    None when the header is absent, unreadable or in the past.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = min(int(text), int(timedelta(days=365).total_seconds()))
        return received_at + timedelta(seconds=seconds)
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    return instant if instant > received_at else None
