"""Recorded pages of real sites, and lists of addresses: third-party material, run when it is at hand.

Disagreements are explained one by one in website/RECORDINGS.md.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import addresses
import pytest

from pipelines.model.errors import LayoutError
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.networks import registry, website
from pipelines.networks.registry import match_url

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
NETWORKS = [name for name in registry.NETWORKS if name != "website"]

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
        expected = [(network, handle) for network in NETWORKS for handle in site["expected"].get(network, [])]
        found = [account.split(":", 1) for account in accounts_in(f"https://{site['id']}.fr/", site["html"].encode())]
        right += len(found) == len(expected) and all(
            any(network == name and addresses.is_same_handle(handle, other) for name, other in found)
            for network, handle in expected
        )
    with capsys.disabled():
        print(f"\nwebsite, French authorities  {right} / {len(lines)} / {len(lines)}")
    assert right == len(lines)


def test_addresses_of_the_recorded_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Right / total per network of this version, with each disagreement; rows out of scope are shown, not counted."""
    right, total, everything = Counter[str](), Counter[str](), 0
    told = []
    for row in addresses.rows_of():
        network, url = row["expected_network"], row["url"]
        if network not in NETWORKS:
            continue
        everything += 1
        found = match_url(url)
        seen = found.account_id if found else "nobody"
        reason = addresses.out_of_scope(row)
        if reason is not None:
            told.append(f"out of scope  {url} → {seen}  ({reason})")
            continue
        total[network] += 1
        right[network] += addresses.is_right(row, found)
        if not addresses.is_right(row, found):
            told.append(f"WRONG  {network}: {url} → {seen}, not {row['expected_handle_or_id'] or row['expected_kind']}")
    with capsys.disabled():
        print(f"\naddresses  {right.total()} / {total.total()} in scope / {everything} in all")
        print(*(f"{name:<10} {right[name]:>4} / {total[name]:>4}" for name in sorted(total)), sep="\n")
        print(*sorted(told), sep="\n")
    assert right.total() / total.total() >= 0.99


def test_addresses_of_other_networks_are_nobody_of_these() -> None:
    others = [row["url"] for row in addresses.rows_of() if row["expected_network"] not in NETWORKS]
    assert [url for url in others if match_url(url) is not None] == []
