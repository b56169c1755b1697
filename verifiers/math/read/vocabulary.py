"""Spellings: commands, functions and words, and what each of them stands for."""

from verifiers.math.read.word_list import words


def _pairs(text: str) -> dict[str, str]:
    """``a b > c`` on each line: every word in front means the one behind."""
    table: dict[str, str] = {}
    for line in text.strip().splitlines():
        spelled, _, meaning = line.rpartition(" > ")
        table.update(dict.fromkeys(spelled.split(), meaning.strip()))
    return table


GREEK = words(
    """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon
    phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar partial nabla aleph
    wp vartheta varsigma varrho varkappa
    """
)
LETTER_COMMANDS = {
    **{letter: letter for letter in GREEK},
    **_pairs("""
varepsilon > epsilon
varphi > phi
imath > i
jmath > j
differentialD > d
imaginaryI > i
exponentialE > e
infty infinity > infty
emptyset varnothing empty > emptyset
square Box > square
"""),
}

FUNCTIONS = _pairs("""
sin > sin
cos > cos
tan tg > tan
cot ctg cotg > cot
sec > sec
csc cosec > csc
arcsin asin > arcsin
arccos acos > arccos
arctan atan arctg > arctan
arccot acot arcctg > arccot
arcsec asec > arcsec
arccsc acsc arccosec > arccsc
sinh sh > sinh
cosh ch > cosh
tanh th > tanh
coth cth > coth
sech > sech
csch cosech > csch
arcsinh arsinh asinh arsh > arcsinh
arccosh arcosh acosh arch > arccosh
arctanh artanh atanh arth > arctanh
arccoth arcoth acoth > arccoth
arcsech arsech asech > arcsech
arccsch arcsch acsch > arccsch
ln > ln
log > log
lg > lg
exp > exp
sqrt > sqrt
cbrt > cbrt
floor > floor
ceil ceiling > ceil
sgn sign signum > sgn
abs Abs > absolute
max Max > max
min Min > min
gcd hcf > gcd
lcm > lcm
factorial > factorial
cis > cis
Re > re
Im > im
arg Arg > arg
conj conjugate > conj
det > det
tr Tr trace > trace
rank > rank
erf > erf
erfc > erfc
round > round
binomial binom comb choose nCr ncr > binomial
perm nPr npr > permutations
root > root
Rational > divide
log2 > log2
log10 > log10
Si > Si
Li li > Li
""")
"""Function names, spelled plainly or as commands, and the operation that each of them is."""

PREFIXES = tuple(
    sorted(
        (spelled for spelled in FUNCTIONS if len(spelled) > 2 or spelled in ("ln", "lg")), key=len, reverse=True
    )
)
"""Functions that may be glued to their argument: ``sinx``."""
SHORT_FUNCTIONS = words("sh ch th tg li Li Si Re Im arch Max Min root Rational")
"""Functions only where a bracket follows or they are written as commands."""

OPERATORS = _pairs(r"""
cdot ast * > *
times > times
div > /
le leq leqslant leqq <= =< ≤ > <=
ge geq geqslant geqq >= => > >=
lt < > <
ne neq != <> > !=
approx simeq approxeq thickapprox doteq ~= > approx
equiv > equiv
in isin > in
ni > ni
notin > notin
subset > subset
subsetneq > subsetneq
subseteq subseteqq > subseteq
supset > supset
supseteq > supseteq
cup cupdot sqcup uplus bigcup > cup
cap bigcap > cap
setminus backslash smallsetminus > setminus
pm plusmn > pm
mp > mp
land wedge > and
lor vee > or
neg lnot > not
implies Rightarrow Longrightarrow > implies
iff Leftrightarrow Longleftrightarrow leftrightarrow > iff
to rightarrow longrightarrow mapsto longmapsto xrightarrow > to
leftarrow gets > gets
rightleftharpoons leftrightarrows longleftrightarrow > to
mid > mid
nmid > nmid
parallel > parallel
perp bot > perp
cong > cong
sim > sim
propto > propto
forall > forall
exists > exists
nexists > nexists
colon > :
bmod mod > mod
ll > ll
gg > gg
prec > prec
succ > succ
oplus > oplus
otimes > otimes
circ > circ
bullet > bullet
star > star
dagger > dagger
prime > '
lbrace > \{
rbrace > \}
lbrack > [
rbrack > ]
langle > \langle
rangle > \rangle
lfloor > \lfloor
rfloor > \rfloor
lceil > \lceil
rceil > \rceil
lvert rvert vert > |
Vert lVert rVert > ||
therefore because > because
complement > complement
triangle > triangle
angle measuredangle > angle
""")
OPERATORS["gt"] = ">"
OPERATORS[">"] = ">"

