"""From a completion to plain text: its final part, LaTeX and markdown removed, boxes marked.

In the plain text ``⟦ ⟧`` hold what was boxed or tagged as the answer and ``⟪ ⟫`` a list of cases, one a line;
``¦`` is a gap between what was set apart: ``\\quad``, tabs, displays side by side, cells.
"""

import re
from typing import NamedTuple

from verifiers.mechanics.characters import GAP, same_characters
from verifiers.mechanics.languages import in_english
from verifiers.mechanics.markup import without_markup
from verifiers.mechanics.parallel import matrices_as_tuples, side_by_side
from verifiers.mechanics.tables import with_columns, without_tables
from verifiers.mechanics.units import UNIT

READ = 20_000
"""Characters, from the end of a completion, that are read."""

_ANSWER_TAG = re.compile(r"<(/?)(?:answer|final_answer|final)>", re.I)
_WRAPPERS = (
    r"text|textbf|textit|textrm|textnormal|mathrm|mathbf|mathit|mathsf|boldsymbol|bm|mbox|hbox|operatorname\*?"
    r"|mathop|underline|overline|bar|vec|hat|emph|ensuremath|displaystyle|boldmath|mathcal|bold|rm|bf|big|textsf"
)
_WRAPPED = re.compile(rf"\\(?:{_WRAPPERS})\s{{0,9}}\{{|\\?[{{}}]")
_JOINED = re.compile(rf"(\\(?:cdot|times|,|frac|Delta|delta|theta))(?=\\(?:{_WRAPPERS})\s*\{{)")
_SPACES = re.compile(r"\\[,;:! ]|~")
_GAPS = re.compile(r"\\(?:q?quad|hfill|hskip)(?![a-zA-Z])|\\hspace\*?\{[^{}]{0,20}\}|\\[\]\)]\s{0,9}\\[\[\(]")
_OVER = re.compile(r"\{([^{}]*)\\over(?![a-z])([^{}]*)\}")
_BEGIN_CASES = re.compile(r"\\begin\{(?:cases|dcases|rcases)\}")
_END_CASES = re.compile(r"\\end\{(?:cases|dcases|rcases)\}")
_BRACED = re.compile(
    r"\\left\s*\\\{\s*\\begin\{(array|aligned|matrix)\}(?:\{[^{}]*\})?(.{0,2000}?)\\end\{\1\}\s*(?:\\right\s*\.)?",
    re.S,
)
_BETWEEN_FORMULAS = re.compile(r"\$[ \n]{1,9}\$(?=[^$\n])")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}(?:\{[lcr|@ ]*\})?")
_CASES = re.compile(r"⟪[^⟪⟫]*")
_SILENT = (
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "Biggl", "Biggr", "biggl",
    "biggr",
    "displaystyle", "textstyle", "limits", "nolimits", "rm", "bf", "middle", "hline", "boldmath", "centering",
)  # fmt: skip
_COMMANDS = {
    **dict.fromkeys(_SILENT, ""),
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "delta": "delta", "Delta": "delta", "theta": "theta",
    "varphi": "phi", "phi": "phi", "kappa": "kappa", "max": "max", "min": "min", "le": "<=", "leq": "<=",
    "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "lt": "<", "gt": ">", "approx": "≈", "simeq": "≈",
    "cong": "≈", "pm": "±", "in": "∈", "uparrow": "↑", "downarrow": "↓", "rightarrow": "→", "to": "→",
    "longrightarrow": "→", "leftarrow": "←",
    "circlearrowleft": "↺", "curvearrowleft": "↺", "circlearrowright": "↻",
    "curvearrowright": "↻", "implies": "⇒", "Rightarrow": "⇒", "therefore": "⇒", "Longrightarrow": "⇒",
    "langle": "<", "rangle": ">", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "sqrt": "√", "pi": "pi",
    "ell": "L", "lbrack": "[", "rbrack": "]", "circ": "°", "degree": "°", "sin": "sin", "cos": "cos", "equiv": "=",
    **{name: f" {name}" for name in ("alpha", "beta", "gamma", "xi", "eta", "lambda")}, "mu": "µ",
    "colon": ":", "lor": " or ", "vee": " or ", "land": " and ", "wedge": " and ", "Uparrow": "↑",
    "Downarrow": "↓", "upuparrows": "↑", "triangleq": "=", "sum": "Σ", "Sigma": "Σ", "checkmark": "",
}  # fmt: skip
_BRACES = re.compile(r"\\?[{}]")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_FRACTION = re.compile(r"\\[dtc]?frac(?![a-z])\s*")
_SUBSCRIPT = re.compile(r"\s*_\s*\{([^{}]*)\}")
_AT = re.compile(r"\|\s*_\s*\(?(?:x\s*=)\s*([^{}(),\s]+)\)?")
_ESCAPED = re.compile(r"\\([{}%_&()\[\]])")
_ESCAPES = {"{": "⦃", "}": "⦄", "%": "%", "_": "_", "&": " and ", "(": " ", ")": " ", "[": " ", "]": " "}
_ONE_WORD = re.compile(r"\{\s*(-?\w+)\s*\}")
_LENGTH_AFTER = re.compile(r"(?<=\d)\s?(?:m|ft|mm|in)$")
_CONVENTION_REMARK = re.compile(r"\((?:positive|\+ve|\+)\s*(?:=|:)\s*[^()=]{1,30}\)")
_EXPONENT = re.compile(r"\^\s*\{([^{}]*)\}")
_BOX = re.compile(r"\\(?:f?boxed|fbox)\s*\{")
_UNIT_VECTOR = re.compile(r"\\(?:hat|mathbf|vec)\s?\{\s?(?:\\[a-z]{2,6}\s?\{?)?[jy]\}?(?:math)?\s?\}")
_POWER = re.compile(r"(?<=[\w)])\*\*(?=[\d(+-]|[A-Za-z]\b)")
_EMPHASISED = re.compile(r"(?<![\w*)])\*(?=[A-Za-z$\\])([^*\n]{1,80}?)\*(?![\w*(])")
_EMPHASIS = re.compile(r"(?<!\w)\*(?=[A-Za-z])|(?<=[A-Za-z}\])])\*(?=\s*[:=]|$)", re.M)
_HEADING = re.compile(r"^#+\s*", re.M)
_BULLET = re.compile(
    r"^[ \t>]*(?:[-*•‣◦+]|\(?(?:\d{1,2}|[ivx]{1,4})[.)])[ \t]+(?=[^\d\s][^\n]*(?:(?<![<>])=|:|≈|\bis\b|\|))", re.M
)
_PLACE = re.compile(
    r"\b(?:[Aa]t|[Ff]or|[Ww]here|[Ww]hen|(?:left|right) of)\s+(?:(?:a|the)\s+)?"
    r"(?:(?:point|section|distance|position|quarter|third|mid-?point|midspan|location|coordinate|place)\s+){0,2}"
    r"\(?x\s*=\s*"
    r"(-?[\dA-Za-z./*()]*[\dA-Za-z)])(?:\s*(?:(?:m|ft|mm)\b|in\b\.?(?!\s+[a-z])))?",
)
_AT_NUMBER = re.compile(r"\b[Aa]t\s+(\d+(?:\.\d+)?)\s*(?:m|ft|mm|in)\b(?!\s*[-*·])")
_WRITTEN_AT = re.compile(r"(?<=[A-Za-z])@\s?(?:x\s*=\s*)?([\d./]+|[A-Za-z]\b)(?:\s?(?:m|ft|mm|in)\b)?")
_AT_SIGN = re.compile(r"\s@\s?(?:x\s*=\s*)?([\d./]+|[A-Za-z]\b)(?:\s?(?:m|ft|mm|in)\b)?")
_FROM_LEFT = re.compile(
    r"(?:(?:at\s+)?a distance(?: of)?\s+|at\s+)?(?<![\d.])(\d{1,9}(?:\.\d{1,9})?)\s?(?:m|ft|mm|in)\.?\s+"
    r"(?:to the right of|from)\s+(?:the\s+)?"
    r"(?:left(?:[-\s]hand)?(?:\s(?:end|edge|side|support))|origin|(?:support\s+|point\s+)?(?P<name>[A-Z])(?![\w]))"
)
_SPLIT_SUBSCRIPT = re.compile(
    r"(?<=_)([A-Za-z]+\d?),\s?(?=(?:abs|max|min|[xyhv]|allow\w*|lim\w*|adm|perm|zul)(?![A-Za-z]))"
)
_SPLIT_NAME = re.compile(r"(?<![\w])([MVQ][A-Za-z]?),\s?(?=(?:max|min)\s?[=:≈])")
_DERIVATIVE = re.compile(r"\(?\(?d([vyw])\)?\s*/\s*\(?dx\)?\)?|(?<![A-Za-z])[vyw]'(?=\s?\()")
_IN_ARGUMENT = re.compile(r"(?<=[A-Za-z_|'])\(\s*x\s*=\s*([^()=]+?)\s*(?:\s(?:m|ft|mm|in))?\s*\)")
_WHOLE = re.compile(r"(?<![\d.])(\d{1,9})\s*$")
_MIXED = re.compile(r"(?<![\d.,/*^-])(\d{1,6}) ([1-9]\d?)/([1-9]\d{0,2})(?![\d.])")
_IN_BRACKETS = re.compile(r"\(\s*x\s*=\s*([^()=,]+?)(?:\s(?:m|ft|mm|in))?\s*\)")
_AMONG_BRACKETS = re.compile(
    r"(\([^()=\n]{1,40},|\((?=[^()=\n]{1,20}=[^()=\n]{1,20},[^()=\n]{1,40}\)))"
    r"\s?x\s?=\s?(\d[\d./]{0,9}L?|L(?:/\d)?)(?:\s?(?:m|ft|mm|in))?(?=\s?[,)])"
)
_GOES_ON = re.compile(r"\n[ \t]{0,40}[=≈](?!=)")
_DOTTED_UNIT = re.compile(r"(?<![A-Za-z])([kKM]?[Nn]|lbf?|kips?|k)\.(?=(?:c?m|mm|ft|in)\b)")
_DASHED = re.compile(r"^([^=:\n–—]{1,50}[\w)}*$])\s[–—]\s(?=[-+−$*]*\d[^=\n–—]*$)", re.M)
_DASHED_HEADING = re.compile(
    r"^([*\s]*[A-Za-z][a-z ]{3,40}[*:]{0,3})\s[–—]\s(?=[*$]*[A-Z]\w{0,3}[*$]*\s?[:=])", re.M
)
_MEASURED = r"\s?(?:[kM]?N|mm|cm|m|lbf?|kips?|ft|in|m?rad)"
_SHORTENED = re.compile(r"\b(?:([BS])\.\s?([MF])\.|([Mm]ax|[Mm]in)\.(?=\s?[A-Za-z]))")
_NAMED_ABOVE = re.compile(r"(?<![A-Za-z])([RFVMH](?:_[xyv])?)\^[({]{0,2}([A-D][xyv]?)[)}]{0,2}(?=\s?[=:≈,])")
_ARROW_ABOVE = re.compile(r"\^\s?[({]?(?:↑|\\uparrow)[)}]?")
_HAND_SIDE = re.compile(r"\b([LR])HS?(?=[\s.-]{1,2}(?:reaction|support|end|bearing)\b)")
_SUBSCRIPT_APART = re.compile(r"(?<![A-Za-z_])([RVFMH]) ([A-D]y?)(?=\s?[=≈:])")
_COMMA_FOR_POINT = re.compile(rf"\d,(?:\d{{1,2}}|\d{{4,}}){_MEASURED}")
_POINT = re.compile(r"\d\.\d")
_DECIMAL = re.compile(rf"(?<=\d),(?=\d+{_MEASURED})")
_ARROWS = re.compile(r"(?<=[\s\d)\]])(?:=+>|-{1,3}>)(?!\d)")
_OVER_EI = re.compile(r"/\s?((?:\d+(?:\.\d+)?\s?\*?\s?)?E\s?\*?\s?I)(?![A-Za-z_^])")
_AT_PART = re.compile(r"\b[Aa]t\s+(\d*L/\d+(?![\w(/*^])|\d*L(?![\w(/*^])(?!\s*[-+*/=]))")
_NESTED = re.compile(r"\(\s*\(\(([A-Za-z]|\d+)\)/\(([A-Za-z]|\d+)\)\)\s*\)")
_JOINS = ("=", ":", "≈")
_WIDE = re.compile(r"(?P<start>^)? {4,}", re.M)
_TAB = re.compile(r"(?<=\S)[ \t]*\t[ \t]*(?=\S)")
_RUN = re.compile(r" {4,}")
_NUMBERED = re.compile(r"\\(?:tag\*?|label)\s?\{[^{}]{0,60}\}|\\nonumber")
_SI = re.compile(r"\\(?:SI|qty)\s?(?:\[[^\[\]]{0,60}\])?\{([^{}]{1,60})\}\s?\{([^{}]{1,80})\}")
_UNIT_MACROS = re.compile(r"\\(kilo|mega|milli|newton|met(?:re|er)|radian|degree)(?![a-z])\s?")
_MACROS = {
    "kilo": "k",
    "mega": "M",
    "milli": "m",
    "newton": "N",
    "metre": "m",
    "meter": "m",
    "radian": "rad",
    "degree": "deg",
}
_UNIT_AHEAD = re.compile(
    rf"(?<=[\w)|])\s*(?:/\s?\(?|\[\s?|\((?:in )?|\sin\s)(?P<unit>{UNIT})[\])]?\s*(?P<link>=|:|≈)\s*"
    r"(?P<value>[-+]?\s?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+|\s?\*\s?10\^\(?-?\d+\)?)?)(?=\s*(?:$|[;,\n¦⟧↑↓↺↻(&]"
    r"|and\b|\.\s))",
    re.M,
)
_UNIT_BY_NAME = re.compile(r"[/\[( ](?: ?in )? ?[A-Za-z°][A-Za-z*. -]{0,9}[\])]? ?[=:≈]\s*[-+]?\d")
_IN_PARENTHESES = re.compile(
    r"(?<=[A-Za-z_}])(?<! at)(?<! of)(?<! is)(?<! to)(?<!\bkN)(?<!kN\*m)(?<!\bkips)"
    r"(?<!ward)(?<!wise)(?<!load)(?<!total)(?<!force)\s\(\s?"
    r"([-+]?\d[\d.,]*\s?(?:[kM]?N(?:\s?[*.-]?\s?m)?|lbf?|kips?)(?:\s?[↑↓↺↻])?)\s?\)(?!\s?[=:])"
)
_PERCENTAGE = re.compile(r"(?<=[\w}])\s\([^()=\n]{0,40}%[^()=\n]{0,40}\)(?=\s*[=:≈])")
_MINUS = re.compile(r"\b(?:minus|negative)\s(?=\d)")
_THAT_IS = re.compile(rf"(?<!\(),?\s(?:i\.\s?e\.|that is|namely),?\s(?=[-+]?\d[\d.,]*\s?(?:{UNIT})(?![A-Za-z]))")
_DASHED_NAME = re.compile(r"^[ \t]*-(?=\\?[A-Za-z|][^\n:=]{0,60}:\s)", re.M)
_DASH_LIST = re.compile(r"(?:^[ \t]*-(?=[A-Za-z|])[^\n=]{1,60}=[^\n]*(?:\n|$)){2,}", re.M)
_DASH = re.compile(r"^[ \t]*-", re.M)
_CONCLUDED = re.compile(rf"\s*⇒\s*(?=[-+]?\d[\d.,]*\s?(?:{UNIT})?\s*(?:$|[.;,\n]))", re.M)
_QUESTIONS = re.compile(r"(?:^|(?<=[?.]\s))\s{0,9}\**(?:Q\d?|A\d?)[:.]\**\s(?=\S)", re.M)
_SET_APART = re.compile(r"(?<=\S)\s(?:\|\||//|•|~~)\s(?=\S)")
_CALL = re.compile(r"\b(?:dict|print|return)\s?\((?=\s?[\w'\"]+\s?[=:])")
_STRUCK = re.compile(r"~~(?=\S)[^~\n]{1,500}(?<=\S)~~")
_IS = r"\s?(?:[=:]|is|for)\s?(?:the\s)?"
_LEGEND = re.compile(
    rf"\((?:where\s)?1{_IS}(?:left|support A|A\b)[^()\n]{{0,40}}2{_IS}"
    r"(?:right|middle|support B|B\b)[^()\n]{0,60}\)",
    re.I,
)
_IN_TURN = re.compile(r"(?<=eactions)\s\(([A-D])\s?(?:,|then|and|→)\s?(?:([A-D])\s?(?:,|then|and|→)\s?)?([A-D])\)")
_IS_NOT = re.compile(r"\b(is|are|was|were|does|do|did|has|have|had|could|would|should|must)n't\b", re.I)
_PRONOUN_IS = re.compile(r"\b(it|that|what|there)'s\b", re.I)
_COLOURED = re.compile(r"\\(?:text)?color(?:box)?\s?\{[^{}]{0,30}\}\s?\{")
_COLOUR = re.compile(r"\\color\s?\{[^{}]{0,30}\}")
_DASH_BETWEEN = re.compile(r"(?<=[,;:])(\s[A-Za-z][A-Za-z ]{1,30})\s[–—-]\s(?=[\d+−-])")
_BETWEEN_PLACES = re.compile(r"\((?:just )?between [^()\d]{3,60}\)")
_DEEP = 40


