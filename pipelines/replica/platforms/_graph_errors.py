"""How graph.facebook.com says no."""

from __future__ import annotations

from pipelines.replica.visit import Reply, as_json


def error(message: str, code: int, status: int, *, subcode: int | None = None, is_transient: bool = False) -> Reply:
    problem: dict[str, object] = {"message": message, "type": "OAuthException", "code": code}
    if subcode is not None:
        problem["error_subcode"] = subcode
    if is_transient:
        problem["is_transient"] = True
    return as_json({"error": problem | {"fbtrace_id": "Asimulated"}}, status)
