"""Whether an answer says anything: a lone colon or "Let's think step by step" fools judges into a yes.

Source: [abs], [2nd] One Token to Fool LLM-as-a-Judge; its full list of such openers is not known.
"""

import unicodedata

from verifiers.reading.patterns import Pattern

_LONGEST_OPENER = 200
_OPENERS = Pattern(
    r"(?:thought process|thinking process|reasoning|(?:final )?answer|the answer is|response|explanation|solution"
    r"|let(?:'?s| us) (?:think|solve|reason|work|break|begin|start|analy[sz]e)\b[^.!?]*"
    r"|(?:(?:first|okay|ok|sure|well|so),? )?(?:let me|i(?:'ll| will| need to))"
    r" (?:think|solve|reason|work|start|begin)\b[^.!?]*"
    r"|step \d+|step by step|here is (?:the|my) (?:solution|answer|reasoning)"
    r"|解|解答|答案|解决方案|思考过程|かいせつ|解説|答え|respuesta|solución|réponse|lösung|antwort|ответ|решение|풀이|답)"
)


def has_substance(answer: str) -> bool:
    """The answer has a letter or digit and is more than the opening of an argument that never comes."""
    text = answer.strip()
    if len(text) > _LONGEST_OPENER:
        return any(map(str.isalnum, text))
    text = unicodedata.normalize("NFKC", text)
    if not any(map(str.isalnum, text)):
        return False
    plain = text.replace("’", "'").strip(" \t\n.:;,!?*#`-–—…").casefold()
    return _OPENERS.fullmatch(plain) is None
