"""Gates, export, site, seal: a month becomes an edition, or says why it does not."""

from __future__ import annotations

import shutil
from pathlib import Path

from dashboards.build import build_site
from dashboards.place import Place
from pipelines.config import VERSION
from pipelines.model.fields import CONTRACT_VERSION
from pipelines.model.months import Month
from pipelines.stages import gates, provenance
from pipelines.stages.diff import published
from pipelines.stages.lasting import lasting
from pipelines.stages.report import StepReport
from pipelines.stages.root import write_root
from pipelines.stages.world import World
from pipelines.warehouse.export import export_edition
from pipelines.warehouse.published import Kind
from pipelines.warehouse.seal import publish, write_manifest


def draft_dir(world: World, month: Month) -> Path:
    """Where an edition is prepared, out of readers' sight."""
    return world.settings.editions_dir / f".draft-{month}"


def export_files(world: World, month: Month, kind: Kind) -> StepReport:
    """Hold every gate, then write the files of analysts, and what they were made from: for an edition that will be
    sealed, what may stay (`lasting`).

    Raises:
        GateError: a gate refused the month; nothing was written and `latest` did not move.
    """
    draft = draft_dir(world, month)
    with lasting(world, kind) as source:
        held = gates.hold(source, month)
        shutil.rmtree(draft, ignore_errors=True)
        exported = export_edition(
            source.settings.warehouse_path,
            draft,
            month=month,
            kind=kind,
            is_simulated=world.settings.is_simulated,
            version=CONTRACT_VERSION,
        )
        provenance.write(world, draft, month, kind, source.archive_dir)
    return StepReport("export", rows=exported.rows, facts={"expectations": held, "software": VERSION})


def build_pages(world: World, month: Month, name: str | None = None) -> StepReport:
    """Build the site on the exported copy, which will be published under `name` (the month by default), beside what was
    published of the month before."""
    draft = draft_dir(world, month)
    built = build_site(
        draft / f"barometre-{month}.duckdb",
        draft,
        with_png=world.settings.chromium is not None,
        place=Place(name or str(month), world.settings.site_url),
        former=published(world, month.plus(-1)),
    )
    problems = list(built.warnings)
    return StepReport("site", facts={"pages": len(built.pages), "files": len(built.files)}, problems=problems)


def publish_edition(world: World, month: Month, kind: Kind) -> StepReport:
    """Seal the draft with its manifest, put it where readers look, and tell it at the root of all editions."""
    draft = draft_dir(world, month)
    write_manifest(draft)
    published = publish(draft, world.settings.editions_dir, month=month, kind=kind)
    problems = write_root(world)
    return StepReport("publish", facts={"edition": str(published)}, problems=problems)
