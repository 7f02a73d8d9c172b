"""api-lannuaire.service-public.gouv.fr: exports of the public-service directory."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from pipelines.replica import list_faults
from pipelines.replica.hashing import unit
from pipelines.replica.records import Account, Site, World, bare_host
from pipelines.replica.territory import Territory
from pipelines.replica.visit import JSON, Reply, Visit, as_json

EXPORT = "/api/explore/v2.1/catalog/datasets/api-lannuaire-administration/exports/json"
_KINDS = {"mairie": "commune", "epci": "epci", "cg": "departement", "cr": "region"}
_PIVOT = re.compile(r"""pivot\s*(?:like|=)\s*["'](\w+)["']""")


def answer(world: World, visit: Visit) -> Reply:
    """The export of one kind of service: a bare JSON array whose structured fields are JSON-encoded strings."""
    found = _PIVOT.search(visit.first("where"))
    if visit.path != EXPORT or not found or found[1] not in _KINDS:
        problem = {"error_code": "ODSQLError", "message": f"ODSQL query is malformed: where={visit.first('where')}"}
        return as_json(problem, 400)
    return Reply(200, _export(world, found[1], visit.first("select"), visit.month), JSON)


@lru_cache(maxsize=32)
def _export(world: World, kind: str, select: str, month: int) -> bytes:
    fields = [field.strip() for field in select.split(",") if field.strip()]
    records: list[dict[str, object]] = []
    for place in world.territories:
        if place.level == _KINDS[kind]:
            records.append(_record(world, place, kind, month))
            if place.level == "commune" and unit("deleguee", place.territory_id) < 0.02:
                records.append(_delegated(place))
    chosen = [{field: record.get(field) for field in fields} if fields else record for record in records]
    return list_faults.spoil_directory(json.dumps(chosen, ensure_ascii=False).encode(), kind, world, month)


def _record(world: World, place: Territory, kind: str, month: int) -> dict[str, object]:
    insee = [place.code] if place.level == "commune" else []
    return {
        "nom": _name(place),
        "pivot": _text([{"type_service_local": kind, "code_insee_commune": insee}]),
        "site_internet": _text(_sites(place, world.sites.get(place.territory_id))),
        "reseau_social": _text(_accounts(world.linked_by(place.territory_id), month)),
        "siren": None if place.level == "commune" else place.siren,
        "code_insee_commune": place.code if place.level == "commune" else None,
        "url_service_public": f"https://lannuaire.service-public.gouv.fr/simule/{place.slug}-{place.code.lower()}",
        "partenaire": None,
        "date_modification": "12/09/2025 10:15:00",
        "date_modification_datetime": "2025-09-12T10:15:00+00:00",
    }


def _name(place: Territory) -> str:
    form = {"commune": "Mairie - {}", "departement": "Conseil départemental - {}", "region": "Conseil régional - {}"}
    return form.get(place.level, "{}").format(place.name)


def _delegated(place: Territory) -> dict[str, object]:
    """A second record of the same commune: a delegated town hall, with a page that is not the commune's."""
    network = {
        "valeur": f"https://www.facebook.com/ancienne.mairie.{place.slug}",
        "description": "",
        "custom_dico2": "Facebook",
    }
    return {
        "nom": f"Mairie déléguée - Ancien-{place.name}",
        "pivot": _text([{"type_service_local": "mairie", "code_insee_commune": [place.code]}]),
        "site_internet": _text([{"libelle": "", "valeur": f"http://www.ancienne-mairie-{place.slug}.fr"}]),
        "reseau_social": _text([network]),
        "siren": None,
        "code_insee_commune": place.code,
        "url_service_public": f"https://lannuaire.service-public.gouv.fr/simule/deleguee-{place.code.lower()}",
        "partenaire": None,
        "date_modification": "03/02/2021 08:00:00",
        "date_modification_datetime": "2021-02-03T08:00:00+00:00",
    }


def _sites(place: Territory, site: Site | None) -> list[dict[str, str]]:
    if site is None or not site.in_directory:
        mail = f"mairie@{place.slug}.fr"
        return [{"libelle": "", "valeur": mail}] if unit("mail", place.territory_id) < 0.08 else []
    shown = site.url
    draw = unit("site form", place.territory_id)
    if site.is_https and draw < 0.02:
        shown = shown.removeprefix("https://").rstrip("/")
    elif site.base == "/" and draw < 0.10:
        scheme = "https" if site.is_https else "http"
        other = bare_host(site.host) if site.host.startswith("www.") else f"www.{site.host}"
        shown = f"{scheme}://{other}"
    elif site.is_https and draw < 0.22:
        shown = shown.replace("https://", "http://")
    elif draw < 0.5:
        shown = shown.rstrip("/")
    return [{"libelle": "", "valeur": shown}]


def _accounts(accounts: list[Account], month: int) -> list[dict[str, str]]:
    return [
        {"valeur": account.url, "description": "", "custom_dico2": account.directory_label}
        for account in accounts
        if account.in_directory and account.first <= month
    ]


def _text(value: object) -> str | None:
    """Structured fields travel as JSON inside a string; empty ones as null."""
    return json.dumps(value, ensure_ascii=False) if value else None
