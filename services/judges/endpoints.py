"""Reaches judges and reward models over HTTP, each with a bounded number of requests at a time."""

import json
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from services.judges.configuration import Api, JudgeSettings
from services.judges.tool_calls import calls_of, offer, turn
from verifiers.judge.asking import JudgeFailed, Message, Reply, Tool

_TRY_AGAIN = (408, 409, 429, 500, 502, 503, 504)
_ALTERNATIVES = 20
_MOST_BYTES = 8 << 20
_MOST_CHARACTERS = 200_000


class Endpoints:
    """The models of a judges file. Safe to use from several threads."""

    def __init__(self, judges: Mapping[str, JudgeSettings]) -> None:
        self._endpoints = {name: _Endpoint(settings) for name, settings in judges.items()}

    def fault(self, name: str, *, chats: bool) -> str | None:
        """Why this name cannot be asked, or None."""
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            return f"no such judge; there are: {', '.join(sorted(self._endpoints)) or 'none'}"
        if (endpoint.settings.api == "chat") != chats:
            return f"{name} is {'a reward model' if chats else 'a judge'}"
        return None

    @property
    def concurrency(self) -> int:
        """Requests to all of them at a time."""
        return sum(endpoint.settings.concurrency for endpoint in self._endpoints.values())

    def chat(
        self,
        name: str,
        messages: Sequence[Message],
        *,
        one_token: bool = False,
        tools: Sequence[Tool] = (),
        may_call: bool = True,
    ) -> Reply:
        """Ask a judge; calls are read where it has tools and ``may_call`` them. Raises JudgeFailed."""
        endpoint = self._named(name, chats=True)
        body: dict[str, Any] = {
            "model": endpoint.settings.model,
            "messages": [{"role": one.role, "content": _content(one), **turn(one)} for one in messages],
            "temperature": 0,
            "max_tokens": 1 if one_token else endpoint.settings.max_tokens,
            **offer(tools, may_call=may_call),
        }
        if one_token:
            body |= {"logprobs": True, "top_logprobs": _ALTERNATIVES}
        read = _reply_or_calls if tools and may_call else _reply
        reply: Reply = _read(read, endpoint.post("/chat/completions", body))
        return reply

    def score(self, name: str, question: str, answer: str) -> float:
        """Ask a reward model. Raises JudgeFailed."""
        endpoint = self._named(name, chats=False)
        settings = endpoint.settings
        path, body, read = _APIS[settings.api]
        found = _read(read, endpoint.post(path, {"model": settings.model, **body(settings, question, answer)}))
        return _scaled(found, settings)

    def _named(self, name: str, *, chats: bool) -> "_Endpoint":
        fault = self.fault(name, chats=chats)
        if fault:
            raise JudgeFailed(fault)
        return self._endpoints[name]


class _Endpoint:
    """One model: its connections, its turns, its timeout."""

    def __init__(self, settings: JudgeSettings) -> None:
        self.settings = settings
        self._turns = threading.BoundedSemaphore(settings.concurrency)
        self._pool = urllib3.PoolManager(maxsize=settings.concurrency)
        self._retry = Retry(
            total=settings.retries,
            status_forcelist=_TRY_AGAIN,
            allowed_methods=["POST"],
            backoff_factor=0.25,
            backoff_max=20,
            backoff_jitter=0.25,
            redirect=0,
            raise_on_status=False,
        )
        authorization = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        self._headers = {"Content-Type": "application/json", **authorization}

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer's document. Raises JudgeFailed."""
        with self._turns:
            try:
                answer = self._pool.request(
                    "POST",
                    self.settings.url + path,
                    body=json.dumps(body).encode(),
                    headers=self._headers,
                    timeout=self.settings.timeout_seconds,
                    retries=self._retry,
                    preload_content=False,
                )
                data = answer.read(_MOST_BYTES)
                answer.release_conn()
            except HTTPError as error:
                raise JudgeFailed(f"it cannot be reached: {type(error).__name__}") from error
        if answer.status != 200:
            raise JudgeFailed(f"it answered with status {answer.status}")
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise JudgeFailed("it answered with something else than JSON") from error


def _content(message: Message) -> str | list[dict[str, Any]]:
    """What a message says; with images, in the parts that chat completions know."""
    if not message.images:
        return message.content
    images = [{"type": "image_url", "image_url": {"url": url}} for url in message.images]
    return [{"type": "text", "text": message.content}, *images]


def _read(read: "Callable[[Any], Any]", document: Any) -> Any:
    try:
        return read(document)
    except Exception as error:
        # The boundary to a foreign server: an answer of whatever form is read, or it is a failure of the judge.
        raise JudgeFailed("its answer has another form than expected") from error


def _reply_or_calls(document: Any) -> Reply:
    calls = calls_of(document)
    if not calls:
        return _reply(document)
    content = document["choices"][0]["message"].get("content")
    return Reply(content[-_MOST_CHARACTERS:] if isinstance(content, str) else "", calls=calls)


def _reply(document: Any) -> Reply:
    choice = document["choices"][0]
    alternatives: dict[str, float] = {}
    for token in ((choice.get("logprobs") or {}).get("content") or [])[:1]:
        for one in token["top_logprobs"]:
            word = one["token"]
            if not isinstance(word, str):
                raise JudgeFailed("an alternative is no text")
            alternatives[word] = alternatives.get(word, 0.0) + _chance(one["logprob"])
    content = choice["message"]["content"] or ""
    if not isinstance(content, str):
        raise JudgeFailed("its answer is no text")
    return Reply(content[-_MOST_CHARACTERS:], alternatives)


def _chance(logprob: float) -> float:
    """A probability; what is no number has none, and none is above one."""
    return math.exp(min(0.0, max(-1000.0, logprob))) if logprob == logprob else 0.0


def _scaled(score: float, settings: JudgeSettings) -> float:
    if not math.isfinite(score):
        raise JudgeFailed("its score is no finite number")
    if settings.scale == "raw":
        return score
    if settings.scale == "logistic":
        return 1 / (1 + math.exp(-score)) if score > -700 else 0.0
    return min(1.0, max(0.0, (score - settings.lowest) / (settings.highest - settings.lowest)))


def _filled(settings: JudgeSettings, question: str, answer: str) -> str:
    return settings.template.replace("{question}", question).replace("{answer}", answer)


def _first(found: Any) -> float:
    """The number inside of however many lists."""
    while isinstance(found, list):
        found = found[0]
    return float(found)


_Body = Callable[[JudgeSettings, str, str], dict[str, Any]]
_APIS: Mapping[Api, tuple[str, _Body, Callable[[Any], float]]] = {
    "classify": (
        "/classify",
        lambda settings, question, answer: {"input": [_filled(settings, question, answer)]},
        lambda document: _first(document["data"][0]["probs"]),
    ),
    "score": (
        "/score",
        lambda _settings, question, answer: {"text_1": question, "text_2": answer},
        lambda document: float(document["data"][0]["score"]),
    ),
    "pooling": (
        "/pooling",
        lambda settings, question, answer: {"input": [_filled(settings, question, answer)]},
        lambda document: _first(document["data"][0]["data"]),
    ),
    "sglang": (
        "/classify",
        lambda settings, question, answer: {"text": [_filled(settings, question, answer)]},
        lambda document: _first(document[0]["embedding"]),
    ),
    "tei": (
        "/predict",
        lambda settings, question, answer: {"inputs": _filled(settings, question, answer)},
        lambda document: float((document[0][0] if isinstance(document[0], list) else document[0])["score"]),
    ),
}
