"""Official sites: redirects and faults of a host, its pages, and its feed. The look of pages is in `site_markup`."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from html import escape

from pipelines.replica.faults import TLS_FAULTS, answers_over_http, site_fault
from pipelines.replica.posts import NewsItem, news
from pipelines.replica.records import Site, World, bare_host
from pipelines.replica.robots import robots_txt
from pipelines.replica.site_markup import contact_page, feed_path, home_page, legal_page
from pipelines.replica.visit import Reply, Visit, document, html, redirect

_CONNECTION = {"refused", "dns", "timeout", "read_timeout"}
_GIANT = 6 * 2**20


def answer(world: World, visit: Visit) -> Reply:
    """Whatever a host of an official site answers; a host that nobody registered does not resolve."""
    sites = world.by_host.get(bare_host(visit.host))
    if not sites:
        return Reply(fault="dns")
    site = _choose(sites, visit.path)
    fault = site_fault(world.scene, site, visit.month) if site is not None else None
    first = sites[0] if site is None else site
    refusal = _connection(first, fault, visit)
    if refusal is not None:
        return refusal
    if visit.path == "/robots.txt":
        return Reply(403, b"Forbidden") if fault == "forbidden" else robots_txt(world, visit.host, visit.month)
    if site is None:
        return document("Mairies en ligne", "<h1>Mairies en ligne</h1><p>Hébergement de sites de mairies.</p>")
    return _faulty(site, fault, visit) or _unless_known(site, _page(world, site, fault, visit), visit)


def _choose(sites: list[Site], path: str) -> Site | None:
    """The site of a path: on a shared host, the one whose base the path starts with."""
    for site in sites:
        if site.base == "/" or f"{path}/".startswith(site.base):
            return site
    return None


def _connection(site: Site, fault: str | None, visit: Visit) -> Reply | None:
    """Connection-level faults, then the redirects to the one host name and scheme that serves pages."""
    if fault in _CONNECTION:
        return Reply(fault=fault)
    if fault in TLS_FAULTS and visit.scheme == "https":
        return Reply(fault=fault)
    upgrades = site.is_https if fault not in TLS_FAULTS else not answers_over_http(site, fault)
    if visit.scheme == "https" and not site.is_https:
        return Reply(fault="refused")
    if (visit.scheme == "http" and upgrades) or visit.host != site.host:
        query = f"?{visit.raw_query}" if visit.raw_query else ""
        scheme = "https" if upgrades else visit.scheme
        return redirect(f"{scheme}://{site.host}{visit.path}{query}", (301, 302, 308)[site.seed % 3])
    return None


def _faulty(site: Site, fault: str | None, visit: Visit) -> Reply | None:
    """Faults that an answer carries; all but 404, 403 and 429 touch the home page only."""
    if fault == "not_found":
        return document("Page introuvable", "<h1>Erreur 404</h1>", status=404)
    if fault == "forbidden":
        return document("Accès refusé", "<h1>403 Forbidden</h1>", status=403)
    if fault == "rate_limited":
        return Reply(429, b"Too Many Requests", headers={"Retry-After": "3600"})
    is_home = site.is_home(visit.path)
    loop = site.base + "accueil"
    if fault == "redirect_loop" and (is_home or visit.path == loop):
        return redirect(f"{visit.scheme}://{visit.host}{loop if is_home else site.base}", 302)
    if not is_home or visit.attempt:
        return None
    return once(fault, visit)


def once(fault: str | None, visit: Visit) -> Reply | None:
    """Faults of a first attempt, shared by all hosts. `Retry-After` is in seconds, or a date (RFC 9110, 10.2.3)."""
    if fault == "server_error_once":
        return document("Service indisponible", "<h1>503 Service Unavailable</h1>", status=503)
    if fault == "rate_limited_once":
        if len(visit.host) % 3:
            return Reply(429, b"Too Many Requests", headers={"Retry-After": "30"})
        date = format_datetime(visit.now.astimezone(UTC) + timedelta(seconds=60), usegmt=True)
        return Reply(429, b"Too Many Requests", headers={"Retry-After": date})
    if fault == "rate_limited_once_bare":
        return Reply(429, b"Too Many Requests")
    return None


def _page(world: World, site: Site, fault: str | None, visit: Visit) -> Reply:
    path = "" if site.is_home(visit.path) else visit.path.removeprefix(site.base)
    if path == feed_path(site):
        return _feed(site, visit)
    if path == "":
        text = home_page(world, site, visit)
    elif path == "contact":
        text = contact_page(world, site, visit.month)
    elif path == "mentions-legales":
        text = legal_page(world, site, visit.month)
    elif path.startswith("actualites/"):
        text = html("Actualité", f"<article><h1>Actualité</h1><p>{escape(path)}</p></article>")
    else:
        return document("Page introuvable", "<h1>Erreur 404</h1>", status=404)
    reply = _encoded(site, fault, text)
    if path == "" and fault == "giant":
        reply.body += b"<!-- " + b"." * _GIANT + b" -->"
    if path == "" and fault == "truncated":
        reply.body, reply.missing_bytes = reply.body[: len(reply.body) // 2], len(reply.body) // 2
    if path == "" and fault == "slow":
        reply.delay = 0.3
    return reply


def _unless_known(site: Site, reply: Reply, visit: Visit) -> Reply:
    """A third of the sites name the version of each page, and answer 304 to one that has it (RFC 9110, 13.1.2)."""
    if site.seed % 3 or reply.status != 200 or reply.missing_bytes:
        return reply
    version = f'"{blake2b(reply.body, digest_size=8).hexdigest()}"'
    if version in visit.headers.get("If-None-Match", ""):
        return Reply(304, headers={"ETag": version})
    reply.headers["ETag"] = version
    return reply


def _encoded(site: Site, fault: str | None, text: str) -> Reply:
    """The bytes of a page. A tenth of sites are in Windows-1252 and say so; a `charset` fault says the wrong one."""
    if fault == "charset":
        if site.seed % 2:
            return Reply(200, text.encode("cp1252", "replace"), "text/html; charset=utf-8")
        declared = text.replace('charset="utf-8"', 'charset="iso-8859-1"', 1)
        return Reply(200, declared.encode(), "text/html; charset=iso-8859-1")
    if site.seed % 10 == 7:
        declared = text.replace('charset="utf-8"', 'charset="windows-1252"', 1)
        return Reply(200, declared.encode("cp1252", "xmlcharrefreplace"), "text/html; charset=windows-1252")
    return Reply(200, text.encode(), "text/html; charset=utf-8" if site.seed % 4 else "text/html")


def _feed(site: Site, visit: Visit) -> Reply:
    """The ten newest items (as most engines show by default): RSS 2.0, or Atom for the odd sites."""
    months = (visit.month, visit.month - 1)
    items = [item for month in months for item in news(site, month) if item.published <= visit.now][:10]
    if site.seed % 2:
        entries = "\n".join(_atom_entry(site, item) for item in items)
        body = (
            '<?xml version="1.0" encoding="utf-8"?>\n<!-- Page simulée -->\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            f"<title>{escape(site.territory.label)}</title>\n<id>{site.url}</id>\n"
            f"<updated>{visit.now:%Y-%m-%dT%H:%M:%SZ}</updated>\n{entries}\n</feed>\n"
        )
        return Reply(200, body.encode(), "application/atom+xml; charset=utf-8")
    entries = "\n".join(_rss_item(site, item) for item in items)
    body = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- Page simulée -->\n<rss version="2.0"><channel>\n'
        f"<title>{escape(site.territory.label)}</title><link>{site.url}</link><description>Actualités</description>\n"
        f"{entries}\n</channel></rss>\n"
    )
    return Reply(200, body.encode(), "application/rss+xml; charset=utf-8")


def _rss_item(site: Site, item: NewsItem) -> str:
    address = site.address(item.path)
    return (
        f"<item><title>{escape(item.title)}</title><link>{address}</link><guid>{address}</guid>"
        f"<pubDate>{item.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
    )


def _atom_entry(site: Site, item: NewsItem) -> str:
    address = site.address(item.path)
    moment = f"{item.published:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'<entry><title>{escape(item.title)}</title><link href="{address}"/><id>{address}</id>'
        f"<published>{moment}</published><updated>{moment}</updated></entry>"
    )
