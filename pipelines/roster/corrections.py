"""`corrections.yaml`: dated corrections that people make, and accounts that an authority asked to remove.

Belongs here: reading the file, and saying what is wrong with it by id and key. `data/reference/README.md` has the keys
and an example; `decisions` says what each action changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import polars as pl
import yaml

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.records import AccountRef
from pipelines.model.removals import LENGTH
from pipelines.networks.registry import NETWORKS, account_named
from pipelines.roster import guards, lists
from pipelines.roster.decisions import ACTION_FR, OF_SITES, ROLES, Decision
from pipelines.roster.scope import SCOPES

_KEYS: Final = ("id", "action", "territory", "from", "reason_fr", "evidence", "role", "date")
_OPTIONAL: Final = ("network", "account", "value", "until", "expect")
_REMOVAL_KEYS: Final = ("id", "subjects", "territory", "network", "role", "date", "reference")
_VALUED: Final = ("reassign", "set_scope", "same_identity", *OF_SITES)
_TERRITORY: Final = re.compile(r"(?:region|departement|epci|commune):[0-9A-Z][0-9A-Z._-]*")
_HASH: Final = re.compile(rf"[0-9a-f]{{{LENGTH}}}")
_WEB: Final = re.compile(r"https?://[^/ ]+\S*")
Entry = Mapping[str, Any]
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Removal:
    """An account that is not to be held: `subjects` are hashes of its ids (`subject_hash`), no name is kept."""

    removal_id: str
    subjects: tuple[str, ...]
    territory_id: str
    network: str
    role: str
    asked_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Corrections:
    decisions: tuple[Decision, ...] = ()
    removals: tuple[Removal, ...] = ()

    def removals_frame(self) -> pl.DataFrame:
        """reference.removals: one row per hash."""
        rows = [
            (subject, one.territory_id, one.network, one.removal_id, one.role, one.asked_on, one.reference)
            for one in self.removals
            for subject in one.subjects
        ]
        return lists.frame("reference.removals", rows)


class _Refused(ValueError):
    """What is wrong with one key of an entry."""


def read_corrections(path: Path) -> Corrections:
    """The corrections and removals of a file; none when there is no file.

    Raises:
        InputError: it is no YAML, or entries are wrong; names each by id and key.
    """
    if not path.is_file():
        return Corrections()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a YAML file in UTF-8 ({' '.join(str(error).split())})") from error
    if not isinstance(content, dict) or set(content) - {"version", "corrections", "removals"}:
        raise InputError(f"{path}: the file holds version, corrections and removals, and nothing else")
    if content.get("version") != 1:
        raise InputError(f"{path}: key version: {content.get('version')!r} is not known; write version: 1")
    errors: list[str] = []
    decisions = _entries(content, "corrections", _decision, errors)
    removals = _entries(content, "removals", _removal, errors)
    if errors:
        raise InputError(f"{path}: " + "; ".join(errors))
    return Corrections(tuple(decisions), tuple(removals))


def _entries(content: Entry, part: str, read: Callable[[Entry], _Read], errors: list[str]) -> list[_Read]:
    found: list[_Read] = []
    seen: set[str] = set()
    for place, entry in enumerate(content.get(part) or [], 1):
        name = str(entry.get("id", f"nº {place}")) if isinstance(entry, dict) else f"nº {place}"
        try:
            if not isinstance(entry, dict):
                raise _Refused("is not a list of keys")
            if name in seen:
                raise _Refused("key id: it is given twice")
            seen.add(name)
            found.append(read(entry))
        except _Refused as reason:
            errors.append(f"{part}, {name}, {reason}")
    return found


def _decision(entry: Entry) -> Decision:
    _check_keys(entry, _KEYS, _OPTIONAL)
    action = _one_of(entry, "action", [name for name in ACTION_FR if name != "ours"])
    first, last = _month(entry, "from"), _month(entry, "until") if entry.get("until") else None
    if last is not None and last < first:
        raise _Refused(f"key until: {last} is before from ({first})")
    account = None if action in OF_SITES else _account(entry, "account")
    if action in OF_SITES and (entry.get("account") or entry.get("network")):
        raise _Refused(f"key account: {action} is about a site, not about an account")
    return Decision(
        str(entry["id"]), "corrections", action, _territory(entry, "territory"), first, _day(entry, "date"),
        _one_of(entry, "role", ROLES), _text(entry, "reason_fr"), _web(entry, "evidence"), account,
        _value(entry, action), last, _expect(entry, action),
    )  # fmt: skip


def _removal(entry: Entry) -> Removal:
    _check_keys(entry, _REMOVAL_KEYS, ())
    subjects = entry["subjects"]
    if not isinstance(subjects, list) or not subjects or not all(_HASH.fullmatch(str(one)) for one in subjects):
        raise _Refused(
            f"key subjects: a list of hashes of {LENGTH} hexadecimal digits; barometre review --remove gives them"
        )
    return Removal(
        str(entry["id"]), tuple(str(one) for one in subjects), _territory(entry, "territory"),
        _one_of(entry, "network", sorted(NETWORKS)), _one_of(entry, "role", ROLES), _day(entry, "date"),
        _text(entry, "reference"),
    )  # fmt: skip


def _check_keys(entry: Entry, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    unknown = [str(key) for key in entry if key not in (*required, *optional)]
    if unknown:
        raise _Refused(f"key {unknown[0]}: it is not known; known keys are {', '.join((*required, *optional))}")
    missing = [key for key in required if entry.get(key) in (None, "")]
    if missing:
        raise _Refused(f"key {missing[0]}: it is missing")


def _value(entry: Entry, action: str) -> str | None:
    if action not in _VALUED:
        if entry.get("value") is not None:
            raise _Refused(f"key value: {action} takes none")
        return None
    if action == "reassign":
        return _territory(entry, "value")
    if action == "set_scope":
        return _one_of(entry, "value", SCOPES)
    return _account(entry, "value").account_id if action == "same_identity" else _web(entry, "value")


def _expect(entry: Entry, action: str) -> dict[str, str | None]:
    expect = entry.get("expect") or {}
    known = guards.OF_SITE if action in OF_SITES else guards.OF_ACCOUNTS
    if not isinstance(expect, dict):
        raise _Refused(f"key expect: it holds keys and values; known keys are {', '.join(known)}")
    for key in expect:
        if key not in known:
            raise _Refused(f"key expect.{key}: it is not known; known keys are {', '.join(known)}")
    return {key: None if value is None else str(value) for key, value in expect.items()}


def _account(entry: Entry, key: str) -> AccountRef:
    text = _text(entry, key)
    network = str(entry.get("network") or text.partition(":")[0])
    if network not in NETWORKS or network == "website":
        raise _Refused(f"key network: {network!r} is not one of {', '.join(sorted(set(NETWORKS) - {'website'}))}")
    found = account_named(network, text.removeprefix(f"{network}:"))
    if found is None:
        raise _Refused(f"key {key}: {text!r} is no account of {network}; write {network}:handle, or its address")
    return found


def _territory(entry: Entry, key: str) -> str:
    text = _text(entry, key)
    if not _TERRITORY.fullmatch(text):
        raise _Refused(f"key {key}: {text!r} is no territory; write commune:38185, epci:200040715, region:84…")
    return text


def _one_of(entry: Entry, key: str, known: Collection[str]) -> str:
    text = _text(entry, key)
    if text not in known:
        raise _Refused(f"key {key}: {text!r} is not one of {', '.join(known)}")
    return text


def _month(entry: Entry, key: str) -> Month:
    try:
        return Month.parse(str(entry[key]))
    except InputError:
        raise _Refused(f"key {key}: {entry[key]!r} is not a month; write 2026-10") from None


def _day(entry: Entry, key: str) -> date:
    try:
        return date.fromisoformat(str(entry[key]))
    except ValueError:
        raise _Refused(f"key {key}: {entry[key]!r} is not a day; write 2026-11-04") from None


def _web(entry: Entry, key: str) -> str:
    text = _text(entry, key)
    if not _WEB.fullmatch(text):
        raise _Refused(f"key {key}: {text!r} is not the address of a page; write https://…")
    return text


def _text(entry: Entry, key: str) -> str:
    if entry.get(key) in (None, "") or not isinstance(entry[key], (str, date)):
        raise _Refused(f"key {key}: it is missing, or is no text")
    return str(entry[key])
