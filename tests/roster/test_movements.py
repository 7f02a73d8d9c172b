"""How movements are found: a few communes and EPCI, made by hand after the real cases."""

from __future__ import annotations

import importlib
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.errors import ReferenceDataError

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
sys.path.insert(0, str(REFERENCE))
genealogy = importlib.import_module("recipe.genealogy")
steps = importlib.import_module("recipe.steps")
epci_steps = importlib.import_module("recipe.epci_steps")
sys.path.remove(str(REFERENCE))

Place = genealogy.Place
STATE = ("id", "code", "nom", "type", "dateDebut", "raisonDebut", "dateFin", "raisonFin", "predecesseur",
         "successeur", "pole")  # fmt: skip


def states(*rows: tuple[str | None, ...]) -> Any:
    """A genealogy of (id, name, ends on, why, successor, pole): kind, code and first day are in the id."""
    made = []
    for state_id, name, ends, why, heir, pole in rows:
        kind, _, rest = str(state_id).partition("-")
        code, _, begins = rest.partition("@")
        made.append((state_id, code, name, kind, begins or None, None, ends, why, None, heir, pole))
    return genealogy.Genealogy(pl.DataFrame(made, schema=dict.fromkeys(STATE, pl.String), orient="row"))


MERGER = states(
    ("COM-01001@1943-01-01", "A", "2016-06-30", "commune devenant déléguée", "COMD-01001@2016-06-30", None),
    ("COM-01002@1943-01-01", "B", "2016-06-30", "commune devenant déléguée", "COMD-01002@2016-06-30", None),
    ("COM-01003@1943-01-01", "C", "2016-06-30", "commune absorbée par la commune nouvelle", "COMP-01003@2016-06-30",
     None),
    ("COM-01001@2016-06-30", "Les Deux", None, None, None, None),
    ("COMD-01001@2016-06-30", "A", None, None, None, "COM-01001@2016-06-30"),
    ("COMD-01002@2016-06-30", "B", None, None, None, "COM-01001@2016-06-30"),
    ("COMP-01003@2016-06-30", "C", None, None, None, "COMD-01002@2016-06-30"),
    ("COM-01004@1943-01-01", "D", "2014-02-01", "changement de nom", "COM-01004@2014-02-01", None),
    ("COM-01004@2014-02-01", "D-sur-Ain", None, None, None, None),
)  # fmt: skip


def test_communes_become_parts_of_another() -> None:
    assert genealogy.places_of(MERGER, 2016) == {
        "01001": [Place("01001", "01001", date(2016, 6, 30))],
        "01002": [Place("01001", "01002", date(2016, 6, 30))],
        "01003": [Place("01001", "01003", date(2016, 6, 30))],
        "01004": [Place("01004")],
    }
    assert genealogy.places_of(MERGER, 2017) == {"01001": [Place("01001")], "01004": [Place("01004")]}
    assert genealogy.places_of(MERGER, 2013)["01004"] == [Place("01004")]


def test_events_have_their_day_and_kind() -> None:
    moves = {(move.kind, move.from_id, move.to_id, move.day) for move in MERGER.moves()}
    day = date(2016, 6, 30)
    assert moves == {
        ("merged", "commune:01001", "commune:01001", day), ("merged", "commune:01002", "commune:01001", day),
        ("absorbed", "commune:01003", "commune:01001", day),
        ("renamed", "commune:01004", "commune:01004", date(2014, 2, 1)),
    }  # fmt: skip


def test_a_commune_that_names_no_successor_is_split_between_its_parts() -> None:
    split = states(
        ("COM-55298@1973-01-01", "Loisey-Culey", "2014-01-01", "dé-fusion", None, None),
        ("COMP-55298@1973-01-01", "Loisey", "2014-01-01", "dé-fusion", "COM-55298@2014-01-01", "COM-55298@1973-01-01"),
        ("COMP-55138@1973-01-01", "Culey", "2014-01-01", "dé-fusion", "COM-55138@2014-01-01", "COM-55298@1973-01-01"),
        ("COM-55298@2014-01-01", "Loisey", None, None, None, None),
        ("COM-55138@2014-01-01", "Culey", None, None, None, None),
    )
    day = date(2014, 1, 1)
    assert genealogy.places_of(split, 2013)["55298"] == [Place("55138", None, day), Place("55298", None, day)]
    assert {move.kind for move in split.moves()} == {"split"}
    lost = states(("COM-55298@1973-01-01", "Loisey-Culey", "2014-01-01", "dé-fusion", None, None))
    with pytest.raises(ReferenceDataError, match="COM-55298@1973-01-01 ended on 2014-01-01"):
        genealogy.places_of(lost, 2013)


# From one vintage to the next


def communes(vintage: int, rows: dict[str, tuple[str, str]], **holders: str) -> Any:
    """Communes of a vintage: code → (SIREN, name), ten inhabitants each; `holders`: who holds a code that is none."""
    held = {code.removeprefix("c"): holder for code, holder in holders.items()}
    sirens = {code: siren for code, (siren, _) in rows.items()}
    names = {code: name for code, (_, name) in rows.items()}
    return steps.Communes(vintage, sirens, names, dict.fromkeys(rows, 10), held, frozenset(held))


def kinds(step: Any) -> list[tuple[str, str, str]]:
    return sorted((move.kind, move.from_id[8:], move.to_id[8:]) for move in step.moves)


def test_same_siren_another_code_is_a_commune_that_changed_its_code() -> None:
    step = steps.step(communes(2024, {"12076": ("S1", "Conques")}), communes(2025, {"12218": ("S1", "Conques")}))
    assert kinds(step) == [("recoded", "12076", "12218")]
    assert step.after(Place("12076")) == [Place("12218", None, date(2025, 1, 1))]


