"""Rows of `observations.texts`: the texts of posts and items, with the signature that stays when they are gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import polars as pl

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.records import Capture, Post, SiteItem
from pipelines.model.texts import KeptText
from pipelines.networks.frames import Row, frame_of
from pipelines.networks.protocol import Manifest

TEXTS: Final = "observations.texts"
_KEY: Final = [TABLES[TEXTS].columns.index(name) for name in TABLES[TEXTS].grain]
_TEXT: Final = TABLES[TEXTS].columns.index("text")


def post_texts(manifest: Manifest, month: Month, capture: Capture, posts: Iterable[Post]) -> list[Row]:
    """One row per original post, with its text or without one; replies and reposts have none (see `Post`)."""
    return [
        _row(manifest, month, capture, (post.account_id, post.post_id, "post", post.created_at, post.url), post.text)
        for post in posts
        if post.kind == "original"
    ]


def item_texts(
    manifest: Manifest, month: Month, capture: Capture, account_id: str, items: Iterable[SiteItem]
) -> list[Row]:
    """One row per item of a site's feed."""
    return [
        _row(manifest, month, capture, (account_id, item.item_url, "item", item.published_at, item.item_url), item.text)
        for item in items
    ]


def _row(
    manifest: Manifest,
    month: Month,
    capture: Capture,
    subject: tuple[str, str, str, datetime | None, str | None],
    text: str | None,
) -> Row:
    account_id, text_id, kind, created_at, url = subject
    kept = KeptText.of(text)
    return (
        month.first_day, manifest.name, account_id, text_id, kind, _naive(created_at), url, kept.text,
        kept.status.value, kept.word_count, kept.char_count, kept.signature, _naive(capture.fetched_at),
        manifest.parser_version, str(capture.record) if capture.record else None,
    )  # fmt: skip


def texts_frame(rows: Iterable[Row]) -> pl.DataFrame:
    """The rows as a frame; of several readings of one text, the last that gives it."""
    chosen: dict[Row, Row] = {}
    for row in rows:
        key = tuple(row[place] for place in _KEY)
        if row[_TEXT] is not None or key not in chosen:
            chosen[key] = row
    return frame_of(TEXTS, list(chosen.values()))


def _naive(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
