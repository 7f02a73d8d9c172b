"""A replica in its own process, for the demo, the tests and the benchmarks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.model.errors import ReplicaError
from pipelines.replica.scene_names import TODAY
from pipelines.replica.territory import ROSTERS

_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 5.0


@contextmanager
def running_replica(*, port: int = 0, rosters: Path = ROSTERS, today: str = TODAY) -> Iterator[str]:
    """Start a replica of scene `today` and give its base URL (`http://127.0.0.1:PORT`); stop it at the end.

    Raises:
        ReplicaError: the process ended before it printed its address.
    """
    command = [
        sys.executable,
        "-m",
        "pipelines.replica",
        "--port",
        str(port),
        "--rosters",
        str(rosters),
        "--today",
        today,
    ]
    with subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,  # Ctrl-C is for who reads the pages: a web that ends first would be archived as gone
    ) as process:  # fmt: skip
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address.startswith("http://"):
                raise ReplicaError(f"the replica did not start ({' '.join(command)}): read its message above")
            yield address
        finally:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
