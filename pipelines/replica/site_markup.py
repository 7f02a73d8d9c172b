"""How official sites look: six families of markup, with the links that count and those that must not."""

from __future__ import annotations

import json
from html import escape

from pipelines.replica.hashing import pick, seed
from pipelines.replica.posts import news
from pipelines.replica.records import Account, Site, World
from pipelines.replica.visit import Visit, html

_FIRST_NAMES = ("camille", "dominique", "claude", "alex", "sacha", "charlie")


def feed_path(site: Site) -> str:
    """Path of the feed below the base of the site; an empty draw means that the site has no feed."""
    if site.seed % 100 < 15:
        return "sans-flux"
    return ("rss.xml", "feed/", "spip-backend.xml", "atom.xml", "flux/actualites", "index.rss")[site.seed % 6]


def linked(world: World, site: Site, place: str, month: int) -> list[Account]:
    """Accounts that a page of the site links to in a month: also those that were closed or renamed since."""
    accounts = world.linked_by(site.territory.territory_id)
    return [account for account in accounts if account.place == place and account.first <= month]


def link_url(account: Account, month: int) -> str:
    """The address as the site's editor pasted it: other host names, http, parameters, a final slash."""
    return pick(account.platform.links(account, month), seed("link", account.seed))


def home_page(world: World, site: Site, visit: Visit) -> str:
    accounts = linked(world, site, "home", visit.month)
    family = site.seed % 6
    label = escape(site.territory.label)
    head = [
        f'<meta name="generator" content="{("DSFR", "WordPress", "Drupal", "SPIP", "Ghost", "Plone")[family]} simulé">'
    ]
    if feed_path(site) != "sans-flux":
        kind = "application/atom+xml" if site.seed % 2 else "application/rss+xml"
        head.append(f'<link rel="alternate" type="{kind}" title="Actualités" href="{site.base}{feed_path(site)}">')
    x_account = next((account for account in accounts if account.network == "x"), None)
    if family in (1, 4) and x_account is not None:
        sign = "@" if site.seed % 5 else ""
        head.append(f'<meta name="twitter:site" content="{sign}{x_account.shown}">')
    if family == 2:
        head.append(_json_ld(site, accounts, visit.month))
    items = [item for item in news(site, visit.month) if item.published <= visit.now]
    text = "Texte simulé de démonstration, sans valeur d’information. " * 4
    cards = "\n".join(
        f'<article class="card"><h3><a href="{site.base}{item.path}">{escape(item.title)}</a></h3>'
        f"<time>{item.published:%d/%m/%Y}</time><p>{text}</p></article>"
        for item in items
    )
    body = (
        f'<header><a href="{site.base}">{label}</a>\n{_menu(site)}</header>\n<main><h1>Bienvenue – {label}</h1>\n'
        f"{_traps(site, world, visit.month)}\n<section id='actualites'>{cards}</section>\n{_share(site)}</main>\n"
        f"<footer>{_follow(family, site, accounts, visit.month)}\n{_foot(site)}</footer>"
    )
    return html(f"{label} – site officiel", body, head="\n".join(head))


def _menu(site: Site) -> str:
    entries = ("ma-ville", "demarches", "enfance", "culture", "sport", "environnement", "urbanisme", "transports")
    links = "".join(
        f'<li><a href="{site.base}{entry}">{entry.replace("-", " ").capitalize()}</a></li>' for entry in entries
    )
    return f"<nav><ul>{links}</ul></nav>"


def _foot(site: Site) -> str:
    contact = f"//{site.host}{site.base}contact" if site.seed % 3 == 0 else f"{site.base}contact"
    return (
        f'<ul><li><a href="{contact}">{pick(("Contact", "Nous contacter", "Contactez-nous"), site.seed)}</a></li>'
        f'<li><a href="{site.base}mentions-legales">Mentions légales</a></li>'
        f'<li><a href="{site.base}recherche">Recherche</a></li></ul>'
    )


