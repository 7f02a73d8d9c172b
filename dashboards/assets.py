"""Copies what pages load into the site: style, scripts, plotly.js of the installed package, licences beside them."""

from __future__ import annotations

import shutil
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Final

from dashboards.contours import Contours
from dashboards.export import contours_script, palette_script, write_text
from pipelines.model.errors import ConfigError

STATIC: Final = Path(__file__).parent / "static"


def copy_assets(out: Path, contours: tuple[Contours, ...]) -> list[Path]:
    """Write `<out>/assets`: every file is served from the site's own origin, nothing is fetched from elsewhere."""
    folder = out / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    written = [Path(shutil.copyfile(path, folder / path.name)) for path in sorted(STATIC.iterdir()) if path.is_file()]
    written.append(_copy(str(files("plotly").joinpath("package_data", "plotly.min.js")), folder / "plotly.min.js"))
    written.append(_copy(_plotly_licence(), folder / "plotly.LICENSE.txt"))
    written.append(write_text(folder / "palette.js", palette_script()))
    return written + [write_text(folder / f"contours-{item.name}.js", contours_script(item)) for item in contours]


def _copy(source: str, target: Path) -> Path:
    return Path(shutil.copyfile(source, target))


def _plotly_licence() -> str:
    for path in metadata.files("plotly") or []:
        if path.name.upper().startswith("LICENSE"):
            return str(path.locate())
    raise ConfigError("the installed plotly package carries no licence file: reinstall it from requirements.lock")
