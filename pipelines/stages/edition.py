"""Gates, export, site, seal: a month becomes an edition, or says why it does not."""

from __future__ import annotations

import shutil
from pathlib import Path

from dashboards.build import build_site
from pipelines.config import VERSION
from pipelines.model.fields import CONTRACT_VERSION
from pipelines.model.months import Month
from pipelines.stages import gates, provenance
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.export import export_edition
from pipelines.warehouse.published import Kind
from pipelines.warehouse.seal import publish, write_manifest


def draft_dir(world: World, month: Month) -> Path:
    """Where an edition is prepared, out of readers' sight."""
    return world.settings.editions_dir / f".draft-{month}"


def export_files(world: World, month: Month, kind: Kind) -> StepReport:
    """Hold every gate, then write the files of analysts, and what they were made from.

    Raises:
        GateError: a gate refused the month; nothing was written and `latest` did not move.
    """
    held = gates.hold(world, month)
    draft = draft_dir(world, month)
    shutil.rmtree(draft, ignore_errors=True)
    exported = export_edition(
        world.settings.warehouse_path,
        draft,
        month=month,
        kind=kind,
        is_simulated=world.settings.is_simulated,
        version=CONTRACT_VERSION,
    )
    provenance.write(world, draft, month, kind)
    return StepReport("export", rows=exported.rows, facts={"expectations": held, "software": VERSION})


def build_pages(world: World, month: Month) -> StepReport:
    """Build the site on the exported copy."""
    draft = draft_dir(world, month)
    built = build_site(draft / f"barometre-{month}.duckdb", draft, with_png=world.settings.chromium is not None)
    problems = list(built.warnings)
    return StepReport("site", facts={"pages": len(built.pages), "files": len(built.files)}, problems=problems)


def publish_edition(world: World, month: Month, kind: Kind) -> StepReport:
    """Seal the draft with its manifest and put it where readers look."""
    draft = draft_dir(world, month)
    write_manifest(draft)
    published = publish(draft, world.settings.editions_dir, month=month, kind=kind)
    return StepReport("publish", facts={"edition": str(published)})
