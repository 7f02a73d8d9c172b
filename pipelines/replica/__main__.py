"""`python -m pipelines.replica --port 0`: serve the simulated web on loopback until killed or standard input closes."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
from pathlib import Path

from pipelines.replica.scene_names import TODAY, TRAPS
from pipelines.replica.server import serve
from pipelines.replica.territory import ROSTERS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--rosters", type=Path, default=ROSTERS, help="folder of the rosters of the scenes")
    parser.add_argument("--today", choices=(TODAY, TRAPS), default=TODAY, help="scene of the months after 2013")
    options = parser.parse_args()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # the world that it holds has no cycles worth looking for at each page
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, options.rosters, options.today))


if __name__ == "__main__":
    main()
