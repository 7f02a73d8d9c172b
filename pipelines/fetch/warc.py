"""One capture as WARC/1.1 records, and back. Files, positions and indexes are for `archive`.

A capture is a `response` record (a `revisit` one for a 304) followed by a `metadata` record of JSON; a request that
met no answer is the metadata record alone. Each record is a gzip member of its own. Records are serialised here
because warcio's writer percent-encodes header values and compresses bodies again at level 9; warcio reads them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from pipelines.fetch.coding import BrokenCoding, decode
from pipelines.fetch.exchange import SECRET_HEADERS
from pipelines.fetch.politeness import Mark
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, RecordRef, Request

SERVER_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_URL_SAFE: Final = ":/?#[]@!$&'()*+,;=%~"
_GZIP: Final = zlib.MAX_WBITS | 16
_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class BrokenRecord(Exception):
    """The bytes are not a whole capture; the message says what is wrong with them, not where they lie."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A capture as its records hold it: the body of a `revisit` lies in the record `reuse`."""

    capture: Capture
    marks: Mapping[str, Mark]
    reuse: RecordRef | None


def archived_form(capture: Capture, wire: bytes | None, reuse: RecordRef | None) -> Capture:
    """The capture as it will be read back: header names lower case, without secrets and without hop-by-hop headers.

    `content-encoding` stays when the body is kept as received, `content-length` when it is the length that is kept.
    """
    payload = b"" if reuse else capture.body if wire is None else wire
    headers: dict[str, str] = {}
    for name, value in capture.headers.items():
        name, value = name.lower().strip(), " ".join(value.split("\r\n")).strip()
        is_coding_gone = name == "content-encoding" and wire is None
        is_length_wrong = name == "content-length" and value != str(len(payload))
        if name not in SECRET_HEADERS and name != "transfer-encoding" and not is_coding_gone and not is_length_wrong:
            headers[name] = value
    request = replace(
        capture.request,
        headers=tuple((name, value) for name, value in capture.request.headers if name.lower() not in SECRET_HEADERS),
        barred="",
    )
    return replace(capture, request=request, headers=headers, record=None)


def to_records(stored: Stored, wire: bytes | None) -> bytes:
    """The gzip members of a capture in its archived form."""
    capture = stored.capture
    metadata = _JSON.encode(_metadata(stored)).encode()
    response_id = _record_id(capture, "response")
    links = {} if capture.status is None else {"WARC-Concurrent-To": response_id}
    members = b""
    if capture.status is not None:
        payload = b"" if stored.reuse else capture.body if wire is None else wire
        members = _response(capture, payload, response_id, is_revisit=stored.reuse is not None)
    kind_headers = {"WARC-Type": "metadata", "WARC-Record-ID": _record_id(capture, "metadata"), **links}
    return members + _member(capture, kind_headers, "application/json", metadata, level=1)


def from_records(data: bytes) -> Stored:
    """The capture whose gzip members are `data`; the body is decoded, and digests and lengths are verified.

    Raises:
        BrokenRecord: the bytes are truncated, corrupt, or not one capture.
    """
    records = [_load(plain) for plain in members(data)]
    kinds = [record.rec_type for record, _ in records]
    if kinds not in (["metadata"], ["response", "metadata"], ["revisit", "metadata"]):
        raise BrokenRecord(f"not one capture: found the records {', '.join(kinds) or 'none'}")
    try:
        fields = json.loads(records[-1][1])
        stored = _stored(fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenRecord(f"the metadata record cannot be read: {error!r}") from error
    if (stored.capture.status is None) != (len(records) == 1):
        raise BrokenRecord("the record of the answer and its metadata do not belong together")
    if len(records) == 1:
        return stored
    answer_id = records[0][0].rec_headers.get_header("WARC-Record-ID")
    if records[1][0].rec_headers.get_header("WARC-Concurrent-To") != answer_id:
        raise BrokenRecord("the metadata record is not that of the answer before it")
    http, payload = records[0][0].http_headers, records[0][1]
    headers = dict(http.headers)
    try:
        body = decode(payload, headers.get("content-encoding", ""))
    except BrokenCoding as error:
        raise BrokenRecord(f"the archived body cannot be decoded: {error}") from error
    return replace(stored, capture=replace(stored.capture, headers=headers, body=body))


def members(data: bytes) -> list[bytes]:
    """The decompressed gzip members of `data`.

    Raises:
        BrokenRecord: a member is corrupt or stops before its end.
    """
    found = []
    while data:
        inflater = zlib.decompressobj(_GZIP)
        try:
            plain = inflater.decompress(data)
        except zlib.error as error:
            raise BrokenRecord(f"not a gzip member: {error}") from error
        if not inflater.eof:
            raise BrokenRecord("the record stops before its end")
        found.append(plain)
        data = inflater.unused_data
    return found


def _response(capture: Capture, payload: bytes, record_id: str, *, is_revisit: bool) -> bytes:
    status = capture.status or 0
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in capture.headers.items())]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode()
    headers = {
        "WARC-Type": "revisit" if is_revisit else "response",
        "WARC-Record-ID": record_id,
        "WARC-Payload-Digest": _digest(payload),
    }
    if is_revisit:
        headers["WARC-Profile"] = SERVER_NOT_MODIFIED
    level = 1 if "content-encoding" in capture.headers else 6
    return _member(capture, headers, "application/http; msgtype=response", head + payload, level=level)


