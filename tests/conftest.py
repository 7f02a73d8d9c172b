"""Fixtures shared by the whole suite: a replica, and one finished demo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from samples.measure import lines, measure
from samples.reading import agreement
from support import ROOT, Demo, run_barometre

from pipelines.config import Settings

RECORDINGS = ROOT.parent / "shared" / "samples"

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines what this machine left out, and how to get it."""
    left_out = []
    if Settings().chromium is None:
        left_out.append("browser tests and PNG figures: no Chromium was found; on Debian: apt-get install chromium")
    if not RECORDINGS.is_dir():
        left_out.append("recordings of third parties: they are not part of the project and are not on this machine")
    if "not long" in str(terminalreporter.config.option.markexpr):
        left_out.append(
            "journeys of minutes (demo, doors, traps, lists, retention, imports, archives, pages): make long"
        )
    elif shutil.which("java") is None:
        left_out.append("the validator of the W3C: no Java was found; on Debian: apt-get install default-jre-headless")
    for line in left_out:
        terminalreporter.write_line(f"left out: {line}", yellow=True)
    if any("indicators/test_classifiers.py" in report.nodeid for report in terminalreporter.getreports("passed")):
        for line in lines(measure()):
            terminalreporter.write_line(line)
    if any("samples/test_samples.py" in report.nodeid for report in terminalreporter.getreports("passed")):
        for label in ("topic", "animation"):
            value, count = agreement(label)
            terminalreporter.write_line(f"labelled twice: {label}, Cohen's kappa {value:.2f} on {count} texts")


@pytest.fixture(scope="session")
def replica_url() -> Iterator[str]:
    """The base address of a replica that runs as long as the session."""
    from pipelines.replica.process import running_replica

    with running_replica() as url:
        yield url


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The whole demo, run once per session (tests that use it share an xdist group)."""
    data = tmp_path_factory.mktemp("demo")
    done = run_barometre("demo", data=data)
    return Demo(data, done.stdout + done.stderr, done.returncode)
