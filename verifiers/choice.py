"""The verifier of kind ``choice``: which of the options does a completion end on?"""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.reading.extraction import behind_marks, extract
from verifiers.reading.option_claims import claimed_options
from verifiers.reading.option_mentions import options_of
from verifiers.reading.patterns import Pattern
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, CheckError, Verdict, from_checks
from verifiers.verifier import Verifier

Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,3}$")]
Named = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Options = Annotated[dict[Label, Named], Field(min_length=2, max_length=100)]

_LETTERS: Mapping[str, str] = dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "")
_WRAPPER = re.compile(r"\\(?:text(?:bf|rm|it)?|mathrm|mathbf|mbox|boxed)\s*\{([^{}]*)\}")
_LEAD = Pattern(
    r"(?:the\s+)?(?:(?:final|correct|right|best)\s+)?(?:options?|choices?|answers?)\b[\s:]*(?:is\b)?\s*",
    ignore_case=True,
)
_LABELLED = Pattern(
    r"[(\[{]?\s*([A-Za-z0-9]{1,3})\s*([)\]}.:]|\s[-–—]\s|\s(?:because|since)\b)\s*(.*)",
    dot_all=True,
    ignore_case=True,
)
_JOINED = re.compile(r"[,;&/+、]|\band\b|\bor\b", re.I)
_SHOWN = 500
_LONGEST = 2_000


