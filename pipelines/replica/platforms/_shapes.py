"""Shapes that pages of several platforms share: counts as they are shown, meta tags, scripts with JSON, walls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from pipelines.replica.names import digits
from pipelines.replica.records import Account
from pipelines.replica.visit import Reply, Visit, document, redirect


def short(count: int, start: int = 10_000) -> str:
    """`845`, `9,999`, `12.3K`, `123K`, `1.2M`: written out below `start`, then cut, never rounded up."""
    if count < start:
        return f"{count:,}"
    scale, sign = (1_000_000, "M") if count >= 1_000_000 else (1_000, "K")
    tenths = count * 10 // scale
    if tenths >= 1_000 or tenths % 10 == 0:
        return f"{tenths // 10}{sign}"
    return f"{tenths // 10}.{tenths % 10}{sign}"


def spaced(count: int, space: str = "\u00a0") -> str:
    return f"{count:,}".replace(",", space)


def iso(moment: datetime, form: str = "%Y-%m-%dT%H:%M:%S+0000") -> str:
    return moment.astimezone(UTC).strftime(form)


def milliseconds(moment: datetime) -> str:
    """`2026-10-03T08:15:00.250Z`."""
    return iso(moment, "%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def described(title: str, about: str, address: str) -> str:
    """The meta tags that links to a page are shown with."""
    title, about, address = escape(title), escape(about), escape(address)
    return (
        f'<meta property="og:title" content="{title}">\n<meta property="og:type" content="profile">\n'
        f'<meta property="og:description" content="{about}">\n<meta name="description" content="{about}">\n'
        f'<meta property="og:url" content="{address}">\n<link rel="canonical" href="{address}">'
    )


def script(data: object, attributes: str) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"<script {attributes}>{text}</script>"


def next_data(data: object) -> str:
    return script(data, 'id="__NEXT_DATA__" type="application/json"')


def json_ld(data: object) -> str:
    return script(data, 'type="application/ld+json"')


def login_redirect(visit: Visit, path: str, parameter: str = "next") -> Reply:
    here = quote(f"https://{visit.host}{visit.path}", safe="")
    return redirect(f"https://{visit.host}{path}?{parameter}={here}", 302)


def login_page(name: str) -> Reply:
    form = '<form id="loginForm" method="post"><input name="username"><input name="password" type="password"></form>'
    return document(f"Se connecter • {name}", f"<h1>Connectez-vous pour continuer sur {name}</h1>{form}")


def consent_page(name: str) -> Reply:
    form = '<form action="/consent" method="post"><button>Tout refuser</button><button>Tout accepter</button></form>'
    return document(f"Avant d’accéder à {name}", f"<h1>Avant d’accéder à {name}</h1><p>Cookies et données</p>{form}")


def empty_shell(name: str) -> Reply:
    """A page that is filled by a program only."""
    return document(name, '<div id="app"></div><noscript>JavaScript is not available.</noscript>')


def unfamiliar(name: str, account: Account) -> Reply:
    """A page of a layout that nobody has seen before: it names its account, and holds no count where one is known."""
    mark = digits("abcdefghijklmnopqrstuvwxyz", 6, "layout", account.seed % 7)
    body = f'<x-{mark}-root data-rev="{account.seed % 997}"><x-{mark}-tile></x-{mark}-tile></x-{mark}-root>'
    return document(escape(f"{account.territory.label} • {name}"), body)


def not_found(name: str, *, text: str = "Cette page n’est pas disponible.", status: int = 404) -> Reply:
    return document(f"Page introuvable • {name}", f"<h2>{text}</h2>", status=status)


def general_fault(name: str, fault: str | None, account: Account) -> Reply | None:
    """The page of a fault that looks the same on every platform; None for the others."""
    if fault == "consent_wall":
        return consent_page(name)
    if fault == "empty_shell":
        return empty_shell(name)
    if fault == "unknown_layout":
        return unfamiliar(name, account)
    return None


def chosen(known: Mapping[str, object], fields: str, always: tuple[str, ...] = ()) -> dict[str, object]:
    """The asked fields of a record, in the order of `fields`; unknown ones are left out."""
    wanted = [field.strip() for field in fields.split(",")]
    return {field: known[field] for field in dict.fromkeys([*always, *wanted]) if field in known}
