"""Multiple choice: options in any of the forms datasets keep them in, and the one that is right."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.problems import Options, options_in
from verifiers.labels.rows import MISSING, Row, is_number, listed, mapping
from verifiers.reading.patterns import Pattern

_LISTS = ("options", "choices", "candidates", "endings", "answer_choices", "mc_options", "alternatives")
_TEXTS = ("text", "texts", "content", "value", "option", "choice")
_LABELS = ("label", "labels", "key", "letter", "id")
_COLUMN = re.compile(r"(?:op|opt|option|choice|ending|answer|sol)_?([a-j]|\d{1,2})")
_PREFIXED = re.compile(r"\s*\(?([A-Ja-j])\s*[).:]\s*(.*)", re.S)
_RIGHT = (
    *("answerkey", "answer_key", "answer_index", "answer_idx", "answer_letter", "correct_index", "correct_option"),
    *("correct_idx", "correct", "gold_index", "label", "correct_answer", "target", "correct_answer_id"),
)
_SPACE = "[\\s\u00a0]"
_SEPARATED = Pattern(rf"{_SPACE}*[,;&]{_SPACE}*|{_SPACE}+and{_SPACE}+")
_OPTION = Pattern(rf"(?:^|[,;\n]){_SPACE}*\(?([a-jA-J]){_SPACE}*\){_SPACE}*")
_LETTER = re.compile(r"\(?([A-Za-z])\)?[).:]?")
_MOST = 26
_INDEXED = 4
_TURNS = re.compile(r"<\|[a-z_]+\|>|</?s>|\[/?INST\]|<(?:start|end)_of_turn>")
_BOXED = ("strict_single_letter_boxed", "lenient_boxed")
"""Grading modes of NeMo Gym that read boxes only."""


def choice(row: Row) -> Reading | None:
    """A row with options and the right one."""
    return _right_among_wrong(row) or _indexed_columns(row) or _with_options(row) or _multiple_choice(row)


def with_prompt(row: Row, prompt: str) -> Row:
    """A label by itself, with the options that its prompt lists, if it is the letter of one of them.

    Raises Refused for an integer beside four options or more of which none is that number: an index, which may
    count from 0 or from 1.
    """
    if row.levels or not isinstance(row.truth, str | int) or not prompt:
        return row
    pieces = _TURNS.split(prompt)
    options = next(filter(None, map(options_in, reversed(pieces))), None) or {}
    if isinstance(row.truth, str):
        letter = row.truth.strip(" ().")
        return Row(({"options": options},), letter, ("label",)) if letter in options else row
    if len(options) >= _INDEXED and row.truth <= len(options) and str(row.truth) not in options.values():
        raise Refused("the prompt lists options and the label is a number: an index may count from 0 or from 1")
    return row


def _with_options(row: Row) -> Reading | None:
    found = _options(row)
    if found is None:
        return None
    options, source = found
    several = _several(row, options)
    if several:
        verifier = {"kind": "choice", "ground_truth": several, "options": options, "select": "all"}
        warning = "all of the options that the row names are asked for"
        return Reading("choice", verifier, source, (), (warning,), _boxed(", ".join(several)))
    # HellaSwag's label counts from 0; elsewhere digits in a text may count from 1.
    prefix = "ending " if source.startswith(("ending", "columns 0")) else ""
    rights = {name: _label(prefix + name, value, options, row, source) for name, value in _rights(row)}
    if not rights:
        raise Refused("the row has options, and nothing says which is right", row.fields)
    unclear = [name for name, label in rights.items() if label is None]
    if unclear:
        raise Refused(f"{', '.join(unclear)} names none of the {len(options)} options", row.fields)
    if len(set(rights.values())) > 1:
        raise Refused(f"{' and '.join(rights)} name different options", row.fields)
    right = next(iter(rights.values()))
    reading = _read(str(right), options, f"{source}, {next(iter(rights))}")
    return _boxes_only(reading) if row.get("grading_mode") in _BOXED else reading


def _several(row: Row, options: Options) -> list[str]:
    """The labels, where the row's truth is more than one of them: ``["A", "C"]``, ``A, C`` or ``AC``."""
    truth = row.truth
    if isinstance(truth, str) and len(truth) > 1 and not any(_same(text, truth) for text in options.values()):
        text = truth.strip()
        truth = list(text) if text.isalpha() and text.isupper() else _SEPARATED.split(text)
    if not isinstance(truth, list) or len(truth) < 2:
        return []
    labels = [str(one).strip() for one in truth]
    return labels if len(set(labels)) == len(labels) and set(labels) <= options.keys() else []