def plain(text: str) -> str:
    """The last ``READ`` characters as plain text."""
    text = _without_frames(text[-READ:])
    if "<" in text or ">" in text or "&" in text:
        text = without_markup(text)
    text = in_english(same_characters(_TAB.sub(f" {GAP} ", text) if "\t" in text else text))
    text = _with_usual_marks(_DASH_BETWEEN.sub(r"\1: ", text))
    if "   " in text:
        text = with_columns(text)
    if "    " in text:
        text = _WIDE.sub(_gap, text)
    if "~~" in text:
        text = _STRUCK.sub(" ", text)
    if "\\" in text or "$" in text or "{" in text:
        text = _RUN.sub("   ", _without_latex(text))
    if "*" in text or "`" in text or "#" in text:
        text = _without_emphasis(text)
    if "|" in text:
        text = without_tables(text)
    return _with_places(_with_usual_names(_with_units_behind(_BULLET.sub("", text))))


def _with_units_behind(text: str) -> str:
    """Lists set side by side taken apart, and units that stand by the name put behind the number."""
    if "=" in text or ":" in text or "≈" in text:
        text = side_by_side(text)
        text = _UNIT_AHEAD.sub(r"\g<link> \g<value> \g<unit>", text) if _UNIT_BY_NAME.search(text) else text
    if "(" in text:
        text = _IN_PARENTHESES.sub(
            rf" = \1 {GAP} ", _IN_TURN.sub(_in_turn, _BETWEEN_PLACES.sub(" ", _LEGEND.sub(" ", text)))
        )
    if "%" in text:
        text = _PERCENTAGE.sub("", text)
    if "minus" in text or "negative" in text:
        text = _MINUS.sub("-", text)
    if "i.e" in text or "that is" in text or "namely" in text:
        text = _THAT_IS.sub(" = ", text)
    if "-" in text:
        text = _DASH_LIST.sub(lambda match: _DASH.sub("", match[0]), _DASHED_NAME.sub("", text))
    return _CONCLUDED.sub(" = ", text) if "⇒" in text else text


