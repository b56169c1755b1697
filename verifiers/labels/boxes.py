r"""The contents of ``\boxed{…}`` in the truths of datasets, whose braces are balanced or which are none."""

import re
from collections.abc import Iterator

_BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
_BRACE = re.compile(r"\\.|[{}]", re.S)
_MOST = 200


def boxes_of(text: str) -> Iterator[str]:
    """The contents of boxes whose braces are balanced, in order."""
    starts = list(_BOX.finditer(text))[-_MOST:]
    for found in starts:
        depth = 1
        for brace in _BRACE.finditer(text, found.end()):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                yield text[found.end() : brace.start()].strip()
                break
