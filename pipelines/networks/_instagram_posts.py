"""Posts that Instagram's own pages and answers carry, era by era: ids, instants, counters, media, captions.

Belongs here: the post objects of 2017–2026. Not here: the account that they hang on, and the walls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError
from pipelines.model.records import Capture, Measure, Post
from pipelines.networks import answers
from pipelines.networks._instagram_pages import count_at, documents_of, raise_json_wall, users_in
from pipelines.networks.answers import Json, look, look_count, look_list, look_text
from pipelines.networks.formats import format_of
from pipelines.networks.profiles import HIDDEN, account_of

_LIKE_PLACES: Final = (
    ("edge_media_preview_like", "count"), ("edge_liked_by", "count"), ("likes", "count"), ("like_count",),
)  # fmt: skip
_COMMENT_PLACES: Final = (
    ("edge_media_to_comment", "count"), ("edge_media_to_parent_comment", "count"), ("comments", "count"),
    ("comment_count",),
)  # fmt: skip
_VIEW_PLACES: Final = (("video_view_count",), ("video_views",), ("view_count",), ("play_count",))
_MACHINE_TEXT: Final = re.compile(
    r"image may contain|may be an? |no (?:photo|image) description|photo (?:shared )?by |"
    r"l'image contient peut-être|peut être une |aucune description|"
    r"photo (?:de|par|publiée par|partagée par) .+ (?:le )?(?:\d{1,2}(?:er)? \w+ \d{4}|\d\d/\d\d/\d{4})",
    re.IGNORECASE,
)
_SNOWFLAKE_EPOCH_MS: Final = 1_314_220_021_721
_FIRST_SNOWFLAKE: Final = 10**16


def page_posts(capture: Capture) -> Iterator[Post]:
    """Posts that a profile, or the page of one post, carries. A profile shows the latest dozen, not the month's."""
    if answers.is_json(capture):
        document = answers.load_json(capture)
        raise_json_wall(document)
        documents = [document]
    else:
        documents = list(documents_of(answers.page_of(capture)))
    if capture.request.purpose == "posts" and not any(_holders(document) for document in documents):
        raise LayoutError(f"{answers.where(capture)}: neither an account nor a post in this page")
    seen: set[str] = set()
    for document in documents:
        for node, owner in _post_nodes(document):
            post = _post(capture, node, owner)
            if post is not None and post.post_id not in seen:
                seen.add(post.post_id)
                yield post


def _holders(document: Json) -> list[Json]:
    """What posts can hang on: accounts, and the post of a page of its own (until 2021, and since)."""
    return [*users_in(document), *_single_posts(document)]


def _single_posts(document: Json) -> list[Json]:
    return [*answers.walk(document, "shortcode_media"), *look_list(document, "items")]


def _post_nodes(document: Json) -> Iterator[tuple[Json, str]]:
    """Post objects, each with the handle of the account it is shown for."""
    for user in users_in(document):
        handle = look_text(user, "username") or ""
        for edges in ("edge_owner_to_timeline_media", "polaris_ordered_timeline_connection"):
            yield from ((look(edge, "node"), handle) for edge in look_list(user, edges, "edges"))
        yield from ((node, handle) for node in look_list(user, "media", "nodes"))
    for node in _single_posts(document):
        yield node, look_text(node, "owner", "username") or look_text(node, "user", "username") or ""


def _post(capture: Capture, node: Json, owner: str) -> Post | None:
    post_id = (look_text(node, "pk") or look_text(node, "id") or "").partition("_")[0]
    moment = _instant(node, post_id)
    code = look_text(node, "shortcode") or look_text(node, "code")
    if not post_id or moment is None:
        return None
    media = _media(node)
    return Post(
        account_id=account_of(capture, "instagram", owner.lower()),
        post_id=post_id,
        created_at=moment,
        kind="original",
        likes=_likes(node),
        comments=count_at(node, _COMMENT_PLACES),
        views=count_at(node, _VIEW_PLACES),
        url=f"https://www.instagram.com/p/{code}/" if code else None,
        media_count=_media_count(node, media),
        alt_text_count=alt_texts(media),
        format=None if media is None else format_of(map(medium_format, media)),
        text=caption(node),
    )


def caption(node: Json) -> str | None:
    """What stands under a post: a text (until 2017), an object with one, or an edge that is lacking without caption."""
    edges = look(node, "edge_media_to_caption", "edges")
    if isinstance(edges, list):
        return answers.look_words(edges, 0, "node", "text") if edges else ""
    found = answers.look_words(node, "caption", "text")
    return answers.look_words(node, "caption") if found is None else found


def _instant(node: Json, post_id: str) -> datetime | None:
    """As stated, else as the id holds it: `id >> 23` are the milliseconds since an instant of August 2011."""
    for name in ("taken_at_timestamp", "taken_at", "date"):
        if look(node, name) is not None:
            return answers.instant_of_seconds(answers.whole_number(node[name], name), name)
    if not post_id.isascii() or not post_id.isdigit() or not _FIRST_SNOWFLAKE <= int(post_id[:20]) < 2**63:
        return None
    return answers.instant_of_seconds(((int(post_id) >> 23) + _SNOWFLAKE_EPOCH_MS) // 1000, "id")


def _likes(node: Json) -> Measure:
    """Hidden where the author hides them: the figure then given (-1, 0 or 3) is none."""
    is_hidden = look(node, "like_and_view_counts_disabled") is True
    is_hidden = is_hidden or any(look(node, *place) == -1 for place in _LIKE_PLACES)
    return HIDDEN if is_hidden else count_at(node, _LIKE_PLACES)


def _media(node: Json) -> list[Json] | None:
    """The media of a post; None for an album whose parts are not given."""
    children = [look(edge, "node") for edge in look_list(node, "edge_sidecar_to_children", "edges")]
    children = children or look_list(node, "carousel_media")
    is_album = (look_text(node, "__typename") or "").endswith("Sidecar") or look(node, "media_type") == 8
    return children or (None if is_album else [node])


def medium_format(node: Json) -> str | None:
    """Image or video, as a page of any year says it; None where it says neither."""
    is_video = look(node, "is_video")
    if isinstance(is_video, bool):
        return "video" if is_video else "image"
    number, kind = look(node, "media_type"), look_text(node, "__typename") or ""
    if number in (1, 2):
        return "image" if number == 1 else "video"
    return "video" if kind.endswith("Video") else "image" if kind.endswith("Image") else None


def _media_count(node: Json, media: list[Json] | None) -> int | None:
    if media is not None:
        return len(media)
    stated = look_count(node, "carousel_media_count").count
    return stated.value if stated else None


def alt_texts(media: list[Json] | None) -> int | None:
    """How many media have a text written by hand: where the author gives none, the page holds one made by a machine."""
    if media is None or not all(isinstance(one, dict) and "accessibility_caption" in one for one in media):
        return None
    texts = [plain_text(look_text(one, "accessibility_caption") or "") for one in media]
    return sum(bool(text) and not _MACHINE_TEXT.match(text) for text in texts)