def _in_turn(match: "re.Match[str]") -> str:
    """``reactions (A then B)`` as ``reactions at A and B``."""
    return f" at {' and '.join(name for name in match.groups() if name)}"


def _without_frames(text: str) -> str:
    """Without ``Q:`` and ``A:``; a dash between name and value is a colon."""
    if "Q:" in text or "Q1" in text:
        text = _QUESTIONS.sub("", text)
    if "–" in text or "—" in text:
        text = _DASHED.sub(r"\1: ", _DASHED_HEADING.sub(r"\1:\n", text))
    return text


def _unit_macro(match: "re.Match[str]") -> str:
    return _MACROS[match[1]]


def _gap(match: "re.Match[str]") -> str:
    """Wide blanks part statements, but not a name and its sign of equality."""
    joining = (
        match.string[match.end() : match.end() + 1] in _JOINS
        or match.string[match.start() - 1 : match.start()] in _JOINS
    )
    return f" {GAP} " if match["start"] is None and not joining else "   "


def _with_whole_names(text: str) -> str:
    """``R A`` and ``B.M.`` in one piece."""
    if " A" in text or " B" in text:
        text = _SUBSCRIPT_APART.sub(r"\1_\2", text)
    if "LH" in text or "RH" in text:
        text = _HAND_SIDE.sub(lambda side: "left" if side[1] == "L" else "right", text)
    if "^" in text:
        text = _NAMED_ABOVE.sub(r"\1_\2", _ARROW_ABOVE.sub("", text))
    if "." in text:
        text = _SHORTENED.sub(lambda short: short[3] or f"{short[1]}{short[2]}", text)
    return text


