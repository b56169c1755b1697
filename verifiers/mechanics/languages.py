"""Answers in German, French, Spanish, Italian, Portuguese, Russian and Chinese: their terms in English.

Only the terms of beams, verbs that state, and words that deny or suppose are put into English; the rest stays.
"""

import re
from functools import lru_cache

_TERMS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "German": (
        r"auflager|lagerkr|lagerreakt|stützkr|beträgt|betragen|einspann|durchbieg|querkraft|biegemoment|verdreh"
        r"|neigung|\bund\b|\bgilt\b|ergibt|kräfte|reaktion|kragarm|feldmitte"
        r"|\b(?:oben|unten|uhrzeigersinn|bzw|nicht|falsch\w*|richtig\w*|wäre[nr]?|ist|sind|beträgt"
        r"|somit|damit|angenommen|vermutlich|oder|größte\w*)\b",
        (
            (r"einspannmoment\w*|\w*stützmoment\w*", "fixing moment"),
            (
                r"(?:vertikale |senkrechte )?(?:auflager|lager|stütz)\w*(?:kräfte|kraft|reaktion\w*"
                r"|reaktionskraft)",
                "reaction",
            ),
            (r"(?:die )?reaktion(?:en|skraft|skräfte)?\b", "reaction"),
            (r"(?:end|rand|außen)(?:auf)?lagern?\b", "end support"),
            (r"(?:mittel|innen|zwischen)(?:auf)?lagern?\b", "middle support"),
            (r"(?:auf)?lagern?\b", "support"),
            (r"drehsinn|vertikal(?:kraft|komponente)", "vertical force"),
            (r"maximal(?:es )?moments?", "maximum moment"),
            (r"(?:größte|maximale|höchste|maximal)[srn]?\b", "maximum"),
            (r"(?:das |dem )?(?:biege|feld)moment(?:es|s|e)?", "bending moment"),
            (r"querkr(?:aft|äfte)", "shear force"),
            (r"(?:end)?durchbiegung|absenkung|durchsenkung", "deflection"),
            (r"(?:quer)?schnittsverdrehung|verdrehung|neigung|biegewinkel|drehwinkel", "slope"),
            (r"zulässige?\w*", "allowable"),
            (r"kragarmspitze|freie[ns]? ende|balkenspitze|trägerende", "free end"),
            (r"feldmitte|trägermitte|balkenmitte", "midspan"),
            (r"einspannung|einspannstelle|wand", "wall"),
            (r"(?:unter|an|bei|in) (?:der|dem) (?:einzel|punkt)?(?:last|kraft)(?:angriffspunkt)?", "at the load"),
            (r"(?:gesamt|einzel|strecken|punkt|gleich)?last(?:en)?", "load"),
            (r"(?:gesamt)?summe", "sum"),
            (r"spannung(?:en)?", "stress"),
            (r"nach oben|aufwärts", "upward"),
            (r"nach unten|abwärts", "downward"),
            (r"(?:gegen|entgegen) den uhrzeigersinn", "counterclockwise"),
            (r"im uhrzeigersinn", "clockwise"),
            (r"link(?:e[srn]?|s)\b", "left"),
            (r"recht(?:e[srn]?|s)\b", "right"),
            (r"mittlere[srn]?\b", "middle"),
            (r"äußere[srn]?\b", "outer"),
            (r"innere[srn]?\b", "inner"),
            (r"jeweils|jede[srn]?\b|je", "each"),
            (r"beide[srn]?\b", "both"),
            (r"da(?:ss|ß)", "that"),
            (r"kann nicht sein|ist nicht wahr|stimmt nicht|trifft nicht zu", "is not true"),
            (r"nicht", "not"),
            (r"falsch\w*|fehlerhaft\w*", "wrong"),
            (r"(?<=not )richtig", "right"),
            (r"angenommen|nehmen wir an|annahme|vermutlich|vielleicht|wahrscheinlich|möglicherweise", "suppose"),
            (r"(?:rollen|los|gleit|roll)lager", "roller"),
            (r"(?:fest|gelenk)lager", "pin"),
            (r"wirkt|wirken", "acts"),
            (r"wäre[nr]?|würden?", "would be"),
            (r"wenn|falls", "if"),
            (r"aber|sondern|jedoch", "but"),
            (r"richtig\w*|korrekt\w*", "correct"),
            (r"tr[äa]g(?:t|en)|übern(?:imm|ehm)(?:t|en)|liefer(?:t|n)|nimmt", "carries"),
            (r"beträgt|betragen|ist gleich|ergibt sich zu|ergeben sich zu|ergibt|ist|sind", "is"),
            (r"null", "zero"),
            (r"oder", "or"),
            (r"(?:momenten|kräfte)(?:gleichgewicht|summe)\w*", "equilibrium"),
            (r"um (?=[A-Z]\b)", "about "),
            (r"folgt|erhält man|ergibt sich", "gives"),
            (r"und|bzw\.?|beziehungsweise|sowie", "and"),
            (
                r"(?:in|im|am|an|bei|auf) (?=(?:der |dem |punkt )?(?:[A-Z]\b|support|wall|roller|pin|free"
                r"|midspan|left"
                r"|right))",
                "at ",
            ),
            (r"die|der|das|dem|den|des|von|vom", "the"),
        ),
    ),
    "French": (
        r"réaction|\bappuis?\b|\bvaut\b|\bvalent\b|encastrement|flèche|fléchissant"
        r"|tranchant|\b(?:égale?s?|vers|(?:anti)?horaire|donc|faux|fausses?|n'est"
        r"|les|supposons|est|sont|valait|valaient|serait|seraient|était|étaient)\b",
        (
            (r"moment d'encastrement", "fixing moment"),
            (r"y (?=vaut|est|sont|valent)", "there "),
            (r"(?:exerce|supporte|reprend|porte|fournit|équilibre)(?:nt)?", "carries"),
            (r"une|un", "a"),
            (r"réactions?(?: verticales?)?(?: d'appui| de l'appui| à l'appui)?", "reaction"),
            (r"appuis? (?:d'extrémité|extrêmes?|de rive|d'about|extérieurs?)", "end supports"),
            (r"appuis?(?: simples?| rotule| fixes?)?", "support"),
            (r"de (?=[-+]?\d)", "of "),
            (r"moment (?:fléchissant |de flexion )?(?:maximal|maximum|max)\b", "maximum bending moment"),
            (r"moment (?:fléchissant|de flexion)", "bending moment"),
            (r"effort tranchant", "shear force"),
            (r"flèche (?:maximale|maximum)|déplacement maximal", "maximum deflection"),
            (r"flèche|déplacement vertical", "deflection"),
            (r"rotation|pente", "slope"),
            (r"maxim(?:al|ale|aux|um)", "maximum"),
            (r"admissibles?", "allowable"),
            (r"extrémité libre|bout libre", "free end"),
            (r"(?:à )?mi-(?:portée|travée)|au milieu", "at midspan"),
            (r"encastrement", "wall"),
            (r"(?:au droit|sous|au point d'application) (?:de )?(?:la )?(?:charge|force)", "at the load"),
            (r"charges?(?: totales?)?", "load"),
            (r"sommes?", "sum"),
            (r"contraintes?", "stress"),
            (r"vers le haut", "upward"),
            (r"vers le bas", "downward"),
            (r"(?:dans le )?(?:sens )?(?:antihoraire|anti-horaire|trigonométrique)", "counterclockwise"),
            (r"(?:dans le )?(?:sens )?horaire", "clockwise"),
            (r"de gauche|gauche", "left"),
            (r"de droite|droite?", "right"),
            (r"central[es]?|intermédiaires?|du milieu", "middle"),
            (r"chac(?:un|une)|chaque", "each"),
            (r"respectivement", "respectively"),
            (r"que (?=\W*[A-Z])", "that "),
            (r"n'est pas vrai|est faux|n'est pas exact", "is not true"),
            (r"n'est pas|ne sont pas|ne vaut pas|ne valent pas|ne peut pas être|ne peuvent pas être", "is not"),
            (r"faux|fausses?|erronée?s?", "wrong"),
            (r"supposons|supposant|admettons|peut-être|probablement", "suppose"),
            (r"était|étaient|serait|seraient|valait|valaient|vaudrait|vaudraient", "would be"),
            (r"\bsi\b", "if"),
            (r"mais|plutôt", "but"),
            (r"vaut|valent|est égale? à|sont égales? à|égale? à|est de|sont de|est|sont", "is"),
            (r"nulle?|zéro", "zero"),
            (r"ou", "or"),
            (r"et", "and"),
            (r"aux?(?= support)", "at the"),
            (r"(?:en|à|au) (?=(?:l'|la |le |point )?(?:[A-Z]\b|support|wall|free|left|right))", "at "),
            (r"le|la|les|du|de la|des|de", "the"),
            (r"(?:à l|de l|d|l)'\s?(?=[a-zA-Z])", "the "),
        ),
    ),
    "Spanish": (
        r"reacci|apoyos?\b|flector|empotramiento|cortante|deflexi|pendiente|\bvale\b|\bson\b"
        r"|máx|\b(?:hacia|flecha|giro|extremo|es|fals[oa]s?|supongamos|tanto|entonces|los|las|fueran?|fuese|sería|serían|habría|debe|superar|exceder|tal)\b",
        (
            (r"momento (?:de empotramiento|de reacción)|momento reactivo", "fixing moment"),
            (r"(?:las? )?reacci(?:ón|ones|on)(?: vertical(?:es)?)?(?: (?:en|del?) (?:el )?apoyo)?", "reaction"),
            (r"apoyos (?:extremos|exteriores|laterales|de (?:los )?extremos)", "end supports"),
            (r"apoyos?", "support"),
            (r"momento (?:flector )?m[áa]ximo", "maximum bending moment"),
            (r"momento flector", "bending moment"),
            (r"(?:fuerza |esfuerzo )?cortante", "shear force"),
            (r"(?:flecha|deflexi[óo]n|desplazamiento) m[áa]xim[oa]", "maximum deflection"),
            (r"flecha|deflexi[óo]n|desplazamiento vertical", "deflection"),
            (r"giro|pendiente|rotaci[óo]n", "slope"),
            (r"m[áa]xim[oa]s?", "maximum"),
            (r"máx\.?", "max"),
            (r"admisibles?|permitid[oa]s?", "allowable"),
            (r"extremo libre", "free end"),
            (r"empotramiento|empotrad[oa]", "wall"),
            (r"(?:bajo|en) la carga(?: puntual| concentrada)?", "at the load"),
            (r"cargas?(?: total(?:es)?)?", "load"),
            (r"suma(?:toria)?", "sum"),
            (r"tensi[óo]n(?:es)?", "stress"),
            (r"hacia arriba", "upward"),
            (r"hacia abajo", "downward"),
            (r"(?:en )?(?:el )?(?:sentido )?antihorario", "counterclockwise"),
            (r"(?:en )?(?:el )?(?:sentido )?horario", "clockwise"),
            (r"izquierd[oa]", "left"),
            (r"derech[oa]", "right"),
            (r"centrale?s?|intermedi[oa]s?", "middle"),
            (r"soportan?|ejercen?|toman?|resisten?|llevan?", "carries"),
            (r"cada (?:un[oa])?", "each "),
            (r"amb[oa]s", "both"),
            (r"respectivamente", "respectively"),
            (r"que (?=\W*[A-Z])", "that "),
            (
                r"no (?:debe|puede|podrá|deberá) (?:superar|exceder|sobrepasar|ser mayor (?:que|de))",
                "must not exceed",
            ),
            (r"no es (?:cierto|verdad|correcto)", "is not true"),
            (r"no es|no son|no vale|no puede ser|no pueden ser", "is not"),
            (r"fals[oa]s?|incorrect[oa]s?|err[óo]ne[oa]s?|equivocad[oa]s?", "wrong"),
            (r"supongamos|suponiendo|quiz[áa]s?|probablemente|tal vez", "suppose"),
            (r"fuera|fueran|fuese|sería|serían", "would be"),
            (r"\bsi\b", "if"),
            (r"pero|sino", "but"),
            (r"es igual a|son iguales a|igual a|vale|valen|es de|son de|es|son", "is"),
            (r"nul[oa]|cero", "zero"),
            (r" o ", " or "),
            (r" y (?=\W*[\wδθ])", " and "),
            (r"en (?=(?:el |la |punto )?(?:[A-Z]\b|support|wall|free|left|right))", "at "),
            (r"el|la|los|las|del|de", "the"),
        ),
    ),
    "Italian or Portuguese": (
        r"reazion|appoggio|incastro|tagliante|flettente|freccia|reaç|apoios?\b|engast|fletor|cisalh|máxim[oa]"
        r"|\b(?:são|è|é|valgono|verso)\b",
        (
            (r"momento (?:d'incastro|de engastamento)", "fixing moment"),
            (r"(?:le |as )?rea(?:zion[ei]|ção|ções)(?: vincolar[ei]| vertica(?:l|le|li|is))?", "reaction"),
            (r"appogg(?:io|i)|apoios?", "support"),
            (r"momento (?:flettente |fletor )?(?:massimo|máximo)", "maximum bending moment"),
            (r"momento (?:flettente|fletor)", "bending moment"),
            (r"(?:sforzo )?tagli(?:o|ante)|(?:força |esforço )?cortante", "shear force"),
            (r"(?:freccia|flecha|deflexão) (?:massima|máxima)", "maximum deflection"),
            (r"freccia|flecha|deflexão", "deflection"),
            (r"rotazione|rotação|inclinação", "slope"),
            (r"massim[oa]|máxim[oa]", "maximum"),
            (r"incastro|engaste|engastamento", "wall"),
            (r"verso l'alto|para cima", "upward"),
            (r"verso il basso|para baixo", "downward"),
            (r"antiorario|anti-?horário", "counterclockwise"),
            (r"orario|horário", "clockwise"),
            (r"sinistr[oa]|esquerd[oa]", "left"),
            (r"destr[oa]|direit[oa]", "right"),
            (r"non è vero|não é verdade", "is not true"),
            (r"non è|non sono|não é|não são", "is not"),
            (r"è pari a|è uguale a|é igual a|vale|valgono|valem|è|é|sono|são", "is"),
            (r"zero|nulla|nula", "zero"),
            (r" ed? (?=\W*[A-Za-z])", " and "),
            (r"(?:in|nel|nell'|em|no|na) (?=(?:[A-Z]\b|support|wall))", "at "),
        ),
    ),
    "Russian": (
        r"[а-яё]",
        (
            (r"к[Нн]\s*[·*⋅]?\s*м(?![а-яё])", "kN*m"),
            (r"к[Нн](?![а-яё])", "kN"),
            (r"(?<=\d)\s*мм(?![а-яё])", " mm"),
            (r"(?<=\d)\s*рад(?![а-яё])", " rad"),
            (r"(?<=\d)\s*Н\s*[·*⋅]?\s*м(?![а-яё])", " N*m"),
            (r"(?<=\d)\s*Н(?![а-яё])", " N"),
            (r"(?<=\d)\s*м(?![а-яё])", " m"),
            (r"(?:момент\w* (?:в )?(?:заделк\w*|защемлен\w*)|реактивн\w* момент\w*)", "fixing moment"),
            (r"(?:вертикальн\w* )?(?:опорн\w* )?реакци\w*", "reaction"),
            (r"(?:левой|левая|левую) опор\w*", "left support"),
            (r"(?:правой|правая|правую) опор\w*", "right support"),
            (r"(?:средней|средняя) опор\w*", "middle support"),
            (r"крайн\w* опор\w*", "end supports"),
            (r"опор\w*", "support"),
            (r"лев(?:ая|ой|ую|ое)", "left"),
            (r"прав(?:ая|ой|ую|ое)", "right"),
            (r"(?:максимальн|наибольш)\w* (?:изгибающ\w* )?момент\w*", "maximum bending moment"),
            (r"изгибающ\w* момент\w*", "bending moment"),
            (r"момент\w*", "moment"),
            (r"(?:поперечн|перерезывающ)\w* сил\w*", "shear force"),
            (r"(?:максимальн|наибольш)\w* прогиб\w*", "maximum deflection"),
            (r"прогиб\w*", "deflection"),
            (r"угол\w* поворота", "slope"),
            (r"(?:максимальн|наибольш)\w*", "maximum"),
            (r"допуска\w*|допустим(?:ы|ого|ому|ая|ое|ой|ую)\w*", "allowable"),
            (r"свободн\w* кон\w*", "free end"),
            (r"заделк\w*", "wall"),
            (r"(?:под|в точке приложения) (?:силой|грузом|силы|нагрузки)", "at the load"),
            (r"нагрузк\w*|груз\w*", "load"),
            (r"сумм\w*", "sum"),
            (r"напряжени\w*", "stress"),
            (r"против часовой(?: стрелки)?", "counterclockwise"),
            (r"по часовой(?: стрелке)?", "clockwise"),
            (r"вверх", "upward"),
            (r"вниз", "downward"),
            (r"соответственно", "respectively"),
            (r"кажд\w*", "each"),
            (r"об[еа]\w*", "both"),
            (r"неверно|неправда", "it is not true"),
            (r"что", "that"),
            (r"не равн\w*|не составля\w*", "is not"),
            (r"ошибочн\w*|неправильн\w*", "wrong"),
            (r"можно (?:подумать|решить)|предположим|допустим|вероятно|возможно|наверное|может быть", "suppose"),
            (r"если бы", "if would"),
            (r"если", "if"),
            (r"был[аои]? бы", "would be"),
            (r"но|однако", "but"),
            (r"равн\w*|составля\w*", "is"),
            (r"нул\w*", "zero"),
            (r"или", "or"),
            (r"и", "and"),
            (r"во?(?= (?:support|точке|[A-ZАВС]\b))", "at"),
            (r"точк\w*", "point"),
        ),
    ),
}
_LETTERS = str.maketrans("АВСЕМР", "ABCEMP")
_CYRILLIC_ALONE = re.compile(r"(?<![а-яёА-ЯЁ])[АВСЕМР](?![а-яёА-ЯЁ])")
_CHINESE: tuple[tuple[str, str], ...] = (
    (r"(?:两端|两侧|两边|边|外侧)(?:的)?支座", " end supports "),
    (r"[两二三四]个?(?=支座|端|支点)", ""),
    (r"千牛[·*⋅]?米", "kN*m"),
    (r"千牛", "kN"),
    (r"毫米", "mm"),
    (r"弧度", "rad"),
    (r"([A-Z])\s*(?:支座|支点|端|点|处)(?:处)?的?(?:竖向|垂直|支座|支撑)?(?:反力|支反力)", r" reaction at \1 "),
    (r"支座\s*([A-Z])(?:处)?的?(?:竖向|垂直)?反力", r" reaction at \1 "),
    (r"固定端\s*([A-Z])", r" wall \1 "),
    (r"左(?:边|侧|端)?(?:的)?(?:支座)?(?:的)?(?:竖向)?反力", " left reaction "),
    (r"右(?:边|侧|端)?(?:的)?(?:支座)?(?:的)?(?:竖向)?反力", " right reaction "),
    (r"中间?(?:的)?支座(?:的)?(?:竖向)?反力", " middle reaction "),
    (r"固定端(?:处)?的?(?:反力偶|反力矩|弯矩|力矩|约束力矩)", " fixing moment "),
    (r"([A-Z])(?:端|处|点)?的?(?:反力偶|反力矩|约束力矩|固端弯矩)", r" fixing moment \1 "),
    (r"支座\s*([A-Z])", r" support \1 "),
    (r"([A-Z])\s*支座", r" support \1 "),
    (r"(?:约束)?反力偶矩?|反力矩|反弯矩|约束力偶矩?|约束力矩|固端弯矩", " fixing moment "),
    (r"(?:竖向|垂直|铅垂)(?:支座|约束|支)?反力|(?:竖向|垂直)力", " vertical reaction "),
    (r"水平(?:支座|约束|支)?反力|水平力", " horizontal reaction "),
    (r"(?:支座|支承|支撑)?反力", " reaction "),
    (r"最大(?:的)?(?:弯矩|力矩)", " maximum bending moment "),
    (r"最大(?:的)?剪力", " maximum shear force "),
    (r"最大(?:的)?(?:挠度|位移)", " maximum deflection "),
    (r"弯矩|力矩", " moment "),
    (r"剪力", " shear force "),
    (r"挠度|竖向位移", " deflection "),
    (r"转角", " slope "),
    (r"自由端", " free end "),
    (r"固定端", " wall "),
    (r"跨中", " midspan "),
    (r"(?:在)?集中(?:力|荷载)(?:的)?(?:作用)?(?:处|点|下|位置|截面)+", " at the load "),
    (r"荷载|载荷|外力", " load "),
    (r"总和|之和|合力|合计", " sum "),
    (r"应力", " stress "),
    (r"容许|允许|许用", " allowable "),
    (r"最大", " maximum "),
    (r"位置", " location "),
    (r"(?:方向)?(?:竖直|垂直)?向上|↑", " upward "),
    (r"(?:方向)?(?:竖直|垂直)?向下", " downward "),
    (r"逆时针(?:方向)?", " counterclockwise "),
    (r"顺时针(?:方向)?", " clockwise "),
    (r"不(?:是|等于|为)|并非", " is not "),
    (r"有人(?:说|认为|声称)", " someone says "),
    (r"错误(?:的)?|错的|不正确|不对", " wrong "),
    (r"假设|假如|设想|也许|可能|大概", " suppose "),
    (r"如果|若", " if "),
    (r"但是?|而是", " but "),
    (r"正确", " correct "),
    (r"分别(?:为|是|等于)", " are "),
    (r"左(?:边|侧)?(?:的)?支座", " left support "),
    (r"右(?:边|侧)?(?:的)?支座", " right support "),
    (r"中间(?:的)?支座", " middle support "),
    (r"大小为|等于|约为|均为|各为|为|是", " is "),
    (r"和|与|及|以及", " and "),
    (r"或者?", " or "),
    (r"零", " zero "),
    (r"在|的|处", " "),
)  # fmt: skip
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PARENTHESES = str.maketrans("（）：，；", "():,;")