def test_same_code_another_siren_is_a_commune_nouvelle() -> None:
    before = communes(2024, {"01001": ("S1", "A"), "01002": ("S2", "B"), "01003": ("S3", "C")})
    after = communes(2025, {"01001": ("S9", "Les Trois")}, c01002="01001", c01003="01001")
    step = steps.step(before, after)
    assert kinds(step) == [("merged", code, "01001") for code in ("01001", "01002", "01003")]
    assert step.after(Place("01002")) == [Place("01001", "01002", date(2025, 1, 1))]


def test_a_part_that_leaves_takes_back_its_code() -> None:
    """60054: Beaumont is restored under the code that the commune nouvelle had taken from it, and leaves."""
    before = communes(2023, {"60054": ("NEW", "Les Hauts-Talican")}, c60054="60054", c60163="60054")
    after = communes(2024, {"60694": ("NEW", "Les Hauts-Talican"), "60054": ("OLD", "Beaumont")}, c60163="60694")
    step = steps.step(before, after)
    day = date(2024, 1, 1)
    assert kinds(step) == [("recoded", "60054", "60694"), ("split", "60054", "60054")]
    assert step.after(Place("60054")) == [Place("60694", None, day), Place("60054", None, day)]
    assert step.after(Place("60054", "60054")) == [Place("60054", None, day)]
    assert step.after(Place("60054", "60163")) == [Place("60694", "60163", day)]
    assert sum(move.share for move in step.moves) == pytest.approx(1)


def test_a_name_is_another_by_more_than_its_hyphens() -> None:
    for now, expected in (("Val-d'Arc", []), ("Val d’Arc", []), ("Val d'Isère", [("renamed", "73212", "73212")])):
        step = steps.step(communes(2019, {"73212": ("S", "Val d'Arc")}), communes(2020, {"73212": ("S", now)}))
        assert kinds(step) == expected
        assert step.after(Place("73212")) == [Place("73212")]


def test_what_no_list_explains_is_refused() -> None:
    one = communes(2019, {"01001": ("S1", "A")})
    with pytest.raises(ReferenceDataError, match="01001 of 2019 is in no list of 2020"):
        steps.step(one, communes(2020, {"01002": ("S2", "B")}))
    with pytest.raises(ReferenceDataError, match="01002 of 2020 comes from no commune of 2019"):
        steps.step(one, communes(2020, {"01001": ("S1", "A"), "01002": ("S2", "B")}))


@given(st.data())
def test_every_code_of_any_year_goes_somewhere(data: st.DataObject) -> None:
    """Communes that merge, split, move and stay at random: nothing is lost, nothing comes from nowhere."""
    codes = [f"01{number:03d}" for number in range(12)]
    before = communes(2023, {code: (f"S{code}", code) for code in codes})
    groups = data.draw(st.lists(st.sampled_from(codes), min_size=12, max_size=12))
    rows: dict[str, tuple[str, str]] = {}
    holders: dict[str, str] = {}
    for code, target in zip(codes, groups, strict=True):
        members = [one for one, its in zip(codes, groups, strict=True) if its == target]
        if len(members) == 1:
            new_code = code if data.draw(st.booleans()) else f"02{code[2:]}"
            rows[new_code] = (f"S{code}", code)
        else:
            rows[min(members)] = (f"N{min(members)}", target)
            holders |= {f"c{one}": min(members) for one in members}
    step = steps.step(before, communes(2024, rows, **holders))
    assert set(step.goes) == set(codes)
    assert {place.code for code in codes for place in step.after(Place(code))} == set(rows)


# EPCI


def epcis(vintage: int, of: dict[str, str], **strata: str) -> Any:
    kind = {siren: strata.get(siren, "CC") for siren in of.values()}
    return epci_steps.Intercommunalities(vintage, kind, of, dict.fromkeys(of, 10))


STAY = {code: [code] for code in "abcdefghij"}


@pytest.mark.parametrize(
    ("before", "after", "expected", "goes"),
    [
        ("XXXXX", "XXXXX", [], ["X"]),
        ("XXXXX", "YYYYY", [("succeeded", "X", "Y")], ["Y"]),
        ("XXXXX", "YYYYZ", [("succeeded", "X", "Y"), ("transferred", "X", "Z")], ["Y"]),
        ("XXXXX", "YYYZZ", [("split", "X", "Y"), ("split", "X", "Z")], ["Y", "Z"]),
        ("XXXXXW", "YYYYYY", [("merged", "W", "Y"), ("succeeded", "X", "Y")], ["Y"]),
        ("XXXWWW", "YYYYYY", [("merged", "W", "Y"), ("merged", "X", "Y")], ["Y"]),
        ("XXXXXW", "WWWWWW", [("merged", "X", "W")], ["W"]),
        ("XXXXXW", "XXXXWW", [("transferred", "X", "W")], ["X"]),
    ],
)  # fmt: skip
def test_epci_follow_their_inhabitants(
    before: str, after: str, expected: list[tuple[str, str, str]], goes: list[str]
) -> None:
    step = epci_steps.step(epcis(2024, dict(zip(STAY, before))), epcis(2025, dict(zip(STAY, after))), STAY)  # noqa: B905
    assert sorted((move.kind, move.from_id[5:], move.to_id[5:]) for move in step.moves) == expected
    assert step.goes["X"] == goes


def test_another_kind_is_no_movement() -> None:
    step = epci_steps.step(epcis(2024, {"a": "X"}), epcis(2025, {"a": "X"}, X="CA"), STAY)
    assert [move.kind for move in step.moves] == ["kind_changed"]
    assert step.changed == set()
