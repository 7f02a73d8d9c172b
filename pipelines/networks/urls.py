"""Addresses: what is the same page, the same site, the same host.

Rules that hold for any web address (scheme, host, percent-encoding, tracking parameters). What makes an address the
profile of a network lives in that network's `match_url`, not here. Nothing here raises on odd text: None says that a
text is not the address of a public web page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urljoin

_PREFIX: Final = re.compile(r"(?:(https?)(?::[/\\]*|//+))+", re.IGNORECASE)
_OTHER_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(
    rf"(?=.{{1,253}}\Z)(?:(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?|\d{{1,3}}(?:\.\d{{1,3}}){{3}})\Z"
)
_PERCENT: Final = re.compile(r"%([0-9A-Fa-f]{2})|([^A-Za-z0-9._~!$&'()*+,;=:@/?-])")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}

TRACKING_NAMES: Final = frozenset({
    "_ga", "_gl", "dclid", "fbclid", "fref", "gbraid", "gclid", "hc_ref", "igsh", "igshid", "mc_cid", "mc_eid",
    "mibextid", "msclkid", "ref_src", "ref_url", "s_cid", "ttclid", "twclid", "wbraid", "xtor", "yclid",
    "__tn__", "__xts__",
})  # fmt: skip
TRACKING_PREFIXES: Final = ("utm_", "pk_", "mtm_", "matomo_", "at_", "wt_", "hsa_")

SHARED_SUFFIXES: Final = frozenset({
    # second-level domains of .fr and of neighbours under which anybody registers
    "asso.fr", "com.fr", "gouv.fr", "nom.fr", "prd.fr", "tm.fr", "co.uk", "gov.uk", "org.uk", "gov.au", "com.au",
    "gv.at", "ac.at", "co.at", "or.at", "admin.ch", "com.ar", "gov.jm",
    # hosts that give one sub-domain per site
    "blogspot.com", "blogspot.fr", "canalblog.com", "centerblog.net", "e-monsite.com", "eklablog.com", "free.fr",
    "github.io", "hautetfort.com", "jimdo.com", "jimdofree.com", "netlify.app", "over-blog.com",
    "pagesperso-orange.fr", "sitew.com",
    "sitew.fr", "vercel.app", "webnode.fr", "weebly.com", "wixsite.com", "wordpress.com",
})  # fmt: skip


_IGNORED: Final = str.maketrans("", "", "\t\r\n\0")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http(s) address in parts. `host` is lower-case ASCII; `port` is empty when it is the default of the scheme;
    `path`, `query` and `fragment` are as written, without their leading `?` and `#`."""

    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @property
    def bare_host(self) -> str:
        return self.host.removeprefix("www.")

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}{':' + self.port if self.port else ''}"


@lru_cache(maxsize=16_384)
def parse_address(text: str) -> WebAddress | None:
    """The parts of a public web address, or None for anything else (e-mail, other scheme, name without a dot).

    Missing, doubled and mistyped schemes are read as directories write them: `www.x.fr`, `//x.fr`, `http:/x.fr`,
    `http//x.fr`, `http://https://x.fr` (SOURCES, section 2). An address with a user part is refused: it is an e-mail.
    """
    text = text.strip().translate(_IGNORED)
    found = _PREFIX.match(text)
    if found:
        scheme, rest = found[1].lower(), text[found.end() :]
    elif text.startswith("//"):
        scheme, rest = "https", text.lstrip("/")
    elif _OTHER_SCHEME.match(text):
        return None
    else:
        scheme, rest = "https", text
    authority, tail = _cut(rest, r"[/\\?#]")
    host, port = _host_and_port(authority, scheme)
    if host is None:
        return None
    path, _, fragment = tail.partition("#")
    path, _, query = path.partition("?")
    return WebAddress(scheme, host, port, path.replace("\\", "/"), query, fragment)


def _cut(text: str, pattern: str) -> tuple[str, str]:
    found = re.search(pattern, text)
    return (text, "") if found is None else (text[: found.start()], text[found.start() :])


def _host_and_port(authority: str, scheme: str) -> tuple[str | None, str]:
    host, _, port = authority.partition(":")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        return None, ""
    host = host.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None, ""
    port = port.lstrip("0")
    return (host, "" if port == _DEFAULT_PORTS[scheme] else port) if _HOST.match(host) else (None, "")


def web_address(text: str) -> str | None:
    """The address to ask for what a list declares: as written, with a scheme (https when none), without fragment."""
    address = parse_address(text)
    if address is None:
        return None
    query = f"?{_encode(address.query)}" if address.query else ""
    return f"{address.origin}{_encode(address.path)}{query}"


def canonicalise(text: str) -> str | None:
    """One spelling per page: host in lower case, percent-encoding and dot segments normalised, no default port, no
    tracking parameter, no fragment but `#!…`. Idempotent. None when `text` is not a web address."""
    address = parse_address(text)
    if address is None:
        return None
    path = _without_dots(_encode(address.path)) or "/"
    pieces = [piece for piece in map(_encode, address.query.split("&")) if piece and not _is_tracking(piece)]
    query = f"?{'&'.join(pieces)}" if pieces else ""
    fragment = f"#{_encode(address.fragment)}" if address.fragment.startswith("!") else ""
    return f"{address.origin}{path}{query}{fragment}"


def _encode(text: str) -> str:
    return _PERCENT.sub(_encode_one, text)


def _encode_one(found: re.Match[str]) -> str:
    if found[1] is None:
        return quote(found[2], safe="", errors="replace")
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else f"%{found[1].upper()}"


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _is_tracking(piece: str) -> bool:
    name = piece.partition("=")[0].lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def join(base: str, href: str) -> str | None:
    """`href` as found in the page at `base`, made absolute; None when it is not an http(s) address."""
    href = href.strip()
    if not href or (_OTHER_SCHEME.match(href) and not _PREFIX.match(href)):
        return None
    try:
        absolute = urljoin(base, href)
    except ValueError:
        return None
    return absolute if parse_address(absolute) and absolute.lower().startswith(("http://", "https://")) else None


def host_of(text: str) -> str:
    """The host without `www.`; empty when `text` is not a web address."""
    address = parse_address(text)
    return "" if address is None else address.bare_host


def site_handle(text: str) -> str | None:
    """The key of a site: host without `www.` (and its port) plus path without trailing slash, in lower case."""
    address = parse_address(text)
    if address is None:
        return None
    port = f":{address.port}" if address.port else ""
    path = _without_dots(_encode(address.path)).rstrip("/")
    return f"{address.bare_host}{port}{path}".lower()


def registrable_site(text: str) -> str:
    """The part of the host that one body registers: the last two labels, three under `SHARED_SUFFIXES`.

    An approximation of the public suffix list with the suffixes that sites of local authorities use.
    """
    labels = host_of(text).split(".")
    keep = 3 if ".".join(labels[-2:]) in SHARED_SUFFIXES else 2
    return ".".join(labels[-keep:])


def is_same_site(first: str, second: str) -> bool:
    site = registrable_site(first)
    return site != "" and site == registrable_site(second)