def _with_usual_marks(text: str) -> str:
    """Other ways to write the decimal point, about, at and the tag of an answer."""
    text = _with_whole_names(text)
    if "," in text and _COMMA_FOR_POINT.search(text) and not _POINT.search(text):
        text = _DECIMAL.sub(".", text)
    if "n't" in text or "'s" in text:
        text = _PRONOUN_IS.sub(r"\1 is", _IS_NOT.sub(r"\1 not", text))
    if "=>" in text or "->" in text or "-->" in text:
        text = _ARROWS.sub("⇒", text)
    if " ~ " in text:
        text = text.replace(" ~ ", " ≈ ")
    if "@" in text:
        text = _AT_SIGN.sub(r" @\1 ", _WRITTEN_AT.sub(r"(\1)", text))
    if "||" in text or "//" in text or "•" in text or "~~" in text:
        text = _SET_APART.sub("\n", text)
    if "(" in text:
        text = _CALL.sub(" (", text)
    return _ANSWER_TAG.sub(lambda tag: "⟧\n" if tag[1] else "\n⟦", text) if "<" in text else text


def _with_usual_names(text: str) -> str:
    """Conventions left out, subscripts and mixed numbers in one piece, derivatives by their name."""
    if "ositive" in text:
        text = _CONVENTION_REMARK.sub(" ", text)
    if "," in text and ("max" in text or "_" in text):
        text = _SPLIT_NAME.sub(r"\1_", _SPLIT_SUBSCRIPT.sub(r"\1", text))
    if "dx" in text or "'" in text:
        text = _DERIVATIVE.sub("slope", text)
    if "((" in text:
        text = _NESTED.sub(r"(\1/\2)", text)
    return _OVER_EI.sub(r"/(\1)", _MIXED.sub(r"(\1+\2/\3)", text)) if "/" in text else text


