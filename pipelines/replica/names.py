"""How territories name their sites and accounts: hosts, handles and ids that look like those of the real web."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.records import Site
from pipelines.replica.territory import Territory, camel

INSTANCES = ("social.collectivites-simulees.fr", "mastodon.territoires.fr", "pouet.communes.fr", "toot.regions.fr")
SHARED_HOST = "www.mairies-en-ligne.fr"
_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


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


def handle_of(network: str, place: Territory, site: Site | None, register: Register) -> tuple[str, str, str, str]:
    """Canonical handle, handle as shown, profile address and platform id of a territory's account."""
    key = (network, place.territory_id)
    if network == "facebook":
        return _facebook(place, register)
    if network == "x":
        name = camel(place.slug)
        shape = pick(
            ("{}", "Ville{}", "{}_Officiel", "Mairie{}") if place.level == "commune" else ("{}", "{}_fr"), *key
        )
        shown = register.take("x", shape.format(name), place.code, 15)
        return shown.lower(), shown, f"https://{_x_host(place)}/{shown}", str(10**8 + seed("id", *key) % 10**9)
    if network == "youtube":
        return _youtube(place, register)
    if network == "bluesky":
        did = "did:plc:" + digits(_BASE32, 24, "did", *key)
        is_own = site is not None and site.base == "/" and unit("domain handle", *key) < 0.3
        shown = (
            site.host.removeprefix("www.")
            if is_own and site
            else f"{register.take('bluesky', place.slug[:18], place.code)}.bsky.social"
        )
        return shown.lower(), shown, f"https://bsky.app/profile/{shown}", did
    host = pick(INSTANCES, *key)
    shown = register.take(f"mastodon {host}", camel(place.slug), place.code, 30)
    return (
        f"{shown.lower()}@{host}",
        shown,
        f"https://{host}/@{shown}",
        str(108_000 * 10**12 + seed("id", *key) % 10**16),
    )


def _x_host(place: Territory) -> str:
    return pick(("x.com", "twitter.com", "twitter.com"), "x host", place.territory_id)


def _facebook(place: Territory, register: Register) -> tuple[str, str, str, str]:
    key = ("facebook", place.territory_id)
    number = str(100_050_000_000_000 + seed("id", *key) % 10**10)
    form = unit("form", *key)
    if form < 0.05:
        return number, number, f"https://www.facebook.com/profile.php?id={number}", number
    if form < 0.08:
        return number, number, f"https://www.facebook.com/people/{camel(place.slug)}/{number}/", number
    if form < 0.10:
        return number, number, f"https://www.facebook.com/pages/{place.slug}/{number}", number
    shapes = ("Ville{}", "{}Officiel", "mairie.{}", "VilleDe{}") if place.level == "commune" else ("{}", "{}.officiel")
    shown = register.take("facebook", pick(shapes, *key).format(camel(place.slug)), place.code)
    return shown.lower(), shown, f"https://www.facebook.com/{shown}", number


def _youtube(place: Territory, register: Register) -> tuple[str, str, str, str]:
    key = ("youtube", place.territory_id)
    channel = "UC" + digits(_ID_ALPHABET, 21, "channel", *key) + pick("AQgw", *key)
    shown = register.take("youtube", camel(place.slug), place.code, 28)
    form = unit("form", *key)
    if form < 0.60:
        return channel, shown, f"https://www.youtube.com/channel/{channel}", channel
    kind = "@" if form < 0.85 else "user/" if form < 0.95 else "c/"
    return f"{kind}{shown}".lower(), shown, f"https://www.youtube.com/{kind}{shown}", channel


def digits(alphabet: str, length: int, *parts: object) -> str:
    """A stable id of `length` letters of `alphabet`."""
    number, letters = seed(*parts) * 2**64 + seed("more", *parts), []
    for _ in range(length):
        number, rest = divmod(number, len(alphabet))
        letters.append(alphabet[rest])
    return "".join(letters)
