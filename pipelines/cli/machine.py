"""This machine: the simulated web as a server of its own."""

from __future__ import annotations

from typing import Annotated

import typer


def replica(port: Annotated[int, typer.Option(help="Port ; 0 pour en choisir un libre.")] = 0) -> None:
    """Sert le web simulé sur la boucle locale, jusqu’à Ctrl-C."""
    import asyncio

    from pipelines.replica.server import serve

    asyncio.run(serve(port))
