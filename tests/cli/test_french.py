"""Errors are raised in English and told in French; what failed says no place of results."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.cli import steps
from pipelines.conduct import Conducted
from pipelines.console import console, tell_outcomes
from pipelines.french import in_french
from pipelines.model.errors import BarometreError, InputError, WarehouseError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month
from pipelines.orchestration.run import StepOutcome
from pipelines.warehouse import seal
from pipelines.warehouse.connect import _explain, connect

RUN = CliRunner()
ROOT = Path(__file__).resolve().parents[2]


def test_a_base_that_is_not_there_is_told_in_french(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError) as raised:
        connect(tmp_path / "rien.duckdb", read_only=True)
    assert in_french(str(raised.value)).startswith(f"{tmp_path}/rien.duckdb : il n’y a pas de fichier DuckDB ici")


def test_a_month_that_is_none_and_a_base_that_is_held_are_told_in_french() -> None:
    with pytest.raises(InputError) as raised:
        Month.parse("octobre")
    assert in_french(str(raised.value)) == "'octobre' n’est pas un mois : l’écrire 2026-10"
    held = _explain(Path("b.duckdb"), "Conflicting lock is held in /usr/bin/python3.11 (PID 4242).")
    assert held != in_french(held) and "tenu par le processus 4242" in in_french(held)


OTHER = {"index.html": "b", "presence/presence.csv": "b"}
PUBLISH = "publier un erratum (barometre erratum 2026-10 --reason …)."
ONE = "1 (presence/presence.csv)."


@pytest.mark.parametrize(
    ("kind", "figures", "told"),
    [
        (
            "definitive",
            OTHER,
            f"et une édition définitive n’est jamais réécrite : {PUBLISH} Parties qui diffèrent : {ONE}",
        ),
        (
            "provisional",
            OTHER,
            f"celle-ci est provisoire : {PUBLISH} Outre la sorte d’édition, tables et figures qui diffèrent : {ONE}",
        ),
        (
            "provisional",
            {"index.html": "b", "edition/about.csv": "b"},
            "seule la sorte d’édition diffère (provisoire) ; il n’y a rien à publier.",
        ),
    ],
)
def test_a_sealed_edition_is_told_in_french(tmp_path: Path, kind: str, figures: dict[str, str], told: str) -> None:
    sealed, draft = tmp_path / "2026-10", tmp_path / ".draft-2026-10"
    first = {"index.html": "a", "presence/presence.csv": "a", "edition/about.csv": "a"}
    for folder, own, files in ((sealed, "definitive", first), (draft, kind, first | figures)):
        folder.mkdir()
        manifest = {"edition": {"kind": own}, "files": files, "tables": {}, "not_reproducible": []}
        (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BarometreError) as raised:
        seal._keep_sealed(sealed, draft)
    kept = f"Ce qui fut fait reste dans {draft} jusqu’à la prochaine préparation de ce mois"
    french = in_french(str(raised.value))
    assert french.startswith(f"{sealed} est scellée")
    assert french.endswith(f"{told} {kept}")


ERRORS = {
    "BarometreError", "ConfigError", "InputError", "ReferenceDataError", "ArchiveError", "WarehouseError", "Locked",
    "Refused", "GateError", "ReplicaError", "LineRefused", "_Refused", "BrokenRecord", "CountError",
}  # fmt: skip
_VALUE = re.compile(r"\{(\w+)\}")
_FRENCH = re.compile(r"[àâçéèêëîïôûù’«»…]| [:;?!] |\b(?:aucune?|choisir)\b")


def texts_of(node: ast.expr, known: dict[str, ast.expr]) -> str | None:
    """What an error says, with `7` for each value; None when it is nothing but a value."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(texts_of(part, known) or "7" for part in node.values)
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name) and node.value.id in known:
        return texts_of(known[node.value.id], known)
    return None


