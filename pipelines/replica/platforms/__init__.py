"""The platforms of the simulated web: each module of this folder that does not begin with `_` declares one."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from pipelines.replica.platform import Platform


def _found() -> tuple[Platform, ...]:
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    found: list[Platform] = [import_module(f"{__name__}.{name}").PLATFORM for name in names]
    return tuple(sorted(found, key=lambda platform: platform.rank))


PLATFORMS: Final = _found()
BY_NAME: Final = {platform.name: platform for platform in PLATFORMS}
