"""HTML, XML and block quotes as lines of plain text."""

import re
from html import unescape

_ENTITY = re.compile(r"&(?:#\d{1,6}|[A-Za-z]{2,10});")
_TAG = re.compile(r"</?[A-Za-z]")
_CELL_END = re.compile(r"</t[dh]>", re.I)
_ROW = re.compile(r"<tr(?:\s[^<>]{0,100})?>", re.I)
_BREAK = re.compile(r"<br\s{0,3}/?>|</(?:li|p|div|tr|h[1-6]|dd|table)>", re.I)
_OTHER = re.compile(
    r"</?(?:td|th|tr|table|thead|tbody|ul|ol|li|p|div|span|b|strong|em|i|u|h[1-6]|code|pre|dl|dt|dd|center|font|big|mark)"
    r"(?:\s[^<>]{0,100})?>",
    re.I,
)
_BELOW = re.compile(r"<sub>([^<>]{1,40})</sub>", re.I)
_RAISED = re.compile(r"<sup>([^<>]{1,40})</sup>", re.I)
_FIELD = re.compile(r"<(?!/|answer|final|think)([A-Za-z]\w{0,30})>([^<>]{1,200})</\1>")
_QUOTED = re.compile(r"^[ \t]{0,9}(?:>[ \t]{0,3}){1,5}", re.M)


def without_markup(text: str) -> str:
    """The text with rows, items and fields of HTML or XML as lines."""
    if "&" in text and ";" in text:
        text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    if ">" in text and (text.startswith(">") or "\n>" in text):
        text = _QUOTED.sub("", text)
    if "<" not in text or _TAG.search(text) is None:
        return text
    text = _RAISED.sub(r"^{\1}", _BELOW.sub(r"_{\1}", text))
    text = _CELL_END.sub(" | ", _ROW.sub("\n| ", text))
    return _FIELD.sub(r"\n\1 = \2\n", _OTHER.sub(" ", _BREAK.sub("\n", text)))
