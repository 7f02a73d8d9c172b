"""What a run did, counted: for the person who started it and for the metadata of the partition."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from rich.table import Table

from pipelines.fetch.guard import host_of
from pipelines.model.numerals import numeral
from pipelines.model.outcomes import OUTCOME_FR, Outcome
from pipelines.model.records import Capture

_REFUSALS: Final = frozenset(
    {Outcome.POLICY_BLOCKED, Outcome.FORBIDDEN, Outcome.RATE_LIMITED, Outcome.QUOTA_EXCEEDED, Outcome.TOKEN_REJECTED}
)
_TOKEN_FAULTS: Final = (Outcome.TOKEN_MISSING, Outcome.TOKEN_REJECTED)


@dataclass(slots=True)
class RunSummary:
    """Counts of one crawl. `requests` are captures with a purpose of their own, `robots_files` are apart.

    `resumed` of the requests were found in the archive and not asked again; `wire_bytes` and `retries` are those of
    this run alone. `refusals` are by host, `least_gaps` in seconds by host, `repairs` what a kill had left behind;
    `token_faults` counts the requests that lacked their token, or whose token was refused, by name of the token.
    """

    requests: int = 0
    resumed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    wire_bytes: int = 0
    retries: int = 0
    robots_files: int = 0
    robots_refusals: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    token_faults: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    least_gaps: dict[str, float] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)

    def add(self, capture: Capture, *, is_resumed: bool) -> None:
        self.requests += 1
        self.outcomes[capture.outcome] += 1
        self.robots_refusals += capture.outcome is Outcome.POLICY_BLOCKED
        if capture.outcome in _REFUSALS:
            self.refusals[host_of(capture.final_url or capture.request.url)] += 1
        if capture.request.auth is not None and capture.outcome in _TOKEN_FAULTS:
            self.token_faults[capture.request.auth, capture.outcome] += 1
        if is_resumed:
            self.resumed += 1
        else:
            self.add_traffic(capture)

    def add_robots(self, capture: Capture, *, is_resumed: bool) -> None:
        self.robots_files += 1
        if not is_resumed:
            self.add_traffic(capture)

    def add_traffic(self, capture: Capture) -> None:
        self.wire_bytes += capture.wire_bytes
        self.retries += max(0, capture.attempts - 1)

    @property
    def least_gap(self) -> float | None:
        """Least number of seconds between two requests to one host, or None when no host was asked twice."""
        return min(self.least_gaps.values(), default=None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: everything that is counted, hosts in order of their number of refusals."""
        return {
            "requests": self.requests,
            "resumed": self.resumed,
            "outcomes": {outcome.value: count for outcome, count in self.outcomes.most_common()},
            "wire_bytes": self.wire_bytes,
            "retries": self.retries,
            "robots_files": self.robots_files,
            "robots_refusals": self.robots_refusals,
            "refusals_by_host": dict(self.refusals.most_common()),
            "least_gap_seconds": self.least_gap,
            "least_gap_seconds_by_host": dict(sorted(self.least_gaps.items(), key=lambda item: item[1])),
            "repairs": list(self.repairs),
        }

    def as_table(self, title: str = "Collecte") -> Table:
        """The same for the terminal, in French; hosts that refused most, ten at most."""
        table = Table("Mesure", "Valeur", "Remarque", title=title)
        table.add_row("Requêtes", str(self.requests), f"dont {self.resumed} déjà archivées")
        for outcome, count in self.outcomes.most_common():
            table.add_row(f"  {outcome.value}", str(count), OUTCOME_FR[outcome])
        table.add_row("Octets reçus", numeral(self.wire_bytes), "")
        table.add_row("Nouveaux essais", str(self.retries), "après 429, 5xx, délai ou coupure")
        table.add_row("robots.txt", str(self.robots_files), f"{self.robots_refusals} requêtes exclues")
        for host, count in self.refusals.most_common(10):
            table.add_row(f"  refus de {host}", str(count), "")
        if self.least_gap is not None:
            table.add_row("Plus petit écart", f"{numeral(self.least_gap, 2)} s", "entre deux requêtes à un hôte")
        for repair in self.repairs:
            table.add_row("Reprise", "", repair)
        return table
