"""What an answer only mentions is not claimed, and what it claims is read in whatever words it does."""

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers import beam_wordings as w
from verifiers.beam.verifier import BeamVerifier

VERIFIER = BeamVerifier.model_validate({"kind": "beam", "spec": w.SIMPLE, "asked": w.REACTIONS})
R = "R_A = 6 kN and R_B = 3 kN"
MENTIONED = [
    f"Someone on another site posted {R}.",
    f"Several students wrote {R}.",
    f"My neighbour's friend says {R}.",
    f"My colleague's spreadsheet shows {R}.",
    f"It is a legend that {R}.",
    f"It is widely rumoured that {R}.",
    f"Show that {R}.",
    f"Verify whether {R}.",
    "R_A was thought to be 6 kN, R_B was thought to be 3 kN.",
    "R_A was originally 6 kN, R_B was originally 3 kN.",
    "R_A might well be 6 kN and R_B might well be 3 kN.",
    "R_A is up to 6 kN and R_B is up to 3 kN.",
    "R_A can be at most 6 kN, R_B can be at most 3 kN.",
    "R_A can never reach 6 kN, R_B can never reach 3 kN.",
    "A tempting but incorrect pair is R_A = 6 kN, R_B = 3 kN.",
    "Candidates are R_A = 6 kN and R_B = 3 kN.",
    f"The dead load alone would give {R}.",
    f"{R}: these belong to the other beam, not to ours, not for this beam.",
    f"{R} are out of the question.",
    "The bearing at A is rated for 6 kN, the bearing at B is rated for 3 kN.",
    f"I'm not convinced that {R}.",
    f"According to my neighbour's friend, {R}.",
    f"When I forgot the lever arm I got {R}.",
    f"Previously computed: {R}.",
    f"{R}. These are superseded.",
    f"We can rule out {R}.",
    f"Leaving out the couple would lead to {R}.",
    f"Es ist nicht richtig, dass {R}.",
    "A spare margin of 6 kN remains at one end, R_B = 3 kN.",
    f"Let {R}.",
    f"Your answer should look like this: {R}.",
    f"For a beam of twice the length, {R}.",
    f"In the example in the notes, {R}.",
    f"{R} — rejected.",
    f"{R} fail the check of moments.",
    "Half of R_A is 6 kN, half of R_B is 3 kN.",
    "The support at A can take 6 kN, the support at B can take 3 kN.",
    "The reaction at A is 6 kN larger than before, the reaction at B is 3 kN larger than before.",
    "Es kann nicht sein, dass R_A = 6 kN und R_B = 3 kN.",
    "有人说 R_A = 6 kN，R_B = 3 kN。",
    "Si R_A valait 6 kN et R_B valait 3 kN, il tournerait.",
    "Si R_A fuera 6 kN y R_B fuera 3 kN, habría giro.",
    "R_A no debe superar 6 kN; R_B no debe superar 3 kN.",
]
CLAIMED = [
    "R_A = 6 kN, not 4.5 kN; R_B = 3 kN, not 4.5 kN.",
    "R_A isn't 4.5 kN; it's 6 kN. R_B = 3 kN.",
    "Because the load is nearer to A the reactions are 6 kN at A and 3 kN at B.",
    "a reaction of 6 kN at A and a reaction of 3 kN at B",
    "R_A = 6 kN > R_B = 3 kN, as one would expect.",
    "R_1 = 6 kN, R_2 = 3 kN (1 = left support, 2 = right support)",
    "Reactions (A then B): $\\boxed{6\\text{ kN}, 3\\text{ kN}}$",
    "Neither end lifts off: R_A = 6 kN and R_B = 3 kN.",
    "we got ra=6kN and rb=3kN at the supports. is that ok?",
    f"We conclude that {R}.",
    f"This proves that {R}.",
    f"The book's formula gives what we want: {R}.",
    f"According to the equations of equilibrium, {R}.",
    f"It is not hard to see that {R}.",
    f"I am positive that {R}.",
    f"I cannot find any mistake: {R}.",
    "left end reaction 6 kN, right end reaction 3 kN",
    "Pin A: H = 0, V = 6 kN. Roller B: V = 3 kN.",
    "R_A = 6 kN (between the pin and the load nothing else acts), R_B = 3 kN",
    "左端反力6kN，右端反力3kN。",
    "JOINT A   FY = 6\nJOINT B   FY = 3",
    "R_A → 6 kN | R_B → 3 kN",
    '{"reactionA": 6, "reactionB": 3}',
    "$\\color{blue}{R_A = 6\\text{ kN}}$, $\\textcolor{red}{R_B = 3\\text{ kN}}$",
    "| Support | kN | share |\n|---|---|---|\n| A | 6 | 66.7 % |\n| B | 3 | 33.3 % |\n| Total | 9 | 100 % |",
    "| Location | Type | Reaction (kN) |\n|---|---|---|\n| x = 0 | pin | 6 |\n| x = 6 m | roller | 3 |",
    "| Name | Meaning | Is |\n|---|---|---|\n| R_A | vertical, left | 6 kN |\n| R_B | vertical, right | 3 kN |",
    "Левая опора воспринимает 6 кН, правая — 3 кН.",
]


@pytest.mark.parametrize("text", MENTIONED)
def test_what_is_only_mentioned_is_not_claimed(text: str) -> None:
    assert VERIFIER.verify(text, NOWHERE).status != "correct"


@pytest.mark.parametrize("text", CLAIMED)
def test_what_is_claimed_is_read(text: str) -> None:
    assert VERIFIER.verify(text, NOWHERE).status == "correct"


@pytest.mark.parametrize("text", CLAIMED)
def test_the_same_words_with_other_values_are_wrong(text: str) -> None:
    swapped = text.replace("6", "§").replace("3", "6").replace("§", "3").replace("x = 3 m", "x = 6 m")
    assert VERIFIER.verify(swapped.replace("33.3", "66.7"), NOWHERE).status != "correct"


@pytest.mark.parametrize("names", ["end", "outer"])
def test_end_supports_of_three_are_a_group(names: str) -> None:
    spec = {
        "units": {"force": "kN", "length": "m"},
        "length": 8,
        "supports": [
            {"id": "A", "type": "pin", "x": 0},
            {"id": "B", "type": "roller", "x": 4},
            {"id": "C", "type": "roller", "x": 8},
        ],
        "loads": [{"type": "dist", "x1": 0, "x2": 8, "w1": -4, "w2": -4}],
    }
    asked = [{"key": f"R_{x}", "kind": "reaction_force", "at": x, "unit": "kN", "sign": "up"} for x in "ABC"]
    verifier = BeamVerifier.model_validate({"kind": "beam", "spec": spec, "asked": asked})
    for text in (
        f"The interior support takes 20 kN, while the {names} two carry only 6 kN each.",
        "Les appuis d'extrémité reprennent chacun 6 kN et l'appui central 20 kN.",
        "Los apoyos extremos soportan 6 kN cada uno y el apoyo central 20 kN.",
    ):
        assert verifier.verify(text, NOWHERE).status == "correct", text
