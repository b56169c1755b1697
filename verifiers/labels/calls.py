"""Tool calls: lists of calls, accepted values per argument (BFCL), transcripts with ``<tool_call>`` (ToolRL)."""

import ast
import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.rows import MISSING, Row, container, is_number, listed, mapping
from verifiers.reading.patterns import Pattern

_COLUMNS = (
    *("answers", "possible_answer", "expected_answers", "expected_action", "expected_actions", "tool_calls"),
    *("expected_call", "expected_calls"),
)
_BLOCK = Pattern(r"<tool_call>\s*(.*?)\s*</tool_call>", dot_all=True)
_SPACED_NAME = re.compile(r"(?:^\[|\)\s{0,9},)\s{0,9}([A-Za-z_]\w{0,60}(?: \w{1,60}){1,9})\(")
_CALLED = re.compile(r"\s*[A-Za-z_][\w.]*\(.*\)\s*", re.S)
_TOOLS = ("tools", "function", "functions")
_ARGUMENTS = ("arguments", "parameters", "args", "kwargs")


def calls(row: Row) -> Reading | None:
    """The calls that a right completion makes."""
    for source, value in _candidates(row):
        if isinstance(value, str):
            found = _transcript(value, row)
        else:
            found = _of_items([value] if isinstance(value, Mapping) else listed(value) or [], row)
        if found:
            verifier = {"kind": "tool_calls", "ground_truth": found}
            return Reading("tool-calls", verifier, source, (), (), _written(found))
    return None


def _candidates(row: Row) -> list[tuple[str, Any]]:
    named = [(name, row.opened(name)) for name in _COLUMNS if row.get(name) is not None]
    truth = [] if row.truth is MISSING else [(row.source, row.truth)]
    whole = [(row.source, level) for level in row.levels[:1] if _call(level)]
    return [*truth, *named, *whole]


def _transcript(text: str, row: Row) -> list[dict[str, Any]] | None:
    """One call a line, or several, between tags."""
    blocks = _BLOCK.findall(text)
    if not blocks and text.lstrip().startswith("["):
        return _in_python(text)
    if not blocks and row.get(*_TOOLS) is not None and _CALLED.fullmatch(text):
        return _in_python(f"[{text}]")
    if not blocks:
        if "<tool_call>" in text:
            raise Refused("the truth opens a <tool_call> and does not close it", row.fields)
        if "</response>" in text.partition("<response>")[2]:
            raise Refused("the truth is a free response without a tool call", row.fields)
        return None
    return [call for block in blocks for call in _of_block(block, row)]


def _in_python(text: str) -> list[dict[str, Any]] | None:
    """``[f(x=1), g()]``: calls as Python writes them, with literal arguments by name.

    A name may have spaces in it, as those of ToolACE do.
    """
    spaced: dict[str, str] = {}
    try:
        tree = ast.parse(_joined(text.strip(), spaced), mode="eval").body
        nodes = tree.elts if isinstance(tree, ast.List) else []
        found = [
            {
                "name": spaced.get(ast.unparse(node.func), ast.unparse(node.func)),
                "arguments": {str(k.arg): ast.literal_eval(k.value) for k in node.keywords},
            }
            for node in nodes
            if isinstance(node, ast.Call) and not node.args and all(keyword.arg for keyword in node.keywords)
        ]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    return found if found and len(found) == len(nodes) else None


def _joined(text: str, spaced: dict[str, str]) -> str:
    """The text with one word for each name that has spaces, which ``spaced`` gets by that word."""

    def one_word(found: re.Match[str]) -> str:
        word = found[1].replace(" ", "_")
        spaced[word] = found[1]
        return found[0].replace(found[1], word)

    return _SPACED_NAME.sub(one_word, text)


def _of_block(block: str, row: Row) -> list[dict[str, Any]]:
    documents = _documents(block)
    found = [_call(document) for document in documents]
    if not found or None in found:
        raise Refused("a <tool_call> of the truth is no call: JSON with name and arguments", row.fields)
    return [call for call in found if call]


def _documents(block: str) -> list[Any]:
    try:
        document = json.loads(block)
        return document if isinstance(document, list) else [document]
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in block.splitlines() if line.strip()]
    except ValueError:
        return []


def _of_items(items: Sequence[Any], row: Row) -> list[dict[str, Any]] | None:
    """Calls that are objects, or texts of one call each as Python writes it."""
    if items and all(isinstance(item, str) for item in items):
        return _in_python(f"[{', '.join(items)}]")
    return _of_list(items, row)


def _of_list(items: Sequence[Any], row: Row) -> list[dict[str, Any]] | None:
    if not items or not all(isinstance(item, Mapping) for item in items):
        return None
    # Items of a Responses answer: only its calls are asked for.
    items = [item for item in items if item.get("type") not in ("message", "reasoning", "function_call_output")]
    if not items:
        return None
    plain = [_call(item) for item in items]
    if all(plain):
        return [call for call in plain if call]
    fractional = _fractional(row)
    accepted = [_accepting(item, fractional) for item in items]
    return [call for call in accepted if call] if all(accepted) else None


def _call(item: Any) -> dict[str, Any] | None:
    """``{name, arguments}`` in any of its spellings; arguments may be JSON text.

    Arrow fills the arguments that other rows have with nulls: only those of a text are kept.
    """
    if not isinstance(item, Mapping):
        return None
    inner = item.get("function")
    item = inner if isinstance(inner, Mapping) else item
    name = item.get("name")
    key = next((key for key in _ARGUMENTS if key in item), None)
    if not isinstance(name, str) or not name or key is None:
        return None
    arguments = container(item[key])
    if arguments in (None, ""):
        arguments = {}
    if not isinstance(arguments, Mapping):
        return None
    is_text = isinstance(item[key], str)
    return {
        "name": name,
        "arguments": {one: value for one, value in arguments.items() if is_text or value is not None},
    }


def _accepting(item: Mapping[str, Any], fractional: Collection[tuple[str, str]]) -> dict[str, Any] | None:
    """``{function: {argument: [values]}}``: any of the values will do; an empty text may be left out."""
    if len(item) != 1:
        return None
    ((name, arguments),) = item.items()
    given = container(arguments)
    if not isinstance(given, Mapping) or not all(isinstance(values, list) for values in given.values()):
        return None
    accepted = {str(key): list(values) for key, values in given.items()}
    for key in accepted:
        if (str(name), key) in fractional:
            accepted[key] = [float(one) if is_number(one) else one for one in accepted[key]]
    return {"name": str(name), "accepted": accepted}


def _fractional(row: Row) -> set[tuple[str, str]]:
    """Functions and those of their arguments that are of type float: 5 stands for 5.0 there."""
    found = set()
    for tool in listed(row.get(*_TOOLS)) or ():
        described = mapping(tool) or {}
        described = mapping(described.get("function")) or described
        properties = container((mapping(described.get("parameters")) or {}).get("properties"))
        for name, what in properties.items() if isinstance(properties, Mapping) else ():
            if isinstance(what, Mapping) and what.get("type") in ("float", "number"):
                found.add((str(described.get("name")), str(name)))
    return found


def _written(found: Sequence[Mapping[str, Any]]) -> str:
    """The calls as a completion makes them."""
    return "\n".join(f"<tool_call>\n{json.dumps(_made(call))}\n</tool_call>" for call in found)


def _made(call: Mapping[str, Any]) -> dict[str, Any]:
    if "arguments" in call:
        return dict(call)
    arguments = {key: values[0] for key, values in call["accepted"].items() if values and "" not in values}
    return {"name": call["name"], "arguments": arguments}
