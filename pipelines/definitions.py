"""What Dagster loads: `dagster dev -m pipelines.definitions`."""

from pipelines.orchestration.build import build_defs

defs = build_defs()
