"""What the server is asked and what it answers: the two records that every page of the replica is written with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

NOTICE = "Page simulée : ce contenu est inventé pour la démonstration et les tests du baromètre."
HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. `month` is the month index (year × 12 + month − 1) of `now`, counted in Paris.

    `attempt` says how often this address was asked for in this month before, in the life of the server; `recent`, how
    many requests the same part of the host (its first path segment) got in the minute before `now`.
    """

    scheme: str
    host: str
    path: str
    query: Mapping[str, list[str]]
    raw_query: str
    now: datetime
    month: int
    headers: Mapping[str, str]
    attempt: int = 0
    recent: int = 0
    body: bytes = b""

    def first(self, name: str, default: str = "") -> str:
        values = self.query.get(name)
        return values[0] if values else default

    @property
    def token(self) -> str:
        """The token of the request, from `Authorization: Bearer`, `X-Goog-Api-Key` or the query; empty if none."""
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return bearer or self.headers.get("X-Goog-Api-Key", "") or self.first("key") or self.first("access_token")

    def has_token(self, network: str) -> bool:
        """True for the one token that the replica accepts for a network."""
        return self.token == f"replica-{network}"


@dataclass(slots=True)
class Reply:
    """One answer. `fault` is a connection-level fault for the gateway to raise; `missing_bytes` are announced only."""

    status: int = 200
    body: bytes = b""
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None
    delay: float = 0.0
    missing_bytes: int = 0


def document(title: str, body: str, *, head: str = "", status: int = 200, lang: str = "fr") -> Reply:
    """An HTML page that says in a comment, in a meta and to the eye that it is simulated."""
    return Reply(status, html(title, body, head=head, lang=lang).encode())


def html(title: str, body: str, *, head: str = "", lang: str = "fr", charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html>\n<!-- {NOTICE} -->\n<html lang="{lang}">\n<head>\n<meta charset="{charset}">\n'
        f'<meta name="simulation" content="{NOTICE}">\n<title>{title}</title>\n{head}\n</head>\n'
        f'<body>\n<p class="page-simulee" role="note">{NOTICE}</p>\n{body}\n</body>\n</html>\n'
    )


def as_json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, JSON, dict(headers or {}))


def redirect(url: str, status: int = 301) -> Reply:
    return Reply(status, b"", HTML, {"Location": url})


def to_host(host: str) -> Callable[[object, object, Visit], Reply]:
    """A host name that leads to the same path of another one."""
    return lambda world, timeline, visit: redirect(
        f"https://{host}{visit.path}{'?' if visit.raw_query else ''}{visit.raw_query}"
    )


def plain(text: str, status: int = 200) -> Reply:
    return Reply(status, text.encode(), "text/plain; charset=utf-8")
