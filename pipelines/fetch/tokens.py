"""Tokens of programming interfaces: where they go, what may be spent of them, and how they stay out of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from pipelines.fetch.exchange import SECRET_HEADERS, Answer
from pipelines.model.errors import ConfigError
from pipelines.model.records import Request

REDACTED: Final = "[token]"


@dataclass(slots=True)
class Budgets:
    """The units that metered tokens grant in a day (UTC), and what is spent of them.

    `daily` is by name of token. Each spending is a line of `<folder>/<token>-<day>.txt`, so that the runs of one day
    share one budget, also after a kill; without a folder only this run is counted.
    """

    daily: Mapping[str, float] = field(default_factory=dict)
    folder: Path | None = None
    _spent: dict[tuple[str, date], float] = field(default_factory=dict)

    def spend(self, token: str, units: float, day: date) -> bool:
        """Take units from the budget of a day; False when they are not left. A token without a budget is free."""
        if token not in self.daily:
            return True
        spent = self.spent(token, day)
        if spent + units > self.daily[token]:
            return False
        self._spent[token, day] = spent + units
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._file(self.folder, token, day).open("a", encoding="ascii") as file:
                file.write(f"{units:g}\n")
        return True

    def spent(self, token: str, day: date) -> float:
        """Units of a token that were spent on a day, by this run and by those before it."""
        if (token, day) not in self._spent:
            file = None if self.folder is None else self._file(self.folder, token, day)
            lines = file.read_text("ascii").split() if file is not None and file.exists() else []
            self._spent[token, day] = sum(map(float, lines))
        return self._spent[token, day]

    @staticmethod
    def _file(folder: Path, token: str, day: date) -> Path:
        return folder / f"{token}-{day}.txt"


class Tokens:
    """The tokens of one client.

    `value_of` gives a token by its name, or None; `headers` the header that each goes in and its form (`Bearer {}`);
    `budgets` what may be spent of those that are metered.
    """

    def __init__(
        self,
        value_of: Callable[[str], str | None] = lambda _: None,
        headers: Mapping[str, tuple[str, str]] | None = None,
        budgets: Budgets | None = None,
    ) -> None:
        self._value_of = value_of
        self._headers = dict(headers or {})
        self._budgets = budgets or Budgets()

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

    def spend(self, request: Request, day: date) -> bool:
        """Take the units of a request from the budget of its token; False when they are not left on that day."""
        return request.auth is None or self._budgets.spend(request.auth, request.units, day)


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
