"""Tokens of programming interfaces: where they go, what may be spent of them, and how they stay out of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from pipelines.fetch.exchange import SECRET_HEADERS, Answer
from pipelines.model.errors import ConfigError
from pipelines.model.records import Request

REDACTED: Final = "[token]"


class Tokens:
    """The tokens of one client.

    `value_of` gives a token by its name, or None; `headers` the header that each goes in and its form (`Bearer {}`);
    `budgets` the units that this client may spend, for tokens that are metered.
    """

    def __init__(
        self,
        value_of: Callable[[str], str | None] = lambda _: None,
        headers: Mapping[str, tuple[str, str]] | None = None,
        budgets: Mapping[str, float] | None = None,
    ) -> None:
        self._value_of = value_of
        self._headers = dict(headers or {})
        self._left = dict(budgets or {})

    def of(self, request: Request) -> str | None:
        """The token of a request, None when it needs none or none is set.

        Raises:
            ConfigError: no header is known for it, or the request carries a secret in its own headers.
        """
        secrets = sorted(name for name, _ in request.headers if name.lower() in SECRET_HEADERS)
        if secrets:
            raise ConfigError(f"{request.url}: header {secrets[0]} must not be planned; name the token in `auth`")
        if request.auth is None:
            return None
        if request.auth not in self._headers:
            raise ConfigError(f"{request.url}: no header is known for a token of {request.auth!r}: no door defines it")
        return self._value_of(request.auth) or None

    def header(self, request: Request, token: str) -> dict[str, str]:
        name, form = self._headers[request.auth or ""]
        return {name: form.format(token)}

    def spend(self, request: Request) -> bool:
        """Take the units of a request from the budget of its token; False when they are not left."""
        if request.auth is None or request.auth not in self._left:
            return True
        if request.units > self._left[request.auth]:
            return False
        self._left[request.auth] -= request.units
        return True


def redact(answer: Answer, token: str | None) -> Answer:
    """An answer that does not repeat the token; one that echoes it loses its bytes as received."""
    if not token:
        return answer
    if token.encode() in answer.body:
        answer = replace(answer, body=answer.body.replace(token.encode(), REDACTED.encode()), wire=None)
    return replace(
        answer,
        headers={name: value.replace(token, REDACTED) for name, value in answer.headers.items()},
        location=answer.location and answer.location.replace(token, REDACTED),
        error=answer.error.replace(token, REDACTED),
    )
