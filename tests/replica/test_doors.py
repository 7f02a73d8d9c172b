"""Every door answers over real HTTP in the shape of the real one, and shows what the truth says. Raw text only."""

from __future__ import annotations

import json
import re

import httpx
import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.territory import read_roster
from pipelines.replica.truth import truth

NOW, OLD = Month(2026, 10), Month(2013, 3)
EXPORT = (
    "https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/api-lannuaire-administration"
    "/exports/json"
)
DIGITS = re.compile(r"\D")


@pytest.fixture(scope="module")
def today() -> pl.DataFrame:
    return truth("aujourdhui", NOW)["accounts"].filter("exists", pl.col("fault").is_null())


def sample(rows: pl.DataFrame, network: str, size: int = 8) -> list[dict[str, object]]:
    return rows.filter(network=network).sample(size, seed=7).to_dicts()


def number(text: str) -> int:
    return int(DIGITS.sub("", text))


def test_facebook_page_shows_the_exact_likes(visitor, today) -> None:
    for row in sample(today, "facebook", 12):
        page = visitor.get(f"https://www.facebook.com/{row['handle']}?locale=fr_FR", NOW)
        text = page.text.replace("&#xa0;", "\u00a0")
        found = re.search(r'og:description" content="[^"]*?\. ([\d\s,]+?)\s(?:J[’\']aime|likes) · ', text)
        assert page.status_code == 200
        assert found, text
        assert number(found[1]) == row["followers_count"]
        assert text.count("Page simulée") >= 3


def test_facebook_page_of_2012(visitor) -> None:
    for row in sample(truth("edgar-quinet", OLD)["accounts"].filter(pl.col("fault").is_null()), "facebook"):
        page = visitor.get(f"https://www.facebook.com/{row['handle']}", OLD)
        found = re.search(r'id="PagesLikesCountDOMID"><span[^>]*>([\d\s,]+) (?:likes|J’aime)<', page.text)
        assert found, page.text
        assert number(found[1]) == row["followers_count"]


def test_facebook_graph(visitor, today) -> None:
    row = sample(today, "facebook", 1)[0]
    url = f"https://graph.facebook.com/v23.0/{row['handle']}?fields=id,name,username,fan_count,followers_count"
    assert visitor.get(url, NOW).json()["error"]["code"] == 190
    answer = visitor.get(url, NOW, Authorization="Bearer replica-facebook").json()
    assert answer["fan_count"] == row["followers_count"]
    assert answer["id"] == row["platform_id"]


def test_x_users_and_their_posts(visitor, today) -> None:
    rows = {row["handle"]: row for row in sample(today, "x", 30)}
    url = f"https://api.x.com/2/users/by?usernames={','.join(rows)},nobody_at_all&user.fields=public_metrics"
    assert visitor.get(url, NOW, Authorization="Bearer wrong").status_code == 401
    answer = patient(visitor, url, Authorization="Bearer replica-x").json()
    shown = {user["username"].lower(): user["public_metrics"]["followers_count"] for user in answer["data"]}
    assert shown == {handle: row["followers_count"] for handle, row in rows.items()}
    assert [error["value"] for error in answer["errors"]] == ["nobody_at_all"]
    busiest = max(rows.values(), key=lambda row: row["post_count"])
    span = "start_time=2026-09-30T22:00:00Z&end_time=2026-10-31T15:59:59Z&max_results=100"
    url = f"https://api.x.com/2/users/{busiest['platform_id']}/tweets?{span}"
    tweets, token = [], ""
    while token is not None:
        answer = patient(visitor, url + token, Authorization="Bearer replica-x").json()
        tweets += answer["data"]
        token = f"&pagination_token={answer['meta']['next_token']}" if "next_token" in answer["meta"] else None
    assert sum("referenced_tweets" not in tweet for tweet in tweets) == busiest["post_count"]
    assert all("2026-09-30T22" <= tweet["created_at"] < "2026-10-31T16" for tweet in tweets)


def patient(visitor, url: str, **headers: str):
    """Ask again when the interface was busy."""
    for _ in range(3):
        answer = visitor.get(url, NOW, **headers)
        if answer.status_code < 429:
            return answer
    return answer


