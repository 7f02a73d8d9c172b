"""Every door against the truth: the public pages of a month, then its interfaces; no wrong count, each wall typed."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import polars as pl
import pytest
from support import FAULT_OUTCOMES, MONTH, run_barometre

from pipelines.model.months import Month
from pipelines.replica.truth import truth

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("doors")]

PAGES = {"BAROMETRE_TOKEN_X": "", "BAROMETRE_DECLARED":
         "linkedin_sanctioned_access,tiktok_sanctioned_access,x_public_page,facebook_page_plugin"}  # fmt: skip
INTERFACES = {
    "BAROMETRE_DECLARED": "tiktok_research",
    **{f"BAROMETRE_TOKEN_{name.upper()}": f"replica-{name}"
       for name in ("x", "youtube", "facebook", "instagram", "threads", "meta_ads", "tiktok")},
}  # fmt: skip
REFUSED = {
    "BAROMETRE_DECLARED": "tiktok_research",
    "BAROMETRE_TOKEN_X": "replica-x-capped",
    "BAROMETRE_TOKEN_YOUTUBE": "replica-youtube-exhausted",
    "BAROMETRE_TOKEN_FACEBOOK": "expired",
    "BAROMETRE_TOKEN_TIKTOK": "replica-tiktok-limited",
    "BAROMETRE_TOKEN_INSTAGRAM": "replica-instagram-unreviewed",
    "BAROMETRE_TOKEN_THREADS": "replica-threads-limited",
}
WALLS = {"not_found", "gone", "suspended", "renamed", "login_wall", "forbidden", "rate_limited", "too_many_redirects",
         "parse_error", "policy_blocked", "consent_wall", "server_error"}  # fmt: skip


def collected(data: Path, roster: Path, settings: dict[str, str]) -> Path:
    chosen = ("run", "--month", MONTH, "--web", "replica", "--roster", str(roster), "--steps", "collect,parse")
    done = run_barometre(*chosen, data=data, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return data


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, small_roster: Path) -> Path:
    """A month through public pages alone, with what they need declared."""
    return collected(tmp_path_factory.mktemp("pages"), small_roster, PAGES)


@pytest.fixture(scope="module")
def interfaces(tmp_path_factory: pytest.TempPathFactory, small_roster: Path) -> Path:
    """The same month through every interface that has one."""
    return collected(tmp_path_factory.mktemp("interfaces"), small_roster, INTERFACES)


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory, small_roster: Path) -> Path:
    """The same month with tokens that are capped, exhausted, expired or limited."""
    return collected(tmp_path_factory.mktemp("refusals"), small_roster, REFUSED)


def readings(data: Path) -> pl.DataFrame:
    """Snapshots of the main accounts beside what is true of them."""
    query = """
        SELECT a.territory_id, s.network, s.door, s.origin, s.outcome, s.metric_def, s.followers_count,
               s.followers_lo, s.followers_hi, s.followers_status
        FROM observations.snapshots s JOIN roster.accounts a USING (month, network, account_id) WHERE a.is_main
    """
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        read = con.sql(query).pl()
    accounts = truth("aujourdhui", Month.parse(MONTH))["accounts"]
    accounts = accounts.select("territory_id", "network", "exists", "fault", true_count="followers_count")
    return read.join(accounts, on=["territory_id", "network"], how="left")


def posts_read(data: Path) -> pl.DataFrame:
    """Original posts of the month of each main account that shows any or whose list was read to its end, by the door
    that gave them, beside those that are true."""
    query = """
        WITH listed AS (
            SELECT network, account_id, door, count(DISTINCT post_id) AS post_count FROM observations.posts
            WHERE kind = 'original' GROUP BY ALL
        ), asked AS (
            SELECT network, account_id, door, bool_and(outcome IN ('ok', 'not_modified')) AS is_read
            FROM observations.fetches, unnest(string_split(subject_ids, ' ')) AS subject(account_id)
            WHERE purpose = 'posts' GROUP BY ALL
        ), given AS (SELECT * FROM listed FULL JOIN asked USING (network, account_id, door))
        SELECT territory_id, network, door, coalesce(post_count, 0) AS post_count
        FROM roster.accounts JOIN given USING (network, account_id) WHERE is_main AND coalesce(is_read, true)
    """
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        read = con.sql(query).pl()
    accounts = truth("aujourdhui", Month.parse(MONTH))["accounts"]
    accounts = accounts.select("territory_id", "network", true_count="post_count")
    return read.join(accounts, on=["territory_id", "network"], how="left")


def wrong(read: pl.DataFrame) -> list[dict[str, object]]:
    """Counts that are not the true one. Followers of a Facebook page are a thirtieth more than its fans."""
    is_graph = (pl.col("network") == "facebook") & (pl.col("metric_def") == "facebook.followers")
    expected = pl.when(is_graph).then(pl.col("true_count") + pl.col("true_count") // 30).otherwise(pl.col("true_count"))
    seen = read.filter(pl.col("followers_count").is_not_null()).with_columns(expected=expected)
    is_right = pl.col("expected").is_between(pl.col("followers_lo"), pl.col("followers_hi")).fill_null(value=False)
    return seen.filter(~is_right).to_dicts()


def doors_read(read: pl.DataFrame) -> set[tuple[str, str]]:
    return set(read.filter(pl.col("followers_count").is_not_null()).select("network", "door").rows())


def test_public_pages_give_the_true_counts(pages: Path) -> None:
    read = readings(pages)
    assert wrong(read) == []
    assert doors_read(read) >= {
        ("facebook", "plugin"), ("x", "page_jsonld"), ("instagram", "page"), ("linkedin", "page"), ("tiktok", "page"),
        ("youtube", "page"), ("threads", "page"), ("whatsapp", "page"), ("bluesky", "appview"), ("mastodon", "api"),
        ("peertube", "api"),
    }  # fmt: skip
    assert set(read["origin"]) == {"live", "api"}


def test_interfaces_give_the_true_counts(interfaces: Path) -> None:
    read = readings(interfaces)
    assert wrong(read) == []
    assert doors_read(read) >= {
        ("facebook", "graph"), ("x", "api"), ("instagram", "business_discovery"), ("tiktok", "research_api"),
        ("youtube", "api"), ("threads", "profile_discovery"), ("bluesky", "appview"), ("mastodon", "api"),
        ("peertube", "api"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("way", "doors"),
    [
        ("pages", {("linkedin", "page"), ("threads", "page"), ("youtube", "page"), ("bluesky", "appview"),
                   ("mastodon", "api"), ("peertube", "api")}),
        ("interfaces", {("facebook", "graph"), ("x", "api"), ("instagram", "business_discovery"), ("youtube", "api"),
                        ("tiktok", "research_api"), ("threads", "profile_discovery"), ("bluesky", "appview"),
                        ("mastodon", "api"), ("peertube", "api")}),
    ],
)  # fmt: skip
def test_posts_are_those_of_the_month(way: str, doors: set[tuple[str, str]], request: pytest.FixtureRequest) -> None:
    read = posts_read(request.getfixturevalue(way))
    assert set(read.filter(pl.col("post_count") > 0).select("network", "door").rows()) >= doors
    assert read.filter(pl.col("post_count").ne_missing(pl.col("true_count"))).to_dicts() == []


def test_what_is_missing_has_a_wall(pages: Path, interfaces: Path) -> None:
    for data in (pages, interfaces):
        missing = readings(data).filter(pl.col("followers_count").is_null() & (pl.col("network") != "website"))
        assert set(missing.filter(pl.col("followers_status") == "not_read")["outcome"]) <= WALLS
        assert set(missing["followers_status"]) <= {"not_read", "hidden", "not_given"}


def test_a_fault_of_a_page_has_its_own_outcome(pages: Path) -> None:
    """Passing faults are overcome; every other one is told by its name (an interface does not meet those of pages)."""
    met = readings(pages).filter(pl.col("exists") & pl.col("fault").is_not_null() & (pl.col("door") == "page"))
    assert met.height > 5
    assert [row for row in met.to_dicts() if row["outcome"] not in FAULT_OUTCOMES[row["fault"]]] == []


def test_no_account_of_an_existing_territory_is_invented(pages: Path, interfaces: Path) -> None:
    for data in (pages, interfaces):
        read = readings(data).filter(pl.col("followers_count").is_not_null())
        assert read.filter(~pl.col("exists").fill_null(value=False)).to_dicts() == []


def test_terms_that_were_not_declared_close_their_doors(interfaces: Path) -> None:
    with duckdb.connect(str(interfaces / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        asked = con.execute(
            "SELECT DISTINCT outcome, attempt_count FROM observations.fetches WHERE network = 'linkedin'"
        )
        assert asked.fetchall() == [("policy_blocked", 0)]


def test_no_token_reaches_the_disk(interfaces: Path) -> None:
    secrets = [value.encode() for name, value in INTERFACES.items() if "TOKEN" in name]
    for path in (path for path in interfaces.rglob("*") if path.is_file()):
        data = path.read_bytes()
        plain = gzip.decompress(data) if path.suffix == ".gz" else data
        assert not [secret for secret in secrets if secret in plain or secret in data], path


@pytest.mark.parametrize(
    ("network", "door", "outcome"),
    [
        ("x", "api", "quota_exceeded"),
        ("youtube", "api", "quota_exceeded"),
        ("facebook", "graph", "token_rejected"),
        ("tiktok", "research_api", "rate_limited"),
        ("instagram", "business_discovery", "forbidden"),
        ("threads", "profile_discovery", "rate_limited"),
    ],
)
def test_a_refused_token_is_typed_and_gives_no_value(refusals: Path, network: str, door: str, outcome: str) -> None:
    read = readings(refusals).filter((pl.col("network") == network) & (pl.col("door") == door))
    assert set(read["outcome"]) == {outcome}
    assert read["followers_count"].null_count() == read.height > 0


def test_the_other_networks_go_on(refusals: Path) -> None:
    read = readings(refusals)
    assert wrong(read) == []
    assert {network for network, _ in doors_read(read)} >= {"bluesky", "mastodon", "peertube", "whatsapp"}
