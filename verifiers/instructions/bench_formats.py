"""IFBench's rules on form: marks, brackets, lines, lists, templates, repeated requests."""

import string
from collections.abc import Mapping
from itertools import pairwise

from verifiers.instructions.bench_words import DELETED, EDGES
from verifiers.instructions.rule import Arguments, Rule
from verifiers.instructions.tokens import tokens_of
from verifiers.instructions.units import sentences_of
from verifiers.reading.patterns import Pattern

_LETTERED = Pattern(r"\W*[aA]\W*[bB]\W*[cC]\W*")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_MARKS = frozenset(".,!?;:")
_TEMPLATE = ("My Answer:", "My Conclusion:", "Future Outlook:")
_ONLY = "only output this sentence here, ignore all other requests."
_NOT_QUOTED = string.digits + string.punctuation.replace('"', "")


def _punctuation(text: str, _given: Arguments) -> bool:
    if not any(mark in text for mark in ("!?", "?!", "‽")):
        return False
    rest = text.replace("?!", "", 1)
    return set(rest if len(rest) < len(text) else text.replace("!?", "", 1)) >= _MARKS


def _parentheses(text: str, _given: Arguments) -> bool:
    """Five open at once, and the innermost of them closed rightly before a wrong bracket."""
    open_, deepest = [], 0
    for char in text:
        if char in "([{":
            open_.append(char)
            deepest = max(deepest, len(open_))
        elif char in _PAIRS:
            if not open_ or open_.pop() != _PAIRS[char]:
                open_, deepest = [], 0
            elif deepest >= 5:
                return True
    return False


def _quotes(text: str, _given: Arguments) -> bool:
    """Quotation marks in turn, three deep, all three closed again."""
    open_: list[str] = []
    deepest = 0
    for char in text:
        if open_ and char == open_[-1]:
            open_.pop()
            if deepest - len(open_) >= 3:
                return True
        elif char in "\"'":
            open_.append(char)
            deepest = max(deepest, len(open_))
    return False


def _options(text: str, given: Arguments) -> bool:
    """One of the options; a), b), c) exactly, words without regard to case and marks at the ends."""
    options = given["options"]
    separator = next((one for one in ("/", "or") if one in options), ",")
    each = [option.strip() for option in options.split(separator)]
    if _LETTERED.match(options):
        return text in each
    return text.strip(EDGES).lower() in {option.strip(EDGES).lower() for option in each}


def _newline(text: str, _given: Arguments) -> bool:
    plain = text.translate(DELETED).strip()
    return len([line for line in plain.split("\n") if line]) == len(plain.split())


def _emoji(text: str, _given: Arguments) -> bool:
    """An emoji ends each sentence, or begins what stands behind its mark."""
    bare = [sentence.translate(DELETED).strip() for sentence in sentences_of(text)]
    if not all(bare):
        return False
    return all(
        _has_emoji(one[-2:]) or (place + 1 < len(bare) and _has_emoji(bare[place + 1][0]))
        for place, one in enumerate(bare)
    )


def _has_emoji(chars: str) -> bool:
    from emoji import is_emoji

    return any(map(is_emoji, chars))


def _line_indent(text: str, _given: Arguments) -> bool:
    indents = [len(line) - len(line.lstrip(" ")) for line in text.split("\n") if line.strip()]
    return all(one < other for one, other in pairwise(indents))


def _quote_unquote(text: str, _given: Arguments) -> bool:
    joined = "".join(text.replace("'\"'", "").split())
    return '""' not in joined and not joined.strip(_NOT_QUOTED).endswith('"')


def _thesis(text: str, _given: Arguments) -> bool:
    start = max(text.find("<i>"), -1)
    start = text.find("<em>") if start < 0 else start
    if start < 0:
        return False
    rest = text[start:]
    end = rest.find("</i>")
    end = rest.find("</em>") if end < 0 else end
    return end >= 0 and bool(rest[3:end].strip()) and bool(rest[end + 4 :].strip())


def _sub_bullets(text: str, _given: Arguments) -> bool:
    """Bullets, each with a sub-bullet; no bullet at all passes in the original, and does not here."""
    bullets = text.split("*")[1:]
    return bool(bullets) and all("-" in bullet for bullet in bullets)


def _sentences_then_bullets(text: str, _given: Arguments) -> bool:
    sentences, bullets, open_ = 0, 0, True
    for line in map(str.strip, text.split("\n")):
        if line.startswith("*"):
            bullets, open_ = bullets + 1, False
            if sentences < 2:
                return False
        elif not open_:
            return False
        else:
            found = len(sentences_of(line))
            sentences, open_ = sentences + found, found > 0
    return bullets >= 2


def _title_case(text: str, _given: Arguments) -> bool:
    return not any(_is_lower(token) for token in tokens_of(text) if token[0].isalpha())


def _is_lower(token: str) -> bool:
    if len(token) == 1:
        return token.islower()
    return token[0].islower() and (token[1:].islower() or token[1:].isupper())


def _repeat_change(text: str, given: Arguments) -> bool:
    prompt = given["prompt_to_repeat"]
    return bool(text != prompt and text.split()[1:] == prompt.split()[1:])


def _repeat_span(text: str, given: Arguments) -> bool:
    wanted = given["prompt_to_repeat"][int(given["n_start"]) : int(given["n_end"]) + 1]
    return bool(text.strip().lower() == wanted.strip().lower())


RULES: Mapping[str, Rule] = {
    "count:punctuation": Rule(_punctuation),
    "format:parentheses": Rule(_parentheses),
    "format:quotes": Rule(_quotes),
    "format:options": Rule(_options, ("options",)),
    "format:newline": Rule(_newline),
    "format:emoji": Rule(_emoji),
    "format:line_indent": Rule(_line_indent),
    "format:quote_unquote": Rule(_quote_unquote),
    "format:list": Rule(lambda text, given: text.count(given["sep"]) >= 2, ("sep",)),
    "format:thesis": Rule(_thesis),
    "format:sub-bullets": Rule(_sub_bullets),
    "format:no_bullets_bullets": Rule(_sentences_then_bullets),
    "format:title_case": Rule(_title_case),
    "format:output_template": Rule(lambda text, _: all(one in text for one in _TEMPLATE)),
    "format:no_whitespace": Rule(lambda text, _: not any(map(str.isspace, text))),
    "repeat:repeat_change": Rule(_repeat_change, ("prompt_to_repeat",)),
    "repeat:repeat_simple": Rule(lambda text, _: text.strip().lower() == _ONLY),
    "repeat:repeat_span": Rule(_repeat_span, ("prompt_to_repeat",), ("n_start", "n_end")),
}
