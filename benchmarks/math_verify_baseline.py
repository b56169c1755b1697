"""Math-Verify in its strongest wiring, to measure against.

Its own suite's configuration (boxes first, plain expressions too), the ground truth between dollar signs, text
before ``</think>`` dropped, bare answers wrapped, choice letters read as letters, intervals and inequalities
compared. Its timeouts are off: they work by wall-clock alarms; the adversarial rows are left out instead.
"""

import logging
import re

from math_verify import ExprExtractionConfig, LatexExtractionConfig, StringExtractionConfig, parse, verify

_CHOICE = re.compile(r"\(?([A-J])\)?\.?")
_BARE = 80
_MATH = (LatexExtractionConfig(boxed_match_priority=0), ExprExtractionConfig())
_LETTERS = (StringExtractionConfig(strings=tuple("ABCDEFGHIJ")),)


def silence() -> None:
    """Keep its warning about timeouts out of the tables."""
    logging.getLogger("math_verify").setLevel(logging.CRITICAL)


def agrees(gold: str, completion: str) -> bool:
    """Whether Math-Verify finds the completion's answer equal to the ground truth."""
    text = completion.rsplit("</think>", 1)[-1].strip()
    config = _LETTERS if _CHOICE.fullmatch(gold.strip()) else _MATH
    if len(text) <= _BARE and "$" not in text and "\\boxed" not in text and config is _MATH:
        text = f"${text}$"
    wrapped = gold if "$" in gold or config is _LETTERS else f"${gold}$"
    truth = parse(wrapped, extraction_config=config, parsing_timeout=None)
    answer = parse(text, extraction_config=config, parsing_timeout=None)
    return bool(verify(truth, answer, allow_set_relation_comp=True, timeout_seconds=None))