def test_x_page_of_2013(visitor) -> None:
    for row in sample(truth("edgar-quinet", OLD)["accounts"], "x"):
        page = visitor.get(f"https://twitter.com/{row['handle']}", OLD)
        found = re.search(r'data-element-term="follower_stats"[^>]*>\s*<strong>([\d,]+)<', page.text)
        assert found
        assert number(found[1]) == row["followers_count"]
        assert f"&quot;followers_count&quot;: {row['followers_count']}" in page.text


def test_youtube_page_rounds_down_and_the_feed_lists_videos(visitor, today) -> None:
    scale = {"k": 1_000, "M": 1_000_000}
    for row in sample(today, "youtube", 12):
        path = f"channel/{row['handle']}" if str(row["handle"]).startswith("UC") else row["handle"]
        page = visitor.get(f"https://www.youtube.com/{path}?hl=fr&gl=FR", NOW)
        found = re.search(r'"content":"([\d,]+)\s(?:([kM]) )?(?:d’)?abonnés?"', page.text)
        assert found, page.text
        value = round(float(found[1].replace(",", ".")) * scale.get(found[2], 1))
        unit = 10 ** max(0, len(str(row["followers_count"])) - 3)
        assert value == row["followers_count"] // unit * unit
        feed = visitor.get(f"https://www.youtube.com/feeds/videos.xml?channel_id={row['platform_id']}", NOW)
        assert len(re.findall(r"<published>2026-10-", feed.text)) - row["post_count"] in (-1, 0)


def test_youtube_interface(visitor, today) -> None:
    row = sample(today, "youtube", 1)[0]
    url = f"https://www.googleapis.com/youtube/v3/channels?part=snippet,statistics&id={row['platform_id']},UCunknown"
    assert visitor.get(url, NOW).status_code == 403
    assert visitor.get(url, NOW, X_Goog_Api_Key="bad").json()["error"]["errors"][0]["reason"] == "keyInvalid"
    spent = visitor.get(url, NOW, X_Goog_Api_Key="replica-youtube-exhausted")
    assert spent.json()["error"]["errors"][0]["reason"] == "quotaExceeded"
    items = visitor.get(url, NOW, X_Goog_Api_Key="replica-youtube").json()["items"]
    assert [item["id"] for item in items] == [row["platform_id"]]
    assert items[0]["statistics"]["subscriberCount"].isdigit()


def test_youtube_interface_lists_the_uploads_and_finds_each_video_again(visitor, today) -> None:
    root, key = "https://www.googleapis.com/youtube/v3/", {"X_Goog_Api_Key": "replica-youtube"}
    row = max(sample(today, "youtube", 12), key=lambda row: row["post_count"])
    url = f"{root}playlistItems?part=snippet,contentDetails&maxResults=50&playlistId=UU{row['platform_id'][2:]}"
    uploads = [item["contentDetails"] for item in visitor.get(url, NOW, **key).json()["items"]]
    ids = [item["videoId"] for item in uploads if item["videoPublishedAt"] >= "2026-10"]
    answer = visitor.get(f"{root}videos?part=snippet,statistics&id={','.join([*ids, 'unknownvide'])}", NOW, **key)
    videos = answer.json()["items"]
    assert [video["id"] for video in videos] == ids
    assert {video["snippet"]["channelId"] for video in videos} == {row["platform_id"]}
    assert len(ids) - row["post_count"] in (-1, 0)
    feed = visitor.get(f"https://www.youtube.com/feeds/videos.xml?channel_id={row['platform_id']}", NOW)
    assert all(f"<yt:videoId>{video_id}</yt:videoId>" in feed.text for video_id in ids)
    missing = visitor.get(f"{root}playlistItems?playlistId=UUunknown", NOW, **key)
    assert missing.json()["error"]["errors"][0]["reason"] == "playlistNotFound"


