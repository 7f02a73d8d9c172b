"""www.youtube.com: the page of a channel and its feed. The Data API is in `_youtube_api`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, unit
from pipelines.replica.names import URL_SAFE, Register, digits
from pipelines.replica.platform import Names, Platform, before_2019
from pipelines.replica.platforms import _youtube_api
from pipelines.replica.platforms._youtube_channels import find, rounded_down, video_id
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World, exists
from pipelines.replica.territory import Territory, camel
from pipelines.replica.visit import Reply, Visit, document, plain, redirect, to_host


def shown_subscribers(count: int) -> str:
    """`845 abonnés`, `12,3 k abonnés`, `1,25 M d’abonnés` (no-break spaces, as in French pages)."""
    rounded = rounded_down(count)
    if rounded < 1_000:
        return f"{rounded}\u00a0abonné{'s' if rounded > 1 else ''}"
    scale, sign, link = (1_000_000, "M", "d’") if rounded >= 1_000_000 else (1_000, "k", "")
    number = f"{rounded / scale:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{number}\u00a0{sign} {link}abonnés"


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """www.youtube.com: the feeds, and the pages of channels."""
    return feed(world, timeline, visit) if visit.path == "/feeds/videos.xml" else page(world, visit)


def page(world: World, visit: Visit) -> Reply:
    """`/channel/UC…`, `/@handle`, `/user/name`, `/c/name`."""
    account = find(world, visit.path, visit.month)
    if account is None:
        return _gone("Cette chaîne n’existe pas.", 404)
    fault = account_fault(world.scene, account, visit.month)
    if fault == "suspended":
        return _gone("Ce compte a été clôturé pour non-respect du règlement de YouTube.", 200)
    if fault == "removed":
        return _gone("Cette chaîne n’existe pas.", 404)
    if fault == "renamed" and not visit.path.endswith("-officiel"):
        return redirect(f"https://www.youtube.com/@{account.shown.lower()}-officiel?{visit.raw_query}", 303)
    handle = f"@{account.shown}-officiel" if fault == "renamed" else f"@{account.shown}"
    count = world.followers(visit.month)[account.index]
    parts = [] if fault == "hidden" else [{"text": {"content": shown_subscribers(count)}}]
    parts.append({"text": {"content": f"{1 + account.seed % 700}\u00a0vidéos"}})
    rows = [{"metadataParts": [{"text": {"content": handle}}]}, {"metadataParts": parts}]
    title = account.territory.label
    header = {"title": {"dynamicTextViewModel": {"text": {"content": title}}},
              "metadata": {"contentMetadataViewModel": {"metadataRows": rows, "delimiter": "•"}}}  # fmt: skip
    about = {"title": title, "description": f"{title} (chaîne simulée)", "externalId": account.platform_id,
             "vanityChannelUrl": f"http://www.youtube.com/{handle}",
             "channelUrl": f"https://www.youtube.com/channel/{account.platform_id}",
             "rssUrl": f"https://www.youtube.com/feeds/videos.xml?channel_id={account.platform_id}"}  # fmt: skip
    data = {
        "responseContext": {"visitorData": "simulated"},
        "contents": {"twoColumnBrowseResultsRenderer": {"tabs": [_related(account)]}},
        "header": {"pageHeaderRenderer": {"pageTitle": title, "content": {"pageHeaderViewModel": header}}},
        "metadata": {"channelMetadataRenderer": about},
    }
    return _shell(title, data, 200, f'<link rel="canonical" href="{about["channelUrl"]}">')


def _related(account: Account) -> dict[str, object]:
    """A shelf of another channel, with a subscriber count that is not the channel's own."""
    other = {"channelId": "UC" + digits(URL_SAFE, 22, "related", account.seed), "title": {"simpleText": "Autre chaîne"},
             "subscriberCountText": {"simpleText": "98,7 k abonnés"}}  # fmt: skip
    return {"tabRenderer": {"title": "Accueil", "selected": True, "content": {"gridChannelRenderer": other}}}


def _gone(text: str, status: int) -> Reply:
    data: dict[str, object] = {
        "responseContext": {},
        "alerts": [{"alertRenderer": {"type": "ERROR", "text": {"simpleText": text}}}],
    }
    return _shell("YouTube", data, status)


def _shell(title: str, data: dict[str, object], status: int, head: str = "") -> Reply:
    blob = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    script = f'<script nonce="simulated">var ytInitialData = {blob};</script>'
    return document(f"{escape(title)} - YouTube", f'<div id="content"></div>\n{script}', head=head, status=status)


