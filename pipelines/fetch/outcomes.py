"""From what HTTP and the network say to the published outcomes. No page is read here.

Belongs here: status codes, exceptions. What a page says of an account (login wall, suspension) is for the networks.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Final

import aiohttp
import httpx

from pipelines.fetch.guard import AddressRefused
from pipelines.model.outcomes import Outcome

_BY_STATUS: Final = {
    304: Outcome.NOT_MODIFIED,
    404: Outcome.NOT_FOUND,
    408: Outcome.TIMEOUT,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
    999: Outcome.FORBIDDEN,  # LinkedIn's refusal
}
_TLS_WORDS: Final = ("[ssl", "certificate verify failed", "handshake failure")
_DNS_WORDS: Final = (
    "name or service not known", "nodename nor servname", "getaddrinfo failed", "failure in name resolution",
    "no address associated",
)  # fmt: skip
_NO_ANSWER_WORDS: Final = ("server disconnected", "without sending a response")


def outcome_of_status(status: int, *, with_token: bool = False) -> Outcome:
    """The outcome of a final answer. `with_token`: 401 then means that the token was refused.

    Other 4xx (400, 403, 405, 451…) are refusals; whatever is no answer at all (stray 3xx, unknown ranges) is an error.
    """
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status == 401 and with_token:
        return Outcome.TOKEN_REJECTED
    if 200 <= status < 300:
        return Outcome.OK
    return Outcome.FORBIDDEN if 400 <= status < 500 else Outcome.SERVER_ERROR


def outcome_of_error(error: BaseException, *, is_answering: bool) -> Outcome:
    """The outcome of an exchange that broke. `is_answering`: the head of the answer had arrived.

    The chain of causes decides before the httpx class, because transports fold many causes into one class; the words
    of the message decide where a transport gives only words.
    """
    for cause in causes(error):
        outcome = _of_cause(cause)
        if outcome is not None:
            return outcome
    if is_answering or isinstance(error, httpx.DecodingError):
        return Outcome.TRUNCATED
    if isinstance(error, (httpx.RemoteProtocolError, aiohttp.ClientResponseError)):
        is_silent = any(word in str(error).lower() for word in _NO_ANSWER_WORDS)
        return Outcome.UNREACHABLE if is_silent else Outcome.TRUNCATED
    return Outcome.UNREACHABLE


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and its causes, the deepest first."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links:
        links.append(link)
        link = link.__cause__ or link.__context__
    return reversed(links)


def _of_cause(cause: BaseException) -> Outcome | None:
    if isinstance(cause, AddressRefused):
        return Outcome.ADDRESS_REFUSED
    if isinstance(cause, (httpx.UnsupportedProtocol, aiohttp.InvalidURL)):
        return Outcome.ADDRESS_REFUSED
    if isinstance(cause, (ssl.SSLError, aiohttp.ClientSSLError)):
        return Outcome.TLS_ERROR
    if isinstance(cause, (socket.gaierror, aiohttp.ClientConnectorDNSError)):
        return Outcome.DNS_ERROR
    if isinstance(cause, (aiohttp.ServerDisconnectedError, ConnectionError)):
        return None
    if isinstance(cause, TimeoutError):
        return Outcome.TIMEOUT
    if isinstance(cause, httpx.TimeoutException) and not isinstance(cause.__cause__, aiohttp.ClientConnectionError):
        return Outcome.TIMEOUT
    if isinstance(cause, httpx.ConnectError) and cause.__cause__ is None:
        return _of_words(str(cause).lower())
    return None


def _of_words(text: str) -> Outcome | None:
    if any(word in text for word in _TLS_WORDS):
        return Outcome.TLS_ERROR
    if any(word in text for word in _DNS_WORDS):
        return Outcome.DNS_ERROR
    return None
