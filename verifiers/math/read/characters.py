"""Unicode folded into the ASCII and LaTeX that the other modules read."""

import re
import unicodedata

from verifiers.reading.characters import DASHES, SUBSCRIPTS, SUPERSCRIPTS

_SUPERSCRIPTS = str.maketrans(SUPERSCRIPTS)
_SUBSCRIPTS = str.maketrans(SUBSCRIPTS)
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ]+")
_SUBSCRIPT_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ]+")
_CIRCLED_NEIGHBOURS = re.compile("(?<=[①-⑳])(?=[①-⑳])")
_VULGAR_FRACTION = re.compile("(?<=[0-9])(?=[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])")
_ROOT = re.compile(r"(√|∛|∜)\s*(\([^()]*\)|\d+(?:\.\d+)?|[A-Za-z]|(?=\{))")
_DOUBLED = re.compile(r"\\\\(?=[a-zA-Z])")
_RINGED = re.compile(r"\\(?:textcircled|circled)\s*\{\s*(\d{1,2})\s*\}")
_ABOVE = re.compile(r"<sup>([^<>]{0,200})</sup>")
_BELOW = re.compile(r"<sub>([^<>]{0,200})</sub>")
_WITHOUT = re.compile(r"(?<=[A-Z})]) ?\\ (?=\\?\{)")
_ROOT_NAMES = {"√": "\\sqrt", "∛": "\\sqrt[3]", "∜": "\\sqrt[4]"}
_COMMANDS = """
× ✕ times ÷ div · ⋅ ∙ cdot ∞ infty ≤ ⩽ ≦ le ≥ ⩾ ≧ ge ≠ ne ≈ approx ≡ equiv ≅ cong ∼ sim ≃ simeq ∝ propto
≪ ll ≫ gg ± pm ∓ mp ∘ circ ⊕ oplus ⊗ otimes † dagger
∈ in ∉ notin ∋ ni ⊂ subset ⊆ subseteq ⊊ subsetneq ⊃ supset ⊇ supseteq
∪ cup ∩ cap ∖ setminus ∅ emptyset ∁ complement
∀ forall ∃ exists ∄ nexists ∧ land ∨ lor ¬ neg ⇒ ⟹ Rightarrow ⇔ ⟺ Leftrightarrow ∴ therefore ∵ because
→ ⟶ to ← leftarrow ↔ leftrightarrow ↦ mapsto ⇌ rightleftharpoons
⟨ 〈 langle ⟩ 〉 rangle ⌊ ⎣ lfloor ⌋ ⎦ rfloor ⌈ ⎡ lceil ⌉ ⎤ rceil ∤ nmid ∥ parallel ⊥ perp
∠ angle △ ▵ triangle ∫ int ∮ oint ∑ sum ∏ prod ∂ partial ∇ nabla ℓ ell ħ ℏ hbar ⋯ cdots
α alpha β beta γ gamma δ delta ε ϵ epsilon ζ zeta η eta θ ϑ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho
σ sigma ς varsigma τ tau υ upsilon φ ϕ phi χ chi ψ psi ω omega
Γ Gamma Δ ∆ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega
"""
"""Characters, and behind them the command that each of them is short for."""


def _commands() -> dict[str, str]:
    table: dict[str, str] = {}
    waiting: list[str] = []
    for word in _COMMANDS.split():
        if word.isascii():
            table.update(dict.fromkeys(waiting, f"\\{word} "))
            waiting = []
        else:
            waiting.append(word)
    return table


_SYMBOLS = str.maketrans(
    {
        **_commands(),
        **{letter: f"\\mathbb{{{plain}}}" for letter, plain in zip("ℝℤℕℚℂℙ", "RZNQCP", strict=True)},
        **dict.fromkeys(DASHES, "-"),
        "∣": "|",
        "⁄": "/",
        "∕": "/",
        "°": "^\\circ ",
        "′": "'",
        "，": ",",
        "。": ".",
        "、": ",",
    }
)


def fold(text: str) -> str:
    """The same notation in ASCII and LaTeX; invisible characters are gone, white space is single."""
    if not text.isascii():
        text = _fold_unicode(text)
    if "\\\\" in text and "\\begin" not in text:
        text = _DOUBLED.sub(r"\\", text)
    if "\\ " in text:
        text = _WITHOUT.sub(r" \\setminus ", text)
    if "circled" in text:
        text = _RINGED.sub(r" \1 ,", text).rstrip(" ,")
    if "</su" in text:
        text = _BELOW.sub(r"_{\1}", _ABOVE.sub(r"^{\1}", text))
    return " ".join(text.split())


def _fold_unicode(text: str) -> str:
    text = _CIRCLED_NEIGHBOURS.sub(",", text)
    text = _VULGAR_FRACTION.sub(" ", text)
    text = _SUPERSCRIPT_RUN.sub(lambda run: "^{" + run[0].translate(_SUPERSCRIPTS) + "}", text)
    text = _SUBSCRIPT_RUN.sub(lambda run: "_{" + run[0].translate(_SUBSCRIPTS) + "}", text)
    text = unicodedata.normalize("NFKC", text.translate(_SYMBOLS)).translate(_SYMBOLS)
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return _ROOT.sub(_root, text)


def _root(found: re.Match[str]) -> str:
    radicand = found[2].strip("()")
    return _ROOT_NAMES[found[1]] + ("{" + radicand + "}" if radicand else "")
