"""What the search begins with: well-formed answers of each border, and the words that they are made of."""

import json
from typing import Any

from sandbox.runner import wire


def _bytes(*documents: Any) -> list[bytes]:
    return [json.dumps(document).encode() for document in documents]


_PAYLOADS = _bytes(
    ["returned", None, [3]],
    ["returned", None, [{"$tuple": [1, {"$set": [2, 3]}]}]],
    ["returned", None, [{"$dict": [[1, 2]]}, {"$int": "0x1f"}, {"$decimal": "1.5"}, {"$fraction": [1, 3]}]],
    ["returned", None, [{"$complex": [1.0, 2.0]}, {"$bytes": "00ff"}, {"$float": "nan"}, {"$opaque": "Node"}]],
    ["returned", None, [{"a": [1, 2.5]}, "x", True, None]],
    ["raised", ["ValueError", "no", 2], []],
    ["syntax", ["SyntaxError", "invalid", 1], []],
    [["test_a", True, "", "", 0.01], ["test_b", False, "AssertionError", "assert 1 == 2", 0.01]],
    [["test", True, "", "", 0.01]],
    [["load", False, "SyntaxError", "no", 0]],
)
_TEXTS = [b"3 1\n4.5\n", b"3 1\r\n4.50000001\n\n", b"4.5 1 3", b"1e999 nan -inf 0x10 \xff\xfe"]
_HEADER = {"spent": False, "breach": None, "status": 0, "cpu": 0.01, "wall": 0.01, "memory": 9.0}


def _message(content: Any, *chances: tuple[str, Any]) -> Any:
    tokens = [{"top_logprobs": [{"token": token, "logprob": chance} for token, chance in chances]}]
    return {"choices": [{"message": {"content": content}, "logprobs": {"content": tokens}}]}


_REPLIES = _bytes(
    _message("Decision: yes"),
    _message("no", ("no", -0.1), (" Yes", -2.5)),
    _message("4", ("4", -0.5), ("5", -1.5)),
    _message("1: yes\n2: partly\n3: no"),
    _message("1: support\n2: not_support"),
    _message("b"),
    _message("1. 4"),
    {"data": [{"probs": [0.7]}]},
    {"data": [{"score": -3.5}]},
    {"data": [{"data": [[1e308]]}]},
    [{"embedding": [0.2]}],
    [[{"score": 0.5}]],
)

SEEDS: dict[str, list[bytes]] = {
    "channel": [
        bytes([kind, ending]) + one for kind in range(8) for ending in (0, 16) for one in (*_PAYLOADS, *_TEXTS)
    ]
    + [b"\x0f\x00" + wire.pack(_HEADER, [b"", b"", payload]) for payload in _PAYLOADS],
    "reply": [bytes([kind]) + one for kind in range(13) for one in _REPLIES],
    "values": [bytes([kind, *range(start, 200, 7)]) for kind in range(4) for start in range(7)],
}
"""The beginnings of the search, by border."""

WORDS = (
    b'"$tuple"', b'"$set"', b'"$frozenset"', b'"$dict"', b'"$int"', b'"$float"', b'"$complex"', b'"$bytes"',
    b'"$decimal"', b'"$fraction"', b'"$opaque"', b'"returned"', b'"raised"', b'"syntax"', b'"memory"',
    b'"output_limit"', b"null", b"true", b"false", b"NaN", b"Infinity", b"1e999", b"-0.0", b"9" * 40, b"\\ud800",
    b"\\u0000", b"[[[[[[[[", b"]]]]]]]]", b'"choices"', b'"message"',
    b'"content"', b'"logprobs"', b'"top_logprobs"',
    b'"token"', b'"logprob"', b'"data"', b'"score"', b'"probs"', b'"embedding"', b"Decision: ", b"yes", b"no",
    b"support", b"MemoryError", b"Resource temporarily unavailable", b'"missing"', b'"lost"', b'"blobs"',
)  # fmt: skip
"""What is put together, as libFuzzer's dictionary."""