def _traps(site: Site, world: World, month: int) -> str:
    """Links to accounts that are not the territory's own: a tourist office, a mayor, a post, a video, an old page; and
    those of the partners of the traps."""
    name, draw = site.territory.slug, site.seed
    parts: list[str] = []
    is_town = site.territory.level == "commune" and world.scene != "edgar-quinet"
    if is_town and draw % 4 == 1:
        office = f"https://www.facebook.com/OfficeTourisme{name.replace('-', '')}"
        parts.append(f'<p>Renseignements : <a href="{office}">office de tourisme</a>.</p>')
    if is_town and draw % 8 == 0:
        mayor = f"{pick(_FIRST_NAMES, 'mayor', draw)}.{name.replace('-', '.')}.maire"
        parts.append(f'<p>Le mot du maire – <a href="https://www.facebook.com/{mayor}">suivre sa page</a></p>')
    if draw % 5 == 0:
        parts.append(f'<!-- <a href="https://www.facebook.com/ancienne.page.{name}">Ancienne page</a> -->')
    if draw % 5 == 1:
        parts.append('<iframe src="https://www.youtube.com/embed/dQwSimulee0" title="Vidéo"></iframe>')
        parts.append('<a href="https://www.youtube.com/watch?v=dQwSimulee0">Voir la vidéo</a>')
    if draw % 5 == 2:
        quote = "https://twitter.com/meteo_simulee/status/1234567890123456789?ref_src=twsrc%5Etfw"
        parts.append(f'<blockquote class="twitter-tweet"><a href="{quote}">Vigilance orange</a></blockquote>')
    for partner in linked(world, site, "partners", month):
        url, name = escape(link_url(partner, month)), escape(partner.territory.label)
        parts.append(f'<p>Nos partenaires : suivre la page <a href="{url}">{name}</a></p>')
    return "\n".join(parts)


def _share(site: Site) -> str:
    here = site.url.replace(":", "%3A").replace("/", "%2F")
    links = {
        "facebook": f"https://www.facebook.com/sharer/sharer.php?u={here}",
        "twitter": f"https://twitter.com/intent/tweet?url={here}",
        "linkedin": f"https://www.linkedin.com/shareArticle?mini=true&amp;url={here}",
        "bluesky": f"https://bsky.app/intent/compose?text={here}",
    }
    items = "".join(
        f'<li><a class="fr-btn--{name} fr-btn" href="{url}" target="_blank">Partager</a></li>'
        for name, url in links.items()
    )
    title = '<p class="fr-share__title">Partager la page</p>'
    return f'<div class="fr-share">{title}<ul class="fr-share__group">{items}</ul></div>'


def _json_ld(site: Site, accounts: list[Account], month: int) -> str:
    data = {"@context": "https://schema.org", "@type": "GovernmentOrganization", "name": site.territory.label,
            "url": site.url, "sameAs": [link_url(account, month) for account in accounts]}  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _follow(family: int, site: Site, accounts: list[Account], month: int) -> str:
    """The follow block of each family. Family 2 gives its links in JSON-LD, and half of its sites nowhere else."""
    links = [(account, escape(link_url(account, month)), account.platform.label) for account in accounts]
    if family == 0:
        items = "".join(
            f'<li><a class="fr-btn--{item.network} fr-btn" href="{url}" title="{name} - nouvelle fenêtre" '
            f'target="_blank" rel="noopener external">{name}</a></li>'
            for item, url, name in links
        )
        block = f'<h2>Suivez-nous</h2><ul class="fr-btns-group">{items}</ul>'
        return f'<div class="fr-follow"><div class="fr-follow__social">{block}</div></div>'
    if family == 1:
        items = "".join(
            f'<li><a href="{url}" aria-label="{name}" target="_blank"><i class="icon"></i></a></li>'
            for _, url, name in links
        )
        return f'<div class="footer-widget social-icons"><ul>{items}</ul></div>'
    if family == 2 and site.seed % 12 < 6:
        return ""
    if family == 3:
        items = "".join(
            f'<li><a href="{url}" class="spip_out">Suivez-nous sur {name}</a></li>' for _, url, name in links
        )
        return f'<div id="reseaux">{items}</div>'
    if family == 4:
        items = "".join(
            f'<a rel="me" href="{url}"><svg role="img" aria-hidden="true"></svg></a>' for _, url, _ in links
        )
        return f'<div class="social">{items}</div>'
    items = "".join(
        f'<li><a href="{url}" title="{name}"><img src="/i/{item.network}.png" alt=""></a></li>'
        for item, url, name in links
    )
    return f'<div class="shareLinksTop"><ul>{items}</ul></div>'


def contact_page(world: World, site: Site, month: int) -> str:
    return _plain_page(site, "Contact", linked(world, site, "contact", month), month)


def legal_page(world: World, site: Site, month: int) -> str:
    return _plain_page(site, "Mentions légales", linked(world, site, "mentions-legales", month), month)


def _plain_page(site: Site, title: str, accounts: list[Account], month: int) -> str:
    links = "".join(
        f"<p>Notre compte {account.platform.label} : "
        f'<a href="{escape(link_url(account, month))}">{escape(account.shown)}</a></p>'
        for account in accounts
    )
    main = f"<main><h1>{title}</h1><p>{escape(site.territory.label)}</p>{links}</main>"
    body = f"<header>{_menu(site)}</header>{main}<footer>{_foot(site)}</footer>"
    return html(f"{title} – {escape(site.territory.label)}", body)
