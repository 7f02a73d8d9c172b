"""The index of the web archive as it is asked and shown: filters, collapsing, fields, pages. Knows no capture."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.replica.visit import Reply, Visit, as_json, plain


class Line(NamedTuple):
    """One line of the index, in the order of its columns."""

    urlkey: str
    timestamp: str
    original: str
    mimetype: str
    statuscode: str
    digest: str
    length: str


def shown(lines: list[Line], visit: Visit) -> Reply:
    """Lines that pass `filter`, one for each value of `collapse`, from `resumeKey` on, at most `limit` of them.

    A negative limit takes the last lines. With `showResumeKey`, a blank line and the key of the next page end the text.
    """
    fields = [name for name in visit.first("fl").split(",") if name in Line._fields] or list(Line._fields)
    rows = _collapsed([line for line in lines if _passes(line, visit.query.get("filter", []))], visit.first("collapse"))
    after = visit.first("resumeKey").rpartition(" ")[2]
    rows = [row for row in rows if row.timestamp > after] if after else rows
    limit = int(visit.first("limit") or "0")
    kept = rows[limit:] if limit < 0 else rows[: limit or None]
    has_more = 0 < limit < len(rows) and visit.first("showResumeKey") == "true"
    key = f"{kept[-1].urlkey} {kept[-1].timestamp}" if has_more else ""
    table = [[getattr(row, name) for name in fields] for row in kept]
    if visit.first("output") == "json":
        return as_json(([fields, *table] if table else []) + ([[], [key]] if key else []))
    text = "".join(f"{' '.join(row)}\n" for row in table)
    return plain(f"{text}\n{key.replace(' ', '+')}\n" if key else text)


def _passes(line: Line, filters: list[str]) -> bool:
    """`statuscode:200`, `!statuscode:404`: the whole value must match the expression."""
    for condition in filters:
        name, _, expression = condition.removeprefix("!").partition(":")
        if name in Line._fields and (re.fullmatch(expression, getattr(line, name)) is None) != condition.startswith(
            "!"
        ):
            return False
    return True


def _collapsed(lines: list[Line], rule: str) -> list[Line]:
    """Of neighbours that agree in a field (or in its first letters: `timestamp:6`), the first."""
    name, _, length = rule.partition(":")
    if name not in Line._fields:
        return lines
    size = int(length) if length.isdigit() else None
    kept: list[Line] = []
    last = None
    for line in lines:
        value = getattr(line, name)[:size]
        if value != last:
            kept.append(line)
        last = value
    return kept
