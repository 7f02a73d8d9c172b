"""The file of corrections and removals: what it gives, and what is said of a wrong entry, by id and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support import ROOT

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.removals import subject_hash
from pipelines.roster.corrections import Corrections, read_corrections

GOOD = """version: 1
corrections:
  - id: 2026-11-grenoble-facebook
    action: set_main
    territory: commune:38185
    account: facebook:https://www.facebook.com/VilleDeGrenoble
    from: 2026-10
    until: 2027-03
    reason_fr: L’annuaire cite une page de quartier.
    evidence: https://www.grenoble.fr/contact
    role: relecture
    date: 2026-11-04
    expect: {main_account: "facebook:grenoble.quartiers", evidence_codes: E4}
"""
REMOVAL = f"""removals:
  - id: retrait-1
    subjects: [{subject_hash("facebook:exemple")}, {subject_hash("facebook#native:7")}]
    territory: commune:38185
    network: facebook
    role: autorite
    date: 2026-11-04
    reference: registre 2026-001
"""


def read(tmp_path: Path, text: str) -> Corrections:
    path = tmp_path / "corrections.yaml"
    path.write_text(text, encoding="utf-8")
    return read_corrections(path)


def test_a_correction_is_a_dated_decision_with_its_guard(tmp_path: Path) -> None:
    (one,) = read(tmp_path, GOOD).decisions
    assert (one.decision_id, one.origin, one.action) == ("2026-11-grenoble-facebook", "corrections", "set_main")
    assert one.account is not None and one.account.account_id == "facebook:villedegrenoble"
    assert (one.first, one.last, one.decided_on) == (Month(2026, 10), Month(2027, 3), date(2026, 11, 4))
    assert one.expect == {"main_account": "facebook:grenoble.quartiers", "evidence_codes": "E4"}


def test_a_removal_holds_hashes_and_no_name(tmp_path: Path) -> None:
    frame = read(tmp_path, "version: 1\n" + REMOVAL).removals_frame()
    assert frame.select("territory_id", "network", "removal_id").unique().rows() == [
        ("commune:38185", "facebook", "retrait-1")
    ]
    assert set(frame["subject_hash"]) == {subject_hash("facebook:exemple"), subject_hash("facebook#native:7")}
    assert not any("exemple" in str(cell) for row in frame.rows() for cell in row)


def test_no_file_and_an_empty_one_correct_nothing(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "nulle-part.yaml") == Corrections()
    assert read(tmp_path, "version: 1\ncorrections: []\nremovals:\n") == Corrections()


def test_the_file_of_the_project_can_be_read() -> None:
    read_corrections(ROOT / "data" / "reference" / "corrections.yaml")


def test_the_example_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    text = (ROOT / "data" / "reference" / "README.md").read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    found = read(tmp_path, example)
    assert len(found.decisions) >= 2 and found.removals


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version: 1", "version: 2", "key version: 2 is not known"),
        ("version: 1", "version: 1\nnotes: x", "holds version, corrections and removals"),
        ("set_main", "set_mayor", "2026-11-grenoble-facebook, key action: 'set_mayor' is not one of"),
        ("set_main", "ours", "key action: 'ours' is not one of"),
        ("commune:38185", "Grenoble", "key territory: 'Grenoble' is no territory"),
        ("facebook:https://www.facebook.com/VilleDeGrenoble", "myspace:ville", "key network: 'myspace'"),
        ("www.facebook.com/VilleDeGrenoble", "www.facebook.com/sharer.php?u=x", "is no account of facebook"),
        ("from: 2026-10", "from: octobre", "key from: 'octobre' is not a month; write 2026-10"),
        ("until: 2027-03", "until: 2026-09", "key until: 2026-09 is before from (2026-10)"),
        ("date: 2026-11-04", "date: hier", "key date: 'hier' is not a day"),
        ("evidence: https", "evidence: ftp", "key evidence: 'ftp://www.grenoble.fr/contact' is not the address"),
        ("role: relecture", "role: Jeanne", "key role: 'Jeanne' is not one of relecture, recherche, collectivite"),
        ("    role: relecture\n", "", "key role: it is missing"),
        ("reason_fr", "raison", "key raison: it is not known; known keys are id, action"),
        ("evidence_codes: E4", "followers: 3", "key expect.followers: it is not known; known keys are main_account"),
        ("until: 2027-03", "value: x", "key value: set_main takes none"),
        ("action: set_main", "action: reassign", "key value: it is missing"),
        ("action: set_main", "action: set_scope\n    value: sport", "key value: 'sport' is not one of etat"),
        ("action: set_main", "action: add_site\n    value: https://a.fr", "add_site is about a site"),
        ("corrections:\n", "corrections:\n  - mot\n", "corrections, nº 1, is not a list of keys"),
        (GOOD, GOOD + GOOD.partition("corrections:\n")[2], "key id: it is given twice"),
        ("corrections:", "corrections: [", "not a YAML file"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named_by_id_and_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert "corrections.yaml" in str(caught.value) and told in str(caught.value)


def test_a_removal_with_a_name_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="removals, retrait-1, key subjects: a list of hashes"):
        read(tmp_path, "version: 1\n" + REMOVAL.replace(subject_hash("facebook:exemple"), "facebook:exemple"))
    with pytest.raises(InputError, match="removals, retrait-1, key reference: it is missing"):
        read(tmp_path, "version: 1\n" + REMOVAL.replace("reference: registre 2026-001", "reference:"))


def test_every_wrong_entry_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("set_main", "x") + REMOVAL.replace("facebook\n", "minitel\n")
    with pytest.raises(InputError, match=r"key action.*retrait-1, key network"):
        read(tmp_path, text)
