"""Texts in which nothing is denied, supposed or taken back: whoever reads them need not look at each clause."""

import re

_ODD = frozenset("?？✗✘❌")
_WORD = re.compile(r"[a-z']+")
_STEM = 5
_MODAL_STEMS = frozenset(
    re.findall(
        r"\S+",
        "not can't never canno nobod one you some stude peopl someo many false incor wrong untru"
        " mista error flawe inval naive misco pitfa falla trap tempt mispr typo doubt deny denie"
        " rejec refut unlik forge disre disca ignor scrat strik back suppo assum imagi guess hypot"
        " say maybe perha possi might could would what for examp probl case quest exerc attem try"
        " estim if had were but inste rathe fact actua reali corre true real neith nor unlik oppos"
        " viola contr compa anyth nowhe satis fails break impos valid invol beam refus decli disag hesit far"
        " no dispr provi long unles wheth case presu suppo alleg proba forme old draft attem shoul previ earli"
        " anoth"
        " simil diffe claim says said think thoug wrote write candi conte"
        " someb anyon anybo every other perso user users poste engin learn begin colle frien class teach profe"
        " instr tutor autho textb book books manua handb websi key keys forum forums thread post posts"
        " that show prove verif demon check confi test see belie initi origi expec repor rumou rumor may ruled"
        " exclu absur nonse unrea impla unten unacc ours accor"
        " when rule rules rulin dismi super obsol outda withd void hardl wikip chatg his her their"
        " let try choos picki targe goal forma templ sample sampl look notes lectu lesso tutor"
        " twice doubl half here contr fail",
    )
) - {"for", "beam", "one", "many", "some", "fact", "invol"}


def is_plain(text: str) -> bool:
    """No word of the whole text denies, supposes, takes back or contrasts, so that all of it is claimed."""
    if not _ODD.isdisjoint(text):
        return False
    lowered = text.lower()
    return "n't" not in lowered and _MODAL_STEMS.isdisjoint(word[:_STEM] for word in _WORD.findall(lowered))
