"""What a step says of itself: rows written, problems met, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl


@dataclass(slots=True)
class StepReport:
    """`rows` by table, `problems` in plain French sentences, `facts` for metadata, `preview` of the first rows."""

    step: str
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    preview: pl.DataFrame | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON: all but the preview."""
        return {"step": self.step, "rows": self.rows, "problems": self.problems, "facts": self.facts}

    def preview_markdown(self, limit: int = 8) -> str:
        """The first rows as a Markdown table, or an empty text without a preview."""
        if self.preview is None:
            return ""
        head = self.preview.head(limit)
        lines = ["| " + " | ".join(head.columns) + " |", "|" + " --- |" * len(head.columns)]
        lines += ["| " + " | ".join("" if cell is None else str(cell) for cell in row) + " |" for row in head.rows()]
        return "\n".join(lines)
