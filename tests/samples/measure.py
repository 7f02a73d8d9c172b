"""What the classifiers find in the labelled texts, and `data/reference/classifiers.csv`, which holds the figures.

`PYTHONPATH=. python tests/samples/measure.py` writes that file anew. Figures are those of the half `test`; the half
`dev` is the one on which expressions, rules and thresholds were chosen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from samples.levels import all_posts, members, sample_hash  # noqa: E402
from samples.reading import NETWORKS, TEXTS, Row, samples  # noqa: E402

from pipelines.indicators import animation, classifiers, labels, topics  # noqa: E402
from pipelines.indicators.levels import LEVEL_COPY  # noqa: E402
from pipelines.model.fields import TABLES  # noqa: E402
from pipelines.model.months import Month  # noqa: E402
from pipelines.model.texts import KeptText  # noqa: E402
from pipelines.warehouse.lake import conform, schema_of  # noqa: E402
from pipelines.warehouse.load import create_tables, load_reference  # noqa: E402
from pipelines.warehouse.run_sql import compute_table  # noqa: E402

WINDOW: Final = Month(2026, 10)
LEXICON: Final = topics.read_lexicon(ROOT / "data/reference/topics.toml")
RECORD: Final = ROOT / "data/reference/classifiers.csv"


def of_split(network: str, split: str) -> list[Row]:
    return [row for row in samples().values() if row["network"] == network and row["split"] == split]


def measure(split: str = "test") -> pl.DataFrame:
    """`reference.classifiers` as it stands for one half of the samples."""
    measured = []
    for network in NETWORKS:
        rows = of_split(network, split)
        digest = blake2b((TEXTS / f"{network}.csv").read_bytes(), digest_size=6).hexdigest()
        for classifier_id, row in (_of_texts(rows) | _of_posts(rows)).items():
            version = labels.versions(LEXICON)[classifier_id]
            key = {"classifier_id": classifier_id, "network": network}
            measured.append(key | {"classifier_version": version, "sample_hash": digest} | row)
        key = {"classifier_id": LEVEL_COPY, "network": network, "sample_hash": sample_hash(network)}
        measured.append(key | {"classifier_version": labels.versions(LEXICON)[LEVEL_COPY]} | _of_levels(network, split))
    return classifiers.frame(measured)


@cache
def marks() -> dict[str, Row]:
    """The rows that `barometer.post_marks` has for all the samples, by sample_id: the production SELECT on a DuckDB
    that holds nothing else. Marks need the posts around them, so that both halves are there."""
    with observed(list(samples().values())) as con:
        compute_table(con, "barometer.post_marks", [WINDOW])
        marked = con.sql("FROM barometer.post_marks").pl()
    return {row["post_id"]: row for row in marked.iter_rows(named=True)}


@cache
def level_copies() -> frozenset[str]:
    """The posts of all the samples that stand at another level too: the production SELECT, with the invented places as
    the list of the month."""
    with observed(list(all_posts().values())) as con:
        insert(con, "roster.members", members("LIEUX"))
        insert(con, "roster.months", [{"month": WINDOW.first_day, "roster_id": "LIEUX"}])
        compute_table(con, "barometer.level_copies", [WINDOW])
        found = con.sql("SELECT DISTINCT post_id FROM barometer.level_copies").fetchall()
    return frozenset(post_id for (post_id,) in found)


@contextmanager
def observed(rows: list[Row]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that holds these samples as observations, and nothing else."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        create_tables(con)
        generators = classifiers.read_generators(ROOT / "data/reference/generators.csv")
        load_reference(con, {"reference.generators": generators})
        for name, found in _observed(rows).items():
            insert(con, name, found)
        yield con


def insert(con: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, Any]]) -> None:
    con.register("incoming", _frame(name, rows).to_arrow())
    con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def _observed(rows: list[Row]) -> dict[str, list[dict[str, Any]]]:
    """The samples as rows of the tables that marks are computed from, in one month: their dates were drawn over a year,
    and a robot's series is a handful of posts."""
    posts, texts, items, accounts = [], [], {}, {}
    for row in rows:
        created = datetime.fromisoformat(row["created_local"])
        account = {"month": WINDOW.first_day, "network": row["network"]}
        account["account_id"] = f"{row['network']}:{row['account_key']}"
        accounts[tuple(account.values())] = account | {"territory_id": row["account_key"], "is_main": True}
        posts.append(
            account
            | {"post_id": row["sample_id"], "created_at": created, "kind": "original"}
            | {"link_url": row["link_url"] or None, "generator": row["generator"] or None}
        )
        texts.append(account | {"text_id": row["sample_id"], "kind": "post"} | _kept(row["text"]))
        if row["item_url"]:
            item = {"month": account["month"], "territory_id": row["account_key"], "item_url": row["item_url"]}
            published = row["item_published_local"]
            at = datetime.fromisoformat(published) if published else None
            site = {"network": "website", "account_id": f"website:{row['account_key']}", "kind": "item"}
            items[tuple(item.values())] = (
                item | {"title": row["item_title"], "published_at": at},
                site
                | {"month": account["month"], "text_id": row["item_url"]}
                | _kept(row["item_text"] or row["item_title"]),
            )
    return {
        "observations.posts": posts,
        "observations.texts": texts + [text for _, text in items.values()],
        "observations.site_items": [item for item, _ in items.values()],
        "roster.attributions": list(accounts.values()),
    }


