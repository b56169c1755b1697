"""From completions to verdicts: what is known already, what children judge, what models are asked."""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.children import Cancellation, Children
from sandbox.limits import Limits
from sandbox.outcome import Outcome
from services.jobs.model import CacheUse, Item, Judged
from services.jobs.verdict_bytes import unpack_verdict
from services.jobs.work import ToAsk, TooHeavy, Work
from services.judging.asking import Asker
from services.judging.cache import VerdictCache, digest, worth_keeping
from verifiers.audit.audit import unread
from verifiers.judge.verifier import AskingVerifier
from verifiers.registry import Registry
from verifiers.verdict import Verdict, infrastructure_error, undecided
from verifiers.verifier import Verifier

log = logging.getLogger(__name__)

_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Question:
    """Different completions against one verifier, for one tenant."""

    tenant: str
    cache: CacheUse
    specification: bytes
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, what it cost, and whether it was known already."""

    verdict: Verdict
    seconds: float = 0.0
    cached: bool = False


@dataclass(slots=True)
class _Asked:
    """A question on its way: its verifier, the answers so far, and the texts that are still to be judged."""

    question: Question
    verifier: Verifier
    answers: dict[str, Answer]
    open: list[str]
    digests: Mapping[str, str]


class TextJudge:
    """Judges completions wherever they come from. Safe to use from several threads."""

    def __init__(
        self,
        children: "Children[Work, Any]",
        heavy_children: "Children[Work, Any]",
        asker: Asker,
        cache: VerdictCache,
        registry: Registry,
    ) -> None:
        self._children = children
        self._heavy_children = heavy_children
        self._asker = asker
        self._cache = cache
        self._registry = registry

    def parse(self, specification: bytes) -> Verifier:
        """The verifier of a specification."""
        return self._registry.parse(specification)

    def judge(self, questions: Sequence[Question], cancelled: Cancellation) -> list[Mapping[str, Answer]]:
        """The answers to each question by text: one trip to the children for all that are bounded alike."""
        asked = [self._known(question) for question in questions]
        alike: dict[Limits, list[_Asked]] = defaultdict(list)
        for one in asked:
            if one.open:
                alike[one.verifier.own_limits].append(one)
        for limits, members in alike.items():
            self._run(limits, members, cancelled)
        for one in asked:
            fresh = {one.digests[text]: one.answers[text].verdict for text in one.open if text in one.digests}
            self._cache.keep(one.question.cache, fresh)
        return [one.answers for one in asked]

    def _known(self, question: Question) -> _Asked:
        verifier = self.parse(question.specification)
        texts = list(question.texts)
        if not worth_keeping(verifier, texts):
            return _Asked(question, verifier, {}, texts, {})
        named = {text: digest(question.tenant, verifier, question.specification, text) for text in texts}
        known = self._cache.find(question.cache, list(named.values()))
        answers = {text: Answer(known[name], cached=True) for text, name in named.items() if name in known}
        return _Asked(question, verifier, answers, [text for text in texts if text not in answers], named)

    def _run(self, limits: Limits, asked: Sequence[_Asked], cancelled: Cancellation) -> None:
        work = [Work(one.question.specification, text) for one in asked for text in one.open]
        expected = sum(one.verifier.expected_seconds(text) for one in asked for text in one.open)
        outcomes = self._children.run(work, limits, expected, cancelled)
        heavy = [place for place, outcome in enumerate(outcomes) if isinstance(outcome.value, TooHeavy)]
        if heavy:
            rest = [work[place] for place in heavy]
            judged = self._heavy_children.run(rest, limits, expected, cancelled)
            for place, outcome in zip(heavy, judged, strict=True):
                outcomes[place] = outcome
        coming = iter(outcomes)
        for one in asked:
            self._take_in(one, {text: next(coming) for text in one.open}, cancelled)

    def _take_in(self, asked: _Asked, outcomes: "Mapping[str, Outcome[Any]]", cancelled: Cancellation) -> None:
        to_ask: dict[str, ToAsk] = {}
        for text, outcome in outcomes.items():
            if isinstance(outcome.value, ToAsk):
                to_ask[text] = outcome.value
            else:
                asked.answers[text] = _answer(outcome)
        if to_ask:
            assert isinstance(asked.verifier, AskingVerifier)
            cases = {text: one.case for text, one in to_ask.items()}

            def check(tool: Verifier, text: str) -> Verdict:
                return self._checked(asked.question, tool, text, cancelled)

            for text, (verdict, seconds) in self._asker.run(asked.verifier, cases, check, cancelled).items():
                asked.answers[text] = _of_model(verdict, seconds, to_ask[text])

    def _checked(self, question: Question, tool: Verifier, text: str, cancelled: Cancellation) -> Verdict:
        """What a tool of the question's judge says of a text, which is judged as a completion is."""
        specification = tool.model_dump_json(exclude_unset=True).encode()
        (answers,) = self.judge([Question(question.tenant, question.cache, specification, [text])], cancelled)
        return answers[text].verdict


def judged(item: Item, answer: Answer, second: Verdict | None = None) -> Judged:
    """An item with its answer, and with the verdict on the second answer that came with it."""
    return Judged(
        item.group,
        item.index,
        answer.verdict,
        answer.seconds,
        answer.cached,
        item.id,
        item.n_tokens,
        item.confidence,
        item.logprobs,
        _characters(item),
        item.details,
        None if second is None else second.status,
        None if item.turns is None else len(item.turns),
        None if item.steps is None else _prefixes(item.steps),
    )


def _characters(item: Item) -> int:
    """What the model wrote: of a trajectory, in all its turns."""
    if item.turns is None:
        return len(item.text)
    return sum(len(turn.content or "") for turn in item.turns if turn.is_assistants)


def _prefixes(steps: Sequence[str]) -> tuple[bytes, ...]:
    work = hashlib.blake2b(digest_size=8)
    names = []
    for step in steps:
        encoded = step.encode("utf-8", "surrogatepass")
        work.update(len(encoded).to_bytes(8, "big") + encoded)
        names.append(work.digest())
    return tuple(names)


def _of_model(verdict: Verdict, seconds: float, read: ToAsk) -> Answer:
    """A model's verdict, with what the audit of the text found before."""
    flags = tuple(dict.fromkeys((*verdict.flags, *read.flags)))
    answer = verdict.answer or read.case.answer[:_SHOWN]
    return Answer(replace(verdict, answer=answer, features=read.features, flags=flags), seconds)


def _answer(outcome: "Outcome[Any]") -> Answer:
    """What an outcome says of the completion: its own doing is a verdict, ours is none.

    Where the child that read the text is gone, nobody reads it again: it could take the next one down too.
    """
    match outcome.ending:
        case "returned":
            assert isinstance(outcome.value, bytes)
            return Answer(unpack_verdict(outcome.value), outcome.seconds)
        case "timeout":
            verdict = undecided("timeout", outcome.detail)
        case "memory":
            verdict = undecided("memory", outcome.detail)
        case "crashed":
            verdict = undecided("runtime_error", outcome.detail)
        case _:
            log.error("a completion could not be judged: %s", outcome.detail)
            verdict = infrastructure_error("a failure of ours; the worker's log says which")
    return Answer(unread(verdict), outcome.seconds)
