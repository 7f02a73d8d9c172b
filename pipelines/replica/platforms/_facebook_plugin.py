"""The page plugin (`/plugins/page.php?href=…`), and the box of fans that came before it (`/plugins/fan.php?id=…`)."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from urllib.parse import parse_qs, urlsplit

from pipelines.replica.faults import account_fault
from pipelines.replica.platforms._facebook_accounts import find, handle_in, page_followers
from pipelines.replica.platforms._shapes import short, spaced
from pipelines.replica.records import World
from pipelines.replica.visit import Reply, Visit, document

_FOLLOWERS_FROM = 2021 * 12


def plugin(world: World, visit: Visit) -> Reply:
    """Likes until 2020, followers since; whole or shortened. A page that is not there leaves the box empty."""
    is_old = visit.path.endswith("fan.php")
    target = urlsplit(visit.first("href"))
    page = replace(visit, path=target.path, query=parse_qs(target.query))
    account = find(world, visit.first("id") if is_old else handle_in(page), visit.month)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    if account is None or fault in ("removed", "suspended"):
        return document("Facebook", '<div class="_1drp"></div>')
    fans = world.followers(visit.month)[account.index]
    if is_old:
        return document("Facebook", f'<div class="connections"><span class="total">{fans:,} likes</span></div>')
    is_french, has_followers = visit.first("locale").startswith("fr"), visit.month >= _FOLLOWERS_FROM
    count = page_followers(fans) if has_followers else fans
    is_short = count >= 10_000 and account.seed % 4 == 0
    if is_french:
        number = short(count).replace(".", ",").replace("K", "\u00a0K") if is_short else spaced(count)
        unit = "followers" if has_followers else "mentions J’aime"
    else:
        number = short(count) if is_short else f"{count:,}"
        unit = "followers" if has_followers else "likes"
    box = (
        f'<div class="_1drm"><a class="_1drp" href="https://www.facebook.com/{account.shown}">'
        f'{escape(account.territory.label)}</a><div class="_1drq">{number} {unit}</div></div>'
    )
    return document("Facebook", box, lang="fr" if is_french else "en")