def _without_emphasis(text: str) -> str:
    if "**" in text:
        text = _POWER.sub("^", text).replace("**", "")
    if "`" in text:
        text = text.replace("`", "")
    if "#" in text:
        text = _HEADING.sub("", text)
    return _EMPHASIS.sub("", _EMPHASISED.sub(r"\1", text)) if "*" in text else text


def _with_places(text: str) -> str:
    """Places along the beam written ``@2``, so that their equals sign states nothing."""
    if "x=" in text or "x =" in text:
        text = _IN_ARGUMENT.sub(r"(\1)", text)
        text = _AMONG_BRACKETS.sub(r"\1 @\2 ", _IN_BRACKETS.sub(r" @\1 ", _PLACE.sub(r" @\1 ", text)))
    if _GOES_ON.search(text):
        text = _joined(text)
    if "." in text:
        text = _DOTTED_UNIT.sub(r"\1*", text)
    if " from " in text or "right of" in text:
        text = _FROM_LEFT.sub(
            lambda match: f" @{match['name']}+{match[1]} " if match["name"] else f" @{match[1]} ", text
        )
    return _AT_PART.sub(r" @\1 ", _AT_NUMBER.sub(r" @\1 ", text)) if "at " in text or "At " in text else text


def _joined(text: str) -> str:
    """Chains that go on below with ``= 6 kN`` in one line; pieces of a formula stay lines of their own."""
    lines: list[str] = []
    for line in text.split("\n"):
        last = next(
            (number for number in range(len(lines) - 1, max(len(lines) - 3, -1), -1) if lines[number].strip()),
            None,
        )
        bare = line.lstrip()
        if last is not None and bare[:1] in ("=", "≈") and bare[1:2] != "=" and not _is_piece(lines[last], bare):
            lines[last:] = [f"{lines[last].rstrip()} {bare}"]
        else:
            lines.append(line)
    return "\n".join(lines)


