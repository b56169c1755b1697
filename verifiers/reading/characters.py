"""Characters that look alike or cannot be seen, for every kind that folds them."""

DASHES = "‐‑‒–—−﹣－"
SPACES = "\t\xa0\u2002\u2003\u2007\u2008\u2009\u202f"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad\x00"
SUPERSCRIPTS = {
    "⁰": "0",
    "¹": "1",
    "²": "2",
    "³": "3",
    **{chr(0x2070 + digit): str(digit) for digit in range(4, 10)},
}
SUPERSCRIPTS |= {"⁺": "+", "⁻": "-", "⁼": "=", "⁽": "(", "⁾": ")", "ⁿ": "n", "ⁱ": "i"}
SUBSCRIPTS = {chr(0x2080 + digit): str(digit) for digit in range(10)}
SUBSCRIPTS |= {"₊": "+", "₋": "-", "₌": "=", "₍": "(", "₎": ")", "ₙ": "n"}
