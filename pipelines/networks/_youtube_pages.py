"""YouTube's channel page, layout by layout; `ytInitialData` and the site's own interface hold the same JSON.

Belongs here: the headers of a channel (page, c4Tabbed, carousel), alerts and walls. Counts are taken from the channel's
own header only, and told by their unit word, never by position: other channels on the page show theirs too.
"""

from __future__ import annotations

import json
import re
from typing import Final

from pipelines.model.counts import Rounding, plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, Capture, Measure, ProfileReading
from pipelines.networks import answers
from pipelines.networks.answers import Json, look, look_list, look_text, walk
from pipelines.networks.profiles import HIDDEN, account_of, handle_asked

SUBSCRIBERS: Final = "youtube.subscribers"

_IS_SUBSCRIBERS: Final = re.compile(
    r"(?:[0-9]|no |aucun ).*\b(?:subscribers?|abonnés?|suscriptor(?:es)?|abonnenten?)", re.IGNORECASE
)
_IS_VIDEOS: Final = re.compile(r"(?:[0-9]|no |aucune ).*\bv[ií]d[eé]os?", re.IGNORECASE)
_INITIAL_DATA: Final = re.compile(r"""(?:var ytInitialData|window\[["']ytInitialData["']\])\s*=\s*(?=\{)""")
_GONE: Final = re.compile(r"does not exist|doesn't exist|n'existe pas|no existe|existiert nicht", re.IGNORECASE)
_SUSPENDED: Final = re.compile(
    r"removed because|terminated|suspended|violat|supprimée? parce|clôturé|résilié|enfrein|non-respect", re.IGNORECASE
)
_CLOSED: Final = re.compile(
    r"not available|n'est pas disponible|no está disponible|has closed|a été fermé", re.IGNORECASE
)


def read_page(capture: Capture, document: Json) -> ProfileReading:
    """The reading of a channel page, or of its JSON when `document` is given. Raises LayoutError or Walled."""
    if document is None:
        document = _initial_data(capture)
    _raise_notice(document)
    header = look(document, "header")
    followers, videos, name, channel_id = _read_header(header)
    about = look(document, "metadata", "channelMetadataRenderer")
    channel_id = look_text(about, "externalId") or channel_id
    if channel_id is None or followers is None:
        kinds = ", ".join(header) if isinstance(header, dict) else "none"
        raise LayoutError(f"{answers.where(capture)}: no subscriber count in the channel's header (header: {kinds})")
    vanity = look_text(about, "vanityChannelUrl") or look_text(about, "ownerUrls", 0) or ""
    handle = vanity.rpartition("/")[2].lower() if "/@" in vanity else channel_id
    return ProfileReading(
        account_id=account_of(capture, "youtube", handle_asked(capture) or channel_id),
        handle=handle,
        metric_def=SUBSCRIBERS,
        followers=followers,
        posts=videos,
        platform_id=channel_id,
        name=look_text(about, "title") or name,
    )


def _initial_data(capture: Capture) -> Json:
    text = answers.text_of(capture)
    found = _INITIAL_DATA.search(text)
    if not found:
        _raise_wall(capture)
        raise LayoutError(f"{answers.where(capture)}: no ytInitialData in this page")
    try:
        return json.JSONDecoder().raw_decode(text, found.end())[0]
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"{answers.where(capture)}: ytInitialData is broken or stops early: {error}") from error


def _raise_wall(capture: Capture) -> None:
    page = answers.page_of(capture, may_stop=True)
    title = answers.title_of(page)
    base = page.css_first("base")
    address = f"{(base.attributes.get('href') or '') if base else ''} {capture.final_url}"
    if "consent.youtube." in address or "consent.google." in address or answers.asks_consent(page):
        raise Walled(Outcome.CONSENT_WALL, title)
    if "accounts.google.com" in capture.final_url:
        raise Walled(Outcome.LOGIN_WALL, title)
    if title.startswith(("Error 404", "404 Not Found", "Erreur 404")):
        raise Walled(Outcome.NOT_FOUND, title)


def _raise_notice(document: Json) -> None:
    for alert in look_list(document, "alerts"):
        text = plain_text(_text(look(alert, "alertRenderer", "text")))
        if look_text(alert, "alertRenderer", "type") != "ERROR" or not text:
            continue
        for pattern, outcome in ((_GONE, Outcome.NOT_FOUND), (_SUSPENDED, Outcome.SUSPENDED), (_CLOSED, Outcome.GONE)):
            if pattern.search(text):
                raise Walled(outcome, text)
        raise LayoutError(f"YouTube gives a notice that is not known: {text:.200}")
    if next(walk(look(document, "contents"), "channelAgeGateRenderer"), None) is not None:
        raise Walled(Outcome.LOGIN_WALL, "the channel is shown to signed-in adults only")


def _read_header(header: Json) -> tuple[Measure | None, Measure, str | None, str | None]:
    """(subscribers, videos, name, channel id) of the header kinds seen from 2019 to 2026."""
    page = look(header, "pageHeaderRenderer")
    if page is not None:
        model = look(page, "content", "pageHeaderViewModel")
        rows = look_list(model, "metadata", "contentMetadataViewModel", "metadataRows")
        parts = [part for row in rows for part in look_list(row, "metadataParts")]
        texts = [(look_text(part, "text", "content"), look_text(part, "accessibilityLabel")) for part in parts]
        return *_counts(texts), look_text(page, "pageTitle"), None
    tabbed = look(header, "c4TabbedHeaderRenderer")
    if tabbed is not None:
        texts = [_text_and_label(look(tabbed, name)) for name in ("subscriberCountText", "videosCountText")]
        return *_counts(texts), look_text(tabbed, "title"), look_text(tabbed, "channelId")
    for item in look_list(header, "carouselHeaderRenderer", "contents"):
        topic = look(item, "topicChannelDetailsRenderer")
        if topic is not None:
            button = look(topic, "subscribeButton", "subscribeButtonRenderer")
            subscribers = _shown([_text_and_label(look(topic, "subtitle"))], _IS_SUBSCRIBERS)
            return subscribers, NOT_GIVEN, _text(look(topic, "title")), look_text(button, "channelId")
    return None, NOT_GIVEN, None, None


def _counts(texts: list[tuple[str | None, str | None]]) -> tuple[Measure | None, Measure]:
    """(subscribers, videos). Subscribers are hidden when videos are shown and nothing else could be a count."""
    subscribers, videos = _shown(texts, _IS_SUBSCRIBERS), _shown(texts, _IS_VIDEOS)
    if subscribers is None and videos is not None:
        shown = [plain_text(text) for text, _ in texts if text and not text.startswith("@")]
        is_all_known = all(_IS_VIDEOS.fullmatch(text) or not re.search(r"\d", text) for text in shown)
        subscribers = HIDDEN if is_all_known else None
    return subscribers, videos or NOT_GIVEN


def _shown(texts: list[tuple[str | None, str | None]], unit: re.Pattern[str]) -> Measure | None:
    """The count of the first text that ends with the unit word."""
    for shown, label in texts:
        for text in (shown, label):
            if text and unit.fullmatch(plain_text(text)):
                return answers.display_count(text, rounding=Rounding.DOWN)
    return None


def _text(node: Json) -> str:
    runs = "".join(look_text(run, "text") or "" for run in look_list(node, "runs"))
    return look_text(node, "simpleText") or runs


def _text_and_label(node: Json) -> tuple[str | None, str | None]:
    return _text(node) or None, look_text(node, "accessibility", "accessibilityData", "label")