def _is_piece(above: str, line: str) -> bool:
    return "=" in above and ("<" in above or "<" in line)


def _without_latex(text: str) -> str:
    if "box" in text:
        text = _marked_boxes(_BOX.sub("\\\\boxed{", text))
    if "color" in text:
        text = _COLOUR.sub("", _COLOURED.sub(r"\\text{", text))
    if "\\" in text:
        text = _without_commands(text)
    if "_" in text:
        text = _with_subscripts(text)
    if "^" in text:
        text = _EXPONENT.sub(_raised, text).replace("^°", "°")
    if "{" in text:
        text = _ONE_WORD.sub(r"\1", text).replace("{", "(").replace("}", ")")
    if "$" in text:
        text = _BETWEEN_FORMULAS.sub(f" {GAP} ", text).replace("$", " ")
    return text.replace("&", " ")


def _without_commands(text: str) -> str:
    """LaTeX commands replaced by characters that mean the same, or taken away."""
    if "\\left\\{" in text.replace(" ", ""):
        text = _BRACED.sub(r"\\begin{cases}\2\\end{cases}", text)
    if "hat" in text or "mathbf" in text:
        text = _UNIT_VECTOR.sub("", text)
    if "matrix}" in text:
        text = matrices_as_tuples(text)
    text = text.replace("\\\\", "\n").replace("{\\cdot}", "\\cdot ")
    text = _SPACES.sub(" ", _GAPS.sub(f" {GAP} ", text))
    if "\\tag" in text or "\\SI" in text or "\\qty" in text or "\\label" in text:
        text = _UNIT_MACROS.sub(_unit_macro, _SI.sub(r" \1 \2 ", _NUMBERED.sub("", text)))
    if "\\over" in text:
        text = _OVER.sub(r"\\frac{\1}{\2}", text)
    if "\\begin" in text:
        text = _without_environments(text)
    text = _unwrapped(text)
    text = _ESCAPED.sub(lambda match: _ESCAPES[match[1]], text)
    if "frac" in text:
        text = _fractions(text)
    return _COMMAND.sub(_command, text)