def _rights(row: Row) -> Iterator[tuple[str, Any]]:
    """Everything that says which option is right, by column."""
    if row.truth is not MISSING:
        one = listed(row.truth)
        yield row.source or "answer", one[0] if one is not None and len(one) == 1 else row.truth
    for name in _RIGHT:
        value = row.get(name)
        if value is not None and (isinstance(value, str) or is_number(value)):
            yield name, value


def _label(name: str, value: Any, options: Options, row: Row, source: str) -> str | None:
    """The label that an index from 0, a letter, a label or an option's text stands for."""
    labels = list(options)
    if is_number(value):
        return _at(value, labels, row, is_lettered=source.startswith("columns A"))
    if not isinstance(value, str):
        return None
    text = value.strip()
    by_text = [label for label, option in options.items() if _same(option, text)]
    if text in options:
        return None if by_text and by_text != [text] else text
    if len(by_text) == 1:
        return by_text[0]
    letter = _LETTER.fullmatch(text)
    if letter and letter[1].upper() in options:
        return letter[1].upper()
    # Digits in a text count from 0 where the column says that it is an index; elsewhere who knows.
    is_index = text.isdecimal() and (int(text) == 0 or re.search(r"ind|idx|ending", name))
    return labels[int(text)] if is_index and int(text) < len(labels) else None


def _at(index: float, labels: Sequence[str], row: Row, *, is_lettered: bool) -> str | None:
    """The label of an index. Lists count from 0, columns with letters from 0 or from 1."""
    if index < 0:
        raise Refused(f"the index {index} marks a row whose answer is withheld", row.fields)
    if is_lettered and 0 < index < len(labels):
        raise Refused(f"{index} means one option where columns count from 0, another where they count from 1")
    place = int(index) - 1 if is_lettered and index == len(labels) else int(index)
    return labels[place] if place < len(labels) and int(index) == index else None


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _options(row: Row) -> tuple[Options, str] | None:
    lists = (*_LISTS, "answers") if row.has("label") or row.has("correct_answer_id") else _LISTS
    for name in lists:
        value = row.opened(name)
        options = _of_list(value) if isinstance(value, list) else _of_mapping(value)
        options = options or _of_text(row.text(name) if name != "choices" else "")
        if options:
            return options, name
    question = mapping(row.get("question"))
    options = _of_list(listed((question or {}).get("choices")) or [])
    return (options, "question.choices") if options else _of_columns(row)


def _of_list(items: Sequence[Any]) -> Options | None:
    """Texts, objects of a label and a text, or objects of one key each."""
    if not 2 <= len(items) <= _MOST:
        return None
    if all(isinstance(item, str) or is_number(item) for item in items):
        return _unprefixed([str(item).strip() for item in items])
    if not all(isinstance(item, Mapping) for item in items):
        return None
    pairs = [_pair(item) for item in items if list(item.values()) != [None]]
    if None in pairs:
        return None
    return dict(pair for pair in pairs if pair)


def _pair(item: Mapping[Any, Any]) -> tuple[str, str] | None:
    if len(item) == 1:
        ((label, text),) = item.items()
        return (str(label).strip(), str(text).strip())
    label = next((item[name] for name in _LABELS if name in item), None)
    text = next((item[name] for name in _TEXTS if name in item), None)
    return None if label is None or text is None else (str(label).strip(), str(text).strip())


def _of_mapping(value: Any) -> Options | None:
    inner = mapping(value)
    if not inner:
        return None
    texts = next((listed(inner[name]) for name in _TEXTS if name in inner), None)
    labels = next((listed(inner[name]) for name in _LABELS if name in inner), None)
    if texts and labels and len(texts) == len(labels):
        return {str(label).strip(): str(text).strip() for label, text in zip(labels, texts, strict=True)}
    if len(inner) >= 2 and all(re.fullmatch(r"[a-j]|\d", str(label)) for label in inner):
        return {str(label).upper(): str(text).strip() for label, text in inner.items() if text is not None}
    return None


def _unprefixed(texts: list[str]) -> Options:
    """Labelled A, B, …; without the labels that the texts themselves may begin with."""
    found = [_PREFIXED.fullmatch(text) for text in texts]
    labels = list(ascii_uppercase[: len(texts)])
    if [match and match[1].upper() for match in found] == labels:
        texts = [match[2].strip() for match in found if match]
    return dict(zip(labels, texts, strict=True))


