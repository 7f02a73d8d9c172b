"""Addresses that may be reached: the public web, and nothing else.

Belongs here: what an address says (scheme, port, name) and what a name resolves to. A crawler follows links and
redirects that strangers wrote; without this room one of them could make it read the machine's own network.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final

import httpx

PORTS: Final = frozenset({80, 443, 8080, 8443})
_PRIVATE_SUFFIXES: Final = (
    "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa",
    "in-addr.arpa", "ip6.arpa", "onion",
)  # fmt: skip
_NUMERIC_LABEL: Final = re.compile(r"\d+|0x[0-9a-f]*")
_LABEL: Final = re.compile(r"[a-z0-9_][a-z0-9_-]{0,62}")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(OSError):
    """A name resolved to an address outside the public web. An OSError, so that connectors let it through."""


@lru_cache(maxsize=4096)
def parsed_url(url: str) -> httpx.URL:
    """`httpx.URL(url)`, kept: each hop looks at its address half a dozen times, and parsing it is what costs.

    Raises:
        httpx.InvalidURL: it is not an address.
    """
    return httpx.URL(url)


def host_of(url: str) -> str:
    """The host of an address, lower case, in its ASCII form; empty for what is not an address."""
    try:
        return parsed_url(url).raw_host.decode("ascii").lower()
    except httpx.InvalidURL:
        return ""


class Guard:
    """Refuses every address that is not a plain http(s) address of the public web.

    `allow_loopback` lets 127.0.0.0/8, ::1 and `localhost` through, on any port: for the simulated web and the tests.
    """

    def __init__(self, *, allow_loopback: bool = False) -> None:
        self._allow_loopback = allow_loopback

    def refusal(self, url: str) -> str | None:
        """Why `url` is refused, or None. Looks at the address alone; nothing is resolved."""
        try:
            parsed = parsed_url(url)
            host = parsed.raw_host.decode("ascii").lower().rstrip(".")
        except (httpx.InvalidURL, UnicodeDecodeError) as error:
            return f"not a valid address: {error}"
        if parsed.scheme not in ("http", "https"):
            return f"scheme {parsed.scheme!r} is not http or https"
        if parsed.userinfo:
            return "the address carries a user name or a password"
        if self._allow_loopback and self._is_loopback(host):
            return None
        if parsed.port is not None and parsed.port not in PORTS:
            return f"port {parsed.port} is not one of the web's ({', '.join(map(str, sorted(PORTS)))})"
        return self._name_refusal(host)

    def address_refusal(self, address: str) -> str | None:
        """Why a resolved IP address is refused, or None."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        if self._allow_loopback and ip.is_loopback:
            return None
        return None if _is_public(_embedded(ip) or ip) else f"{address} is not on the public web"

    def check_address(self, host: str, address: str) -> None:
        """Refuse what `host` resolved to.

        Raises:
            AddressRefused: the address is private, loopback, link-local, multicast or otherwise not public.
        """
        if reason := self.address_refusal(address):
            raise AddressRefused(f"{host}: {reason}")

    @staticmethod
    def _is_loopback(host: str) -> bool:
        try:
            return ipaddress.ip_address(host.strip("[]")).is_loopback
        except ValueError:
            return host == "localhost"

    @staticmethod
    def _name_refusal(host: str) -> str | None:
        labels = host.split(".")
        if ":" in host or _NUMERIC_LABEL.fullmatch(labels[-1]):
            return f"{host!r} is an IP address, not a name"
        if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
            return f"{host!r} is not a host name"
        if len(labels) == 1 or any(host == suffix or host.endswith("." + suffix) for suffix in _PRIVATE_SUFFIXES):
            return f"{host!r} is not a name of the public web"
        return None


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _embedded(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