def raised() -> Iterator[tuple[str, str]]:
    for path in sorted([*ROOT.glob("pipelines/**/*.py"), *ROOT.glob("dashboards/**/*.py")]):
        tree = ast.parse(path.read_text("utf-8"))
        known = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant | ast.JoinedStr)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                text = texts_of(node.args[0], known)
                if text is not None and re.search(r"[a-z]{2}", text):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def test_every_error_that_is_raised_has_its_french() -> None:
    found = list(raised())
    assert len(found) > 200
    assert [(place, text) for place, text in found if not _FRENCH.search(text) and in_french(text) == text] == []


def test_every_sentence_of_the_list_keeps_where_it_was() -> None:
    shelves = tomllib.loads((ROOT / "pipelines" / "french.toml").read_text("utf-8"))
    for english, french in [*shelves["places"].items(), *shelves["sentences"].items()]:
        given, kept = set(_VALUE.findall(english)), set(_VALUE.findall(french))
        assert kept <= given and {"path", "line", "why"} & given <= kept, english


def test_a_place_is_told_before_the_sentence_and_each_part_of_a_list() -> None:
    line = "r.csv, line 3: network 'facebok' is not known: write one of x"
    assert in_french(line) == "r.csv, ligne 3 : network 'facebok' n’est pas connu : écrire l’un de x"
    both = f"/a b/r.csv: no line could be kept; the first says: {line}"
    assert in_french(both) == f"/a b/r.csv : aucune ligne n’est gardée ; la première dit : {in_french(line)}"
    keys = "c.yaml: corrections, c1, key date: it is missing; corrections, c2, key role: 'z' is not one of a, b"
    assert in_french(keys) == (
        "c.yaml : corrections, c1, clé date : elle manque ; corrections, c2, clé role : 'z' n’est pas l’un de a, b"
    )


def test_what_nobody_translated_stays_as_it_is() -> None:
    assert in_french("a/b: something else") == "a/b: something else"
    report = "\n".join(f"- `rule_{number}`: rows (f, line {number}: it is missing; x)" for number in range(500))
    assert in_french(report) == report, "a report of gates is no sentence"


def test_the_message_of_a_command_is_the_french_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: object) -> None:
        raise InputError("'octobre' is not a month: write it as 2026-10")

    monkeypatch.setattr(cli, "app", refuse)
    for is_json in (False, True):
        monkeypatch.setattr(console, "stderr", is_json)
        with pytest.raises(SystemExit):
            cli.main()
        out, err = capsys.readouterr()
        assert "'octobre' n’est pas un mois" in err and "is not" not in err
        assert not is_json or json.loads(out)["error"].startswith("'octobre' n’est pas un mois")


def test_what_stops_every_network_alike_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    full = "this machine: No space left on device; barometre doctor says what is missing"
    outcome = StepOutcome("collect", (Month.parse("2026-10"),), False, "run", 0.1, errors=[full, "autre", full])
    assert not tell_outcomes([outcome])
    told = capsys.readouterr().err.splitlines()
    assert told == ["cette machine : le disque est plein ; barometre doctor dit ce qui manque", "autre"]


@pytest.mark.parametrize("success", [True, False])
def test_a_month_that_failed_says_no_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, success: bool) -> None:
    outcome = StepOutcome("publish", (Month.parse("2026-10"),), success, "run", 0.1)
    failed = set() if success else {Month.parse("2026-10")}
    done = Conducted(ExitCode.DONE if success else ExitCode.FAILED, [outcome], failed=failed)
    monkeypatch.setattr(steps, "conduct", lambda *_, **__: done)
    asked = ["publish", "--month", "2026-10", "--web", "replica", "--data-dir", str(tmp_path)]
    assert "2026-10 n’est pas publié" in RUN.invoke(cli.app, asked).stdout
    (tmp_path / "editions" / "2026-10").mkdir(parents=True)
    result = RUN.invoke(cli.app, asked)
    assert result.exit_code == done.code
    assert ("Site" in result.stdout) is success and "n’est pas publié" not in result.stdout
