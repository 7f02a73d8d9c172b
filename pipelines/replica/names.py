"""How territories name their sites, and what the names of accounts on all platforms have in common."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.records import Site
from pipelines.replica.territory import Territory

SHARED_HOST = "www.mairies-en-ligne.fr"
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Register:
    """Names already taken: the second taker gets its code appended, as on the real web."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()

    def take(self, network: str, name: str, code: str, limit: int = 50) -> str:
        for tail in _tails(code):
            candidate = f"{name[: limit - len(tail)]}{tail}"
            if (network, candidate.lower()) not in self._taken:
                self._taken.add((network, candidate.lower()))
                return candidate
        raise AssertionError(f"no free {network} name for {name}: codes are unique, so this cannot happen")


def _tails(code: str) -> Iterable[str]:
    yield ""
    yield code[:2]
    yield code
    for number in range(1, 1000):
        yield f"{code}{number}"


def site_of(place: Territory, register: Register, *, https_share: float, directory: bool, wikidata: bool) -> Site:
    """The official site of a territory; a twelfth of the smallest communes share one host."""
    draw = seed("site", place.territory_id)
    scheme = "https" if unit("scheme", place.territory_id) < https_share else "http"
    if place.level == "commune" and place.population < 2_000 and unit("shared", place.territory_id) < 0.08:
        path = register.take("path", place.slug, place.code)
        return Site(place, f"{scheme}://{SHARED_HOST}/{path}", SHARED_HOST, f"/{path}/", draw, directory, wikidata)
    shapes = {
        "region": ("region-{}.fr", "{}.fr"),
        "departement": ("{}.fr", "departement-{}.fr", "cd-{}.fr"),
        "epci": ("{}.fr", "{}.eu"),
        "commune": ("{}.fr", "ville-{}.fr", "mairie-{}.fr", "mairie-{}.com", "{}.org"),
    }[place.level]
    stem = pick(shapes, "domain", place.territory_id).format(place.slug)
    name, dot, suffix = stem.rpartition(".")
    bare = register.take("host", name, f"-{place.code.lower()}") + dot + suffix
    host = f"www.{bare}" if unit("www", place.territory_id) < 0.85 else bare
    return Site(place, f"{scheme}://{host}/", host, "/", draw, directory, wikidata)


def digits(alphabet: str, length: int, *parts: object) -> str:
    """A stable id of `length` letters of `alphabet`."""
    number, letters = seed(*parts) * 2**64 + seed("more", *parts), []
    for _ in range(length):
        number, rest = divmod(number, len(alphabet))
        letters.append(alphabet[rest])
    return "".join(letters)
