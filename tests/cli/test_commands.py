"""The command line as a whole: every command explains itself and can answer in JSON; how each ends is written down."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from pipelines import cli
from pipelines.cli import editions, options, steps
from pipelines.conduct import Conducted
from pipelines.console import console
from pipelines.model.errors import BarometreError, GateError, InputError, Locked
from pipelines.model.exit_codes import EXIT_CODES_FR, ExitCode
from pipelines.model.months import Month
from pipelines.orchestration.run import StepOutcome
from pipelines.stages.show import comparison_rows

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
RUN = CliRunner()
SERVERS = ("replica",)


def commands() -> Iterator[tuple[str, Any]]:
    root = typer.main.get_command(cli.app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        for inner, one in getattr(command, "commands", {"": command}).items():
            yield f"{name} {inner}".strip(), one


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_explains_itself_and_can_answer_in_json(name: str, command: Any) -> None:
    assert re.search(r"[a-zé]", command.get_short_help_str()), "a line of help"
    assert all(parameter.help for parameter in command.params), "a line for each option"
    assert f"barometre {name}" in README
    assert name == "claim" or f"barometre {name}" in command.help, "an example of it"
    if name not in SERVERS:
        assert any("--json" in parameter.opts for parameter in command.params)


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_a_help_has_no_word_of_python_and_no_broken_line(name: str, command: Any) -> None:
    shown = RUN.invoke(cli.app, [*name.split(), "--help"], terminal_width=80).stdout
    assert not re.search(r"<(bool|str|int|path|list)\b|… +│", shown.replace("<texte>…", "")), "types, cut values"
    assert "\n" not in command.help.replace("\n\n", ""), "paragraphs fill the width that there is"


def test_exit_codes_are_written_in_the_help_and_the_readme() -> None:
    shown = " ".join(RUN.invoke(cli.app, ["--help"], terminal_width=2000).stdout.split())
    for code, text in EXIT_CODES_FR.items():
        assert f"{int(code)} {text}" in shown
        assert re.search(rf"\| {int(code)} \|", README)
    assert set(EXIT_CODES_FR) == set(ExitCode)


class Steps(list[tuple[Any, ...]]):
    """What the commands asked to be done."""

    def conduct(self, _: Any, months: Sequence[Month], networks: Any, names: Any, kind: str, **__: Any) -> Conducted:
        self.append((",".join(map(str, months)), networks, ",".join(names), kind))
        return Conducted(ExitCode.FAILED)


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["collect", "--month", "2026-10", "--network", "x"], ("2026-10", ["x"], "collect", "provisional")),
        (["parse", "--month", "2026-10,2026-09"], ("2026-09,2026-10", None, "parse", "provisional")),
        (["compute", "--month", "2026-09", "--month", "2026-10"], ("2026-09,2026-10", None, "compute", "provisional")),
        (["publish", "--month", "2026-10"], ("2026-10", None, "publish", "provisional")),
        (["run", "--month", "2026-10", "--steps", "publish,parse"], ("2026-10", None, "parse,publish", "provisional")),
    ],
)
def test_a_step_is_a_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], asked: tuple[Any, ...]
) -> None:
    done = Steps()
    monkeypatch.setattr(steps, "conduct", done.conduct)
    result = RUN.invoke(cli.app, [*arguments, "--web", "replica", "--data-dir", str(tmp_path), "--json"])
    assert done == [asked]
    assert result.exit_code == ExitCode.FAILED
    told = json.loads(result.stdout)
    assert (told["exit_code"], told["steps"], told["places"][0]["site"]) == (1, [], None)
    assert "n’est pas publié" in result.stderr


@pytest.mark.parametrize(("success", "is_told"), [(True, True), (False, False)])
def test_an_edition_of_an_earlier_run_is_no_result_of_one_that_failed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, success: bool, is_told: bool
) -> None:
    (tmp_path / "editions" / "2026-10").mkdir(parents=True)
    outcome = StepOutcome("publish", (Month(2026, 10),), success, "run", 1.0)
    failed = set() if success else {Month(2026, 10)}
    done = Conducted(ExitCode.DONE if success else ExitCode.FAILED, [outcome], failed=failed)
    monkeypatch.setattr(steps, "conduct", lambda *_, **__: done)
    result = RUN.invoke(cli.app, ["publish", "--month", "2026-10", "--data-dir", str(tmp_path), "--json"])
    (place,) = json.loads(result.stdout)["places"]
    assert (place["site"] is not None, place["duckdb"] is not None) == (is_told, is_told)
    assert place["warehouse"] and ("Site" in result.stderr) is is_told


@pytest.mark.parametrize("texts", [[], [" , "], ["octobre"], ["2026-13"]])
def test_what_is_no_month_is_refused(texts: list[str]) -> None:
    with pytest.raises(InputError, match=r"2026-10|is not a month"):
        options.months_of(texts)


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError("faux"), 2), (GateError("fermée"), 1), (Locked("tenue"), 5), (BarometreError("autre"), 2)],
)
def test_an_error_is_one_message_and_the_exit_code_of_its_kind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BarometreError, code: int
) -> None:
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", refuse)
    for is_json in (False, True):
        monkeypatch.setattr(console, "stderr", is_json)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == code
        out, err = capsys.readouterr()
        assert str(error) in err
        assert (json.loads(out) if is_json else out) == ({"error": str(error), "exit_code": code} if is_json else "")


def test_a_world_that_does_not_exist_is_refused_and_paths_are_those_of_who_types(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="--web lune : choisir live ou replica"):
        options.settings_of(web="lune")
    monkeypatch.chdir(tmp_path)
    settings = options.settings_of(data_dir=Path("ici"), roster="liste.csv")
    assert (settings.data, settings.roster) == (tmp_path / "ici", str(tmp_path / "liste.csv"))


def test_a_name_that_is_no_edition_deletes_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "rerun" / "kept"
    kept.mkdir(parents=True)
    for name in ("..", "../..", ".", "kept"):
        result = RUN.invoke(cli.app, ["rerun", name, "--data-dir", str(tmp_path)])
        assert isinstance(result.exception, InputError)
        assert kept.is_dir()


def test_the_study_beside_what_was_measured_is_told_in_words(data: Path, tmp_path: Path) -> None:
    base = tmp_path / "barometre.duckdb"
    shutil.copy(data / "warehouse" / "barometre.duckdb", base)
    with duckdb.connect(str(base)) as con:
        con.execute(
            """INSERT INTO barometer.comparison BY NAME SELECT 'both' AS figure_id, '2013-03' AS date,
            DATE '2013-03-01' AS month, network, 'all' AS stratum, 'copresence_rate' AS indicator,
            'unknown' AS aggregation, 49.0 AS published_value, 1234.5 AS measured_value, '%' AS unit,
            'differs' AS verdict, 'Une étude' AS source FROM (SELECT unnest(['facebook+x', 'all']) AS network)"""
        )
    assert [cells[2:6] for cells in comparison_rows(base)] == [
        ["tous réseaux", "Ensemble", "49,0\u202f%", "1\u202f234,5\u202f%"],
        ["Facebook et X (Twitter)", "Ensemble", "49,0\u202f%", "1\u202f234,5\u202f%"],
    ]


def test_a_list_of_hundreds_says_how_many_are_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("quiet", "stderr"):
        monkeypatch.setattr(editions.console, name, False)
    editions._tell_some("diffère", [f"data[{number}].csv" for number in range(200)])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 13 and lines[0] == "diffère data[0].csv"
    assert lines[-1] == "diffère … et 188 autres (--json les donne toutes)"
