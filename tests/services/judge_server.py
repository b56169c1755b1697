"""A model server for tests: speaks the protocols over HTTP, and does what the question or the answer tells it.

Offered tools, it calls the first one with the response before it answers, and agrees with what the tool says.
"""

import json
import math
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelServer(ThreadingHTTPServer):
    """Counts requests, and how many it had at a time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self.at_once = 0
        self.failures_left = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def model_server() -> Iterator[ModelServer]:
    server = ModelServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.requests.append(body)
            self.server.headers.append(dict(self.headers))
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
            failing = self.server.failures_left > 0
            self.server.failures_left -= failing
        try:
            if failing:
                self._answer(503, {"error": "busy"}, {"Retry-After": "0"})
            else:
                self._react(body)
        except BrokenPipeError:
            self.close_connection = True  # the client has not waited

    def _react(self, body: dict[str, Any]) -> None:
        text = _text(body["messages"][1]) if "messages" in body else json.dumps(body)
        wish = re.search(r"please (\w+)", text)
        match wish and wish[1]:
            case "hang":
                time.sleep(3)
            case "refuse":
                return self._answer(400, {"error": "no"})
            case "babble":
                return self._answer(200, {"choices": [{"message": {"content": "I cannot say."}}]})
            case "garble":
                return self._answer(200, {"something": "else"})
            case "wait":
                time.sleep(0.2)
        if "messages" in body and not _is_conversation(body["messages"]):
            return self._answer(400, {"error": "the calls and results of tools do not fit"})
        return self._answer(200, _REACTIONS[self.path](body))

    def _answer(self, status: int, document: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(document).encode()
        with self.server.lock:
            self.server.at_once -= 1  # before the client can know
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _text(message: dict[str, Any]) -> str:
    """What a message says, and how many images it shows."""
    content = message["content"]
    if isinstance(content, str):
        return content
    images = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    return str(content[0]["text"]).replace("{images}", str(len(images)))


def _chat(body: dict[str, Any]) -> dict[str, Any]:
    system, user = map(_text, body["messages"][:2])
    sections = dict(re.findall(r"(?:^|\n\n)([^\n:]+):\n=== \w+ ===\n(.*?)\n=== \w+ ===", user, re.S))
    if calls := _calls(body, user, sections.get("Response", "")):
        return {"choices": [{"message": {"content": None, "tool_calls": calls}, "finish_reason": "tool_calls"}]}
    results = [json.loads(one["content"]) for one in body["messages"] if one["role"] == "tool"]
    said = f"Decision: {_agreed(results)}" if results else _said(system, sections)
    choice: dict[str, Any] = {"message": {"content": said}}
    if body.get("logprobs"):
        found = re.search(r"chances ([\d. ]+)", user)
        words = ["Yes", "No"] if "Yes or No" in system else ["1", "2", "3", "4", "5"]
        chances = map(float, found[1].split()) if found else [0.75, 0.25]
        tops = [{"token": t, "logprob": math.log(c)} for t, c in zip(words, chances, strict=False)]
        choice["logprobs"] = {"content": [{"token": words[0], "logprob": -0.1, "top_logprobs": tops}]}
    return {"choices": [choice]}


def _calls(body: dict[str, Any], user: str, response: str) -> list[dict[str, Any]]:
    """What it calls now: once, or whenever it may if the response says so, and as wrongly as that says."""
    if body.get("tool_choice") != "auto" or (len(body["messages"]) > 2 and "please loop" not in user):
        return []
    name = body["tools"][0]["function"]["name"]
    arguments = json.dumps({"text": response})
    if "please mumble" in user:
        return [_called("a", name, "{text: "), _called("b", name, "[]"), _called("c", "exec", arguments)]
    return [_called(f"call{number}", name, arguments) for number in range(9 if "please loop" in user else 1)]


def _called(identifier: str, name: str, arguments: str) -> dict[str, Any]:
    return {"id": identifier, "type": "function", "function": {"name": name, "arguments": arguments}}


def _agreed(results: list[dict[str, Any]]) -> str:
    return "Yes" if all(one.get("status") == "correct" for one in results if "error" not in one) else "No"


def _is_conversation(messages: list[dict[str, Any]]) -> bool:
    """Whether every call has JSON arguments and, right behind it, a result, as servers demand."""
    waiting: list[str] = []
    for message in messages[2:]:
        if message["role"] == "tool":
            if not waiting or waiting.pop(0) != message["tool_call_id"]:
                return False
        elif message["role"] != "assistant" or waiting:
            return False
        for call in message.get("tool_calls", ()):
            if not isinstance(json.loads(call["function"]["arguments"]), dict):
                return False
            waiting.append(call["id"])
    return not waiting


def _items(text: str) -> list[tuple[str, str]]:
    return re.findall(r"(\d+)\. (.*)", text)


def _aspects(sections: dict[str, str], response: str) -> str:
    return "\n".join(f"{n}: {5 if text in response else 2} - read it" for n, text in _items(sections["Aspects"]))


def _first_wrong(sections: dict[str, str], _response: str) -> str:
    wrong = [n for n, text in _items(sections["Steps"]) if text not in sections["Reference solution"]]
    return f"Compared.\nFirst wrong step: {wrong[0] if wrong else 'None'}"


def _borne_out(sections: dict[str, str], _response: str) -> str:
    words = {
        n: "support" if text in sections["Document 1"] else "not_support"
        for n, text in _items(sections["Sentences"])
    }
    return json.dumps([{"id": int(number), "label": word} for number, word in words.items()])


def _ticked(title: str, yes: str, no: str) -> Any:
    def say(sections: dict[str, str], response: str) -> str:
        return "\n".join(f"{n}: {yes if text in response else no}" for n, text in _items(sections[title]))

    return say


_PIECE_BY_PIECE: dict[str, Any] = {
    "Aspects": _aspects,
    "Steps": _first_wrong,
    "Sentences": _borne_out,
    "Items": _ticked("Items", "yes", "no"),
    "Facts": _ticked("Facts", "support", "not_support"),
}


def _said(system: str, sections: dict[str, str]) -> str:
    """A judge that compares texts, ticks what it finds in the response, and likes the longer one of two."""
    response = sections.get("Response", "")
    if "A, B or Tie" in system:
        a, b = len(sections["Response A"]), len(sections["Response B"])
        return f"Hm.\n{'A' if a > b else 'B' if b > a else 'Tie'}"
    if "for every response" in system:
        rated = {title.split()[1]: text for title, text in sections.items() if title.startswith("Response ")}
        return "\n".join(f"Response {number}: {min(5, len(text))}" for number, text in rated.items())
    for title, say in _PIECE_BY_PIECE.items():
        if title in sections:
            return str(say(sections, response))
    if "First write a critique" in system:
        good = sections["Criterion"] in response
        return f"It is {'good' if good else 'bad'}.\nRating: {4 if good else 1}"
    if "Principle" in sections:
        return f"Decision: {'Yes' if sections['Principle'] in response else 'No'}"
    if "Criterion" in sections:
        return "3"
    right = sections["Student's final answer"] in (sections["Reference answer"], "Solution")
    return f"I compare.\nDecision: {'Yes' if right else 'No'}"


_REACTIONS: dict[str, Any] = {
    "/v1/chat/completions": _chat,
    "/v1/classify": lambda body: (
        {"data": [{"probs": [0.5]}]} if "input" in body else [{"embedding": [len(body["text"][0]) / 10]}]
    ),
    "/v1/score": lambda body: {"data": [{"score": float(len(body["text_2"]))}]},
    "/v1/pooling": lambda body: {"data": [{"data": [[-1.5]]}]},
    "/v1/predict": lambda body: [{"label": "0", "score": 2.0}],
}
