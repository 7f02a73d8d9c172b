"""The sentences of the home page: five findings, each computed from the tables and given with what it rests on.

A point is printed only where the table publishes one, inside a stratum that is counted whole; a withheld rate is never
chosen as a finding. What an edition cannot say is said too (`silences`), and another fact takes its place.
"""

from __future__ import annotations

from dashboards.findings import facts, movement, unknowns
from dashboards.findings.base import PARIS, Finding, Silence
from dashboards.source import Edition

__all__ = ["PARIS", "Finding", "findings", "silences"]

COUNT = 5
FIRST = (movement.month, movement.year, facts.growth, facts.both, unknowns.unknown)
INSTEAD = (facts.leader, facts.present_anywhere)


def findings(edition: Edition) -> list[Finding]:
    """Always five: the month's move, the year's, a ranking, two networks at once, what is unknown.

    A fact that the edition cannot give leaves its place to the first network of a stratum, then to the whole list;
    when there are too few facts, the sentences that say why come last.
    """
    told = [said for said in (make(edition) for make in FIRST) if isinstance(said, Finding)]
    for make in INSTEAD:
        said = make(edition)
        if len(told) < COUNT and isinstance(said, Finding):
            told.append(said)
    rest = [silence.finding(edition) for silence in _silences(edition)]
    return [*told, *rest][:COUNT]


def silences(edition: Edition) -> list[str]:
    """The sentences that say what the edition cannot tell and that did not find a place among the findings."""
    shown = {finding.sentence for finding in findings(edition)}
    return [silence.sentence for silence in _silences(edition) if silence.sentence not in shown]


def _silences(edition: Edition) -> list[Silence]:
    first = [make(edition) for make in FIRST]
    missing = [said for said in first if isinstance(said, Silence)]
    if len(first) - len(missing) + len(INSTEAD) < COUNT:
        missing += [said for said in (make(edition) for make in INSTEAD) if isinstance(said, Silence)]
    return missing