def _of_columns(row: Row) -> tuple[Options, str] | None:
    """A column for each option: ``A``, ``B``, …, ``option_a``, ``ending0``."""
    for level in row.levels:
        plain = {name.upper(): _said(level[name]) for name in level if re.fullmatch(r"[a-j]", name)}
        named = {found[1].upper(): _said(level[name]) for name in level if (found := _COLUMN.fullmatch(name))}
        for options in (plain, named):
            kept = {label: text for label, text in sorted(options.items()) if text}
            if len(kept) >= 2 and "".join(kept)[0] in "A01":
                return _lettered(kept), "columns " + ", ".join(kept)
    return None


def _lettered(options: Options) -> Options:
    """Columns that are counted from 0 get letters, as prompts show them; others keep their labels."""
    return dict(zip(ascii_uppercase, options.values(), strict=False)) if "0" in options else options


def _said(value: Any) -> str:
    return str(value).strip() if isinstance(value, str) or is_number(value) else ""


def _of_text(text: str) -> Options | None:
    """Options in one text: ``a ) 38 , b ) 27.675``."""
    pieces = _OPTION.split(text)
    labels, texts = [label.upper() for label in pieces[1::2]], [piece.strip(" ,;") for piece in pieces[2::2]]
    if len(labels) < 2 or labels != list(ascii_uppercase[: len(labels)]):
        return None
    return dict(zip(labels, texts, strict=True))


def _multiple_choice(row: Row) -> Reading | None:
    """A letter whose options stand in the problem only."""
    letter = row.truth.strip(" ().") if isinstance(row.truth, str) else ""
    problem = row.text("problem", "question", "prompt", "query", "input")
    declared = str(row.get("question_type", "problem_type")).casefold() in ("mcq", "multiple_choice")
    if not re.fullmatch(r"[A-J]", letter) or not (problem or declared):
        return None
    options = options_in(problem)
    if options and letter in options:
        return _read(letter, options, f"{row.source}, options of the problem")
    if not declared:
        return None
    return Reading("choice", {"kind": "choice", "ground_truth": letter}, row.source, solution=_boxed(letter))


def _right_among_wrong(row: Row) -> Reading | None:
    """A right answer and wrong ones, each in a column of its own (GPQA, SciQ): letters mean nothing."""
    right = row.text("correct_answer", "correct")
    wrong = [
        text.strip()
        for level in row.levels
        for name, text in sorted(level.items())
        if re.fullmatch(r"(?:incorrect_answer|wrong_answer|distractor)_?\d+", name) and isinstance(text, str)
    ]
    several = listed(row.get("incorrect_answers", "distractors"))
    wrong += [str(text).strip() for text in several or () if str(text).strip()]
    if not right or not wrong:
        return None
    options = dict(zip(ascii_uppercase, dict.fromkeys([right.strip(), *wrong]), strict=False))
    verifier = {"kind": "choice", "ground_truth": "A", "options": options, "by_text": True}
    warning = "the row has no letters: a completion has to end on the option's text"
    return Reading("choice", verifier, "correct_answer", (), (warning,), _boxed(right.strip()))


def _indexed_columns(row: Row) -> Reading | None:
    """MedMCQA: ``cop`` counts from 0 in some copies and from 1 in others."""
    index = row.get("cop")
    if not (is_number(index) and row.has("opa", "opb", "opc", "opd")):
        return None
    if index < 0:
        raise Refused("cop -1 marks a row whose answer is withheld", row.fields)
    if 1 <= index <= 3:
        raise Refused(
            f"cop {index} means one option in copies that count from 0, another in those from 1", ("cop",)
        )
    options = {letter: str(row.get(f"op{letter.lower()}")).strip() for letter in "ABCD"}
    return _read("A" if index == 0 else "D", options, "opa to opd, cop")


def _read(right: str, options: Options, source: str, warnings: tuple[str, ...] = ()) -> Reading:
    verifier = {"kind": "choice", "ground_truth": right, "options": options}
    return Reading("choice", verifier, source, (), warnings, _boxed(right))


def _boxes_only(reading: Reading) -> Reading:
    return replace(reading, verifier={**reading.verifier, "extraction": "boxed"})


def _boxed(text: str) -> str:
    return f"\\boxed{{{text}}}"
