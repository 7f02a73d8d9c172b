"""What holds the labelled texts: enough of each kind, labels of the guide, nothing real, no pattern multiplied."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cache

import polars as pl
import pytest
from samples.briefs import COUNT, HABITS, briefs
from samples.levels import KINDS, LABELS, LEVEL_COLUMNS, POSTS, all_posts, level_posts, members
from samples.reading import (
    ANIMATIONS,
    COLUMNS,
    FORMATS,
    NETWORKS,
    TEXTS,
    TOPICS,
    Row,
    kappa,
    read,
    root,
    samples,
    split_of,
)  # fmt: skip
from support import ROOT

from pipelines.model.texts import shingles, tidy, words

FILES = sorted(path for path in TEXTS.glob("*.csv") if path.name != "places.csv")
PREFIXES = dict(zip(NETWORKS, ("fb", "ig", "x", "yt", "li", "tt", "th", "bs", "ma", "tg", "pt"), strict=True))
FLAGS = ("is_republication", "is_auto", "is_crosspost", "is_hard")
NO_FEED_ROBOT = {"instagram", "youtube", "linkedin", "tiktok", "peertube"}
"""Networks on which a feed robot cannot be told: no link is read in a post, or only films are posted."""

TELEPHONE = re.compile(r"(?<!\d)(?:\+33[ .]?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
E_MAIL = re.compile(r"\S@\S+\.\w|\(at\)|\barobase\b")
PERSON = re.compile(r"\b(?:M\.|Mr|Mme|MM\.|Monsieur|Madame|Mlle|Docteur|Dr)\s+(?!Le\b|La\b|Loyal\b)[A-ZÉÈ]\w*")
NAME = re.compile(r"[A-ZÀ-Ý][\w’'àâäéèêëîïôöùûüÿçœ]+(?:-[\wÀ-ÿ’']+)*")

WITH_ROWS = [network for network in NETWORKS if (TEXTS / f"{network}.csv").exists()]
of_each_network = pytest.mark.parametrize("network", WITH_ROWS)


def _rows(network: str) -> list[Row]:
    return [row for row in samples().values() if row["network"] == network]


def _time(row: Row, column: str = "created_local") -> datetime:
    return datetime.fromisoformat(row[column])


@cache
def _places() -> dict[str, Row]:
    lines = pl.read_csv(TEXTS / "places.csv").to_dicts()
    return {line["account_key"]: line for line in lines}


@cache
def _allowed_words() -> frozenset[str]:
    lines = (TEXTS / "allowed_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("#")[0].strip() for line in lines if line.split("#")[0].strip())


@cache
def _towns() -> frozenset[str]:
    towns = pl.scan_parquet(ROOT / "data" / "reference" / "territories.parquet").filter(
        pl.col("level") == "commune", pl.col("population") > 2000, pl.col("name").str.len_chars() >= 5
    )
    return frozenset(towns.select("name").unique().collect().to_series())


def test_every_network_with_texts_has_its_file() -> None:
    assert {path.stem for path in FILES} <= set(NETWORKS)
    assert list(NETWORKS) == WITH_ROWS


@of_each_network
def test_rows_are_three_hundred_with_the_columns_of_the_guide(network: str) -> None:
    rows = read(TEXTS / f"{network}.csv")
    assert len(rows) >= 300
    assert all(tuple(row) == COLUMNS for row in rows)
    identifiers = [row["sample_id"] for row in rows]
    assert len(set(identifiers)) == len(rows)
    assert all(re.fullmatch(rf"{PREFIXES[network]}-\d{{3,}}", identifier) for identifier in identifiers)
    assert {row["network"] for row in rows} == {network}


@of_each_network
def test_labels_are_those_of_the_guide(network: str) -> None:
    for row in _rows(network):
        also = row["topic_also"].split(";") if row["topic_also"] else []
        where = row["sample_id"]
        assert {row["topic"], *also} <= set(TOPICS), where
        assert row["topic"] not in also, where
        assert row["animation"] in ANIMATIONS, where
        assert row["format"] in FORMATS, where
        assert {row[flag] for flag in FLAGS} <= {"true", "false"}, where
        assert row["text"] == tidy(row["text"]), where
        assert row["text"] or row["topic"] == "autre", where
        assert row["account_key"] in _places(), where


@of_each_network
def test_each_class_has_enough_texts(network: str) -> None:
    rows = _rows(network)
    topics = Counter(row["topic"] for row in rows)
    animations = Counter(row["animation"] for row in rows)
    flags = {flag: sum(row[flag] == "true" for row in rows) for flag in FLAGS}
    assert not [(topic, topics[topic]) for topic in TOPICS if topics[topic] < 10]
    assert not [(kind, animations[kind]) for kind in ANIMATIONS if animations[kind] < 4]
    assert 0.08 <= 1 - animations["none"] / len(rows) <= 0.25
    assert flags["is_hard"] >= len(rows) / 4
    assert flags["is_crosspost"] >= 10
    assert flags["is_republication"] >= (12 if network in NO_FEED_ROBOT else 40)
    assert flags["is_auto"] >= (0 if network in NO_FEED_ROBOT else 20)


def test_each_class_has_enough_positives_on_the_side_that_is_published() -> None:
    rows = [row for row in samples().values() if row["split"] == "test"]
    for column, classes in (("topic", TOPICS), ("animation", ANIMATIONS)):
        counts = Counter(row[column] for row in rows)
        assert not [(name, counts[name]) for name in classes if counts[name] < 15]
    assert not [flag for flag in FLAGS if sum(row[flag] == "true" for row in rows) < 15]


def test_a_text_and_its_copies_are_on_one_side() -> None:
    rows = samples()
    wrong = [key for key, row in rows.items() if row["split"] != split_of(root(row, rows))]
    assert wrong == []
    share = sum(row["split"] == "test" for row in rows.values()) / len(rows)
    assert 0.42 < share < 0.58


@of_each_network
def test_the_test_side_was_labelled_twice(network: str) -> None:
    for row in _rows(network):
        second = row["second_topic_label"], row["second_animation_label"]
        assert (second[0] in TOPICS and second[1] in ANIMATIONS) if row["split"] == "test" else second == ("", "")


@of_each_network
def test_nothing_real_is_named(network: str) -> None:
    known = {part for place in _places().values() for part in NAME.findall(str(place["name"]))}
    for row in (row for row in all_posts().values() if row["network"] == network):
        for column in ("text", "item_title", "item_text", "note"):
            said = re.sub(r"https?://\S+|www\.\S+", " ", row[column])
            found = TELEPHONE.findall(said) + E_MAIL.findall(said) + PERSON.findall(said)
            names = set(NAME.findall(said)) | {town for town in _towns() if " " in town and town in said}
            towns = (names - known - _allowed_words()) & _towns()
            assert (found, towns) == ([], set()), f"{row['sample_id']} {column}"
        addresses = re.findall(r"https?://([^/\s]+)", f"{row['link_url']} {row['item_url']} {row['text']}")
        assert all(host.endswith(".example") for host in addresses), row["sample_id"]


def test_places_are_invented() -> None:
    real = pl.read_parquet(ROOT / "data" / "reference" / "territories.parquet", columns=["name"]).to_series()
    assert not {place["name"] for place in _places().values()} & set(real)
    keys = [place[column] for place in _places().values() for column in place if column.endswith("_key")]
    assert {key for key in keys if key} <= set(_places())


def _alike(rows: dict[str, Row], least: float) -> list[tuple[str, str, float]]:
    """Pairs of texts of different origin of which one holds `least` or more of the five-word runs of the other."""
    of = {key: shingles(words(row["text"])) for key, row in rows.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for key, runs in of.items():
        for run in runs:
            holders[run].append(key)
    shared: Counter[tuple[str, str]] = Counter()
    for keys in holders.values():
        for place, one in enumerate(keys):
            shared.update((one, other) for other in keys[place + 1 :])
    origin = {key: root(row, rows) for key, row in rows.items()}
    return [
        (one, other, count / min(len(of[one]), len(of[other])))
        for (one, other), count in shared.items()
        if count / min(len(of[one]), len(of[other])) >= least and origin[one] != origin[other]
    ]


def test_no_pattern_was_multiplied() -> None:
    assert _alike(all_posts(), 0.5) == []


def test_copies_are_declared_and_crossposts_have_their_twin_within_two_days() -> None:
    rows = samples()
    assert {row["copy_of"] for row in rows.values() if row["copy_of"]} <= set(rows)
    origins: dict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        origins[root(row, rows)].append(row)
    for family in origins.values():
        for row in family:
            twins = [
                other for other in family
                if other["network"] != row["network"] and other["account_key"] == row["account_key"]
                and other["is_crosspost"] == "true"
                and abs(_time(other) - _time(row)) <= timedelta(hours=48)
            ]  # fmt: skip
            assert row["is_crosspost"] == "false" or twins, row["sample_id"]


def test_posts_of_two_levels_have_the_columns_and_the_labels_of_the_guide() -> None:
    rows = read(POSTS)
    assert all(tuple(row) == LEVEL_COLUMNS for row in rows)
    assert [row["sample_id"] for row in rows] == [f"lv-{number:03d}" for number in range(1, len(rows) + 1)]
    assert {row["kind"] for row in rows} == set(KINDS)
    for row in rows:
        assert row["account_key"] in _places(), row["sample_id"]
        assert row["network"] in NETWORKS and row["text"] == tidy(row["text"]) != "", row["sample_id"]
        assert row["is_level_copy"] in ("true", "false"), row["sample_id"]
        assert row["split"] == split_of(row["family"]), "a family is on one side"
    assert {line.split(",")[0] for line in LABELS.read_text("utf-8").splitlines()[1:]} <= set(samples())


@of_each_network
def test_each_network_has_enough_posts_of_two_levels_on_the_side_that_is_published(network: str) -> None:
    rows = [row for row in all_posts().values() if row["network"] == network and row["split"] == "test"]
    written = [row for row in rows if row["sample_id"] in level_posts()]
    assert sum(row["is_level_copy"] == "true" for row in rows) >= 10
    assert sum(row["is_level_copy"] == "false" for row in written) >= 8
    assert len([row for row in all_posts().values() if row["network"] == network]) >= 300


def test_a_copy_has_its_like_at_another_level_within_three_days_and_a_text_of_one_level_has_none() -> None:
    rows = all_posts()
    above = {row["territory_id"]: {row[f"{name}_code"] for name in ("epci", "departement", "region")} - {None}
             for row in members("LIEUX")}  # fmt: skip
    families: dict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        families[root(row, rows)].append(row)

    def is_other_level(one: Row, other: Row) -> bool:
        keys = one["account_key"], other["account_key"]
        is_near = abs(_time(one) - _time(other)) <= timedelta(hours=72)
        return is_near and (keys[1] in above[keys[0]] or keys[0] in above[keys[1]])

    for row in rows.values():
        near = [other for other in families[root(row, rows)] if is_other_level(row, other)]
        said = [other["is_level_copy"] == "true" for other in near]
        assert row["is_level_copy"] == "false" or any(said), row["sample_id"]
        assert row.get("kind") not in ("toolate", "neighbours") or not near, row["sample_id"]


@of_each_network
def test_items_of_the_site_are_whole_and_series_hold_together(network: str) -> None:
    robots: Counter[str] = Counter()
    for row in _rows(network):
        item = [row[column] for column in ("item_url", "item_title", "item_text", "item_published_local")]
        assert all(item) or not any(item), row["sample_id"]
        assert row["is_republication"] == "false" or row["item_text"], row["sample_id"]
        if row["item_title"]:
            assert row["item_text"].startswith(row["item_title"]), row["sample_id"]
            assert _time(row, "item_published_local")
        if row["is_auto"] == "true":
            assert row["item_title"] or row["generator"], row["sample_id"]
            robots[row["account_key"]] += 1
    assert not [account for account, count in robots.items() if count < 4]


@pytest.mark.parametrize("network", list(HABITS))
def test_briefs_are_the_same_at_each_draw(network: str) -> None:
    assert briefs(network) == briefs(network)
    assert len(set(briefs(network))) == COUNT
    assert set(HABITS) == set(NETWORKS)


def test_kappa_is_that_of_the_textbook() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("a", "a"), ("b", "b")]) == 1
    assert kappa([("a", "a")]) == 1