def _without_environments(text: str) -> str:
    text = _END_CASES.sub("⟫", _BEGIN_CASES.sub("⟪", text))
    text = _CASES.sub(lambda match: match[0].replace("&", " , "), text)
    return _ENVIRONMENT.sub(" ", text)


def _unwrapped(text: str) -> str:
    """``\\text{…}`` and its like without the command."""
    if "\\cdot\\" in text or "\\times\\" in text:
        text = _JOINED.sub(r"\1 ", text)
    if _WRAPPED.search(text) is None:
        return text
    pieces: list[str] = []
    wrapped: list[bool] = []
    position = 0
    for found in _WRAPPED.finditer(text):
        brace = found[0]
        wraps = len(brace) > 2
        drops = wraps or (brace == "}" and bool(wrapped) and wrapped[-1])
        if brace == "}" and wrapped:
            wrapped.pop()
        elif brace[0] != "\\" or wraps:
            wrapped.append(wraps) if brace != "}" else None
        if drops:
            pieces.append(text[position : found.start()])
            position = found.end()
    return "".join([*pieces, text[position:]])


def _with_subscripts(text: str) -> str:
    for _ in range(4):
        if "{" not in text:
            break
        text, changed = _SUBSCRIPT.subn(_subscript, text)
        if not changed:
            break
    return _AT.sub(r"(\1)", text) if "x=" in text or "x =" in text else text