RELATIONS = words(
    """
    = < > <= >= != approx equiv in ni notin subset subseteq subsetneq supset
    supseteq to gets mid nmid parallel perp cong sim propto ll
    gg prec succ :=
    """
)
FLIPPED = {
    "<": ">",
    ">": "<",
    "<=": ">=",
    ">=": "<=",
    "in": "ni",
    "ni": "in",
    "subset": "supset",
    "supset": "subset",
    "subseteq": "supseteq",
    "supseteq": "subseteq",
}

BIG = {"sum": "sum", "prod": "prod", "int": "integral", "lim": "limit", "oint": "integral"}
"""Commands that bind a name."""

FONTS = _pairs("""
text textrm textit textnormal textup textsl texttt textsf mbox hbox emph > word
underline mathrm rm textsc mathop > word
mathnormal mathit mathsf mathtt mathcal cal mathscr mathfrak boxed fbox > plain
pmb bcal > plain
operatorname > operator
mathbf boldsymbol bm bf vb textbf mathbfit > bold
mathbb Bbb > blackboard
""")
FONTS["textbf"] = "word"

ACCENTS = _pairs("""
bar overline > bar
vec overrightarrow > vec
hat widehat > hat
tilde widetilde > tilde
dot > dot
ddot > ddot
overset underset > set
overparen overarc arc wideparen > arc
check > check
breve > breve
acute > acute
grave > grave
""")

SILENT = words(
    """
    left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr displaystyle textstyle
    scriptstyle limits nolimits nobreak hfill nonumber strut mathstrut tag label left. right. it rm sf hline
    normalsize small large Large centering quad qquad enspace thinspace negthinspace medspace thickspace
    hphantom vphantom phantom cr noindent par bigm Bigm ensuremath mathord mathbin mathrel hskip kern
    allowbreak mleft mright
    """
)
FRACTIONS = words("frac dfrac tfrac cfrac nicefrac sfrac")
BINOMIALS = frozenset(["binom", "dbinom", "tbinom"])
DOTS = words("ldots cdots dots vdots ddots dotsc dotsb hdots dotso dotsm")

JOINING_WORDS = {
    "and": "and",
    "or": "or",
    "but": "and",
    "xor": "xor",
    "iff": "iff",
    "implies": "implies",
    "&": "and",
    **dict.fromkeys(("或", "或者"), "or"),
    **dict.fromkeys(("和", "且", "与", "及", "以及"), "and"),
}
_HAN_LENGTHS = {"米": "m", "厘米": "cm", "毫米": "mm", "分米": "dm", "千米": "km", "公里": "km"}
_HAN_OTHERS = {
    "克": "g",
    "千克": "kg",
    "公斤": "kg",
    "秒": "s",
    "分钟": "min",
    "小时": "h",
    "升": "L",
    "毫升": "mL",
    "度": "degrees",
}
HAN_UNITS = {
    **{unit: (plain, "") for unit, plain in _HAN_LENGTHS.items()},
    **{"平方" + unit: (plain, "2") for unit, plain in _HAN_LENGTHS.items()},
    **{"立方" + unit: (plain, "3") for unit, plain in _HAN_LENGTHS.items()},
    **{unit: (plain, "") for unit, plain in _HAN_OTHERS.items()},
}
CLAUSE_WORDS = words(
    """
    if when where with for whenever since because so as while provided given such assuming unless otherwise
    elsewhere else
    """
)
