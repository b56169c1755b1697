"""Whether a text opens with a verb: by a list of verbs and their inflection, not by a trained tagger.

IFBench asks NLTK's perceptron tagger, which takes many imperatives for nouns or prepositions ("Explore the bay").
Here a first word that is a verb's form is one, unless it is a noun too and what follows treats it as such.
"""

from verifiers.instructions.tokens import tokens_of

_REGULAR_TEXT = """
    accept achieve act adapt add address adjust admire admit adopt advise affect agree aim allow analyze
    analyse announce anticipate apologize appear apply appreciate approach argue arrange arrive ask
    assemble assess assign assist assume attach attempt attend avoid bake balance base beg behave
    believe belong blend boil book borrow bounce brainstorm breathe brush calculate call calm cancel
    capture care carry cause celebrate challenge change chat check cheer chill choose chop claim clarify
    clean clear click climb close collaborate collect color combine comment communicate compare compile
    complete compose conduct confirm connect consider consist consult contact contain continue
    contribute convert convey convince cook copy correct count cover craft crave create cross crush
    cultivate customize damage dance dare decide declare decorate define delegate deliver demonstrate
    depend describe deserve design destroy detail determine develop diagnose dice differ direct disagree
    discover discuss dive divide document double draft drain dream dress drop dry earn edit educate
    elaborate elevate embark embrace emphasize employ empower enable encounter encourage end engage
    enhance enjoy enroll ensure enter enumerate escape establish estimate evaluate examine execute
    exercise exist expand expect experience experiment explain explore express extend face fail fasten
    fear fetch fill filter finish fix flip fold follow force format foster frame freeze fry gain gather
    gaze generate glance glide grab graph grasp greet grill grip group grow guard guess guide hand
    handle happen harness hate head help highlight hike hope host hug hurry identify illustrate imagine
    implement improve incorporate increase indicate indulge influence inform initiate inquire insert
    inspect inspire install integrate intend introduce invent invest investigate invite involve iron
    issue jog join journey judge juggle jump justify kick kiss knock label lack land last laugh launch
    learn leverage lift like limit link list listen live load locate lock long look love lower maintain
    manage map march mark master match matter maximize measure mention merge mind minimize miss mix
    model modify monitor motivate mount move multiply name navigate need note notice nurture obey
    observe obtain occur offer open operate optimize order organize outline own pack paint pardon park
    pass pause perform permit phone pick picture place plan plant play point ponder post pour practice
    practise pray predict prefer prepare present preserve press pretend prevent print prioritize proceed
    process produce program promise promote propose protect prove provide publish pull punch purchase
    push question queue race raise reach react realize recall receive recite recognize recommend record
    recover reduce refer reflect refrain refuse regard register regret relate relax release rely remain
    remember remind remove rename render renew rent repair repeat replace reply report represent request
    require rescue research reserve resolve respect respond rest restore result retain retrieve return
    reveal review revise reward rinse roast roll rush sail sample save say scan schedule scrape scream
    screen scroll seal search season seek seem select separate serve settle shape share shift ship shop
    shout simmer simplify sip skip slice slip slow smell smile smoke solve sort sound spark specify
    sprinkle stack stare start state stay stir stop store strengthen stretch strive structure study
    submit subscribe succeed suffer suggest suit summarize supply support suppose surprise survey switch
    talk target taste tend test thank tie touch tour trace track trade train transform translate travel
    treasure treat trim trust try tune turn type underline understand unfold unite unlock unveil update
    upgrade upload use utilize validate value vary verify view visit visualize vote wait walk wander
    want warm warn wash watch water welcome whip whisk whisper wipe wish witness wonder work worry wrap
    yell
"""
_REGULAR = frozenset(_REGULAR_TEXT.split())
_IRREGULAR_TEXT = """
    be am is are was were been being do does did done doing have has had having can could may might must
    shall should will would arise arose arisen awake awoke bear bore borne beat become became begin
    began begun bend bent bet bind bound bite bit bitten bleed bled blow blew blown break broke broken
    bring brought build built burn burnt burst buy bought catch caught chose chosen come came cost creep
    cut deal dealt dig dug draw drew drawn drink drank drunk drive drove driven eat ate eaten fall fell
    fallen feed fed feel felt fight fought find found flee fled fly flew flown forbid forget forgot
    forgotten forgive forgave forgiven froze frozen get got gotten give gave given go goes went gone
    grew grown hang hung hear heard hide hid hidden hit hold held hurt keep kept kneel knelt knew know
    known lay laid lead led leap leapt leave left lend lent let lie lay light lit lose lost make made
    mean meant meet met pay paid put quit read ride rode ridden ring rang rung rise rose risen run ran
    saw see seen sell sold send sent set sew sewn shake shook shaken shine shone shoot shot show shown
    shut sing sang sung sink sank sit sat sleep slept slide slid speak spoke spoken spell spend spent
    spin spun split spread spring sprang stand stood steal stole stolen stick stuck sting stung strike
    struck strove swear swore sworn sweep swept swim swam swum swing swung take took taken teach taught
    tear tore torn tell told think thought throw threw thrown understood wake woke woken wear wore worn
    weave wove woven weep wept win won wind wound write wrote written said sought don can't ain
"""
_IRREGULAR = frozenset(_IRREGULAR_TEXT.split())
_CALLS_FOR_NOUN_TEXT = """
    is are was were has have had of 's ’s will can and or , :
"""
_CALLS_FOR_NOUN = frozenset(_CALLS_FOR_NOUN_TEXT.split())
_ALSO_NOUNS_TEXT = """
    act address aim approach attempt balance base book brush call care cause challenge change chat check
    claim click comment contact copy count cover craft cross damage dance design detail document dream
    dress drop end exercise experience experiment face fear filter format frame grip group guard guess
    guide hand head help hike hope host hug influence iron issue journey judge kick kiss knock label
    lack land laugh launch limit link list load lock look love map march mark master match matter
    measure mind model name need note notice offer order outline pack paint park pass pause phone
    picture place plan plant play point post practice present press print process produce program
    promise purchase question queue race record regard regret rent repair reply report request rescue
    research reserve respect rest result return review reward roll rush sample scan schedule scream
    screen scroll seal search season shape share shift ship shop shout slice slip smell smile smoke
    sound spark stack stare start state stay stop store stretch structure study suit supply support
    surprise survey switch talk target taste test thank tie touch tour trace track trade train travel
    treasure treat trim trust try tune turn type update upgrade use value view visit vote wait walk warm
    wash watch water welcome whisper wish witness wonder work worry wrap bear beat bet bite blow break
    burn burst can catch cost cut deal draw drink drive fall feed fight find fly hit hold lead leap lie
    light might read ride ring rise run saw show sleep slide spell spin split spread spring stand steal
    stick sting strike sweep swim swing tear thought throw wake wear will wind wound left lay mean set
    let shot cook heat color water cook journal
"""
_ALSO_NOUNS = frozenset(_ALSO_NOUNS_TEXT.split())


def opens_with_verb(text: str) -> bool:
    """Whether the first token is a form of a verb, and what follows it does not make a noun of it."""
    tokens = tokens_of(text)
    if not tokens:
        return False
    first = tokens[0].lower()
    following = tokens[1].lower() if len(tokens) > 1 else ""
    if first in _ALSO_NOUNS or first.removesuffix("s") in _ALSO_NOUNS:
        return following not in _CALLS_FOR_NOUN
    return first in _IRREGULAR or any(base in _REGULAR or base in _IRREGULAR for base in _bases(first))


def _bases(word: str) -> list[str]:
    """What a word may be a form of: write, writing; try, tries, tried; stop, stopped."""
    found = [word]
    for ending in ("ing", "ed", "es", "s", "d"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        found += [stem, stem + "e"]
        if stem.endswith("i"):
            found.append(stem[:-1] + "y")
        if stem[-1:] == stem[-2:-1]:
            found.append(stem[:-1])
    return found
