"""Every French sentence that the site says: read from the code and the templates, without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import jinja2
from jinja2 import nodes

DASHBOARDS = Path(__file__).parents[1] / "dashboards"
COUNTED = ("plural", "gain", "noun")


def sentences() -> set[str]:
    """Sentences, titles and labels, as they are keys of their twins."""
    return {text for kind, text in _all() if kind == "say"}


def counted() -> set[str]:
    """French singulars of the nouns that follow a count."""
    return {text for kind, text in _all() if kind == "count"}


def _all() -> Iterator[tuple[str, str]]:
    for path in sorted(DASHBOARDS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _of_call(node, path)
    environment = jinja2.Environment(autoescape=True)
    for path in sorted((DASHBOARDS / "templates").glob("*.html")):
        yield from _of_template(environment.parse(path.read_text("utf-8")))


def _of_call(node: ast.Call, path: Path) -> Iterator[tuple[str, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in ("say", "html", "phrase") and node.args:
        assert not isinstance(node.args[0], ast.JoinedStr), f"{path}:{node.lineno} says a sentence that is put together"
        yield from _text("say", node.args[0])
    elif name == "phrases" and isinstance(node.args[0], ast.Dict):
        for value in node.args[0].values:
            yield from _text("say", value)
    elif name == "Column":
        yield from _text("say", node.args[1])
    elif name in COUNTED and len(node.args) > 1:
        yield from _text("count", node.args[1])


def _text(kind: str, node: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield kind, node.value


def _of_template(template: nodes.Template) -> Iterator[tuple[str, str]]:
    for said in template.find_all(nodes.Filter):
        if said.name == "say" and isinstance(said.node, nodes.Const):
            yield "say", str(said.node.value)
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "plural" and isinstance(call.args[1], nodes.Const):
            yield "count", str(call.args[1].value)
