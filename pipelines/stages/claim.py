"""A printed claim, asked against the published figures and the lists of the project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from dashboards import labels
from dashboards.words import FR
from pipelines.indicators.claims import Verdict, judge
from pipelines.indicators.claims.changes import MODES_FR
from pipelines.indicators.claims.question import Pair, Published, Question
from pipelines.indicators.claims.shares import MEAN, POOLED
from pipelines.indicators.claims.text import parse
from pipelines.indicators.comparable import Figure, exact_base
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS
from pipelines.networks.registry import label as label_of
from pipelines.roster.cog import reference_frames

MODES: Final = (POOLED, MEAN)
_MOST_BASES: Final = 50
_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?")
_LISTS: Final = ("EQ2012", "IDEOSE2015")
_NAMED: Final = {name: re.compile(rf"\b{name}\b", re.IGNORECASE) for name in NETWORKS if name != "website"} | {
    "x": re.compile(r"\bX\b|\b[Tt]witter\b|\bTWITTER\b")
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the command line tells beside the text, as it was typed; None for what it does not."""

    n: str | None = None
    strata: str | None = None
    mode: str | None = None
    decimals: int | None = None
    network: str | None = None
    indicator: str | None = None
    date: str | None = None
    stock: int | None = None
    a: int | None = None
    b: int | None = None
    either: int | None = None
    both: int | None = None
    on: str | None = None


def examine(reference_dir: Path, text: str, told: Told) -> Verdict:
    """The verdict on a printed claim.

    Raises:
        InputError: an option is not what it must be; the message says how to write it.
    """
    bases, strata, count = _bases(told)
    if told.mode is not None and told.mode not in MODES:
        raise InputError(f"--mode {told.mode} : choisir parmi {', '.join(MODES)}")
    if told.network is not None and told.network not in (*NETWORKS, "any"):
        raise InputError(f"--network {told.network} : choisir parmi {', '.join(sorted(NETWORKS))}")
    if told.decimals is not None and not 0 <= told.decimals <= 6:
        raise InputError(f"--decimals {told.decimals} : de 0 à 6")
    known = published(reference_dir)
    indicators = sorted({each.figure.indicator for each in known})
    if told.indicator is not None and told.indicator not in indicators:
        raise InputError(f"--indicator {told.indicator} : choisir parmi {', '.join(indicators)}")
    if told.date is not None and not _DATE.fullmatch(told.date):
        raise InputError(f"--date {told.date} : l’écrire 2013-03, ou 2013")
    if told.stock is not None and told.stock < 0:
        raise InputError(f"--stock {told.stock} : un nombre d’abonnés n’est pas négatif")
    on = Month.of(datetime.now(UTC).date()) if told.on is None else Month.parse(told.on)
    named = {name for name, pattern in _NAMED.items() if pattern.search(text)}
    figures = tuple(each for each in known if _is_asked(each, told, bases, named))
    question = Question(
        on=on, bases=bases, strata=strata, stratum_count=count, mode=told.mode, decimals=told.decimals,
        stock=told.stock, pair=_pair(told), figures=figures, lists=_lists(reference_dir),
    )  # fmt: skip
    return judge(parse(text), question)


def published(reference_dir: Path) -> list[Published]:
    """Every figure of data/reference/published_figures.csv, with a French label."""
    frame = reference_frames(reference_dir)["reference.published_figures"]
    return [_published(row) for row in frame.iter_rows(named=True)]


def _published(row: Mapping[str, Any]) -> Published:
    figure = Figure.of(row)
    network = "un réseau au moins"
    if row["network"] != "any":
        network = labels.network_names(FR, row["network"], label_of)
    label = f"{labels.indicator(FR, figure.indicator)}, {network}, {labels.base(FR, figure.stratum)}"
    is_told = figure.unit == "%" and not figure.indicator.endswith("_mean_strata")
    mode_fr = MODES_FR.get(figure.aggregation) if is_told else None
    return Published(figure, row["network"], row["date"], row["source"], label, mode_fr)


def _is_asked(each: Published, told: Told, bases: tuple[int, ...], named: set[str]) -> bool:
    """`named` are the networks that the text speaks of: a figure of another one is not what it quotes."""
    networks = set(re.split(r"[+|]", each.network))
    if told.network is not None and told.network not in networks:
        return False
    if told.network is None and named and networks <= set(NETWORKS) and not networks & named:
        return False
    if told.indicator is not None and told.indicator != each.figure.indicator:
        return False
    if told.date is not None and not each.date.startswith(told.date):
        return False
    base = exact_base(each.figure.n)
    return not bases or base is None or base in bases or each.figure.unit in ("followers", "count")


def _bases(told: Told) -> tuple[tuple[int, ...], tuple[int, ...], int | None]:
    """(bases, sizes of strata, number of strata) from --n (`176`, `227-229`, `26|27`, `26+50+100`) and --strata."""
    strata = _sizes("--strata", told.strata, ",")
    count = strata[0] if len(strata) == 1 else None
    if count is not None:
        strata = ()
    if told.n is None:
        return ((sum(strata),) if strata else ()), strata, count
    if "+" in told.n:
        sizes = _sizes("--n", told.n, "+")
        return (sum(sizes),), strata or sizes, count
    low, dash, high = told.n.partition("-")
    if dash and low.isdigit() and high.isdigit() and 0 < int(low) < int(high) <= int(low) + _MOST_BASES:
        return tuple(range(int(low), int(high) + 1)), strata, count
    bases = _sizes("--n", told.n, "|")
    if strata and bases != (sum(strata),):
        raise InputError(f"--strata {told.strata} : la somme est {sum(strata)}, et --n dit {told.n}")
    return bases, strata, count


def _sizes(option: str, text: str | None, mark: str) -> tuple[int, ...]:
    if text is None:
        return ()
    parts = [part.strip() for part in text.split(mark)]
    if not all(re.fullmatch(r"[1-9]\d{0,6}", part) for part in parts):
        raise InputError(
            f"{option} {text} : écrire 176, 227-229, 26|27 ou 26+50+100 (--strata : 3 ou 26,50,100), sept "
            "chiffres au plus"
        )
    return tuple(int(part) for part in parts)


def _pair(told: Told) -> Pair | None:
    if told.a is None and told.b is None:
        if told.either is not None or told.both is not None:
            raise InputError("--any et --both vont avec --a et --b : les décomptes des deux réseaux")
        return None
    if told.a is None or told.b is None:
        raise InputError("--a et --b vont ensemble : les décomptes des deux réseaux")
    counts = (told.a, told.b, told.either, told.both)
    if any(count is not None and count < 0 for count in counts):
        raise InputError("un décompte n’est pas négatif")
    return Pair(*counts)


def _lists(reference_dir: Path) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The lists of earlier studies, with the sizes of their strata."""
    lists = []
    for name in _LISTS:
        path = reference_dir / "rosters" / f"{name}.csv"
        sizes = pl.read_csv(path, columns=["stratum"]).group_by("stratum").len().sort("stratum")["len"]
        lists.append((name, tuple(sizes.to_list())))
    return tuple(lists)