def _kept(text: str) -> dict[str, Any]:
    kept = KeptText.of(text)
    return {"text_status": kept.status.value, "word_count": kept.word_count, "signature": kept.signature}


def _frame(full_name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a table, with something in every column that may not be null and does not matter here."""
    anything = {"VARCHAR": "-", "BIGINT": 0, "DOUBLE": 0.0, "BOOLEAN": False, "TIMESTAMP": datetime(2026, 1, 1)}
    fields = TABLES[full_name].fields
    blank = {field.name: None if field.is_null else anything.get(field.type) for field in fields}
    return conform(full_name, pl.DataFrame([blank | row for row in rows], schema=schema_of(full_name)))


def _of_posts(rows: list[Row]) -> dict[str, dict[str, Any]]:
    flags = {"auto_rss": "is_auto", "republication": "is_republication", "crosspost": "is_crosspost"}
    return {
        name: classifiers.measured_flag(
            [row[flag] == "true" for row in rows], [bool(marks()[row["sample_id"]][flag]) for row in rows]
        )
        for name, flag in flags.items()
    }


def _of_levels(network: str, split: str) -> dict[str, Any]:
    rows = [row for row in all_posts().values() if row["network"] == network and row["split"] == split]
    truth = [row["is_level_copy"] == "true" for row in rows]
    return classifiers.measured_flag(truth, [row["sample_id"] in level_copies() for row in rows])


def _of_texts(rows: list[Row]) -> dict[str, dict[str, Any]]:
    texts = pl.Series("text", [row["text"] for row in rows])
    told = topics.classify(texts, LEXICON)["topic_code"].to_list()
    asked = [code != animation.NONE for code in animation.classify(texts)]
    return {
        "topics": classifiers.measured_classes([row["topic"] for row in rows], told),
        "animation": classifiers.measured_flag([row["animation"] != "none" for row in rows], asked),
    }


def lines(measured: pl.DataFrame) -> list[str]:
    """One printed line per classifier and network."""
    out = ["classifier     network     texts  yes  precision          recall             F1    withheld"]
    out.extend(
        f"{row['classifier_id']:<14} {row['network']:<11} {row['text_count']:>5} {row['positive_count']:>4}  "
        f"{_told(row, 'precision')}  {_told(row, 'recall')}  {_number(row['f1_score'])}  {row['reason_fr'] or '-'}"
        for row in measured.iter_rows(named=True)
    )
    return out


def _told(row: dict[str, Any], stem: str) -> str:
    return f"{_number(row[f'{stem}_share'])} [{_number(row[f'{stem}_lo'])}; {_number(row[f'{stem}_hi'])}]"


def _number(value: float | None) -> str:
    return " -  " if value is None else f"{value:.2f}"


if __name__ == "__main__":
    found = measure()
    found.write_csv(RECORD)
    print(*lines(found), sep="\n")
