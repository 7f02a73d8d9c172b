"""Accounts are attributed twice: before the crawl, to know whom to ask, and once they were read, to publish."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.xdist_group("undisturbed")


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def test_every_account_that_was_found_is_published_and_those_asked_were_read(undisturbed: Path) -> None:
    ((found, published, alike),) = rows(
        undisturbed,
        """SELECT count(*), count(b.account_id), count(*) FILTER (a.is_main = b.is_main)
           FROM roster.accounts a LEFT JOIN roster.attributions b USING (month, territory_id, account_id)""",
    )
    assert found == published > 50
    assert alike >= 0.98 * found  # type: ignore[operator]
    unread = rows(
        undisturbed,
        """SELECT account_id FROM roster.accounts a WHERE is_asked AND network <> 'viadeo' AND NOT EXISTS (
               SELECT 1 FROM observations.snapshots s WHERE s.month = a.month AND s.account_id = a.account_id)""",
    )
    assert unread == []


def test_what_accounts_say_of_themselves_is_evidence_with_its_record(undisturbed: Path) -> None:
    kinds = rows(
        undisturbed,
        """SELECT evidence, source, count(*) > 0, bool_and(record IS NOT NULL) FROM roster.evidence
           WHERE evidence IN ('E2', 'E3') GROUP BY ALL ORDER BY evidence""",
    )
    assert kinds == [("E2", "platform", True, True), ("E3", "platform", True, True)]
    assert rows(undisturbed, "SELECT count(*) FROM roster.accounts WHERE regexp_matches(evidence_codes, 'E2|E3')") == [
        (0,)
    ]


def test_identities_are_told_for_every_account(undisturbed: Path) -> None:
    states = dict(
        rows(undisturbed, "SELECT state, count(*) FROM barometer.identities GROUP BY state")  # type: ignore[arg-type]
    )
    assert set(states) <= {"new", "closed", "suspended", "moved", "unobserved"}
    assert states["new"] > 40
    ((unnamed,),) = rows(
        undisturbed,
        """SELECT count(*) FROM barometer.audience a ANTI JOIN barometer.identities i
           USING (month, network, account_id, identity_id)""",
    )
    assert unnamed == 0