def _raised(match: "re.Match[str]") -> str:
    return "°" if match[1].strip() == "°" else f"^({match[1]})"


def _command(match: "re.Match[str]") -> str:
    return _COMMANDS.get(match[1], match[0])


def _subscript(match: "re.Match[str]") -> str:
    inner = match[1].strip()
    inner, with_unit = _LENGTH_AFTER.subn("", inner)
    if re.match(r"x\s*=|[\d.]*\d\s*$|[A-Za-z\d]+/\d", inner) and (with_unit or not re.fullmatch(r"\d", inner)):
        return f"({inner.split('=')[-1].strip()})"
    return "_" + re.sub(r"[\s,_|\\]+", "", inner)


def _marked_boxes(text: str) -> str:
    """Boxes marked by ``⟦ ⟧``; a box inside a box is part of it, a box that never ends reaches to the end."""
    pieces: list[str] = []
    position = 0
    while (start := text.find("\\boxed{", position)) >= 0:
        pieces.append(text[position:start])
        end = _closing(text, start + 7)
        pieces += ["⟦", text[start + 7 : end].replace("\\boxed{", "{"), "⟧"]
        position = end + 1
    return "".join([*pieces, text[position:]])


def _closing(text: str, start: int) -> int:
    depth = 1
    for brace in _BRACES.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.start()
    return len(text)


def _fractions(text: str) -> str:
    """``\\frac{a}{b}`` as ``((a)/(b))``; nested too deeply it stays as it is and cannot be read."""
    opened: list[int] = []
    closes: dict[int, int] = {}
    for brace in _BRACES.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            closes[opened.pop()] = brace.start()
    return _Fractions(text, closes).within(0, len(text), 0)


class _Fractions(NamedTuple):
    """A text and where each of its braces closes, so that nested fractions are found in linear time."""

    text: str
    closes: dict[int, int]

    def within(self, start: int, end: int, depth: int) -> str:
        """A part of the text with its fractions written in a line."""
        pieces: list[str] = []
        position = start
        while match := _FRACTION.search(self.text, position, end):
            pieces.append(self.text[position : match.start()])
            top, after = self._group(match.end(), end, depth)
            bottom, position = self._group(after, end, depth)
            pieces.append(_in_line(pieces, top, bottom))
        return "".join([*pieces, self.text[position:end]])

    def _group(self, start: int, end: int, depth: int) -> tuple[str, int]:
        while start < end and self.text[start] == " ":
            start += 1
        if self.text[start : start + 1] == "{":
            close = min(self.closes.get(start, end), end)
            inside = self.within(start + 1, close, depth + 1) if depth < _DEEP else self.text[start + 1 : close]
            return inside, close + 1
        command = _COMMAND.match(self.text, start)
        after = command.end() if command else start + 1
        return self.text[start:after], after


def _in_line(pieces: list[str], top: str, bottom: str) -> str:
    """A fraction in a line, with the whole number of a mixed one that stands before it."""
    whole = _WHOLE.search(pieces[-1]) if top.isdigit() and bottom.isdigit() and int(top) < int(bottom) else None
    if whole is None:
        return f"(({top})/({bottom}))"
    pieces[-1] = pieces[-1][: whole.start()]
    return f"({whole[1]}+({top})/({bottom}))"
