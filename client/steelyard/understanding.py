"""Groups as trainers have them at hand, put as the wire contract wants them.

One group may come without a list around it; a completion may be text, a chat (what its last assistant message
says) or an object with ``text``; numbers of numpy are numbers; a mathematical ground truth may be a number; a
verifier may be the JSON text of one, and ``label`` or ``row`` stand in its place. Anything else is refused.
"""

import json
from collections.abc import Mapping, Sequence

from steelyard.errors import FieldError, Refused

_ALTERNATIVES = ("verifier", "label", "row")


def groups_of(given: object) -> list[dict[str, object]]:
    """The groups, each with ``completions`` and one of ``verifier``, ``label`` and ``row``. Raises Refused."""
    if isinstance(given, Mapping):
        given = [given]
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise refused(("groups",), f"groups are a list of objects, not {_named(given)}")
    return [_group(place, group) for place, group in enumerate(given)]


def refused(loc: tuple[str | int, ...], reason: str) -> Refused:
    """A refusal like the server's, made here."""
    return Refused(422, "Unprocessable Content", "The request is not valid.", [FieldError(loc, reason)])


def text_of_chat(messages: Sequence[object]) -> str | None:
    """What the last message of the assistant says; None where these are no messages."""
    if not messages or not all(isinstance(one, Mapping) and "role" in one for one in messages):
        return None
    said = [one for one in messages if isinstance(one, Mapping) and one["role"] == "assistant"]
    return text_of_content(said[-1].get("content")) if said else ""


def _group(place: int, group: object) -> dict[str, object]:
    if not isinstance(group, Mapping):
        raise refused(("groups", place), f"a group is an object, not {_named(group)}")
    given = [name for name in _ALTERNATIVES if name in group]
    if len(given) != 1:
        raise refused(
            ("groups", place), f"a group has one of {', '.join(_ALTERNATIVES)}, not {len(given)} of them"
        )
    understood = dict(group)
    if "completion" in understood and "completions" not in understood:
        understood["completions"] = [understood.pop("completion")]
    if "completions" not in understood:
        raise refused(("groups", place, "completions"), "are missing")
    understood["completions"] = _completions(place, understood["completions"])
    if "verifier" in understood:
        understood["verifier"] = _verifier(place, understood["verifier"])
    return understood


def _completions(place: int, given: object) -> list[object]:
    given = _plain(given)
    if isinstance(given, str | Mapping):
        given = [given]
    if not isinstance(given, Sequence):
        raise refused(("groups", place, "completions"), f"are a list, not {_named(given)}")
    if text_of_chat(given) is not None:
        given = [given]
    return [_completion(("groups", place, "completions", index), one) for index, one in enumerate(given)]


def _completion(loc: tuple[str | int, ...], given: object) -> object:
    if isinstance(given, str):
        return given
    if isinstance(given, Mapping):
        return text_of_content(given.get("content")) if "role" in given else dict(given)
    chat = text_of_chat(given) if isinstance(given, Sequence) and not isinstance(given, bytes) else None
    if chat is None:
        raise refused(loc, f"a completion is a text, a chat or an object with text, not {_named(given)}")
    return chat


def text_of_content(content: object) -> str:
    """The text of a message: as it is, or its parts of type text."""
    if content is None or isinstance(content, str):
        return content or ""
    parts = content if isinstance(content, Sequence) else []
    texts = [part.get("text") for part in parts if isinstance(part, Mapping)]
    return "".join(text for text in texts if isinstance(text, str))


def _verifier(place: int, given: object) -> object:
    if isinstance(given, str):
        given = object_of(given)
        if given is None:
            reason = "is text, but not the JSON of a verifier; use label for truths"
            raise refused(("groups", place, "verifier"), reason)
    if not isinstance(given, Mapping):
        raise refused(("groups", place, "verifier"), f"is an object with a kind, not {_named(given)}")
    if given.get("kind") == "math" and "ground_truth" in given:
        return {**given, "ground_truth": written(given["ground_truth"])}
    return given


def object_of(value: object) -> Mapping[str, object] | None:
    """An object, or the one that a text is the JSON of; None for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, Mapping) else None


def written(truth: object) -> object:
    """Datasets write numbers as numbers; verifiers want them as text."""
    truth = _plain(truth)
    if isinstance(truth, list | tuple):
        return [written(one) for one in truth]
    is_number = isinstance(truth, int | float) and not isinstance(truth, bool)
    return str(truth) if is_number else truth


def _plain(value: object) -> object:
    """Arrays and scalars of numpy and the like as Python's own."""
    convert = getattr(value, "tolist", None)
    return convert() if callable(convert) else value


def _named(value: object) -> str:
    return "nothing" if value is None else type(value).__name__
