"""Characters that mean the same, made the same: signs, Greek letters, subscripts, superscripts, full width."""

import re

from verifiers.reading.characters import DASHES, INVISIBLE, SPACES, SUBSCRIPTS, SUPERSCRIPTS

GAP = "¦"
"""A gap between statements that were set apart in a line."""
_BLANKS = [chr(one) for one in range(0x3001) if chr(one).isspace() and chr(one) != "\n"]
_WORDS = {
    **{chr(one): "" for one in (*range(0x20), 0x7F)}, **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(DASHES, "-"), **dict.fromkeys(SPACES, " "), **dict.fromkeys(INVISIBLE, ""), "\r": "\n",
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "⋆": "*", "÷": "/", "∕": "/", "⁄": "/",
    "δ": "delta", "Δ": "delta", "θ": "theta", "ϑ": "theta", "φ": "phi", "ϕ": "phi", "κ": "kappa",
    "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "⅔": "(2/3)", "⅛": "(1/8)",
    "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≈": "≈", "≃": "≈", "≅": "≈", "≔": "=", "＝": "=",
    "≡": "=", "∧": " and ", "∨": " or ", "≙": "=", "≐": "≈",
    "⟨": "<", "⟩": ">", "〈": "<", "〉": ">", "⇒": "⇒", "⟹": "⇒", "∴": "⇒", "➡": "→", "⟶": "→", "⟵": "←",
    "⬆": "↑", "⬇": "↓", "\ufe0f": "", "⟲": "↺", "⟳": "↻", "⤾": "↻", "⤿": "↺",
    "§": f" {GAP} ", "∣": "|", "‖": f" {GAP} ", "│": "|", "┃": "|", "║": "|", "─": "-", "━": "-", "═": "-",
    **dict.fromkeys("┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋", "+"),
    "α": " alpha", "β": " beta", "γ": " gamma", "ξ": " xi", "η": " eta", "λ": " lambda",
    "“": '"', "”": '"', "’": "'", "‘": "'",
    "₍": "", "₎": "",
    "ₐ": "a", "ₑ": "e", "ₕ": "h", "ᵢ": "i", "ₖ": "k", "ₗ": "l", "ₘ": "m", "ₙ": "n", "ₒ": "o", "ₚ": "p",
    "ᵣ": "r", "ₛ": "s", "ₜ": "t", "ᵤ": "u", "ᵥ": "v", "ₓ": "x", "ᵧ": "y", "ᴀ": "A", "ʙ": "B", "ᴄ": "C",
    **{character: digit for character, digit in SUBSCRIPTS.items() if digit.isdigit()},
    **{chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)},
    "⟦": "", "⟧": "", "⟪": "", "⟫": "",
}  # fmt: skip
_DOTTED = re.compile(r"(?<=[A-Za-z])•(?=[A-Za-z])")
_OTHER = re.compile(r"[^\x20-\x7e\n]")
_RAISED = str.maketrans(SUPERSCRIPTS)
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+")
_GROUPED = re.compile(r"(?<=\d)(?:\\[,;:! ]|\u2009|\u202f|\xa0|\{,\}|'|(?<=\d),\\!)(?=\d{3}(?!\d))")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_DECIMAL_COMMA = re.compile(r"(?<=\d)\{,\}(?=\d)")


def same_characters(text: str) -> str:
    """The text in a small alphabet: what looks alike is alike, digits are no longer grouped by spaces.

    No white space is left but spaces and line breaks, so that whoever bounds runs of them bounds all.
    """
    ascii_only = text.isascii()
    if not ascii_only or "\\" in text or "'" in text or "{,}" in text:
        text = _DECIMAL_COMMA.sub(".", _GROUPED.sub("", text))
    if ascii_only and not _CONTROL.search(text):
        return text
    if "•" in text:
        text = _DOTTED.sub("*", text)
    if _SUPERSCRIPTS.search(text):
        text = _SUPERSCRIPTS.sub(lambda match: f"^({match[0].translate(_RAISED)})", text)
    return _OTHER.sub(_same, text)


def _same(match: "re.Match[str]") -> str:
    """What is written for a character; pictures part what stands beside them."""
    character = match[0]
    return _WORDS.get(character, character if character < "\U0001f000" else f" {GAP} ")