def feed(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/feeds/videos.xml?channel_id=UC…`: the 15 latest videos. Feed-level ids lack `UC`, as on the real web."""
    account = world.of_id("youtube", visit.first("channel_id"), visit.month)
    if account is None or not exists(account, visit.month):
        return plain("Error 404 (Not Found)!!1 Page simulée", 404)
    channel, title = account.platform_id, escape(account.territory.label)
    address = f"https://www.youtube.com/channel/{channel}"
    author = f"<author><name>{title}</name><uri>{address}</uri></author>"
    entries = "\n".join(_entry(account, post, author) for post in timeline.latest(account, visit.month, visit.now, 15))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Page simulée -->\n'
        '<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns="http://www.w3.org/2005/Atom">\n'
        f'<link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id={channel}"/>\n'
        f"<id>yt:channel:{channel[2:]}</id>\n<yt:channelId>{channel[2:]}</yt:channelId>\n<title>{title}</title>\n"
        f'<link rel="alternate" href="{address}"/>\n{author}\n<published>2012-03-01T09:00:00+00:00</published>\n'
        f"{entries}\n</feed>\n"
    )
    return Reply(200, body.encode(), "text/xml; charset=UTF-8")


def _entry(account: Account, post: SimulatedPost, author: str) -> str:
    video = video_id(account, post)
    form = "shorts/" if post.number % 4 == 0 else "watch?v="
    text = escape(post.text) + (f" {escape(post.link)}" if post.link else "")
    moment = f"{post.created:%Y-%m-%dT%H:%M:%S}+00:00"
    return (
        f"<entry><id>yt:video:{video}</id><yt:videoId>{video}</yt:videoId><yt:channelId>{account.platform_id}</yt:channelId>"
        f'<title>{escape(post.text)}</title><link rel="alternate" href="https://www.youtube.com/{form}{video}"/>{author}'
        f"<published>{moment}</published><updated>{moment}</updated><media:group><media:title>{escape(post.text)}</media:title>"
        f"<media:description>{text}</media:description><media:community>"
        f'<media:starRating count="{post.likes}" average="5.00" min="1" max="5"/>'
        f'<media:statistics views="{post.views}"/></media:community></media:group></entry>'
    )


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("youtube", place.territory_id)
    channel = "UC" + digits(URL_SAFE, 21, "channel", *key) + pick("AQgw", *key)
    shown = register.take("youtube", camel(place.slug), place.code, 28)
    form = unit("form", *key)
    if form < 0.60:
        return Names(channel, shown, f"https://www.youtube.com/channel/{channel}", channel)
    kind = "@" if form < 0.85 else "user/" if form < 0.95 else "c/"
    return Names(f"{kind}{shown}".lower(), shown, f"https://www.youtube.com/{kind}{shown}", channel)


def _links(account: Account, month: int) -> Sequence[str]:
    url = account.url
    return (url, url, f"{url}?feature=guide", f"{url}/videos", f"{url}/featured")


def _asked(world: World, visit: Visit) -> Account | None:
    if visit.host != "www.youtube.com" or visit.path.startswith("/feeds"):
        return None
    return find(world, visit.path, visit.month)


_SHARES = {
    "REG": 0.98, "DEP": 0.88, "METRO": 0.9, "CU": 0.75, "CA": 0.5, "CC": 0.2,
    "COM_100000_PLUS": 0.9, "COM_50000_100000": 0.75, "COM_20000_50000": 0.5, "COM_10000_20000": 0.27,
    "COM_3500_10000": 0.12, "COM_2000_3500": 0.05, "COM_500_2000": 0.02, "COM_0_500": 0.005,
}  # fmt: skip

PLATFORM = Platform(
    name="youtube",
    rank=30,
    label="YouTube",
    directory_label="YouTube",
    hosts={
        "www.youtube.com": answer,
        "youtube.com": to_host("www.youtube.com"),
        "www.googleapis.com": _youtube_api.api,
        "gdata.youtube.com": _youtube_api.version_2,
    },
    shares=_SHARES,
    relative_size=0.035,
    opened=before_2019(60),
    suspended_share=0.3,
    hidden_share=0.02,
    rename_share=0.005,
    can_rename=lambda names: not names.handle.startswith("UC"),
    pace=3.0,
    most_posts=lambda month: 12,
    names=_names,
    links=_links,
    directory_share=0.45,
    wikidata={
        "P2397": lambda names: names.handle if names.handle.startswith("UC") else None,
        "P11245": lambda names: names.shown if names.handle.startswith("@") else None,
    },
    robots={"www.youtube.com": ("/comment", "/results", "/youtubei/")},
    page_faults=PASSING_ON_PAGES,
    asked=_asked,
    interfaces=("www.googleapis.com", "gdata.youtube.com"),
)
