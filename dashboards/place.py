"""Where an edition is read: what its pages say of their own address, in links that leave the site."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.words import Words

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Place:
    """`name` is the folder of the edition (`2026-10`, `2026-10-erratum-01`); `site_url` the address of the folder of
    all editions, None where nobody said it: links within the site need none."""

    name: str
    site_url: str | None = None

    def address(self, path: str) -> str | None:
        """The address of a file of this edition, frozen; None without `site_url`."""
        return None if self.site_url is None else f"{self.site_url}/{self.name}/{path}"

    def of_edition(self, name: str, language: str) -> str | None:
        """The address of another edition; None without `site_url`: a copy that lies alone would have a dead link."""
        return None if self.site_url is None else f"{self.site_url}/{name}/{_half(language)}"

    def of_root(self, file: str, language: str) -> str | None:
        """The address of a file beside the editions (`atom.xml`); None without `site_url`."""
        return None if self.site_url is None else f"{self.site_url}/{_half(language)}{file}"

    def told(self, path: str, words: Words, *, latest: bool = False) -> str:
        """The address as text to copy, of this edition or of whichever is the last; the reader fills in what nobody
        said."""
        root = self.site_url or f"https://{words.say('ADRESSE-DU-SITE')}"
        return f"{root}/{LATEST if latest else self.name}/{path}"


def _half(language: str) -> str:
    return "" if language == "fr" else f"{language}/"
