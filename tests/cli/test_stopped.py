"""A command that stops short: one sentence in French, on stderr, with the exit code of its kind; never a traceback."""

from __future__ import annotations

import errno
import json
import re
import sys
from pathlib import Path

import pytest

from pipelines import cli, conduct
from pipelines.cli import steps
from pipelines.config import Settings
from pipelines.console import console
from pipelines.model.errors import InputError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month

ENGLISH = re.compile(r"\b(missing|requires|no such|did you mean|invalid|error|for help|is not|usage)\b", re.I)


def stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *asked: str, code: int = 2
) -> tuple[str, str]:
    """What the command said on stdout and stderr."""
    monkeypatch.setattr(sys, "argv", ["barometre", *asked])
    monkeypatch.setattr(console, "stderr", False)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    out, err = capsys.readouterr()
    assert ended.value.code == code, err
    assert "Traceback" not in out + err
    return out, err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["run"], "il manque l’option --month ; aide : barometre run --help"),
        (["run", "--month"], "l’option --month attend une valeur"),
        (["run", "--mois", "2026-10"], "l’option --mois n’existe pas : voulait-on --month"),
        (["demo", "--foo"], "l’option --foo n’existe pas ; aide : barometre demo --help"),
        (["runn"], "la commande runn n’existe pas : voulait-on 'run'"),
        (["run", "--month", "2026-10", "--kind", "finale"], "--kind : 'finale' n’est pas de ceux-ci : 'provisional'"),
        (["seal"], "il manque « MOIS »"),
        (["diff", "2026-09"], "il manque « APRÈS »"),
        (["status", "2026-10"], "de trop : 2026-10"),
        (["roster draw", "a.csv", "--size", "abc"], "--size : un nombre entier est attendu"),
        (["roster draw", "a.csv", "--size", "9", "--floor", "0"], "--floor : 1 au moins"),
        (["claim", "56 %", "--stock", "-5"], "--stock -5 : un nombre d’abonnés n’est pas négatif"),
        (["claim", "56 %", "--date", "mars"], "--date mars : l’écrire 2013-03, ou 2013"),
        (["claim", "56 %", "--indicator", "rien"], "--indicator rien : choisir parmi"),
        (["plan", "--month", "1990-01"], "1990-01 n’est pas un mois du baromètre : ils vont de 2000-01 à 2100-12"),
        (["run", "--month", "2099-01"], "2099-01 n’a pas commencé : le dernier mois que l’on peut demander est"),
        (["run", "--month", "2011-01"], "2011-01 : le premier mois du baromètre est 2012-03"),
        (["run", "--month", "2026-10", "--on", "2026-12-01"], "2026-12-01 n’est ni de 2026-10, ni du mois d’après"),
        (["backfill", "--network", "x", "--from", "2099-01", "--to", "2099-02"], "2099-01 n’a pas commencé"),
        (["roster show", "RIEN"], "'RIEN' n’est pas une liste : choisir parmi DEMO2026"),
        (
            ["roster draw", "/nulle/part.csv", "--size", "9"],
            "/nulle/part.csv : le dossier /nulle n’existe pas ; le créer d’abord",
        ),
    ],
)
def test_what_is_wrongly_typed_is_told_in_french(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    for is_json in (False, True):
        out, err = stopped(monkeypatch, capsys, *asked[0].split(), *(["--json"] if is_json else []), *asked[1:])
        text = err.removeprefix("Erreur : ").strip()
        assert text.startswith(told), text
        assert not ENGLISH.search(text), text
        assert (json.loads(out) if is_json else out) == ({"error": text, "exit_code": 2} if is_json else "")


def test_a_setting_that_cannot_be_read_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name, value, told in (
        ("BAROMETRE_CONCURRENCY", "beaucoup", "BAROMETRE_CONCURRENCY : un nombre entier est attendu"),
        ("BAROMETRE_SITE_URL", "exemple.fr", "BAROMETRE_SITE_URL : une adresse est attendue : https://…"),
    ):
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            assert told in stopped(patched, capsys, "status")[1]
    (tmp_path / "data").touch()
    _, err = stopped(monkeypatch, capsys, "status", "--data-dir", str(tmp_path / "data"))
    assert "est un fichier : donner un dossier de données (--data-dir)" in err


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "/data"),
            5,
            "/data : l’accès est refusé ; barometre",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), 5, "cette machine : le disque est plein"),
        (KeyError("colonne"), 1, "imprévu (KeyError : 'colonne')"),
        (KeyboardInterrupt(), 130, "interrompu (Ctrl-C) ; la même commande reprend où elle en était"),
    ],
)
def test_what_nobody_foresaw_is_a_sentence_and_a_file(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    error: BaseException,
    code: int,
    told: str,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(steps, "conduct", refuse)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    out, err = stopped(monkeypatch, capsys, "parse", "--month", "2026-10", "--json", code=code)
    assert told in err and json.loads(out)["exit_code"] == code
    files = list(tmp_path.glob("barometre-*.txt"))
    assert [str(path) in err for path in files] == ([True] if code == ExitCode.FAILED else [])
    assert all("Traceback" in path.read_text("utf-8") for path in files)


@pytest.mark.parametrize(
    ("step", "web", "month", "told"),
    [
        ("parse", "replica", "2026-10", "2026-10 n’est pas collecté : barometre collect --month 2026-10 d’abord"),
        ("compute", "replica", "2026-10", "2026-10 n’est pas lu : barometre parse --month 2026-10 d’abord"),
        ("collect", "live", "2013-03", "2013-03 est passé, et les pages d’aujourd’hui ne diraient rien de lui"),
    ],
)
def test_a_step_without_the_one_before_is_refused_at_once(
    tmp_path: Path, step: str, web: str, month: str, told: str
) -> None:
    settings = Settings(web=web, data_dir=tmp_path)  # type: ignore[arg-type]
    with pytest.raises(InputError) as refused:
        conduct.conduct(settings, [Month.parse(month)], None, (step,), "provisional", publish=None, keep_history=False)
    assert told in str(refused.value) and not list(tmp_path.iterdir())