def _member(capture: Capture, headers: dict[str, str], content_type: str, block: bytes, *, level: int) -> bytes:
    """One WARC record as one gzip member."""
    fields = {
        **headers,
        "WARC-Target-URI": quote(capture.final_url or capture.request.url, safe=_URL_SAFE),
        "WARC-Date": _warc_date(capture.fetched_at),
        "WARC-Block-Digest": _digest(block),
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    deflater = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    return b"".join((deflater.compress(head.encode()), deflater.compress(block + b"\r\n\r\n"), deflater.flush()))


def _load(plain: bytes) -> tuple[Any, bytes]:
    """One record as warcio reads it, with its payload; its digests are checked."""
    try:
        record = ArcWarcRecordLoader().parse_record_stream(BytesIO(plain), known_format="warc", check_digests="raise")
        payload: bytes = record.raw_stream.read()
    except (ArchiveLoadFailed, EOFError) as error:
        raise BrokenRecord(f"not a WARC record: {error}") from error
    return record, payload


def _metadata(stored: Stored) -> dict[str, Any]:
    capture, request = stored.capture, stored.capture.request
    return {
        "key": request.key,
        "url": request.url,
        "network": request.network,
        "door": request.door,
        "purpose": request.purpose,
        "subjects": request.subjects,
        "request_headers": request.headers,
        "auth": request.auth,
        "body": request.body,
        "units": request.units,
        "occasion": request.occasion,
        "outcome": capture.outcome.value,
        "fetched_at": capture.fetched_at.astimezone(UTC).isoformat(),
        "status": capture.status,
        "final_url": capture.final_url,
        "attempts": capture.attempts,
        "redirects": capture.redirects,
        "error": capture.error,
        "wire_bytes": capture.wire_bytes,
        "marks": marks_to_json(stored.marks),
        "reuse": stored.reuse and [stored.reuse.file, stored.reuse.offset, stored.reuse.length],
    }


def _stored(fields: dict[str, Any]) -> Stored:
    request = Request(
        url=fields["url"],
        network=fields["network"],
        door=fields["door"],
        purpose=fields["purpose"],
        subjects=tuple(fields["subjects"]),
        headers=tuple((name, value) for name, value in fields["request_headers"]),
        auth=fields["auth"],
        body=fields.get("body", ""),
        units=fields.get("units", 1.0),
        occasion=fields.get("occasion", ""),
    )
    capture = Capture(
        request=request,
        outcome=Outcome(fields["outcome"]),
        fetched_at=datetime.fromisoformat(fields["fetched_at"]),
        status=fields["status"],
        final_url=fields["final_url"],
        attempts=fields["attempts"],
        redirects=tuple(fields["redirects"]),
        error=fields["error"],
        wire_bytes=fields["wire_bytes"],
    )
    reuse = RecordRef(*fields["reuse"]) if fields["reuse"] else None
    return Stored(capture, marks_from_json(fields["marks"]), reuse)


def marks_to_json(marks: Mapping[str, Mark]) -> dict[str, list[str | None]]:
    return {
        host: [mark.last.isoformat(), None if mark.not_before is None else mark.not_before.isoformat()]
        for host, mark in marks.items()
    }


def marks_from_json(fields: Mapping[str, list[str | None]]) -> dict[str, Mark]:
    return {
        host: Mark(datetime.fromisoformat(last or ""), datetime.fromisoformat(held) if held else None)
        for host, (last, held) in fields.items()
    }


def record_id(capture: Capture) -> str:
    """`WARC-Record-ID` of what a capture lies in: its answer, or its metadata where none came."""
    return _record_id(capture, "metadata" if capture.status is None else "response")


def _record_id(capture: Capture, kind: str) -> str:
    """The same capture always has the same identifiers, so that equal runs write equal archives."""
    name = f"{capture.request.network} {capture.request.key} {capture.fetched_at.isoformat()} {kind}"
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def _warc_date(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _digest(data: bytes) -> str:
    """SHA-1 in base 32, the form that WARC readers expect; it detects accidents and protects nothing."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
