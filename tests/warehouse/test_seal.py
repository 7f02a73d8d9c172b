"""The manifest finds any change; a definitive edition is never rewritten; `latest` moves last."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from pipelines.model.errors import BarometreError
from pipelines.model.fields import CONTRACT_VERSION, PUBLISHED
from pipelines.model.months import Month
from pipelines.warehouse.export import Kind, export_edition
from pipelines.warehouse.seal import compare_editions, publish, read_manifest, verify_manifest, write_manifest

OCTOBER = Month(2026, 10)
IS_GNU = platform.libc_ver()[0] == "glibc"
Draft = Callable[..., Path]

pytestmark = pytest.mark.xdist_group("sealed")


@pytest.fixture(scope="module")
def sealed(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Month, Kind, str], Path]:
    """Exported and sealed editions, made once and copied."""
    root = tmp_path_factory.mktemp("sealed")
    made: dict[tuple[Month, Kind, str], Path] = {}

    def make(month: Month, kind: Kind, version: str) -> Path:
        if (month, kind, version) not in made:
            out = root / f"{month}-{kind}-{version}"
            export_edition(warehouse, out, month=month, kind=kind, is_simulated=True, version=version)
            write_manifest(out)
            made[month, kind, version] = out
        return made[month, kind, version]

    return make


@pytest.fixture
def draft(sealed: Callable[[Month, Kind, str], Path], tmp_path: Path) -> Draft:
    def copy(month: Month = OCTOBER, kind: Kind = "provisional", version: str = CONTRACT_VERSION) -> Path:
        return Path(shutil.copytree(sealed(month, kind, version), tmp_path / f".draft-{month}"))

    return copy


def test_the_manifest_lists_files_and_tables(draft: Draft) -> None:
    folder = draft()
    manifest = read_manifest(folder)
    assert manifest["edition"] == {
        "month": "2026-10", "kind": "provisional", "contract_version": CONTRACT_VERSION, "is_simulated": True,
    }  # fmt: skip
    assert list(manifest["files"]) == sorted(manifest["files"])
    assert "manifest.json" not in manifest["files"]
    assert manifest["tables"]["barometer.status"]["rows"] == 4
    assert manifest["tables"].keys() == {*PUBLISHED, "edition.about"}
    assert manifest["not_reproducible"] == ([] if IS_GNU else ["barometre-2026-10.duckdb"])
    assert verify_manifest(folder) == []


def test_an_analyst_finds_the_content_hash_again(draft: Draft) -> None:
    folder = draft()
    manifest = read_manifest(folder)
    with duckdb.connect(str(folder / "barometre-2026-10.duckdb"), read_only=True) as con:
        rows, mixed = con.sql(manifest["content_recipe"].format(table="barometer.presence")).fetchall()[0]
    assert manifest["tables"]["barometer.presence"] == {"rows": rows, "content": f"{mixed % 2**128:032x}"}


def test_a_second_build_compares_equal(draft: Draft, tiny: ModuleType, tmp_path: Path) -> None:
    folder, again = draft(), tmp_path / "again"
    warehouse = tiny.write(tmp_path / "barometre.duckdb")
    export_edition(warehouse, again, month=OCTOBER, kind="provisional", is_simulated=True, version=CONTRACT_VERSION)
    write_manifest(again)
    assert compare_editions(folder, again) == []
    if IS_GNU:
        assert read_manifest(folder)["files"] == read_manifest(again)["files"]
    assert "barometer/status.csv: differs" in compare_editions(folder, draft(Month(2026, 9)))


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda folder: (folder / "dictionnaire.md").unlink(), "dictionnaire.md: in the manifest, not in the folder"),
        (lambda folder: (folder / "x.txt").write_bytes(b""), "x.txt: in the folder, not in the manifest"),
        (lambda folder: (folder / "dictionnaire.csv").write_bytes(b"a"), "dictionnaire.csv: 1 bytes instead of "),
        (
            lambda folder: _flip(folder / "barometer" / "status.parquet"),
            "barometer/status.parquet: same size, other bytes",
        ),
        (lambda folder: _flip(folder / "barometre-2026-10.duckdb"), "barometre-2026-10.duckdb: same size, other bytes"),
    ],
)
def test_any_change_is_found(draft: Draft, spoil: Callable[[Path], object], problem: str) -> None:
    folder = draft()
    spoil(folder)
    (found,) = verify_manifest(folder)
    assert found.startswith(problem)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_folder_without_an_edition_is_not_sealed(tmp_path: Path) -> None:
    with pytest.raises(BarometreError, match=r"one barometre-<month>\.duckdb is expected, found none"):
        write_manifest(tmp_path)
    with pytest.raises(BarometreError, match="the edition was not sealed"):
        verify_manifest(tmp_path)


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}"])
def test_a_broken_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(BarometreError, match=r"manifest\.json: not"):
        verify_manifest(tmp_path)


def test_a_link_is_not_sealed(draft: Draft) -> None:
    folder = draft()
    (folder / "shortcut").symlink_to("dictionnaire.md")
    with pytest.raises(BarometreError, match="shortcut: a sealed edition holds no symbolic link"):
        write_manifest(folder)


def test_publication_moves_the_draft_and_points_latest(draft: Draft, tmp_path: Path) -> None:
    folder, root = draft(), tmp_path / "editions"
    published = publish(folder, root, OCTOBER, "provisional")
    assert published == root / "2026-10"
    assert not folder.exists()
    assert (root / "latest").readlink() == Path("2026-10")
    assert verify_manifest(root / "latest") == []
    assert sorted(path.name for path in root.iterdir()) == ["2026-10", "latest"]


def test_a_past_month_does_not_take_latest_back(draft: Draft, tmp_path: Path) -> None:
    root = tmp_path / "editions"
    publish(draft(), root, OCTOBER, "provisional")
    publish(draft(Month(2026, 9)), root, Month(2026, 9), "provisional")
    assert (root / "latest").readlink() == Path("2026-10")


def test_a_provisional_edition_is_replaced(draft: Draft, tmp_path: Path) -> None:
    root = tmp_path / "editions"
    publish(draft(), root, OCTOBER, "provisional")
    publish(draft(version="9.9.9"), root, OCTOBER, "provisional")
    publish(draft(kind="definitive"), root, OCTOBER, "definitive")
    assert read_manifest(root / "2026-10")["edition"]["kind"] == "definitive"
    assert sorted(path.name for path in root.iterdir()) == ["2026-10", "latest"]


def test_a_definitive_edition_is_never_rewritten(draft: Draft, tmp_path: Path) -> None:
    root = tmp_path / "editions"
    publish(draft(kind="definitive"), root, OCTOBER, "definitive")
    before = (root / "2026-10" / "manifest.json").read_bytes()
    for kind, version, told in (
        ("definitive", "9.9.9", r"never rewritten: publish an erratum.*datapackage\.json: differs"),
        ("provisional", CONTRACT_VERSION, r"nothing to publish but its kind \(provisional\)"),
    ):
        folder = draft(kind=kind, version=version)
        with pytest.raises(BarometreError, match=rf"{told}.*lies in {folder} until"):
            publish(folder, root, OCTOBER, kind)
        assert verify_manifest(folder) == []
        shutil.rmtree(folder)
    assert (root / "2026-10" / "manifest.json").read_bytes() == before


def test_the_same_definitive_edition_again_changes_nothing(draft: Draft, tmp_path: Path) -> None:
    root = tmp_path / "editions"
    publish(draft(kind="definitive"), root, OCTOBER, "definitive")
    before = (root / "2026-10").stat().st_ino
    assert publish(draft(kind="definitive"), root, OCTOBER, "definitive") == root / "2026-10"
    assert (root / "2026-10").stat().st_ino == before
    assert not (tmp_path / ".draft-2026-10").exists()


def test_what_is_not_as_sealed_is_not_published(draft: Draft, tmp_path: Path) -> None:
    folder, root = draft(), tmp_path / "editions"
    with pytest.raises(BarometreError, match="sealed as 2026-10 provisional, to be published as 2026-10 definitive"):
        publish(folder, root, OCTOBER, "definitive")
    (folder / "dictionnaire.md").unlink()
    with pytest.raises(BarometreError, match=r"not as sealed: dictionnaire\.md"):
        publish(folder, root, OCTOBER, "provisional")
    assert not (root / "latest").is_symlink()


def test_an_interrupted_replacement_is_undone(draft: Draft, tmp_path: Path) -> None:
    """Between its two renamings the old edition lies aside: the next publication puts it back, then goes on."""
    root = tmp_path / "editions"
    publish(draft(kind="definitive"), root, OCTOBER, "definitive")
    (root / "2026-10").rename(root / ".replaced-2026-10")
    with pytest.raises(BarometreError, match="never rewritten"):
        publish(draft(), root, OCTOBER, "provisional")
    assert verify_manifest(root / "2026-10") == []


def test_a_failed_rename_puts_the_old_edition_back(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "editions"
    publish(draft(), root, OCTOBER, "provisional")
    folder, rename = draft(version="9.9.9"), Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == folder:
            raise OSError(18, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(BarometreError, match=r"cannot be renamed .*Invalid cross-device link.*prepare editions under"):
        publish(folder, root, OCTOBER, "provisional")
    assert read_manifest(root / "latest")["edition"]["contract_version"] == CONTRACT_VERSION


def test_a_file_system_without_links_gets_latest_json(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: str, target_is_directory: bool = False) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    publish(draft(), tmp_path / "editions", OCTOBER, "provisional")
    assert json.loads((tmp_path / "editions" / "latest.json").read_bytes()) == {"edition": "2026-10"}
