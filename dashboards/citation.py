"""How to cite an edition, or one of its figures: a sentence and a BibTeX entry."""

from __future__ import annotations

from dashboards.source import Edition
from dashboards.words import attribute


def citation(edition: Edition, title: str | None = None, slug: str = "", address: str | None = None) -> dict[str, str]:
    """`text` and `bibtex`. `title` and `slug` are those of a figure, `address` where it is published."""
    words = edition.words
    own = words.content("site")
    mention = f" [{edition.mention}]" if edition.mention else ""
    edited = words.say("{name}, édition {month}", name=own["name"], month=words.of_month(edition.month))
    whole, licence = f"{edited}{mention}", own["licence"]
    when = words.month(edition.month)
    note = words.say("{month}, liste {roster}, {licence}", month=when, roster=edition.roster_id, licence=licence)
    key = f"barometre{edition.month:%Y%m}{attribute(slug).replace('-', '')}"
    fields = {"title": f"{title}. {whole}" if title else whole, "year": f"{edition.month.year}", "note": note}
    if address:
        fields["url"] = address
    body = ",\n".join(
        f"  {name} = {value}" if name == "year" else f"  {name} = {{{value}}}" for name, value in fields.items()
    )
    return {
        "text": f"{fields['title']}. {licence}.{f' {address}' if address else ''}",
        "bibtex": f"@dataset{{{key},\n{body}\n}}",
    }
