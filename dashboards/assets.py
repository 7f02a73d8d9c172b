"""Copies what pages load into the site: style, scripts, the part of plotly.js that figures need, its licences."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from dashboards.contours import Contours
from dashboards.export import contours_script, palette_script, write_text

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
BUNDLE: Final = HERE / "vendor" / "plotly" / "plotly-barometre.min.js"
"""plotly.js with the traces that figures draw, built by `make bundle` from the lock file beside it."""
LICENCES: Final = BUNDLE.with_name("plotly-barometre.LICENSES.txt")


def copy_assets(out: Path, contours: tuple[Contours, ...]) -> list[Path]:
    """Write `<out>/assets`: every file is served from the site's own origin, nothing is fetched from elsewhere."""
    folder = out / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    lent = [*sorted(path for path in STATIC.iterdir() if path.is_file()), BUNDLE, LICENCES]
    written = [Path(shutil.copyfile(path, folder / path.name)) for path in lent]
    written.append(write_text(folder / "palette.js", palette_script()))
    return written + [write_text(folder / f"contours-{item.name}.js", contours_script(item)) for item in contours]
