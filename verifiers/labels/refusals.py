"""Rows that no rule can judge, by their shape, and why."""

import re

from verifiers.labels.outcome import Refused
from verifiers.labels.rows import MISSING, Row, listed, mapping

_REASONS = (
    (("chosen", "rejected"), "a pair of a preferred and another answer: neither is a truth"),
    (("formal_statement",), "a statement for a proof assistant: no prover is at hand"),
    (("fail_to_pass",), "a repository with tests to repair: it takes that repository's environment"),
    (("test_patch",), "a repository with tests to repair: it takes that repository's environment"),
    (("judging_instructions",), "judged by a language model: name a judge in a verifier of kind judge"),
    (("rubrics",), "judged by rubrics: name a judge in a verifier of kind judge"),
    (("rubric",), "judged by rubrics: name a judge in a verifier of kind judge"),
)
_UNRULED_TASKS = re.compile(r"llm_judg\w*|\w*kernelbench\w*|\w*judge", re.I)
_LENGTHS = re.compile(r"(?:up_to_)?max_?len(?:gth)?", re.I)


def refuse_unruled(row: Row) -> None:
    """Raises Refused for a row that nothing but a person, a prover or a model could judge."""
    for names, reason in _REASONS:
        if all(any(name in level for level in row.levels) for name in names):
            raise Refused(reason, row.fields)
    task = row.text("task_type")
    if _UNRULED_TASKS.fullmatch(task):
        raise Refused(
            f"rows of task_type {task[:60]!r} are judged by a model or a machine of their own", row.fields
        )
    if _LENGTHS.fullmatch(row.text("dataset", "task_type")):
        raise Refused("the truth is a length in tokens, and completions come as text", row.fields)
    question_type = row.text("question_type")
    if question_type.casefold() == "proof":
        raise Refused("a proof is asked for: no rule judges it", row.fields)
    verifier = mapping(row.get("verifier"))
    if verifier and "kind" not in verifier:
        kind = verifier.get("type")
        raise Refused(
            f"the row's verifier is the dataset's own (type {str(kind)[:40]!r}): ours has a kind", row.fields
        )
    if "verify_regex" in row.fields and "type" in row.fields:
        raise Refused("a verifier of the dataset's own (verify_regex): ours has a kind", row.fields)
    _refuse_conversations(row)


def _refuse_conversations(row: Row) -> None:
    messages = None if row.truth is MISSING else listed(row.truth)
    if messages and all(isinstance(one, dict) and one.keys() & {"role", "from"} for one in messages):
        raise Refused("a conversation is no truth", row.fields)
