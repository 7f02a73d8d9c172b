"""Classifiers of texts: their figures on the labelled samples are those that are published; rules; what is withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from samples import learn
from samples.measure import LEXICON, RECORD, measure

from pipelines.indicators import animation, classifiers, labels, topics
from pipelines.model.errors import ReferenceDataError
from pipelines.model.fields import TABLES
from pipelines.warehouse.lake import schema_of


def topic(text: str) -> str:
    return str(topics.classify(pl.Series([text]), LEXICON)["topic_code"][0])


def test_the_published_figures_are_those_of_the_code_and_of_the_samples() -> None:
    committed = pl.read_csv(RECORD, schema=classifiers.frame([]).schema)
    assert measure().equals(committed), "run `PYTHONPATH=. python tests/samples/measure.py`"


def test_the_longest_expression_takes_the_place_of_those_that_it_contains() -> None:
    told = topics.classify(pl.Series(["Transports scolaires : inscriptions"]), LEXICON)
    assert told["topic_code"][0] == "transports"
    assert told["second_topic_code"][0] != "education"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("La piscine, avenue des Écoles", "sport"),
        ("LE BUDGET 2026 EST VOTÉ", "budget"),
        ("le budget 2026 est vote", "budget"),
        ("", "autre"),
        ("Zzz", "autre"),
        ("Voir https://a.fr/festival/concert", "autre"),
        ("🚲", "transports"),
    ],
)
def test_topics_of_texts(text: str, code: str) -> None:
    assert topic(text) == code


def test_without_a_text_there_is_no_label() -> None:
    texts = pl.Series([None, "Concert samedi"], dtype=pl.String)
    told = topics.classify(texts, LEXICON)
    assert told.rows()[0] == (None, None, None)
    assert told["topic_code"][1] == "culture"
    assert animation.classify(texts).to_list() == [None, "none"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JEU-CONCOURS : deux places à gagner, tirage au sort vendredi", "contest"),
        ("Concours externe d’attaché : inscriptions ouvertes", "none"),
        ("Quiz : combien de marches ? Réponse demain", "quiz"),
        ("La réponse de la devinette d’hier", "none"),
        ("Pour ou contre le marché du samedi soir ?", "poll"),
        ("Posez vos questions en commentaire, l’adjointe répond ici", "qa"),
        ("Le conseil municipal est en direct ce soir", "live"),
        ("En direct du producteur : des fraises", "none"),
    ],
)
def test_animations_of_texts(text: str, code: str) -> None:
    assert animation.classify(pl.Series([text])).to_list() == [code]


def test_labels_are_those_of_posts_and_hold_no_text() -> None:
    empty = dict.fromkeys(schema_of("observations.texts"))
    key = empty | {"month": date(2026, 10, 1), "network": "x", "account_id": "x:a"}
    rows = [
        key | {"text_id": "1", "kind": "post", "text": "Concert samedi", "text_status": "observed"},
        key | {"text_id": "2", "kind": "post", "text_status": "not_given"},
        key | {"text_id": "3", "kind": "item", "text": "Concert samedi", "text_status": "observed"},
    ]
    told = labels.label(pl.DataFrame(rows, schema=schema_of("observations.texts")), LEXICON)
    assert dict(told.schema) == schema_of("observations.labels")
    assert told.select("text_id", "topic_code", "label_status").rows() == [
        ("1", "culture", "observed"),
        ("2", None, "not_given"),
    ]


WORDS = "word,topic_code,weight\n"


def lexicon_of(folder: Path, expressions: str | None, words: str | None = WORDS) -> topics.Lexicon:
    folder.mkdir(exist_ok=True)
    for name, content in (("topics.toml", expressions), (topics.WORDS_FILE, words)):
        if content is not None:
            (folder / name).write_text(content, encoding="utf-8")
    return topics.read_lexicon(folder / "topics.toml")


def test_a_version_changes_with_the_expressions_and_with_the_words(tmp_path: Path) -> None:
    clubs = '[sport]\nsure = ["club"]\n'
    written = [
        ("a", clubs, WORDS),
        ("b", '[sport]\nsure = ["clubs"]\n', WORDS),
        ("c", clubs, f"{WORDS}but,sport,0.3\n"),
    ]
    assert len({lexicon_of(tmp_path / name, *of).version for name, *of in written}) == 3


def test_the_first_expressions_weigh_most_and_words_settle_what_is_close(tmp_path: Path) -> None:
    sides = '[sport]\nsure = ["club"]\n[culture]\nsure = ["concert"]\n'
    plain = lexicon_of(tmp_path / "plain", sides)
    texts = pl.Series(["Club et concert", "Concert au club", "Concert au club de la ville"])
    assert topics.classify(texts, plain)["topic_code"].to_list() == ["sport", "culture", "culture"]
    assert topics.classify(texts, plain)["topic_score"].to_list() == [3.0, 3.0, 3.0]
    words = lexicon_of(tmp_path / "words", sides, f"{WORDS}ville,sport,0.4\n*,sport,0.1\n")
    told = topics.classify(texts, words)
    assert told.rows() == [("sport", 3.1, "culture"), ("culture", 3.0, "sport"), ("sport", 3.109, "culture")]


def test_what_a_topic_starts_from_does_not_make_it_the_topic_of_an_empty_text(tmp_path: Path) -> None:
    known = lexicon_of(tmp_path, '[sport]\nsure = ["club"]\n', f"{WORDS}*,budget,2.0\nville,sport,-0.4\n")
    told = topics.classify(pl.Series(["Rien", "La ville"]), known)
    assert told.rows() == [("autre", 0.0, None), ("autre", 0.0, None)]


@pytest.mark.long
def test_the_words_are_those_that_the_half_dev_teaches() -> None:
    learned = learn.learn(learn.dev(), LEXICON)
    assert learned.equals(pl.read_csv(learn.WORDS, schema=learned.schema)), "run `python tests/samples/learn.py`"


@pytest.mark.parametrize("content", ["[sport", '[sports]\nsure = ["club"]\n', '[sport]\nperhaps = ["club"]\n', None])
def test_a_lexicon_that_is_not_one_names_its_file(tmp_path: Path, content: str | None) -> None:
    with pytest.raises(ReferenceDataError, match=r"topics\.toml"):
        lexicon_of(tmp_path, content)


@pytest.mark.parametrize("content", [None, f"{WORDS}but,sports,0.3\n", f"{WORDS}but,sport,much\n", ""])
def test_words_that_cannot_be_read_name_their_file(tmp_path: Path, content: str | None) -> None:
    with pytest.raises(ReferenceDataError, match=r"topic_words\.csv"):
        lexicon_of(tmp_path, '[sport]\nsure = ["club"]\n', content)


def test_figures_are_withheld_when_they_are_of_another_version() -> None:
    versions = labels.versions(LEXICON)
    now = classifiers.read_classifiers(RECORD, versions)
    assert now.columns == TABLES["reference.classifiers"].columns
    assert not now["is_withheld"].all()
    older = classifiers.read_classifiers(RECORD, labels.versions(replace(LEXICON, version="other")))
    of_topics = older.filter(pl.col("classifier_id") == "topics")
    assert of_topics["is_withheld"].all()
    assert set(of_topics["reason_fr"]) == {classifiers.STALE_FR}


def test_figures_that_cannot_be_read_name_their_file(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"none\.csv"):
        classifiers.read_classifiers(tmp_path / "none.csv", {})


@pytest.mark.parametrize(
    ("right", "extra", "missed", "reason"),
    [
        (85, 15, 36, None),
        (84, 16, 36, "précision 0,840 < 0,85"),
        (85, 15, 37, "rappel 0,697 < 0,70"),
        (0, 0, 5, "rappel 0,000 < 0,70 ; rien n’est trouvé"),
        (0, 5, 0, "aucun texte positif dans l’échantillon"),
    ],
)
def test_a_flag_is_withheld_below_its_thresholds(right: int, extra: int, missed: int, reason: str | None) -> None:
    truth = [True] * right + [False] * extra + [True] * missed
    found = [True] * (right + extra) + [False] * missed
    row = classifiers.measured_flag(truth, found)
    assert (row["reason_fr"], row["is_withheld"]) == (reason, reason is not None)
    assert row["true_positive_count"] == right


def test_macro_f1_counts_every_class_alike() -> None:
    row = classifiers.measured_classes(["a"] * 9 + ["b"], ["a"] * 10)
    assert row["f1_score"] == pytest.approx((18 / 19 + 0) / 2, abs=1e-4)
    assert row["is_withheld"]
    assert row["precision_share"] == 0.9