def test_bluesky_profiles_and_feed(visitor, today) -> None:
    rows = {row["handle"]: row for row in sample(today, "bluesky", 20)}
    actors = "&".join(f"actors={handle}" for handle in [*rows, "nobody.bsky.social"])
    profiles = patient(visitor, f"https://public.api.bsky.app/xrpc/app.bsky.actor.getProfiles?{actors}").json()
    shown = {profile["handle"].lower(): profile["followersCount"] for profile in profiles["profiles"]}
    assert shown == {handle: row["followers_count"] for handle, row in rows.items()}
    busiest = max(rows.values(), key=lambda row: row["post_count"])
    items, cursor = [], ""
    for _ in range(4):
        url = f"https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor={busiest['handle']}&limit=20"
        answer = patient(visitor, url + (f"&cursor={cursor}" if cursor else "")).json()
        items += answer["feed"]
        cursor = answer["cursor"]
        if items[-1]["post"]["record"]["createdAt"] < "2026-10":
            break
    own = [item for item in items if "reply" not in item and "reason" not in item]
    in_month = [item for item in own if item["post"]["record"]["createdAt"] >= "2026-09-30T22"]
    assert len(in_month) == busiest["post_count"]


def test_mastodon_lookup_and_statuses(visitor, today) -> None:
    for row in sample(today, "mastodon", 5):
        user, _, host = str(row["handle"]).partition("@")
        profile = visitor.get(f"https://{host}/api/v1/accounts/lookup?acct={user}", NOW).json()
        assert (profile["id"], profile["followers_count"]) == (row["platform_id"], row["followers_count"])
        statuses = visitor.get(f"https://{host}/api/v1/accounts/{profile['id']}/statuses?limit=40", NOW).json()
        assert all(status["created_at"] < "2026-10-31T16" for status in statuses)
        missing = visitor.get(f"https://{host}/api/v1/accounts/lookup?acct=personne", NOW)
        assert (missing.status_code, missing.json()) == (404, {"error": "Record not found"})


def test_directory_exports(visitor) -> None:
    listed = set()
    for kind in ("mairie", "epci", "cg", "cr"):
        where = {"where": f'pivot like "{kind}"', "select": "nom,pivot,site_internet,reseau_social,siren"}
        records = visitor.get(EXPORT, NOW, params=where).json()
        assert all(set(record) == {"nom", "pivot", "site_internet", "reseau_social", "siren"} for record in records)
        assert all(json.loads(record["pivot"])[0]["type_service_local"] == kind for record in records)
        named = [json.loads(record["reseau_social"]) for record in records if record["reseau_social"]]
        listed |= {link["valeur"] for links in named for link in links}
        if kind == "mairie":
            assert any(record["nom"].startswith("Mairie déléguée - ") for record in records)
            sites = " ".join(record["site_internet"] or "" for record in records)
            assert re.search(r'"valeur": "[^"/@]+\.[a-z]+"', sites), "no site without a scheme"
            assert re.search(r'"valeur": "[^"/]+@[^"]+"', sites), "no e-mail in a site field"
        else:
            assert all(re.fullmatch(r"\d{9}", record["siren"]) for record in records)
    expected = truth("aujourdhui", NOW)["accounts"].filter("in_directory")["url"]
    assert set(expected) <= listed


COLUMNS = (
    "item code country statement prop value rank start startPrecision end endPrecision at atPrecision count of whose"
)


def sparql(prop: str, codes: list[str], *properties: str) -> str:
    """The query of the roster lists, written anew: only what the replica must understand of it."""
    selected = " ".join(f"?{name}" for name in COLUMNS.split())
    wanted, asked = " ".join(f'"{code}"' for code in codes), " ".join(f"wd:{name}" for name in properties)
    return f"""SELECT {selected} WHERE {{ VALUES ?code {{ {wanted} }} ?item wdt:{prop} ?code .
      OPTIONAL {{ VALUES ?prop {{ {asked} }} ?prop wikibase:claim ?p }} }}"""


def patient_sparql(visitor, query: str, month: Month = NOW) -> list[dict[str, str]]:
    """Rows with the last step of each value."""
    for _ in range(2):
        answer = visitor.get("https://query.wikidata.org/sparql", month, params={"format": "json", "query": query})
        if answer.status_code == 200:
            assert answer.json()["head"]["vars"] == COLUMNS.split()
            rows = answer.json()["results"]["bindings"]
            return [{name: cell["value"].rpartition("/")[2] for name, cell in row.items()} for row in rows]
    raise AssertionError(answer.text)


