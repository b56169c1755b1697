"""Showing values of programs, judges and computer algebra: total, bounded, and silent about this server."""

import re
import reprlib

_PATH = re.compile(r"(?<![\w.])/(?:[\w.+@-]{1,255}/){1,64}[\w.+@-]{1,255}")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_WIDEST_INTEGER_BITS = 1024

_short = reprlib.Repr()
_short.maxlevel = 6
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxfrozenset = _short.maxdict = _short.maxdeque = 50
_short.maxstring = _short.maxother = 2_000


def shown(value: object, most: int = 500) -> str:
    """At most ``most`` characters that say what a value is. A string stands for itself; nothing raises."""
    text = value if isinstance(value, str) else _spelled(value)
    text = text[: 2 * most + 1]
    if not text.isascii():
        text = text.translate(_SURROGATES)
    return text if len(text) <= most else text[: most - 1] + "…"


def without_paths(text: str) -> str:
    """A message without the names of this server's files, which tracebacks and errors of libraries quote."""
    return _PATH.sub(_basename, text)


def _basename(found: "re.Match[str]") -> str:
    return "…/" + found[0].rpartition("/")[2]


def _spelled(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > _WIDEST_INTEGER_BITS:
        return f"an integer of about {int(value.bit_length() * 0.30103) + 1} digits"
    try:
        return _short.repr(value)
    except Exception:  # noqa: BLE001 - whatever the value's own repr raises
        return f"a {type(value).__name__} that cannot be shown"
