"""The rows that the records of members in the directory give: declared sites, evidence E4.

Belongs here: which value of a record is a site, an account or neither. Not here: whose record it is
(`directory_match`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence
from pipelines.model.records import AccountEvidence, Capture
from pipelines.networks.urls import web_address
from pipelines.roster import lists
from pipelines.roster.directory_match import Entry
from pipelines.roster.lists import Matcher


@dataclass(slots=True)
class DirectoryRows:
    """What matched records give, in the order of the list."""

    month: Month
    match: Matcher
    sites: list[lists.Row] = field(default_factory=list)
    evidence: list[AccountEvidence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, entry: Entry, territory_id: str, capture: Capture) -> None:
        """Declared sites and accounts; a network page declared as a site is an account, an e-mail is a problem."""
        for label, text in (*(("site", site) for site in entry.sites), *entry.socials):
            account = self.match(text)
            url = web_address(text)
            if account is not None and account.network != "website":
                source_url = entry.page_url or capture.request.url
                self.evidence.append(
                    lists.account_evidence(territory_id, account, Evidence.E4, "directory", source_url, capture)
                )
            elif text and url is None:
                self.problems.append(
                    f"Annuaire : {label} {text!r} n’est pas une adresse ({entry.name}, {territory_id})."
                )
            elif url is not None and label == "site":
                self.sites.append(lists.site_row(self.month, territory_id, url, "directory", capture))