_ANY = re.compile("|".join(trigger for trigger, _ in _TERMS.values()))
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_JOINING = re.compile(r" (?:(et)|(y)) (?=[rmvabcθδ]_|theta|delta)")


def _whole(term: str) -> "re.Pattern[str]":
    """A term that does not stand inside another word."""
    start = "" if term.startswith((" ", "(?<")) else r"(?<![^\W\d_])"
    end = "" if "(?=" in term else r"(?![^\W\d_])"
    return re.compile(f"{start}(?:{term}){end}", re.I)


@lru_cache(maxsize=8)
def _terms_of(language: str) -> list[tuple["re.Pattern[str]", str]]:
    return [(_whole(term), said) for term, said in _TERMS[language][1]]


@lru_cache(maxsize=1)
def _chinese() -> list[tuple["re.Pattern[str]", str]]:
    return [(re.compile(term), said) for term, said in _CHINESE]


def _languages_of(text: str) -> frozenset[str]:
    """The languages that the words of a text in lower case belong to."""
    found: frozenset[str] = frozenset().union(*map(_languages_of_word, _WORDS.findall(text)))
    joining = _JOINING.search(text) if " et " in text or " y " in text else None
    return found if joining is None else found | {"French" if joining[1] else "Spanish"}


@lru_cache(maxsize=16384)
def _languages_of_word(word: str) -> frozenset[str]:
    if _ANY.search(word) is None:
        return frozenset()
    return frozenset(language for language, (trigger, _) in _TERMS.items() if re.search(trigger, word))


def in_english(text: str) -> str:
    """The text with the terms of other languages in English."""
    if not text.isascii() and _HAN.search(text):
        text = text.translate(_PARENTHESES)
        for term, said in _chinese():
            text = term.sub(said, text)
    languages = _languages_of(text.lower())
    if not languages:
        return text
    for language in _TERMS:
        if language in languages:
            for term, said in _terms_of(language):
                text = term.sub(said, text)
    return _CYRILLIC_ALONE.sub(lambda match: match[0].translate(_LETTERS), text)
