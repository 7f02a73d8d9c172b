"""Resources: the world that a run visits, opened once per process and shared by the assets of a run."""

from collections.abc import Iterator

import dagster as dg

from pipelines.config import Settings
from pipelines.stages.world import World, open_world


def world_resource(settings: Settings | None = None, world: World | None = None) -> dg.ResourceDefinition:
    """The resource `world`. A test or the command line hands in its own; otherwise the environment decides."""

    @dg.resource(description="The web that is visited (live, or simulated on loopback), its clock, tokens and roster.")
    def resource(_: dg.InitResourceContext) -> Iterator[World]:
        if world is not None:
            yield world
            return
        with open_world(settings or Settings()) as opened:
            yield opened

    return resource
