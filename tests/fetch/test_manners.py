"""Clocks, slots, holds and the reading of Retry-After."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fetch.clock import LiveClock, VirtualClock
from pipelines.fetch.exchange import Answer
from pipelines.fetch.politeness import Mark, Pacer
from pipelines.fetch.retry import RETRIED, RetryPolicy, persist, retry_after
from pipelines.model.outcomes import Outcome

START = datetime(2026, 10, 31, 16, tzinfo=UTC)


def seconds(count: float) -> datetime:
    return START + timedelta(seconds=count)


def pacer(**paces: float) -> Pacer:
    return Pacer(VirtualClock(START), paces, default_pace=1.0, concurrency=4)


async def take(pace: Pacer, host: str) -> datetime:
    async with pace.turn(host) as instant:
        return instant


def slots(pace: Pacer, *hosts: str) -> list[float]:
    async def go() -> list[datetime]:
        return [await take(pace, host) for host in hosts]

    return [(instant - START).total_seconds() for instant in asyncio.run(go())]


def test_a_virtual_clock_takes_no_time_and_needs_a_zone() -> None:
    clock = VirtualClock(START)
    asyncio.run(clock.wait_until(seconds(10**9)))
    assert clock.now() == START
    with pytest.raises(ValueError, match="has no time zone"):
        VirtualClock(START.replace(tzinfo=None))


def test_a_live_clock_waits_at_least_as_long_as_asked() -> None:
    clock = LiveClock()
    until = clock.now() + timedelta(seconds=0.05)
    asyncio.run(clock.wait_until(until))
    assert clock.now() >= until


def test_each_host_has_slots_of_its_own_at_its_own_pace() -> None:
    assert slots(pacer(slow=5.0), "slow", "fast", "slow", "fast", "fast", "slow") == [0, 0, 5, 1, 2, 10]


def test_a_crawl_delay_slows_down_and_never_speeds_up() -> None:
    pace = pacer(a=2.0)
    pace.slow_down("a", 0.5)
    assert pace.pace("a") == 2.0
    pace.slow_down("a", 7.0)
    assert slots(pace, "a", "a") == [0, 7]
    assert pace.least_gaps == {"a": 7.0}


def test_a_hold_moves_the_slot_and_the_pace_goes_on_from_there() -> None:
    pace = pacer()
    assert slots(pace, "a") == [0]
    pace.hold("a", seconds(30))
    pace.hold("a", seconds(20))
    assert pace.hold_left("a") == 29
    assert slots(pace, "a", "a", "b") == [30, 31, 0]
    assert pace.hold_left("a") == pace.hold_left("b") == 0
    assert pace.least_gaps == {"a": 1.0}


def test_a_restored_host_continues_after_its_last_slot() -> None:
    pace = pacer()
    pace.restore("a", Mark(seconds(10)))
    pace.restore("b", Mark(seconds(10), not_before=seconds(60)))
    assert slots(pace, "a", "b", "c") == [11, 60, 0]
    assert pace.mark("b") == Mark(seconds(60), seconds(60))
    assert pace.mark("never") is None


@given(st.lists(st.sampled_from("abc"), max_size=30), st.floats(0.1, 9), st.randoms())
def test_instants_depend_only_on_the_order_inside_each_host(hosts: list[str], pace: float, random) -> None:
    def instants(order: list[str]) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for host, slot in zip(order, slots(pacer(a=pace), *order), strict=True):
            found.setdefault(host, []).append(slot)
        return found

    shuffled = list(hosts)
    random.shuffle(shuffled)
    assert instants(hosts) == instants(shuffled)


def test_concurrent_turns_of_a_host_keep_their_distance() -> None:
    pace = Pacer(LiveClock(), {}, default_pace=0.02, concurrency=8)

    async def go() -> None:
        await asyncio.gather(*(take(pace, "a") for _ in range(5)))

    asyncio.run(go())
    assert pace.least_gaps["a"] >= 0.02


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 31 Oct 2026 16:01:00 GMT", 60),
        ("Sat, 31 Oct 2026 17:01:00 +0100", 60),
        ("Sat, 31 Oct 2026 15:00:00 GMT", None),
        ("99999999999999999999", 365 * 86_400),
        ("-5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_in_both_forms(value: str, expected: int | None) -> None:
    assert retry_after(value, START) == (None if expected is None else seconds(expected))


def attempts(*outcomes: Outcome, policy: RetryPolicy | None = None, **headers: str) -> tuple[Answer, int, list[float]]:
    """The end of `persist` for a server that answers `outcomes`, and the holds it set (seconds after the start)."""
    answers = iter(outcomes)
    held: list[float] = []
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask() -> Answer:
        return Answer(next(answers), START, headers=named)

    def hold(until: datetime) -> None:
        held.append((until - START).total_seconds())

    answer, count = asyncio.run(persist(ask, hold, policy or RetryPolicy()))
    return answer, count, held


def test_backoff_grows_and_ends() -> None:
    answer, count, held = attempts(*[Outcome.SERVER_ERROR] * 9)
    assert (answer.outcome, count, held) == (Outcome.SERVER_ERROR, 3, [2, 4])
    policy = RetryPolicy(attempts=5, backoff_initial=4, backoff_max=10)
    assert attempts(*[Outcome.TIMEOUT] * 9, policy=policy)[1:] == (5, [4, 8, 10, 10])


def test_a_named_wait_wins_over_the_backoff_and_is_kept_after_the_last_attempt() -> None:
    assert attempts(*[Outcome.RATE_LIMITED] * 9, retry_after="17")[1:] == (3, [17, 17, 17])
    assert attempts(*[Outcome.RATE_LIMITED] * 9, retry_after="301")[1:] == (1, [301])


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - RETRIED))
def test_what_is_final_is_not_asked_again(outcome: Outcome) -> None:
    assert attempts(outcome)[1:] == (1, [])


def test_an_error_of_ours_is_not_swallowed() -> None:
    async def ask() -> Answer:
        raise ZeroDivisionError

    calls: Callable[[datetime], None] = lambda _: None  # noqa: E731
    with pytest.raises(ZeroDivisionError):
        asyncio.run(persist(ask, calls, RetryPolicy()))
