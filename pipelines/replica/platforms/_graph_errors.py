"""How the interfaces of Meta (graph.facebook.com, graph.threads.net) say no."""

from __future__ import annotations

from collections.abc import Container

from pipelines.replica.visit import Reply, Visit, as_json


def error(
    message: str,
    code: int,
    status: int,
    *,
    subcode: int | None = None,
    is_transient: bool = False,
    kind: str = "OAuthException",
) -> Reply:
    problem: dict[str, object] = {"message": message, "type": kind, "code": code}
    if subcode is not None:
        problem["error_subcode"] = subcode
    if is_transient:
        problem["is_transient"] = True
    return as_json({"error": problem | {"fbtrace_id": "Asimulated"}}, status)


def refused(visit: Visit, good: Container[str], unreviewed: Reply) -> Reply | None:
    """The answer to a token that is none of the good ones.

    `expired` was good once; with `-limited` or `-unreviewed` behind it, a good one is that of an application that is
    over its rate, or was not reviewed.
    """
    token = visit.token
    name, _, state = token.rpartition("-")
    if token == "expired":  # noqa: S105
        text = "Error validating access token: Session has expired on Saturday, 03-Oct-26 08:00:00 PDT."
        return error(text, 190, 401, subcode=463)
    if name in good and state == "limited":
        reply = error("(#4) Application request limit reached", 4, 403, is_transient=True)
        reply.headers["X-App-Usage"] = '{"call_count":100,"total_cputime":25,"total_time":30}'
        return reply
    if name in good and state == "unreviewed":
        return unreviewed
    if token not in good:
        return error("Invalid OAuth access token - Cannot parse access token", 190, 401)
    return None
