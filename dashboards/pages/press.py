"""A page to print for each région and département, and their index: sentences to quote, a table, the own accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from dashboards import labels, worth
from dashboards.areas import Area, areas
from dashboards.citation import citation
from dashboards.findings.area import drawing_basis, sentences
from dashboards.findings.base import NOT_SOCIAL
from dashboards.pages import press_cells, press_rows
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.sheets.facts import why
from dashboards.sheets.paths import territory_path
from dashboards.source import Edition
from dashboards.words import Words, known_name, lower_first, sort_key, upper_first
from pipelines.model.quantities import Relative

Row = dict[str, Any]
INDEX: Final = "presse"


def press_path(level: str, code: str) -> str:
    """`presse/region-84` for the région 84."""
    return f"presse/{level}-{code}"


def pages(site: Site) -> Iterator[Page]:
    found = site.once("areas", lambda: areas(site.edition))
    named = [(area, _name(site.edition, area)) for area in found]
    yield _index(site, named)
    shared = _shared(site)
    for area, name in named:
        yield _page(site, area, name, shared)


def _name(edition: Edition, area: Area) -> str:
    level = edition.words.content("site")["levels"][area.level]
    return (
        area.name
        or known_name(area.level, area.code)
        or edition.words.say("{level} {code}", level=level, code=area.code)
    )


def _index(site: Site, named: list[tuple[Area, str]]) -> Page:
    levels = site.edition.words.content("site")["levels"]
    blocks = [
        {
            "label": levels[level], "id": level,
            "rows": [
                {"name": name, "code": area.code, "path": press_path(area.level, area.code)}
                for area, name in sorted(named, key=lambda pair: sort_key(pair[1])) if area.level == level
            ],
        }
        for level in ("region", "departement")
    ]  # fmt: skip
    return site.page("presse", INDEX, template="presse.html", blocks=[block for block in blocks if block["rows"]])


def _shared(site: Site) -> Row:
    """What every press page says alike."""
    return {
        "charts": [], "contours": [], "pictures": frozenset(), "current": INDEX,
        "citation": citation(site.edition)["text"],
        "notes": worth.notes(site.edition),
        "networks": ["any", *(code for code in site.edition.observed_networks if code not in NOT_SOCIAL)],
    }  # fmt: skip


def _page(site: Site, area: Area, name: str, shared: Row) -> Page:
    edition, words = site.edition, site.edition.words
    path = press_path(area.level, area.code)
    level = words.content("site")["levels"][area.level]
    rows = [area.rates[code] for code in shared["networks"] if code in area.rates]
    audience = press_cells.audience(edition, area, (row["network"] for row in rows if row["network"] != "any"))
    active, silent = press_cells.activity(edition, area, shared["networks"][1:], shared["notes"])
    every = [one for line in (*audience, *active) for one in line["cells"]]
    lead = words.say("{level}, code {code}. Page de presse, {month}.", level=level, code=area.code,
                     month=words.month(edition.month))  # fmt: skip
    found = sentences(edition, area, name, path)
    finding = found[0].sentence.rstrip(".") if found else name
    own = press_rows.taken(edition, area, path, finding, lead, shared["networks"])
    context = shared | {
        "taken": site.take(own) if own.rows else None,
        "name": name, "is_listed": bool(area.name), "code": area.code,
        "sheet": territory_path(edition, area.territory_id),
        "findings": found,
        "drawing": drawing_basis(edition, area),
        "withheld": _withheld(words, rows), "rows": [_line(edition, row) for row in rows],
        "audience": audience, "active": active, "silent": silent,
        "counters": press_cells.counters(edition, area), "untold": press_cells.untold(words, every),
        "accounts": [_account(edition, row) for row in sorted(
            area.accounts.values(), key=lambda row: edition.place(row["network"])
        )],
        "movers": [_mover(edition, row) for row in area.movers],
    }  # fmt: skip
    return Page(path, "presse_territoire.html", name, lead, context)


def _withheld(words: Words, rows: list[Row]) -> str:
    """The sentence that says how many rates of the area are not published; '' when all are."""
    hidden = [row for row in rows if row["presence_share"] is None]
    if not hidden:
        return ""
    counts = {"hidden": words.number(len(hidden)), "rates": words.number(len(rows))}
    if hidden[0]["presence_share_status"] == "small_base":
        return words.say(
            "Moins de cinq communes et intercommunalités sont suivies ici : aucun taux n’est publié, seules leurs"
            " bornes le sont."
        )
    if len(hidden) == len(rows):
        return words.say("Plus de 10 % des statuts sont inconnus sur chaque réseau : aucun taux n’est publié, seules"
                         " leurs bornes le sont.")  # fmt: skip
    return words.say(
        "Taux donnés par leurs seules bornes, plus de 10 % des statuts y étant inconnus : {hidden} sur {rates}.",
        **counts,
    )


def _line(edition: Edition, row: Row) -> Row:
    words = edition.words
    return row | {
        "label": upper_first(edition.network(row["network"])),
        "share": words.or_missing(row["presence_share"], words.share, words.say("non publié")),
        "bounds": _bounds(words, row),
    }  # fmt: skip


def _bounds(words: Words, row: Row) -> str:
    """What the unknowns leave open: '' where a published rate has nothing open; both ends, were they alike, where it
    is withheld."""
    low, high = words.share(row["presence_share_lo"]), words.share(row["presence_share_hi"])
    return "" if low == high and row["presence_share"] is not None else words.span(low, high)


def _account(edition: Edition, row: Row) -> Row:
    words = edition.words
    told = words.or_missing(row["followers_count"], words.number)
    span = "" if row["followers_lo"] is None else words.interval(row["followers_lo"], row["followers_hi"])
    return {
        "network": edition.network(row["network"]), "followers": told, "interval": "" if span == told else span,
        "is_unknown": row["followers_count"] is None, "gain": _gain(edition, row),
        "rank": "—" if row["best_rank"] is None else words.say(
            "{rank} sur {ranked}", rank=words.rank_interval(row["best_rank"], row["worst_rank"]),
            ranked=words.number(row["ranked_count"]),
        ),
    }  # fmt: skip


def _gain(edition: Edition, row: Row) -> str:
    words = edition.words
    if row["growth_abs"] is None:
        told = labels.measure(edition, why(row["growth_status"], row["failure"]))
        return lower_first(told.rstrip("."))
    gain, span = (
        words.signed(row["growth_abs"]),
        words.interval(row["growth_abs_lo"], row["growth_abs_hi"], words.signed),
    )
    relative = "" if row["growth_rel"] is None else f" ({words.relative(Relative(row['growth_rel']))})"
    return f"{gain}{'' if span == gain else f' {span}'}{relative}"


def _mover(edition: Edition, row: Row) -> Row:
    words = edition.words
    gain, span = words.signed(row["value"]), words.interval(row["value_lo"], row["value_hi"], words.signed)
    return {
        "stratum": edition.label("stratum", row["stratum"]), "is_drawn": row["weight"] > 1,
        "name": labels.called(edition, row["territory_id"]),
        "path": territory_path(edition, row["territory_id"]), "network": edition.network(row["network"]),
        "gain": gain, "interval": "" if span == gain else span, "is_suspect": row["is_stock_flow_suspect"],
        "rank": words.say(
            "{rank} sur {ranked}", rank=words.rank_interval(row["best_rank"], row["worst_rank"]),
            ranked=words.number(row["ranked_count"]),
        ),
    }  # fmt: skip
