"""Precision and recall of main accounts: what counts as right, closed, wrong, missed, and out of reach."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.config import Settings
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.stages.accuracy import Accuracy, compared, is_measured, measure
from pipelines.stages.accuracy_tables import KINDS_FR, accuracy_tables
from pipelines.stages.world import World

MONTH = Month(2026, 10)
TEXT = pl.String


def main(place: str, handle: str, number: str, *, exists: bool = True, **named: bool) -> dict[str, object]:
    sources = {"in_directory": False, "in_wikidata": False, "on_site": False, "is_named_elsewhere": False} | named
    return {
        "territory_id": f"commune:{place}", "network": "x", "handle": handle, "url": f"https://x.com/{handle}",
        "identity_id": f"x#{number}", "scope": "generaliste", "exists": exists, "state": "open" if exists else "closed",
        "spell_number": 1, "since_month": date(2024, 1, 1), "is_readable": any(named.values()),
    } | sources  # fmt: skip


def address(handle: str, number: str, owner: str) -> dict[str, object]:
    return {
        "network": "x", "url": f"https://x.com/{handle}", "identity_id": f"x#{number}", "platform_id": number,
        "owner_id": owner, "scope": "generaliste",
    }  # fmt: skip


def trap(kind: str, place: str) -> dict[str, object]:
    return {"kind": kind, "territory_id": f"commune:{place}", "network": "x"}


def announced(place: str, handle: str, *, is_official: bool = True) -> dict[str, object]:
    return {
        "territory_id": f"commune:{place}", "network": "x", "account_id": f"x:{handle}", "is_official": is_official,
        "evidence_codes": "E1", "is_main": True, "is_known_closed": False, "scope": None, "told_state": None,
    }  # fmt: skip


def result(
    mains: list[dict[str, object]],
    said: list[dict[str, object]],
    strangers: tuple[dict[str, object], ...] = (),
    traps: tuple[dict[str, object], ...] = (),
) -> Accuracy:
    places = sorted({str(row["territory_id"]) for row in [*mains, *said]})
    members = pl.DataFrame({
        "roster_id": "LISTE", "territory_id": places, "name": places,
        "stratum": ["COM_0_500" if place < "commune:5" else "COM_500_2000" for place in places],
    })  # fmt: skip
    own = [
        address(str(row["handle"]), str(row["identity_id"]).removeprefix("x#"), str(row["territory_id"]))
        for row in mains
    ]
    found = {
        "mains": pl.DataFrame(mains),
        "addresses": pl.DataFrame([*own, *strangers]),
        "traps": pl.DataFrame([*traps], schema={"kind": TEXT, "territory_id": TEXT, "network": TEXT}),
    }
    texts = ("territory_id", "network", "account_id", "evidence_codes", "scope", "told_state")
    schema = dict.fromkeys(texts, TEXT) | dict.fromkeys(("is_official", "is_main", "is_known_closed"), pl.Boolean)
    return compared(MONTH, "pieges", members, pl.DataFrame(said, schema=schema), found)


def verdicts(one: Accuracy) -> dict[str, str]:
    return {row["territory_id"].removeprefix("commune:"): row["verdict"] for row in one.errors.iter_rows(named=True)}


def whole(one: Accuracy) -> dict[str, object]:
    return one.strata.filter(stratum="ALL").row(0, named=True)


def test_each_pair_has_its_verdict() -> None:
    one = result(
        [
            main("1", "un", "11", in_directory=True),
            main("2", "deux", "12", on_site=True),
            main("3", "trois", "13", exists=False, on_site=True),
            main("4", "quatre", "14", in_directory=True),
            main("5", "cinq", "15"),
            main("6", "six", "16", on_site=True) | {"is_readable": False},
        ],
        [announced("1", "un"), announced("2", "etranger"), announced("3", "trois"), announced("7", "inconnu")],
        (address("etranger", "99", "voisin:2"),),
    )
    assert verdicts(one) == {
        "2": "faux", "3": "fermé", "4": "manqué", "5": "jamais cité", "6": "illisible", "7": "faux",
    }  # fmt: skip
    told = whole(one)
    assert {name: told[name] for name in ("true_count", "named_count", "readable_count", "found_count")} == {
        "true_count": 5, "named_count": 4, "readable_count": 3, "found_count": 1,
    }  # fmt: skip
    assert (told["announced_count"], told["wrong_count"], told["closed_count"]) == (4, 2, 1)
    assert (told["precision"], told["strict_precision"]) == (0.5, 0.25)
    assert (told["recall"], told["recall_named"], told["recall_readable"]) == (0.2, 0.25, 1 / 3)
    assert (told["never_named_count"], told["unreadable_count"]) == (1, 1)
    assert not one.is_good


def test_the_same_account_under_another_address_is_right() -> None:
    """A handle is not an identity: the id of the network, and other spellings of the address, lead to it too."""
    own = main("1", "un", "11", in_directory=True)
    other = address("UN_ancien", "11", "commune:1")
    assert result([own], [announced("1", "un_ancien")], (other,)).errors.is_empty()
    assert result([own], [announced("1", "11")]).errors.is_empty()


def test_what_is_proven_is_counted_beside() -> None:
    mains = [main("1", "un", "11", in_wikidata=True), main("2", "deux", "12", on_site=True)]
    one = result(mains, [announced("1", "un", is_official=False), announced("2", "deux")])
    assert whole(one)["official_share"] == 0.5
    assert one.is_good


def test_a_stratum_below_the_threshold_is_enough_to_fail() -> None:
    """Precision and recall of what can be read hold in each stratum; recall of what is named, over the whole."""
    mains = [main(f"1{number:03}", f"un{number}", f"1{number}", on_site=True) for number in range(200)]
    mains += [main(f"5{number:03}", f"cinq{number}", f"5{number}", on_site=True) for number in range(10)]
    said = [announced(str(row["territory_id"]).removeprefix("commune:"), str(row["handle"])) for row in mains]
    assert result(mains, said).is_good
    missed = result(mains, said[:-1])
    assert whole(missed)["is_good"]
    assert not missed.is_good
    assert missed.strata.filter(~pl.col("is_good"))["stratum"].to_list() == ["COM_500_2000"]
    unreadable = [row | {"is_readable": number > 7} for number, row in enumerate(mains)]
    hidden = result(unreadable, said[8:])
    assert hidden.strata.filter(~pl.col("is_good"))["stratum"].to_list() == ["ALL"]
    assert hidden.strata.filter(stratum="COM_0_500")["recall_readable"].item() == 1.0


def test_a_stratum_without_accounts_is_not_judged() -> None:
    assert result([main("1", "un", "11", exists=False)], []).is_good


def test_a_trap_is_avoided_or_not() -> None:
    mains = [main("1", "un", "11", on_site=True), main("2", "deux", "12", on_site=True), main("4", "quatre", "14")]
    said = [announced("1", "autre"), announced("3", "autre")]
    traps = (
        *(trap("foreign", place) for place in "123"),
        trap("renamed", "4"),
        trap("renamed", "2"),
        trap("renamed", "2"),
    )
    one = result(mains, said, (address("autre", "99", "ailleurs:1"),), traps)
    rows = {row["kind"]: row for row in one.kinds.iter_rows(named=True)}
    names = ("case_count", "avoided_count", "fooled_count", "lost_count")
    assert [rows["foreign"][name] for name in names] == [3, 0, 2, 1]
    assert [rows["renamed"][name] for name in names] == [2, 1, 0, 1]
    assert rows["renamed"]["cases"] == ["commune:2 x"]
    assert one.errors.filter(territory_id="commune:2")["kinds"].item() == "foreign renamed"
    json.dumps(one.as_dict())
    texts = [str(part) for part in accuracy_tables(one)]
    assert texts[-1].endswith("non tenus.")
    assert "1 comptes que rien ne cite" in texts[-2]


def test_what_is_known_to_be_closed_is_not_announced() -> None:
    mains = [main("1", "un", "11", exists=False, on_site=True), main("2", "deux", "12", on_site=True)]
    one = result(
        mains, [announced("1", "un") | {"is_known_closed": True}, announced("2", "autre") | {"is_main": False}]
    )
    assert verdicts(one) == {"2": "manqué"}
    assert whole(one)["announced_count"] == 0
    assert whole(one)["precision"] is None


def test_scopes_and_states_are_told_beside() -> None:
    said = [
        announced("1", "un") | {"scope": "generaliste", "told_state": "open"},
        announced("2", "deux") | {"scope": "generaliste", "told_state": "hijacked", "is_known_closed": True},
        announced("2", "ot") | {"scope": "thematique", "is_main": False},
        announced("2", "prefet") | {"scope": "etat", "is_main": False},
        announced("2", "inconnu") | {"scope": "elu", "is_main": False},
    ]
    strangers = (
        address("ot", "21", "ot:2") | {"scope": "tourisme"},
        address("prefet", "22", "etat:2") | {"scope": "etat"},
    )
    mains = [main("1", "un", "11", on_site=True), main("2", "deux", "12", on_site=True, exists=False)]
    one = result(mains, said, strangers)
    counts = {
        row["true_scope"]: (row["account_count"], row["agreed_count"]) for row in one.scopes.iter_rows(named=True)
    }
    assert counts == {"etat": (1, 1), "generaliste": (2, 2), "tourisme": (1, 0)}
    assert one.states.rows() == [("closed", "hijacked", 1), ("open", "open", 1)]
    assert result(mains, [announced("1", "un")]).scopes.is_empty()


def test_every_kind_of_trap_has_words() -> None:
    from pipelines.replica.truth import truth

    assert set(truth("pieges", MONTH)["traps"]["kind"]) == set(KINDS_FR)


def test_it_is_for_the_simulated_web_and_for_months_that_were_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="use --web replica"):
        measure(World(Settings(web="live", data_dir=tmp_path)), MONTH)
    world = World(Settings(web="replica", data_dir=tmp_path, roster="TRAPS2026"))
    assert not is_measured(world, MONTH, "TRAPS2026")
    with pytest.raises(InputError, match=r"2026-10 was not run for TRAPS2026 .* --month 2026-10 --roster TRAPS2026"):
        measure(world, MONTH)
