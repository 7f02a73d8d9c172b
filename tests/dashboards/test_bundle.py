"""The part of plotly.js that the site carries: small, whole for what is drawn, the same when it is built again."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from plotly.offline import get_plotlyjs_version

from dashboards.assets import BUNDLE
from dashboards.charts.base import Chart
from dashboards.contours import FILES, read_contours
from dashboards.pages import every_chart
from dashboards.points import placed
from dashboards.source import Edition

FOLDER = BUNDLE.parent
SOURCES = ("entry.js", "build.mjs", "package.json", "package-lock.json")
OF_CORE = {"scatter"}
NO_NETWORK = re.compile("ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|E50[0-9]")


@pytest.fixture(scope="module")
def charts(edition: Edition, contours: Path) -> list[Chart]:
    made, _ = every_chart(edition, {level: read_contours(contours, name) for level, name in FILES.items()})
    return list(made.values())


def test_the_bundle_is_what_its_checksum_says_and_weighs_600_kb_at_most() -> None:
    for line in (FOLDER / "plotly-barometre.sha256").read_text("utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name
    assert len(gzip.compress(BUNDLE.read_bytes(), 9)) <= 600_000


def test_the_bundle_holds_the_kinds_of_traces_that_are_drawn_and_no_others(charts: list[Chart]) -> None:
    entry = (FOLDER / "entry.js").read_text("utf-8")
    held = OF_CORE | set(re.findall(r'require\("plotly\.js/lib/(\w+)"\)', entry)) - {"core"}
    drawn = {trace["type"] for chart in charts for variant in chart.variants for trace in variant.figure["data"]}
    assert drawn == held


def test_the_lock_file_names_exact_versions_and_no_registry() -> None:
    asked = json.loads((FOLDER / "package.json").read_text("utf-8"))
    pins = asked["dependencies"] | asked["devDependencies"]
    locked: dict[str, Any] = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pins} == pins
    assert not [name for name, package in locked.items() if "resolved" in package]
    assert not [name for name, package in locked.items() if name and not package["integrity"].startswith("sha512-")]


def test_the_bundle_is_of_the_plotly_that_checks_figures() -> None:
    assert BUNDLE.read_text("utf-8").startswith(f"/*! plotly.js {get_plotlyjs_version()}, MIT")


def test_every_figure_is_one_for_plotly(charts: list[Chart]) -> None:
    for chart in charts:
        figure = chart.variants[0].figure
        if chart.points is not None:
            figure = placed(figure, chart.points)
        layout = figure["layout"] | {key: part for key, part in figure.get("narrow", {}).items() if key != "height"}
        go.Figure({"data": [trace | DRAWN_APART.get(trace["type"], {}) for trace in figure["data"]], "layout": layout})


DRAWN_APART: dict[str, dict[str, Any]] = {"choropleth": {"geojson": {"type": "FeatureCollection", "features": []}}}


@pytest.mark.long
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not on this machine: make bundle needs it")
def test_the_bundle_is_built_again_to_the_byte(tmp_path: Path) -> None:
    for name in SOURCES:
        shutil.copyfile(FOLDER / name, tmp_path / name)
    got = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    if got.returncode and NO_NETWORK.search(got.stderr):
        pytest.skip("the registry of npm cannot be reached from this machine")
    assert got.returncode == 0, got.stderr
    subprocess.run(["node", "build.mjs"], cwd=tmp_path, check=True, capture_output=True)
    for path in sorted(FOLDER.glob("plotly-barometre.*")):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
