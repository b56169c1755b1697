"""The marks and forms in which families of models write tool calls, beyond JSON between ``<tool_call>`` tags.

Known are the chat templates of Qwen3-Coder (``<function=f><parameter=x>``), Llama 3 and 4, Mistral
(``[TOOL_CALLS]f[ARGS]{…}``), DeepSeek V3 to V3.2, GLM 4.5, Kimi K2, MiniMax M2, Anthropic's
XML and OpenAI's Harmony.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from verifiers.reading.patterns import Pattern

CALL, CALL_END = "<tool_call>", "</tool_call>"
_MARKS = (
    ("｜DSML｜", ""),
    ("<｜tool▁calls▁begin｜>", ""),
    ("<｜tool▁calls▁end｜>", ""),
    ("<|tool_calls_section_begin|>", ""),
    ("<|tool_calls_section_end|>", ""),
    *((mark, CALL) for mark in ("<｜tool▁call▁begin｜>", "<|tool_call_begin|>", "<minimax:tool_call>")),
    *(
        (mark, CALL_END)
        for mark in ("<｜tool▁call▁end｜>", "<|tool_call_end|>", "</minimax:tool_call>", "<|call|>")
    ),
    *(("<function_calls>", CALL), ("</function_calls>", CALL_END), ("[TOOL_CALLS]", CALL)),
)
_HARMONY = Pattern(
    r"(?:<\|start\|>assistant)?(?:<\|channel\|>commentary)?\s*to=functions\.([\w.-]+)[^<>{}]*"
    r"(?:<\|(?:channel|constrain)\|>[^<>{}]*)*<\|message\|>"
)
_ASIDE, _FINAL = "\x00call\x00", "<|channel|>final<|message|>"
_ARGUMENTS = "[ARGS]"
_SEPARATORS = ("<｜tool▁sep｜>", "<|tool_call_argument_begin|>", _ARGUMENTS)
_TAGS = (("<function=", "</function>"), ("<invoke name=", "</invoke>"))
_NUMBERED = re.compile(r"(?:functions\.)?([\w.-]{1,200}?)(?::\d{1,9})?(?:\[CALL_ID\]\w{1,99})?")
_KEY = re.compile(r"(?:=|\sname=)[\"']?([^\"'>\s]{1,200})[\"']?")


class Spelled(str):
    """An argument that a notation without types writes: a text, and the JSON value that it may stand for."""

    __slots__ = ()

    @property
    def readings(self) -> tuple[Any, ...]:
        """What it may stand for: itself, and the value."""
        try:
            return str(self), json.loads(self)
        except (ValueError, RecursionError):
            return (str(self), self.lower() == "true") if self.lower() in ("true", "false") else (str(self),)


Found = tuple[str, Mapping[str, Any] | None]


def tagged_calls(text: str) -> str:
    """The text with ``<tool_call>`` tags in place of the marks of other families."""
    if "to=functions." in text:
        text = _out_of_commentary(_HARMONY.sub(lambda found: f"{_ASIDE}{CALL}{found[1]}{_ARGUMENTS}", text))
    for mark, tag in _MARKS:
        text = text.replace(mark, tag)
    if CALL not in text and any(end in text for _, end in _TAGS):
        for start, end in _TAGS:
            text = text.replace(start, CALL + start).replace(end, end + CALL_END)
    return text


def _out_of_commentary(text: str) -> str:
    """Calls in the final channel, where another stands before them: those count as reasoning."""
    first, *others = text.split(_ASIDE)
    before, pieces = first, [first]
    for part in others:
        pieces += [_FINAL if "<|channel|>" in before else "", part]
        before = part
    return "".join(pieces)


def calls_in(body: str) -> list[Found]:
    """The names and arguments of the calls between two tags; none where they are in no form known here."""
    for start, end in _TAGS:
        if start in body:
            return [_of_tag(part.partition(end)[0]) for part in body.split(start)[1:]]
    if "<arg_key>" in body:
        name, *pairs = body.split("<arg_key>")
        return [(name.strip(), dict(map(_pair, pairs)))]
    return _separated(body)


def _of_tag(part: str) -> Found:
    name, _, inner = part.partition(">")
    return name.strip(" \"'"), _parameters(inner)


def _parameters(inner: str) -> Mapping[str, Any] | None:
    """JSON, or an element for each parameter."""
    if inner.lstrip().startswith("{"):
        return _object(inner)
    return dict(_elements(inner))


def _elements(inner: str) -> Iterator[tuple[str, Any]]:
    for part in inner.split("<parameter")[1:]:
        head, _, rest = part.partition(">")
        key = _KEY.match(head)
        value = _bare(rest.partition("</parameter>")[0])
        yield (key[1] if key else ""), (value if 'string="true"' in head else Spelled(value))


def _pair(part: str) -> tuple[str, Spelled]:
    key, _, rest = part.partition("</arg_key>")
    return key.strip(), Spelled(_bare(rest.partition("<arg_value>")[2].partition("</arg_value>")[0]))


def _bare(value: str) -> str:
    """Without the line breaks that the templates put around a value."""
    return value.removeprefix("\n").removesuffix("\n")


def _separated(body: str) -> list[Found]:
    """A name, a separator and JSON, which may stand in a fence."""
    separator = next((one for one in _SEPARATORS if one in body), None)
    if separator is None:
        return []
    name, _, rest = body.partition(separator)
    if name.strip() == "function" and "\n" in rest:
        name, _, rest = rest.partition("\n")
    text = rest.strip().removesuffix("</s>").strip()
    if text.startswith("```"):
        text = text.removeprefix("```json").removeprefix("```").removesuffix("```")
    found = _NUMBERED.fullmatch(name.strip())
    return [(found[1], _object(text))] if found else []


def _object(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
