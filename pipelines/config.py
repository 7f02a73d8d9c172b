"""One typed, frozen Settings; the only reader of the environment (variables `BAROMETRE_*`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

VERSION = version("barometre")
PROJECT_ROOT = Path(__file__).resolve().parents[1]
CONTACT = "https://github.com/barometre-presence-territoriale"
"""Where to write: on the pages, in messages, and in the user agent unless `BAROMETRE_CONTACT` says another address."""

_OF_TOKENS = "BAROMETRE_TOKEN_"


def _tokens_of_environment() -> dict[str, SecretStr]:
    return {
        name.removeprefix(_OF_TOKENS).lower(): SecretStr(value)
        for name, value in os.environ.items()
        if name.startswith(_OF_TOKENS)
    }


def starting_environment() -> dict[str, str]:
    """What a process needs of the environment to start at all: a variable of Windows, nothing elsewhere."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


class Settings(BaseSettings):
    """Everything a run needs to know. `web` chooses the world: the live web, or the simulated one on loopback.

    Paths are absolute. The simulated world writes under `data/demo`, so that it never mixes with real data.
    `replica_url` names a replica that already runs (otherwise one is started), `contact` is shown in the user agent,
    `roster` is a roster id or the path of a roster CSV (by month and world otherwise), `ask_again` asks once more what
    failed in an earlier run of the month, `read_replies` reads the conversations under a sample of posts where a door
    gives them, `browser` is the path of a Chromium (the one on the path otherwise), `site_url` the address
    under which the folder of editions is read (`https://exemple.fr/barometre`): pages then say their own.
    `declared` names what the operator declares of itself (agreements, status), which opens doors that terms close to
    others; `tokens` are the variables `BAROMETRE_TOKEN_<NAME>`, by name in lower case.
    """

    model_config = SettingsConfigDict(env_prefix="BAROMETRE_", frozen=True, extra="ignore")

    web: Literal["live", "replica"] = "live"
    data_dir: Path | None = None
    replica_url: str | None = None
    contact: str = CONTACT
    roster: str | None = None
    concurrency: int = 48
    ask_again: bool = False
    read_replies: bool = False
    browser: str | None = None
    site_url: str | None = None
    declared: Annotated[frozenset[str], NoDecode] = frozenset()
    tokens: Mapping[str, SecretStr] = Field(default_factory=_tokens_of_environment)

    @field_validator("declared", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        return given.replace(",", " ").split() if isinstance(given, str) else given

    @field_validator("site_url")
    @classmethod
    def _is_address(cls, given: str | None) -> str | None:
        if not given:
            return None
        if not given.startswith(("https://", "http://")):
            raise ValueError("BAROMETRE_SITE_URL is an address: https://…")
        return given.rstrip("/")

    @property
    def root(self) -> Path:
        return PROJECT_ROOT

    @property
    def reference_dir(self) -> Path:
        return PROJECT_ROOT / "data" / "reference"

    @property
    def corrections_path(self) -> Path:
        """Corrections and removals: those of the project, or, so that simulated accounts never meet real ones, those
        that lie in the folder of the simulated data."""
        return (self.data if self.is_simulated else self.reference_dir) / "corrections.yaml"

    @property
    def reviews_dir(self) -> Path:
        """What reviewers gave back, file by file."""
        return self.data / "reviews"

    @property
    def journal_path(self) -> Path:
        """What readings of the archive changed in this folder of data, beside the journal of the project."""
        return self.data / "journal.toml"

    @property
    def sql_dir(self) -> Path:
        return PROJECT_ROOT / "sql"

    @property
    def data(self) -> Path:
        if self.data_dir is not None:
            return self.data_dir.resolve()
        return PROJECT_ROOT / "data" / ("demo" if self.web == "replica" else "")

    @property
    def archive_dir(self) -> Path:
        return self.data / "archive"

    @property
    def lake_dir(self) -> Path:
        return self.data / "lake"

    @property
    def warehouse_path(self) -> Path:
        return self.data / "warehouse" / "barometre.duckdb"

    @property
    def editions_dir(self) -> Path:
        return self.data / "editions"

    @property
    def chromium(self) -> str | None:
        """The Chromium that draws figures and runs the browser tests, or None: then figures have no PNG."""
        names = ("chromium", "chromium-browser", "google-chrome")
        return self.browser or next((path for name in names if (path := shutil.which(name))), None)

    @property
    def is_simulated(self) -> bool:
        return self.web == "replica"

    @property
    def origin(self) -> str:
        """The world that is observed: live or simulated (`reference.world`)."""
        return "simulated" if self.is_simulated else "live"

    def token(self, name: str) -> str | None:
        """The token of that name, None when it is not set; an empty one was set to none. It goes into headers only."""
        secret = self.tokens.get(name)
        return None if secret is None else secret.get_secret_value()
