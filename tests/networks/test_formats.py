"""The one format of a post: what comes first of its parts, and nothing where a part is not told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.networks.formats import FORMATS, format_of, told

PARTS = st.lists(st.sampled_from([*FORMATS[:-1], None]), max_size=5)


@pytest.mark.parametrize(
    ("parts", "link_url", "wanted"),
    [
        ([], None, "text"),
        ([], "https://www.villea.fr/a", "link"),
        (["image", "image"], "https://www.villea.fr/a", "image"),
        (["image", "video"], None, "video"),
        (["poll"], "https://www.villea.fr/a", "poll"),
        (["image", None], None, None),
        (["video", None], None, "video"),
        ([None], "https://www.villea.fr/a", None),
    ],
)
def test_a_post_has_one_format(parts: list[str | None], link_url: str | None, wanted: str | None) -> None:
    assert format_of(parts, link_url) == wanted


@given(PARTS, st.booleans())
def test_the_order_of_parts_says_nothing(parts: list[str | None], is_link: bool) -> None:
    link_url = "https://www.villea.fr/a" if is_link else None
    assert format_of(parts, link_url) == format_of(reversed(parts), link_url) == format_of(parts * 2, link_url)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("VIDEO", "video"), ("photo", "image"), ("CAROUSEL_ALBUM", None), ("unknown", None), (None, None)],
)
def test_names_of_interfaces_are_known_or_nothing(kind: str | None, wanted: str | None) -> None:
    assert told(kind) == wanted
