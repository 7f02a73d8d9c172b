"""t.me: the preview of a channel with its messages (`/s/<name>`), and its card with the exact count (`/<name>`)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, before_2019
from pipelines.replica.platforms._shapes import described, general_fault, iso, short, spaced
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory, camel
from pipelines.replica.visit import Reply, Visit, document, redirect, to_host

_SHOWN = 20


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/s/<name>?before=<number>` and `/<name>`. A name without a channel has a card without a count."""
    account = _asked(world, visit)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    name = visit.path.strip("/").removeprefix("s/")
    if account is None or fault in ("removed", "suspended", "renamed"):
        if visit.path.startswith("/s/"):
            return redirect(f"https://t.me/{name}", 302)
        return document(f"Telegram: Contact @{escape(name)}", '<div class="tgme_page_icon"></div>')
    general = general_fault("Telegram", fault, account)
    if general is not None:
        return general
    count, label = world.followers(visit.month)[account.index], escape(account.territory.label)
    head = described(account.territory.label, "Canal officiel (simulé)", f"https://t.me/{account.shown}")
    if visit.path.startswith("/s/"):
        return document(f"{label} – Telegram", _preview(timeline, account, count, visit), head=head, lang="en")
    photo = '<img class="tgme_page_photo_image" src="https://cdn4.telesco.pe/file/simule.jpg">'
    card = (
        f'<div class="tgme_page_photo">{photo if unit("photo", account.seed) < 0.9 else ""}</div>\n'
        f'<div class="tgme_page_title"><span dir="auto">{label}</span></div>\n'
        f'<div class="tgme_page_extra">{spaced(count, " ")} subscriber{"" if count == 1 else "s"}</div>\n'
        '<div class="tgme_page_description">Canal officiel (simulé)</div>'
    )
    return document(f"Telegram: View @{account.shown}", card, head=head, lang="en")


def _preview(timeline: Timeline, account: Account, count: int, visit: Visit) -> str:
    posts = timeline.latest(account, visit.month, visit.now, 1_000, 4)
    if visit.first("before").isdigit():
        posts = [post for post in posts if message_number(account, post) < int(visit.first("before"))]
    counters = {"subscribers": short(count, 1_000), "photos": str(20 + account.seed % 900), "links": "45"}
    items = "".join(
        f'<div class="tgme_channel_info_counter"><span class="counter_value">{value}</span> '
        f'<span class="counter_type">{name}</span></div>'
        for name, value in counters.items()
    )
    messages = "\n".join(_message(account, post) for post in reversed(posts[:_SHOWN]))
    return (
        f'<div class="tgme_channel_info_header_username"><a href="https://t.me/{account.shown}">@{account.shown}</a>'
        f'</div><div class="tgme_channel_info_counters">{items}</div>\n'
        f'<section class="tgme_channel_history">\n{messages}\n</section>'
    )


def _message(account: Account, post: SimulatedPost) -> str:
    number = message_number(account, post)
    link = f'<a href="{post.link}">{post.link}</a>' if post.link else ""
    return (
        f'<div class="tgme_widget_message js-widget_message" data-post="{account.shown}/{number}">'
        f'<div class="tgme_widget_message_text">{escape(post.text)} {link}</div>'
        f'<span class="tgme_widget_message_views">{short(post.views, 1_000)}</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/{account.shown}/{number}">'
        f'<time datetime="{iso(post.created, "%Y-%m-%dT%H:%M:%S+00:00")}"></time></a></div>'
    )


def message_number(account: Account, post: SimulatedPost) -> int:
    """Numbers of messages grow with time: minutes since the year 2015, which leaves gaps, as on the real web."""
    return (post.milliseconds // 1000 - 1_420_070_400) // 60


def _asked(world: World, visit: Visit) -> Account | None:
    return world.find("telegram", visit.path.strip("/").removeprefix("s/").lower(), visit.month)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("telegram", place.territory_id)
    name = pick(("{}", "Ville{}", "{}Info"), *key).format(camel(place.slug))
    shown = register.take("telegram", name, place.code, 32)
    return Names(shown.lower(), shown, f"https://t.me/{shown}", str(-1_001_000_000_000 - seed("id", *key) % 10**9))


def _links(account: Account, month: int) -> Sequence[str]:
    return (account.url, account.url.replace("t.me/", "t.me/s/"), account.url.replace("t.me", "telegram.me"))


_SHARES = {
    "REG": 0.05, "DEP": 0.02, "METRO": 0.04, "CA": 0.004, "CC": 0.002,
    "COM_100000_PLUS": 0.06, "COM_50000_100000": 0.02, "COM_20000_50000": 0.012, "COM_10000_20000": 0.005,
    "COM_3500_10000": 0.002,
}  # fmt: skip

PLATFORM = Platform(
    name="telegram",
    rank=57,
    label="Telegram",
    directory_label="Telegram",
    hosts={"t.me": page, "telegram.me": to_host("t.me")},
    shares=_SHARES,
    relative_size=0.01,
    opened=before_2019(12),
    closing_share=0.05,
    pace=9.0,
    names=_names,
    answers_renamed=False,
    links=_links,
    directory_share=0.04,
    wikidata={"P3789": lambda names: names.shown},
    page_faults=(("unknown_layout", 0.01), *PASSING_ON_PAGES),
    asked=_asked,
)
