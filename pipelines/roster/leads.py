"""What the statements of an item are good for: sites, evidence W of the month, leads with dates, dated counts.

Belongs here: which statement is which. Not here: what a statement says (`statements`). A count of Wikidata never joins
an audience: it is another person's reading, kept beside ours to compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence
from pipelines.model.records import AccountEvidence, AccountRef, Capture
from pipelines.networks.urls import web_address
from pipelines.roster import lists, statements
from pipelines.roster.lists import Matcher
from pipelines.roster.statements import Dated, Item, Statement


@dataclass(slots=True)
class ItemRows:
    """Rows that items give, in the order of the list. `properties` are those that name an account, with the address
    that each stands for (`registry.wikidata_properties`)."""

    month: Month
    match: Matcher
    properties: Mapping[str, str]
    sites: list[lists.Row] = field(default_factory=list)
    evidence: list[AccountEvidence] = field(default_factory=list)
    leads: list[lists.Row] = field(default_factory=list)
    counts: list[lists.Row] = field(default_factory=list)

    def add(self, territory_id: str, item: Item, capture: Capture) -> None:
        current = item.current(self.month.last_day)
        accounts = {one.statement_id: account for one in item.statements.values() if (account := self._account(one))}
        for one in item.statements.values():
            account, is_current = accounts.get(one.statement_id), one.statement_id in current
            if account is not None:
                self.leads.append(self._lead(territory_id, item, one, account, is_current, capture))
                if is_current:
                    found = lists.account_evidence(territory_id, account, Evidence.W, "wikidata", item.url, capture)
                    self.evidence.append(found)
            elif one.prop == statements.SITE and is_current and (url := web_address(one.value)) is not None:
                self.sites.append(lists.site_row(self.month, territory_id, url, "wikidata", capture))
            self._count(territory_id, item, one, accounts, capture)

    def _account(self, one: Statement) -> AccountRef | None:
        """The account that a statement names; a site that is a network page names one too."""
        if one.prop != statements.SITE and one.prop not in self.properties:
            return None
        account = self.match(profile_url(one.prop, one.value, self.properties))
        return account if account is not None and account.network != "website" else None

    def _lead(
        self, territory_id: str, item: Item, one: Statement, account: AccountRef, is_current: bool, capture: Capture
    ) -> lists.Row:
        return (
            self.month.first_day, territory_id, account.network, account.account_id, account.handle, account.url,
            one.statement_id, one.rank, *_cells(one.start), *_cells(one.end), one.end is not None, is_current, item.url,
            lists.naive(capture.fetched_at), lists.record_of(capture),
        )  # fmt: skip

    def _count(
        self, territory_id: str, item: Item, one: Statement, accounts: Mapping[str, AccountRef], capture: Capture
    ) -> None:
        """A number of followers with its date, when it is that of an account of the same item and is dated to the year
        at least."""
        is_own = one.prop == statements.FOLLOWERS
        count = statements.whole(one.value) if is_own else one.count
        account = self._owner(item, one, accounts) if is_own else accounts.get(one.statement_id)
        if count is None or account is None or one.at is None or one.at.precision is None or one.rank == "deprecated":
            return
        self.counts.append((
            self.month.first_day, territory_id, account.network, account.account_id, one.statement_id, count,
            *_cells(one.at), one.whose.get(statements.X_NUMBER), one.rank, item.url, lists.naive(capture.fetched_at),
            lists.record_of(capture),
        ))  # fmt: skip

    def _owner(self, item: Item, one: Statement, accounts: Mapping[str, AccountRef]) -> AccountRef | None:
        """The account of the item that the qualifiers name: by its handle, else by its number on X."""
        own = {account.account_id: account for account in accounts.values()}
        for prop, value in one.whose.items():
            account = self.match(profile_url(prop, value, self.properties)) if prop in self.properties else None
            if account is not None and account.account_id in own:
                return own[account.account_id]
        number = one.whose.get(statements.X_NUMBER)
        same = (
            other for other in item.statements.values() if number and other.whose.get(statements.X_NUMBER) == number
        )
        return next((accounts[other.statement_id] for other in same if other.statement_id in accounts), None)


def _cells(dated: Dated | None) -> tuple[object, object]:
    return (None, None) if dated is None else (dated.day, dated.precision)


def profile_url(prop: str, value: str, properties: Mapping[str, str]) -> str:
    """The address of the account that an identifier names, in the form that `properties` give: `{}` is the identifier,
    `{user}` and `{host}` the parts of one like `user@host`. A site is its own address, and may be a network page."""
    if prop not in properties:
        return value
    name = value.removeprefix("@")
    user, _, host = name.partition("@")
    return properties[prop].format(name, user=user, host=host)
