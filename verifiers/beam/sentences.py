"""How answers put things: what joins a label and its value, filler words, headings, places."""

import re

CONNECTOR = re.compile(
    r"(?<![<>!=])==?(?!=)|≈|:(?!\s*$)|→(?=\s*[-+\d(⟦.√])|∈"
    r"|\b(?:is|are|equals?|becomes?|was|were|gives|yields|carries|provides|exerts|takes|bears|supplies|has|must be"
    r"|will be|reads|comes? out (?:as|to)|turns? out to be|has a value of|of(?=\s+[-+]?[\d.]))\b"
    r"(?:\s+(?:approximately|about|found to be|given by|therefore|then|thus|simply|exactly|both|each|also|now"
    r"|roughly|equal to))*",
)
STARTS_VALUE = re.compile(r"[\s⟦⟧\"'≈~(\[]*[-+]?[\s(]*(?:[\d√↑↓]|\.\d)")
TRAILING_SYMBOL = re.compile(r"\s+(?:[^\s]*[A-Z_|(][^\s]*|x)\s*$")
WORDS_ONLY = re.compile(r"\s*(?!zero\b)[A-Za-z]{3,}[^\d]*$")
GENERIC = re.compile(
    r"(?:the|two|three|four|five|all|final|answers?|results?|values?|reactions?|support|supports|required|are|is|in|order|asked|requested|we|get|obtain"
    r"|hence|therefore|thus|so|as|follows|respectively|vertical|force|forces|given|solution|which|and|following|these|them"
    r"|both|it|this|for|of|beam|numerical|found|to|be|have|finally|a|an|by|each|from|left|right|that|then|now"
    r"|[\s,.:*⟦⟧\"'()])*",
    re.I,
)
NAMES_ONLY = re.compile(
    r"(?:(?i:the|vertical|horizontal|support|reactions?|forces?|moments?|couples?|shear|bending|deflections?|slopes?|rotations?"
    r"|at|of|in|for|left|right|hand|first|second|third|last|both|so|thus|therefore|hence|we|find|get|obtain|have|values?|that"
    r"|maximum|max|absolute|peak|largest|its|location|position|beam|fixed|end|ends|pin|roller|wall|magnitude|internal|force)(?![a-z])"
    r"|\S*[A-Z_@|]\S*|x|[\s⟦⟧.()\"'])*"
)
AFTER_VALUE = re.compile(r"^(?P<value>.*?[\d)A-Za-z])\s+(?:at|for|as)\s+(?P<label>(?:the\s+)?[A-Za-z].*)$")
OR = re.compile(r"\bor\b", re.I)
LOCATED = re.compile(r"(?P<what>[^@]{3,120}?)\s*@(?P<place>[\d./]+)\s*(?:\([^()]*\))?[.\s]*")
ZERO_OF = re.compile(
    r"(?i:\b(?:(shear(?: force)?|V(?:\(x\))?)|(?:bending )?moment|M(?:\(x\))?)\s*"
    r"(?:is|=|becomes|equals|vanishes|changes sign|passes through)\s*"
    r"(?:equal to )?(?:zero|0|$|(?<=sign)|(?<=vanishes)))"
)
PLACED = re.compile(r"@\S+")
HEADING = re.compile(
    r"(?i:(?:(?:at|for|reactions?|forces?|the|left|right|fixed|pin|pinned|roller|end|wall|support|point|node)\b[\s()]*)*)"
    r"(?P<name>[A-Z]\d?|(?i:wall|roller|pin|fixed (?:end|support)|left (?:end|support)|right (?:end|support)))"
    r"(?:\s*\([^()]*\))?\s*:?"
)
NAMED_VALUE = re.compile(
    r"(?P<label>(?i:(?:vertical|horizontal|support|reaction|fixing|bending|internal|upward|the|a|and)\s+)*"
    r"(?i:force|moment|couple|reaction|shear|deflection|slope|rotation)(?:\s+at\s+[A-Z])?)\s+(?P<value>[-+]?\d.*)"
)
LARGEST = re.compile(r"\b(?:largest|greatest|maximum|highest|maximal)\s*$")