def test_wikidata_gives_one_row_per_statement_of_the_asked_codes(visitor) -> None:
    regions = [place for place in read_roster("DEMO2026") if place.level == "region"]
    codes = [place.code for place in regions]
    rows = patient_sparql(visitor, sparql("P2585", codes, "P856", "P2013", "P2003"))
    assert {row["code"] for row in rows} == set(codes)
    assert {row.get("prop") for row in rows} >= {"P856", "P2003"}
    statements = [row["statement"] for row in rows if "statement" in row]
    assert len(statements) == len(set(statements))
    empty = patient_sparql(visitor, sparql("P2585", codes[:1], "P1"))
    assert [sorted(row) for row in empty] == [["code", "country", "item"]]
    councils = patient_sparql(visitor, sparql("P1616", [place.siren for place in regions], "P2003"))
    assert {row["item"] for row in councils}.isdisjoint({row["item"] for row in rows})
    of_territories = {row["value"] for row in rows if row.get("prop") == "P2003"}
    assert {row["value"] for row in councils if "value" in row} == of_territories


def test_wikidata_tells_ranks_dates_and_noted_counts(visitor) -> None:
    codes = [place.code for place in read_roster("DEMO2026") if place.level == "commune" and place.population > 50_000]
    asked = ("P2002", "P2003", "P2013", "P2397", "P8687")
    batches = [codes[start : start + 80] for start in range(0, len(codes), 80)]
    rows = [row for batch in batches for row in patient_sparql(visitor, sparql("P374", batch, *asked))]
    ranks = {row["rank"].rpartition("#")[2] for row in rows if "rank" in row}
    assert ranks == {"NormalRank", "PreferredRank", "DeprecatedRank"}
    assert any("end" in row for row in rows) and any(row.get("startPrecision") == "10" for row in rows)
    counts = [row for row in rows if row.get("prop") == "P8687"]
    assert counts and all("-01-31T" in row["at"] and row["atPrecision"] == "11" for row in counts)
    accounts = {row["platform_id"]: row for row in truth("aujourdhui", Month(2026, 1))["accounts"].to_dicts()}
    noted = [row for row in counts if row["of"] == "P6552" and row["at"].startswith("2026")]
    assert noted
    assert all(int(row["value"]) == accounts[row["whose"]]["followers_count"] for row in noted)


def test_one_month_has_lists_that_are_not_to_be_believed(visitor) -> None:
    def export(kind: str) -> httpx.Response:
        where = {"where": f'pivot like "{kind}"', "select": "nom,pivot,reseau_social,siren,code_insee_commune"}
        return visitor.get(EXPORT, Month(2024, 4), params=where)

    assert "<html>" in export("cr").text and export("cr").status_code == 200
    assert all("reseau_social" not in one for one in export("cg").json())
    sirens = [one["siren"] for one in export("epci").json()]
    assert len(set(sirens)) == len(sirens) - 1
    laval = [one for one in export("mairie").json() if "Québec" in one["nom"]]
    assert [one["code_insee_commune"] for one in laval] == ["01033"]
    foreign = patient_sparql(visitor, sparql("P374", ["01033"], "P856"), Month(2024, 4))
    assert {row["country"] for row in foreign} == {"Q16"}
    broken = {"query": sparql("P1616", [sirens[0]], "P856")}
    answers = [visitor.get("https://query.wikidata.org/sparql", Month(2024, 4), params=broken) for _ in range(2)]
    assert answers[-1].status_code == 200 and "TimeoutException" in answers[-1].text


@pytest.mark.parametrize("host", ["www.facebook.com", "www.youtube.com", "twitter.com", "bsky.app"])
def test_platforms_have_a_robots_file_that_allows_their_doors(visitor, host: str) -> None:
    text = visitor.get(f"https://{host}/robots.txt", NOW).text
    assert "User-agent: *" in text
    assert "Disallow: /\n" not in text
