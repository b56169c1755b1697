"""Where reasoning ends and the answer begins, in the spellings of the chat templates in use.

Source: the chat templates and reasoning parsers of DeepSeek, Qwen, Magistral, Kimi, Seed-OSS, Command A, EXAONE,
Apertus, Sky-T1, s1 and gpt-oss (the harmony format), as published with the models and in vLLM.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Literal

Kind = Literal["open", "close", "answers", "other", "end"]

_NAMES = r"(?:think|thinking|thoughts?|reasoning|scratchpad|seed:think|longcat_think)"
_ANSWERING = r"(?:assistant|model|chatbot|gpt|answer)"
_OTHERS = (
    r"(?:user|system|developer|human|tool|ipython|function|functions\.\w{1,64}|observation|environment"
    r"|tool_response)"
)
_TO = r"(?: to=[\w.]{1,80})?"


def _turn_of(roles: str) -> str:
    return (
        rf"\|(?:im_start|start)\|>{roles}\b{_TO}|\|start_header_id\|>{roles}<\|end_header_id\|>"
        rf"|\|start_of_role\|>{roles}<\|end_of_role\|>|start_of_turn>{roles}\b"
    )


_MARKS: tuple[tuple[str, Kind, str], ...] = (
    (
        "<",
        "open",
        rf"{_NAMES}(?:\s[^<>]{{0,100}})?>|\|START_THINKING\|>|\|begin_of_thought\|>|\|inner_prefix\|>"
        r"|\|im_start\|>think\b|\|channel\|>\s{0,4}(?:analysis|commentary)",
    ),
    (
        "<",
        "close",
        rf"/\s{{0,4}}{_NAMES}\s{{0,4}}>|\|END_THINKING\|>|\|end_of_thought\|>|\|inner_suffix\|>|\|START_RESPONSE\|>"
        r"|\|begin_of_solution\|>|\|im_start\|>answer\b|\|channel\|>\s{0,4}final(?:[^\n]{0,200}?<\|message\|>)?",
    ),
    ("<", "answers", _turn_of(_ANSWERING) + r"|\|(?:assistant|CHATBOT_TOKEN)\|>|｜Assistant｜>"),
    (
        "<",
        "other",
        _turn_of(_OTHERS) + r"|\|(?:user|system|observation|tool|USER_TOKEN|SYSTEM_TOKEN)\|>|｜User｜>",
    ),
    (
        "<",
        "end",
        r"\|(?:im_end|endoftext|eot_id|eom_id|end_of_text|end|return|call|END_RESPONSE|end_of_solution"
        r"|END_OF_TURN_TOKEN)\|>|end_of_turn>|eos>|/s>|｜end▁of▁sentence｜>",
    ),
    (r"\[", "open", r"THINK\]"),
    (r"\[", "close", r"/THINK\]"),
    (r"\[", "answers", r"/INST\]"),
    (r"\[", "other", r"INST\]"),
    ("◁", "open", "think▷"),
    ("◁", "close", "/think▷"),
)
_KINDS = tuple(kind for _, kind, _ in _MARKS)
# Every alternative starts with a character that few others do and repeats nothing without a bound: linear.
_MARK = re.compile(
    "|".join(
        f"{first}(?:{'|'.join(f'({rest})' for _, _, rest in group)})"
        for first, group in groupby(_MARKS, key=itemgetter(0))
    ),
    re.IGNORECASE,
)
_BRACKETED = ("THINK]", "INST]", "think]", "inst]", "Think]", "Inst]", "◁")
_QUOTES = "\"'`"


_STRIPPED = re.compile(r"analysis[^\sa-z,.:;]")
_STRIPPED_FINAL = "assistantfinal"


@dataclass(slots=True)
class Turn:
    """What the model says in one turn outside of its reasoning, in pieces; the last ones follow the reasoning."""

    pieces: list[str] = field(default_factory=list)
    concluding_from: int = 0
    thinking: bool = False
    concluded: bool = False
    ended: bool = False
    blank: bool = True

    @property
    def said(self) -> str:
        """All that is no reasoning."""
        return "\n".join(self.pieces)

    @property
    def conclusion(self) -> str:
        """What follows the last reasoning that ended; nothing, where there is only reasoning without an end."""
        return "".join(self.pieces[self.concluding_from :])

    def say(self, piece: str) -> None:
        """Add a piece, unless it stands in reasoning or behind the end of the turn."""
        if piece and not (self.thinking or self.ended):
            self.pieces.append(piece)
            if not piece.isspace():
                self.concluded, self.blank = True, False

    def open(self) -> None:
        """Reasoning begins."""
        if not self.ended:
            self.thinking, self.blank = True, False

    def close(self) -> None:
        """Reasoning ends; where none was open, the prompt had opened it."""
        if not self.thinking:
            del self.pieces[self.concluding_from :]
        self.thinking = self.concluded = self.ended = self.blank = False
        self.concluding_from = len(self.pieces)

    def end(self) -> None:
        """The turn ends, if anything was said in it; some templates start with such a token."""
        self.ended = self.concluded


def conclusion(completion: str) -> str:
    """What follows the reasoning in the last turn. Reasoning that was never finished has no conclusion."""
    text = _without_analysis(completion)
    return turns(text)[-1].conclusion if next(_marks(text), None) else text


def turns(completion: str) -> list[Turn]:
    """The model's turns, at least one; those of users, tools and the system are left out, as are blank ones."""
    found = [Turn()]
    speaking, position = True, 0
    text = _without_analysis(completion)
    struck_out = text.find("<s>", 1) >= 0  # HTML, whose closing tag is the end of a turn elsewhere
    for mark in _marks(text):
        kind = _KINDS[(mark.lastindex or 1) - 1]
        if _is_mention(kind, mark, struck_out):
            continue
        if speaking:
            found[-1].say(text[position : mark.start()])
            _take(kind, found[-1])
        position = mark.end()
        if kind in ("answers", "other"):
            speaking = kind == "answers"
            if not found[-1].blank:
                found.append(Turn())
    if speaking:
        found[-1].say(text[position:])
    return found[:-1] if len(found) > 1 and found[-1].blank else found


def _marks(text: str) -> Iterator[re.Match[str]]:
    """Every mark. Most texts hold few of the characters that one begins with, which a search finds fastest."""
    if ("]" in text or "◁" in text) and any(bracketed in text for bracketed in _BRACKETED):
        yield from _MARK.finditer(text)
        return
    start = text.find("<")
    while start >= 0:
        mark = _MARK.match(text, start)
        if mark:
            yield mark
        start = text.find("<", mark.end() if mark else start + 1)


def _without_analysis(text: str) -> str:
    """The final channel of a harmony text whose special tokens were left out, which glues the names together."""
    if not _STRIPPED.match(text.lstrip()):
        return text
    return text.rpartition(_STRIPPED_FINAL)[2] if _STRIPPED_FINAL in text else ""


def _take(kind: Kind, turn: Turn) -> None:
    if kind == "open":
        turn.open()
    elif kind == "close":
        turn.close()
    elif kind == "end":
        turn.end()


def _is_mention(kind: Kind, mark: "re.Match[str]", struck_out: bool) -> bool:
    """Whether a mark is only spoken of: in quotes, or in a program that writes it."""
    text, start, end = mark.string, mark.start(), mark.end()
    quoted_before = start > 0 and text[start - 1] in _QUOTES
    quoted_behind = end < len(text) and text[end] in _QUOTES
    if kind == "end":
        return quoted_behind or (struck_out and mark[0] == "</s>")
    if kind in ("answers", "other"):
        return quoted_before
    return quoted_before and quoted_behind
