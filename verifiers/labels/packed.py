"""Tests that datasets pack into text. Nothing is ever unpickled: a text is read off the pickle's opcodes."""

import base64
import binascii
import pickletools
import re
import zlib

from verifiers.labels.outcome import Refused

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{24,}")
_ZLIB = ("eJ", "eN", "eA", "eF")
_LARGEST = 64 << 20
_TEXTS = {"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"}
_HARMLESS = {"PROTO", "FRAME", "MEMOIZE", "BINPUT", "LONG_BINPUT", "STOP"}


def is_packed(text: str) -> bool:
    """Whether a text looks like base64 of something that zlib made."""
    return text.startswith(_ZLIB) and _BASE64.fullmatch(text) is not None


def unpacked(text: str) -> str:
    """The text inside: plain UTF-8, or the one text of a pickle. Raises Refused for anything else."""
    data = _inflated(text)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _text_of_pickle(data)


def _inflated(text: str) -> bytes:
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=False), _LARGEST)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise Refused(f"packed tests cannot be unpacked: {error}") from error
    if not unpacker.eof:
        raise Refused(f"packed tests are cut short, or larger than {_LARGEST >> 20} MiB")
    return data


def _text_of_pickle(data: bytes) -> str:
    """The text of a pickle that holds one text and nothing else: looked at, never loaded."""
    texts: list[str] = []
    try:
        for opcode, argument, _ in pickletools.genops(data):
            if opcode.name in _TEXTS and not texts:
                texts.append(str(argument))
            elif opcode.name not in _HARMLESS:
                raise Refused(f"packed tests hold more than one text (a pickle with {opcode.name}): never loaded")
    except Refused:
        raise
    except (ValueError, IndexError) as error:
        raise Refused("packed tests are neither text nor the pickle of one text") from error
    if not texts:
        raise Refused("packed tests hold no text")
    return texts[0]
