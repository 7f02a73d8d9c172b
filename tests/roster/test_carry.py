"""Evidence of a source that is silent this month stands for 90 days; that of a source that answered does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from pipelines.model.months import Month
from pipelines.roster.carry import SITE_WINDOW, carried
from pipelines.warehouse.lake import schema_of

OCTOBER = Month(2026, 10)


def table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema_of(name))


def look(month: Month, territory: str, source: str, outcome: str) -> dict[str, object]:
    return {
        "month": month.first_day, "territory_id": territory, "source": source, "outcome": outcome,
        "looked_at": datetime(month.year, month.number, 28), "record": None,
    }  # fmt: skip


def proof(month: Month, territory: str, source: str = "site", day: int = 28) -> dict[str, object]:
    return {
        "month": month.first_day, "territory_id": territory, "network": "facebook",
        "account_id": f"facebook:{territory}",
        "handle": territory, "account_url": f"https://www.facebook.com/{territory}", "evidence": "E1", "source": source,
        "source_url": "https://www.ville.fr/", "found_at": datetime(month.year, month.number, day), "record": "a@1+1",
        "is_carried": False,
    }  # fmt: skip


def frames(month: Month, proofs: list[str], looks: dict[str, str], day: int = 28) -> tuple[pl.DataFrame, pl.DataFrame]:
    return (
        table("roster.evidence", [proof(month, territory, day=day) for territory in proofs]),
        table("roster.looks", [look(month, territory, "site", outcome) for territory, outcome in looks.items()]),
    )


def october(**outcomes: str) -> pl.DataFrame:
    return table("roster.looks", [look(OCTOBER, name, "site", outcome) for name, outcome in outcomes.items()])


def test_a_silent_site_keeps_what_it_linked_last_month() -> None:
    september = frames(OCTOBER.plus(-1), ["a", "b"], {"a": "ok", "b": "ok"})
    rows = carried(october(a="timeout", b="ok"), [september], OCTOBER)
    assert rows.select("month", "territory_id", "found_at", "is_carried").rows() == [
        (OCTOBER.first_day, "a", datetime(2026, 9, 28), True),
    ]


def test_the_last_month_that_answered_decides_even_if_it_no_longer_linked() -> None:
    september = frames(OCTOBER.plus(-1), [], {"a": "ok"})
    august = frames(OCTOBER.plus(-2), ["a"], {"a": "ok"})
    assert carried(october(a="tls_error"), [september, august], OCTOBER).height == 0


def test_two_silent_months_reach_back_to_the_third() -> None:
    september = frames(OCTOBER.plus(-1), ["a"], {"a": "dns_error"})
    august = frames(OCTOBER.plus(-2), ["a"], {"a": "ok"})
    rows = carried(october(a="dns_error"), [september, august], OCTOBER)
    assert rows["found_at"].to_list() == [datetime(2026, 8, 28)]


def test_after_ninety_days_nothing_stands() -> None:
    july = frames(OCTOBER.plus(-3), ["a"], {"a": "ok"}, day=20)
    assert carried(october(a="timeout"), [july], OCTOBER).height == 0


def test_without_earlier_months_there_is_nothing_to_carry() -> None:
    assert carried(october(a="timeout"), [], OCTOBER).is_empty()


def site(month: Month, territory: str, source: str) -> dict[str, object]:
    return {
        "month": month.first_day, "territory_id": territory, "site_url": f"https://{territory}.fr/", "source": source,
        "record": "a@1+1", "found_at": datetime(month.year, month.number, 28), "is_carried": False,
    }  # fmt: skip


def listed(month: Month, **outcomes: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    return (
        table("roster.sites", [site(month, name, "directory") for name, told in outcomes.items() if told == "ok"]),
        table("roster.looks", [look(month, name, "directory", told) for name, told in outcomes.items()]),
    )


def test_a_declared_site_stands_for_a_year() -> None:
    now = table("roster.looks", [look(OCTOBER, name, "directory", "parse_error") for name in ("a", "b", "c")])
    months = [
        listed(OCTOBER.plus(-1), a="ok", b="parse_error", c="not_found"),
        listed(OCTOBER.plus(-11), b="ok", c="ok"),
    ]
    rows = carried(now, months, OCTOBER, "roster.sites", SITE_WINDOW)
    assert rows.sort("territory_id").select("territory_id", "month", "found_at", "is_carried").rows() == [
        ("a", OCTOBER.first_day, datetime(2026, 9, 28), True),
        ("b", OCTOBER.first_day, datetime(2025, 11, 28), True),
    ]
    older = [listed(OCTOBER.plus(-13), a="ok")]
    assert carried(now, older, OCTOBER, "roster.sites", SITE_WINDOW).is_empty()


def test_no_more_months_are_read_than_needed() -> None:
    def months() -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        yield frames(OCTOBER.plus(-1), ["a"], {"a": "ok"})
        raise AssertionError("August was not needed")

    assert carried(october(a="timeout"), months(), OCTOBER).height == 1
    assert carried(october(a="ok"), (frame for frame in months() if not frame), OCTOBER).is_empty()
