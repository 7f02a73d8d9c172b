"""Fixtures shared by the whole suite: a replica, and one finished demo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support import Demo, run_barometre


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
