"""Recorded pages of real sites, and lists of addresses: third-party material, run when it is at hand.

Disagreements are explained one by one in website/RECORDINGS.md.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.model.errors import LayoutError
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.networks import registry, website
from pipelines.networks.registry import match_url

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
NETWORKS = [name for name in registry.NETWORKS if name != "website"]
PERSONS = re.compile(r"linkedin\.com/(?:in|pub)/", re.IGNORECASE)

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recordings are not at hand"),
]

# Accounts that a page only quotes, by reading it: article authors, embedded posts, persons named in the text, and one
# meta tag that holds a name. The list beside the pages classes addresses, not whose they are.
QUOTED = {
    "20minutes-authors.html": {
        "x:lucashernandez", "x:antogriezmann", "x:equipedefrance", "x:kmbappe", "x:samumtiti", "x:finallymario",
        "x:bonucci_leo19",
    },
    "bondyblog.fr.paris-8.html": {"x:univparis8"},
    "doschu.com.solopreneur.html": {"x:fglez"},
    "erp-news.info.interview.html": {"x:matthias__weber"},
    "framablog.html": {"x:melo_meli", "mastodon:lunar@mastodon.potager.org"},
    "liberation-1.html": {"x:artnet", "x:lauredlr", "x:elysee", "x:fhollande", "x:franceinfo"},
    "lopinion.fr.glyphosate.html": {"x:emma_ducros"},
    "mluk.brandenburg.de-erlegungspermie.html": {"x:mluk"},
}  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def capture_of(url: str, body: bytes) -> Capture:
    request = Request(url, "website", "site", "home", ("website:test",))
    return Capture(request, Outcome.OK, datetime(2026, 1, 1, tzinfo=UTC), 200, url, {"content-type": "text/html"}, body)


def accounts_in(url: str, body: bytes) -> set[str]:
    links = website.parse_links(capture_of(url, body), match_url)
    return {link.account.account_id for link in links if not link.is_share}


def expected_accounts() -> dict[str, set[str]]:
    """By page, the accounts that the recorded list gives as profiles, of the networks of this version."""
    expected: dict[str, set[str]] = {}
    for row in rows_of("websites/EXPECTED_LINKS.tsv"):
        accounts = expected.setdefault(Path(row["file"]).name, set())
        value = f"https://x.com/{row['value'].lstrip('@')}" if row["where"] == "twitter:site" else row["value"]
        account = match_url(value) if row["class"] == "profile" and row["value"] else None
        if account is not None:
            accounts.add(account.account_id)
    return expected


def test_profile_links_of_recorded_pages(capsys: pytest.CaptureFixture[str]) -> None:
    expected = expected_accounts()
    tally: Counter[str] = Counter()
    wrong = []
    for name, accounts in sorted(expected.items()):
        url = f"https://{name.removesuffix('.html')}/"
        try:
            found = accounts_in(url, (SAMPLES / "websites" / name).read_bytes())
        except LayoutError as error:
            tally["total"] += len(accounts)
            wrong.append(f"{name}: {error}")
            continue
        quoted = QUOTED.get(name, set())
        assert quoted <= accounts, f"{name}: the hand-made list names an account that the page does not have"
        for account in sorted(accounts | found):
            is_right = (account in found) == (account in accounts - quoted)
            tally.update(total=1, readable=1, right=int(is_right))
            if not is_right:
                wrong.append(f"{name}: {account} {'is extra' if account in found else 'is missed'}")
    with capsys.disabled():
        print(
            f"\nwebsite  {tally['right']} / {tally['readable']} / {tally['total']}  ({len(expected)} pages)",
            *wrong,
            sep="\n  ",
        )
    assert len(expected) == 46
    assert tally["right"] / tally["total"] >= 0.95


def test_links_of_french_local_authorities(capsys: pytest.CaptureFixture[str]) -> None:
    lines = (SAMPLES / "websites/french_local_authorities.jsonl").read_text(encoding="utf-8").splitlines()
    right = 0
    for site in map(json.loads, lines):
        handles = {network: site["expected"].get(network, []) for network in NETWORKS}
        expected = {f"{network}:{handle.lower()}" for network in handles for handle in handles[network]}
        found = accounts_in(f"https://{site['id']}.fr/", site["html"].encode())
        right += {account.lower() for account in found} == expected
    with capsys.disabled():
        print(f"\nwebsite, French authorities  {right} / {len(lines)} / {len(lines)}")
    assert right == len(lines)


def is_relative(row: dict[str, str]) -> bool:
    """`/name`, `name?…`: a path without host, which its list reads as Facebook's because it knows the page."""
    return row["expected_kind"] == "profile" and row["url"].startswith(("/", "profile.php", "naat.ouhafs"))


def is_right(row: dict[str, str], found: AccountRef | None) -> bool:
    """A row without handle names the kind only; those noted `type=` are reserved words, which nobody's profile is, and
    a person's page is no account of a local authority."""
    handle = row["expected_handle_or_id"]
    is_reserved = (not handle and row["note"].startswith("type=")) or PERSONS.search(row["url"]) is not None
    if row["expected_kind"] != "profile" or row["is_share_or_non_profile"] == "1" or is_reserved:
        return found is None
    if found is None or found.network != row["expected_network"]:
        return False
    wanted = handle.lower().lstrip("@").rpartition("/")[2]
    is_named = handle != "" and "uploader_id" not in row["note"]
    return not is_named or found.handle.lower().lstrip("@").rpartition("/")[2] == wanted


def test_addresses_of_the_recorded_list(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in rows_of("urls/url_tests.tsv") if row["expected_network"] in NETWORKS]
    absolute = [row for row in rows if not is_relative(row)]
    right, total = Counter[str](), Counter(row["expected_network"] for row in absolute)
    wrong = []
    for row in absolute:
        found = match_url(row["url"])
        if is_right(row, found):
            right[row["expected_network"]] += 1
        else:
            wrong.append(f"{row['url']} → {found.account_id if found else None}")
    with capsys.disabled():
        print(f"\naddresses  {right.total()} / {total.total()} / {len(rows)}", dict(right), *wrong, sep="\n  ")
    assert right.total() / total.total() >= 0.95


def test_addresses_of_other_networks_are_nobody_of_these() -> None:
    others = [row["url"] for row in rows_of("urls/url_tests.tsv") if row["expected_network"] not in NETWORKS]
    assert [url for url in others if match_url(url) is not None] == []
