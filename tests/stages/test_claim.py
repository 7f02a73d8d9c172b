"""`barometre claim`: what the command line tells, and the four ways it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.cli.method import HELP
from pipelines.model.errors import InputError
from pipelines.stages.claim import Told, examine, published

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["barometre", "claim", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(str(ended.value.code))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["56,7 %", "--n", "176"], 0, "moyenne de 3 taux arrondis : possible, somme 170"),
        (["56,7 %", "--n", "176", "--mode", "pooled"], 1, "impossible sur 176"),
        (["56,7 %", "--n", "26+50+100"], 0, "soit 17 sur 26, 24 sur 50, 57 sur 100 ; 969 décompositions"),
        (["56,7 %", "--strata", "3", "--date", "1999"], 0, "moyenne de 3 taux arrondis : possible, somme 170"),
        (["56,7 %", "--strata", "26,50,100"], 0, "969 décompositions"),
        (["64 %", "--n", "227-229"], 0, "145 ou 146 sur 227"),
        (["96 %", "--n", "26|27", "--network", "facebook"], 0, "26 sur 27"),
        (["47 % → 72,7 %"], 1, "à mode égal : taux groupé"),
        (["+62 000 fans", "--stock", "62257"], 1, "le gain atteint 95 % du stock"),
        (["89 %", "--network", "facebook", "--on", "2026-10"], 3, "âge : 130 mois en 10/2026 ; chiffre ancien"),
        (["49 %", "--n", "176", "--a", "116", "--b", "98", "--any", "123"], 1, "or 49 % donne 86 ou 87"),
        (["60,67 %", "--n", "176", "--decimals", "1"], 0, "possible, somme 182"),
        (["89 % ici ; 5 % là"], 3, "non examiné : 5 %"),
        (["rien"], 3, "aucun chiffre n’est reconnu"),
        (["-3 000 fans", "--stock", "10000"], 0, "une perte possible"),
        (["47 %", "--network", "facebook"], 3, "non testable : il manque une base"),
    ],
)  # fmt: skip
def test_the_answer_and_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    assert run(monkeypatch, *arguments) == code
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["56,7 %", "--n", "zero"], "--n zero"),
        (["56,7 %", "--n", "0"], "--n 0"),
        (["56,7 %", "--strata", "26,x"], "--strata 26,x"),
        (["56,7 %", "--n", "176", "--strata", "26,50"], "la somme est 76"),
        (["56,7 %", "--mode", "moyenne"], "choisir parmi pooled"),
        (["56,7 %", "--network", "myspace"], "choisir parmi"),
        (["56,7 %", "--decimals", "9"], "de 0 à 6"),
        (["56,7 %", "--n", "99999999"], "sept chiffres au plus"),
        (["56,7 %", "--on", "demain"], "2026-10"),
        (["56,7 %", "--a", "3"], "--a et --b vont ensemble"),
        (["56,7 %", "--any", "3"], "vont avec --a et --b"),
        (["56,7 %", "--a", "-3", "--b", "4"], "négatif"),
        (["56,7 %", "--base", "176"], "--base"),
    ],
)
def test_bad_usage_ends_with_2_and_says_what_to_write(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(monkeypatch, *arguments) == 2
    assert words in " ".join(capsys.readouterr().err.split())


def test_json_holds_the_same_facts() -> None:
    result = CliRunner().invoke(cli.app, ["claim", "72,7 %", "--n", "176", "--json"])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["exit_code"], told["verdict"], told["kind"]) == (0, 0, "possible", "share")
    pooled, mean, printed, age = told["lines"]
    assert (pooled["base"], pooled["counts"]) == (176, [128])
    assert (mean["sums"], mean["decompositions"]) == ([218], 474)
    assert (printed["source"], printed["date"]) == ("edgar-quinet.fr communique 08/10/2013", "2013-03")
    assert age["is_stale"] is True


def test_exit_codes_are_documented_where_they_are_looked_for() -> None:
    readme = (REFERENCE.parents[1] / "README.md").read_text("utf-8")
    shown = " ".join(CliRunner().invoke(cli.app, ["claim", "--help"], terminal_width=300).stdout.split())
    for text in (" ".join(HELP.split()), shown):
        assert "Code de sortie : 0 une lecture au moins est possible" in text
        assert "1 impossible ou contredit ; 2 mauvais usage ; 3 non testable" in text
    assert "`barometre claim` ends with 0" in readme
    assert "1 (impossible or contradicted), 2 (bad usage) or 3 (not testable:" in readme


def test_every_printed_figure_has_a_french_label() -> None:
    figures = published(REFERENCE)
    assert len(figures) == 141
    assert not [each for each in figures if "_" in each.label_fr]


def test_a_date_narrows_what_is_recognised() -> None:
    all_of_them = examine(REFERENCE, "47 %", Told())
    one = examine(REFERENCE, "47 %", Told(date="2012-03", indicator="presence_rate"))
    assert len([line for line in all_of_them.lines if line.topic == "imprimé"]) > 1
    assert [line.facts["date"] for line in one.lines if line.topic == "imprimé"] == ["2012-03"]
    with pytest.raises(InputError):
        examine(REFERENCE, "47 %", Told(on="2012"))


def test_a_network_that_the_text_names_is_that_of_the_figures_it_quotes() -> None:
    """72,7 % was printed of Facebook: not what a sentence on Twitter quotes."""
    networks = {
        line.facts["network"]
        for line in examine(REFERENCE, "Trois quarts des régions sur Twitter", Told()).lines
        if "network" in line.facts
    }
    assert networks == {"x"}
    assert examine(REFERENCE, "La part sur Instagram a bondi de 12 points", Told()).exit_code == 3
    assert examine(REFERENCE, "89 % republient leur website", Told()).lines != ()
