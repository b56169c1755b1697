"""Words that tell a value from a sentence: units, functions, and words that make a sentence."""

_UNITS = """
mm cm dm km m^2 m^3 cm^2 cm^3 km^2 in^2 ft^2 m/s km/h ft in inch inches foot feet yd yard yards mi mile miles
mph kph kmh kg mg lb lbs oz ton tons gram grams kilogram kilograms meter meters metre metres centimeter
centimeters centimetre centimetres millimeter millimeters kilometer kilometers kilometre kilometres sec secs
second seconds min mins minute minutes hr hrs hour hours day days week weeks month months year years dollar
dollars cent cents usd rs rupees euro euros yuan yen pound pounds unit units sq square cubic degree degrees
deg rad radian radians liter liters litre litres ml pm am per each times people ways
"""
_FUNCTIONS = """
sqrt frac sin cos tan cot sec csc log ln lg exp pi infty inf theta alpha beta gamma lambda mu phi omega sigma
arcsin arccos arctan sinh cosh tanh max min gcd lcm mod times cdot div cup cap in le ge ne pm binom sum prod
int lim to left right begin end pmatrix bmatrix matrix array circ mathbb overline
"""
_SENTENCE = """
is are was were be has have equals gives give get gets got so thus therefore hence then we our solution because
"""

UNITS = frozenset(_UNITS.split())
FUNCTIONS = frozenset(_FUNCTIONS.split())
SENTENCE_WORDS = frozenset(_SENTENCE.split())
