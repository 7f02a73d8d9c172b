"""Content codings (RFC 9110, section 8.4): from the bytes as received to the body, within a limit.

The client and the archive both undo codings here, so that a body read back from the archive is the one that was met.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Final

import brotli  # type: ignore[import-untyped]
import zstandard

ACCEPTED: Final = "gzip, deflate, br, zstd"
_ZSTD_WINDOW: Final = 8 * 1024 * 1024  # RFC 9659: the largest window that a server may use on the web


class BodyTooLarge(Exception):
    """The decoded body passes the limit; `head` is its beginning, exactly `limit` bytes long."""

    def __init__(self, limit: int, head: bytes) -> None:
        super().__init__(f"more than {limit} bytes")
        self.head = head


class BrokenCoding(Exception):
    """The bytes are not what the Content-Encoding announces, or they stop before their end."""


def decode(raw: bytes, content_encoding: str, limit: int | None = None) -> bytes:
    """Undo `content_encoding` (a header value, codings in the order applied).

    A coding that nobody knows (`utf-8`, `none`: seen on real servers) is taken for identity, as browsers do.

    Raises:
        BodyTooLarge: the body, or an intermediate step, has more than `limit` bytes.
        BrokenCoding: the bytes are corrupt or incomplete.
    """
    body = raw
    for coding in reversed([part.strip().lower() for part in content_encoding.split(",")]):
        decoder = _DECODERS.get(coding)
        if decoder is not None and body:
            body = decoder(body, -1 if limit is None else limit + 1)
    if limit is not None and len(body) > limit:
        raise BodyTooLarge(limit, body[:limit])
    return body


def _inflate(raw: bytes, most: int, wbits: int) -> bytes:
    """Decompress the members of a zlib or gzip stream until its end, or until `most` bytes are there (-1: all)."""
    parts: list[bytes] = []
    size = 0
    while raw:
        inflater = zlib.decompressobj(wbits)
        part = inflater.decompress(raw, 0 if most < 0 else most - size)
        parts.append(part)
        size += len(part)
        if 0 <= most <= size:
            break
        if not inflater.eof:
            raise BrokenCoding("the compressed body stops before its end")
        raw = inflater.unused_data if inflater.unused_data.startswith(b"\x1f\x8b") else b""
    return b"".join(parts)


def _gunzip(raw: bytes, most: int) -> bytes:
    try:
        return _inflate(raw, most, zlib.MAX_WBITS | 16)
    except zlib.error as error:
        raise BrokenCoding(f"not a gzip body: {error}") from error


def _undeflate(raw: bytes, most: int) -> bytes:
    """`deflate` is zlib (RFC 1950) by the standard, and bare deflate (RFC 1951) on some servers."""
    try:
        return _inflate(raw, most, zlib.MAX_WBITS)
    except zlib.error:
        pass
    try:
        return _inflate(raw, most, -zlib.MAX_WBITS)
    except zlib.error as error:
        raise BrokenCoding(f"not a deflate body: {error}") from error


def _unbrotli(raw: bytes, most: int) -> bytes:
    decompressor = brotli.Decompressor()
    try:
        if most < 0:
            body = decompressor.process(raw)
        else:
            parts = [decompressor.process(raw, output_buffer_limit=most)]
            size = len(parts[0])
            while size < most and (part := decompressor.process(b"", output_buffer_limit=most - size)):
                parts.append(part)
                size += len(part)
            body = b"".join(parts)[:most]
    except brotli.error as error:
        raise BrokenCoding(f"not a brotli body: {error}") from error
    if not decompressor.is_finished() and not 0 <= most <= len(body):
        raise BrokenCoding("the compressed body stops before its end")
    return bytes(body)


def _unzstd(raw: bytes, most: int) -> bytes:
    """A first reader measures within the limit, since only the second, which has none, can tell a missing end."""
    try:
        if most >= 0:
            with _zstd().stream_reader(io.BytesIO(raw), read_across_frames=True) as reader:
                head = reader.read(most)
            if len(head) >= most:
                return bytes(head)
        parts: list[bytes] = []
        while raw:
            frame = _zstd().decompressobj()
            parts.append(frame.decompress(raw))
            if not frame.eof:
                raise BrokenCoding("the compressed body stops before its end")
            raw = frame.unused_data
    except zstandard.ZstdError as error:
        raise BrokenCoding(f"not a zstd body: {error}") from error
    return b"".join(parts)


def _zstd() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)


_DECODERS: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