class ChoiceVerifier(Verifier):
    """Does a completion end on the right option?

    One check, ``choice``. The final answer may be a label, alone or with its text, or the text of an option if
    ``options`` (label to text) are given; without them labels are the letters A to Z. ``select`` ``one`` asks for
    a single option, of several ground truths any one; ``all`` for exactly the set of the ground truths. An answer
    that names more than was asked for is ``ambiguous``, which is wrong. Where labels are the digits from 1 on, the
    letter of the place is a label too. With ``by_text`` labels say nothing: an option is named by its text only.
    With ``extraction`` ``boxed`` only what stands in ``\\boxed`` is an answer.
    """

    version: ClassVar[str] = "1.3.0"

    kind: Literal["choice"]
    ground_truth: Label | Annotated[tuple[Label, ...], Field(strict=False, min_length=1, max_length=100)]
    options: Options | None = None
    select: Literal["one", "all"] = "one"
    extraction: Literal["auto", "boxed"] = "auto"
    by_text: bool = False

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Judge the option that one completion ends on."""
        answer, chosen = self._read(completion)
        shown = answer[:_SHOWN]
        if not answer:
            check = Check("choice", False, 0.0, error="missing", evidence="no final answer")
            return Verdict("no_answer", 0.0, checks=(check,))
        if not chosen:
            return _wrong(shown, "unparsable", "names no option")
        if self.select == "one" and len(chosen) > 1:
            return _wrong(shown, "ambiguous", "names more than one option")
        right = {truth.casefold() for truth in self._truths}
        if chosen == right if self.select == "all" else chosen <= right:
            return from_checks([Check("choice", True, 1.0, evidence="the right choice")], shown)
        return _wrong(shown, "wrong_answer", "another choice")

    def _read(self, completion: str) -> tuple[str, set[str]]:
        """The final answer as written, and the options that it names."""
        answer = extract(completion, self.extraction)
        chosen = self._chosen(answer) if answer else set()
        if self.extraction == "boxed":
            return answer, chosen
        text, is_marked = behind_marks(conclusion(completion))
        if is_marked and chosen:
            return answer, chosen
        claimed = self._claimed(text)
        if claimed is None or "" in claimed:
            return answer, set()
        shown = ", ".join(label for label in self._options if label.casefold() in claimed)
        return (shown, claimed) if claimed else (answer, chosen)

    def _claimed(self, text: str) -> set[str] | None:
        """The case-folded labels of the options that sentences claim; ``None`` where they only deny some."""
        gathered = self.select == "all"
        found = claimed_options(text, options_of(self._options, not self.by_text), gathered)
        if found or self.by_text or not _are_counted(self._options):
            return None if found is None else set(found)
        letters = dict(zip("ABCDEFGHIJ", self._options, strict=False))
        lettered = options_of({letter: self._options[label] for letter, label in letters.items()})
        found = claimed_options(text, lettered, gathered)
        return None if found is None else {letters[one.upper()].casefold() if one else "" for one in found}

    def _chosen(self, answer: str) -> set[str]:
        """The case-folded labels of the options that an answer names."""
        if self.by_text:
            labels = list(self._options)
            unsayable = {f"\0{number}": text for number, text in enumerate(self._options.values())}
            return {labels[int(label[1:])].casefold() for label in chosen_labels(answer, unsayable)}
        found = chosen_labels(answer, self._options)
        if found or not _are_counted(self._options):
            return found
        # Harnesses show letters where the data has digits.
        letters = dict(zip("ABCDEFGHIJ", self._options, strict=False))
        lettered = {letter: self._options[label] for letter, label in letters.items()}
        return {letters[letter.upper()].casefold() for letter in chosen_labels(answer, lettered)}

    def ensure_usable(self) -> None:
        """Raise UnusableSpec where an option is named twice or the ground truth is none of them."""
        if self.by_text and self.options is None:
            raise UnusableSpec("by_text", "options without a text are named by their labels only")
        labels = [label.casefold() for label in self._options]
        if len(set(labels)) < len(labels):
            raise UnusableSpec("options", "two labels differ only in case")
        texts = [_plain(text) for text in (self.options or {}).values()]
        if len(set(texts)) < len(texts):
            raise UnusableSpec("options", "two options read the same")
        if not {truth.casefold() for truth in self._truths} <= set(labels):
            raise UnusableSpec("ground_truth", "is no label of an option")

    @property
    def _truths(self) -> tuple[str, ...]:
        return (self.ground_truth,) if isinstance(self.ground_truth, str) else self.ground_truth

    @property
    def _options(self) -> Mapping[str, str]:
        return self.options or _LETTERS


def _are_counted(options: Mapping[str, str]) -> bool:
    return len(options) <= 10 and list(options) == [str(number) for number in range(1, len(options) + 1)]


def chosen_labels(answer: str, options: Mapping[str, str]) -> set[str]:
    """The case-folded labels of the options that an answer names; none where any part of it names none."""
    answer = _without_lead(_unwrapped(answer[:_LONGEST])).strip()
    known = {label.casefold(): _plain(text) for label, text in options.items()}
    whole = _named(answer, known)
    if whole:
        return {whole}
    parts = [part for part in _JOINED.split(answer) if _plain(part)]
    if len(parts) == 1 and answer.isupper() and answer.isalpha():
        parts = list(answer)
    named = [_named(part, known) or _introduced(part, known) for part in parts]
    if len(parts) > 1 and all(named):
        return set(filter(None, named))
    one = _introduced(answer, known)
    return {one} if one else set()


def _without_lead(answer: str) -> str:
    found = _LEAD.search(answer)
    return answer if found is None else answer[: found.start()] + answer[found.end() :]


def _named(part: str, known: Mapping[str, str]) -> str | None:
    """The option that is named by nothing but its text or its label."""
    plain = _plain(part)
    by_text = [label for label, text in known.items() if text and text == plain]
    return by_text[0] if by_text else plain if plain in known else None


def _introduced(part: str, known: Mapping[str, str]) -> str | None:
    """The option whose label stands before something that is not another option's text."""
    found = _LABELLED.fullmatch(part)
    if not found or not found[1] or found[1].casefold() not in known:
        return _label_before_its_text(_plain(part), known)
    label, rest = found[1].casefold(), _plain(found[3] or "")
    return None if any(text == rest for other, text in known.items() if text and other != label) else label


def _label_before_its_text(plain: str, known: Mapping[str, str]) -> str | None:
    label, _, rest = plain.partition(" ")
    return label if rest and known.get(label) == rest else None


def _unwrapped(answer: str) -> str:
    answer = _WRAPPER.sub(r"\1", _WRAPPER.sub(r"\1", answer))
    return answer.replace("$", "").replace("**", "").replace("\\(", "").replace("\\)", "").strip(" \t\n.`*")


def _plain(text: str) -> str:
    return " ".join(_unwrapped(text).casefold().strip("()[]{} .:,;'\"").split())


def _wrong(answer: str, error: CheckError, evidence: str) -> Verdict:
    return from_checks([Check("choice", False, 0.0, error=error, evidence=evidence)], answer)
