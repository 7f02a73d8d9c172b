"""Reference tables: from data/reference and the code's own enumerations to the warehouse."""

from __future__ import annotations

from pipelines.indicators import labels
from pipelines.indicators.adoption import read_openings
from pipelines.indicators.catalogue import read_catalogue
from pipelines.indicators.classifiers import read_classifiers, read_generators
from pipelines.indicators.practice_grid import read_grid
from pipelines.indicators.statements import read_statements
from pipelines.indicators.topics import read_lexicon
from pipelines.networks import registry
from pipelines.roster import cog
from pipelines.stages import journal, removals
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse import reference_tables
from pipelines.warehouse.connect import connect
from pipelines.warehouse.load import create_tables, load_reference
from pipelines.warehouse.macros import create_macros


def load_reference_tables(world: World) -> StepReport:
    """Load every `reference.*` table whole, and today's formulas (an older file has those of its time).

    Removals come first in every run, so that all that follows honours them.

    Raises:
        InputError: the file of corrections and removals is wrong; names id and key.
    """
    frames = cog.reference_frames(world.settings.reference_dir)
    frames["reference.removals"] = removals.declare(world)
    frames["reference.network_openings"] = read_openings(world.settings.reference_dir / "network_openings.csv")
    frames[journal.TABLE] = journal.journal(world)
    frames["reference.networks"] = registry.doors_frame()
    frames["reference.indicators"] = read_catalogue(world.settings.reference_dir / "indicators.toml")
    frames |= read_statements(world.settings.reference_dir / "statements.toml")
    frames["reference.generators"] = read_generators(world.settings.reference_dir / "generators.csv")
    versions = labels.versions(read_lexicon(world.settings.reference_dir / "topics.toml"))
    frames["reference.classifiers"] = read_classifiers(world.settings.reference_dir / "classifiers.csv", versions)
    frames["reference.codes"] = reference_tables.codes()
    frames["reference.practice_grid"] = read_grid(world.settings.reference_dir / "practice_grid.toml")
    frames["reference.zones"] = reference_tables.zones()
    frames["reference.holidays"] = reference_tables.holidays()
    frames["reference.world"] = reference_tables.world(world.settings.origin)
    with connect(world.settings.warehouse_path) as con:
        create_tables(con)
        create_macros(con, anew=True)
        load_reference(con, frames)
    return StepReport(
        "reference",
        rows={name: frame.height for name, frame in frames.items()},
        preview=frames["reference.networks"].select("network", "door", "precision_fr"),
    )
