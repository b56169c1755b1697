"""Packs records to bytes and back: msgpack, compressed where that pays."""

import threading
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
import zstandard

from services.jobs import verdict_bytes
from services.jobs.model import Header, Item, Judged, Summary
from verifiers.verdict import Verdict

T = TypeVar("T")

_COMPRESS_FROM = 4096
_PLAIN, _ZSTD = b"\x00", b"\x01"
_encoder = msgspec.msgpack.Encoder()
_items = msgspec.msgpack.Decoder(list[Item])
_judged = msgspec.msgpack.Decoder(list[Judged])
_header = msgspec.msgpack.Decoder(Header)
_summary = msgspec.msgpack.Decoder(Summary)
_local = threading.local()


def compress(data: bytes) -> bytes:
    """The bytes with a mark in front, compressed when large."""
    if len(data) < _COMPRESS_FROM:
        return _PLAIN + data
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=1)
    packed: bytes = _local.compressor.compress(data)
    return _ZSTD + packed


def decompress(data: bytes) -> bytes:
    """Undo ``compress``."""
    if data[:1] == _PLAIN:
        return data[1:]
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    unpacked: bytes = _local.decompressor.decompress(memoryview(data)[1:])
    return unpacked


def pack(record: Any) -> bytes:
    """One record or list of records as bytes."""
    return compress(_encoder.encode(record))


def unpack_items(data: bytes) -> Sequence[Item]:
    """Undo ``pack`` of a slice."""
    return _items.decode(decompress(data))


def unpack_judged(data: bytes) -> list[Judged]:
    """Undo ``pack`` of a slice's verdicts."""
    return _judged.decode(decompress(data))


def unpack_header(data: bytes) -> Header:
    """Undo ``pack`` of a job's header."""
    return _header.decode(decompress(data))


def unpack_summary(data: bytes) -> Summary:
    """Undo ``pack`` of what lists say of a job."""
    return _summary.decode(decompress(data))


def unpack_verdict(data: bytes) -> Verdict:
    """Undo ``pack`` of one verdict."""
    return verdict_bytes.unpack_verdict(decompress(data))
