"""Every published vector of every scheme that we ship, each through an adapter from its inputs to ours."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, Literal

import pytest
from steelyard.evaluation.ranking import Ranked, ties_score

from rewards import progress, verpo
from rewards.appeals import Appeals, false_negative_rate
from rewards.bnpo import fitted
from rewards.centred import LogSigmoidParameters, centre
from rewards.details import Details, GraphItem, Option, Perplexity, SecondAnswer
from rewards.options import probabilities
from rewards.sample import Sample
from rewards.scheme import Rewards
from rewards.table import SCHEMES
from rewards.transforms import TRANSFORMS
from tests.conftest import SHARED
from tests.nowhere import NOWHERE
from tests.rewards.samples import batch_rewards, outcome, rewards, sample, verdict_of
from tests.rewards.test_trajectories import attempts, scored
from tests.verifiers.repeating import repeated_share
from verifiers.judge.asking import Reply
from verifiers.judge.modes import RubricItem, rubric_score
from verifiers.judge.replies import rating
from verifiers.text_features import read_features
from verifiers.text_overlap.verifier import TextOverlapVerifier
from verifiers.tool_calls.matching import assign
from verifiers.tool_calls.verifier import ExpectedCall, ToolCallsVerifier
from verifiers.verdict import Check, Verdict, from_checks

Adapter = Callable[[dict[str, Any], dict[str, Any]], Any]


def one(spec: Any, only: Sample) -> float | None:
    (reward,) = rewards(spec, [only])
    return reward


def unbounded(score: float) -> Sample:
    """A sample whose score stands for that of a reward model."""
    return sample(Verdict("partial", score, checks=(Check("model", False, score),)))


def by_share(name: str) -> Adapter:
    def adapter(inputs: dict[str, Any], _params: dict[str, Any]) -> float | None:
        passed = inputs["passed"]
        weights = inputs.get("weights", [1.0] * len(passed))
        pairs = zip(passed, weights, strict=True)
        checks = [Check(f"t{n}", bool(p), float(p), weight=w) for n, (p, w) in enumerate(pairs)]
        return one(name, sample(from_checks(checks)))

    return adapter


def verpo_turns(inputs: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    parameters = verpo.VerpoParameters(**params)
    group = [attempts(*turns) for turns in inputs["group"]]
    rows = verpo.pass_rows(group)
    rates = verpo.pass_rates(rows)
    weights = verpo.check_weights(rates, parameters)
    worth = iter(verpo.turn_rewards(rows, weights, parameters))
    local = [[next(worth) for _ in turns] for turns in inputs["group"]]
    whole = [verpo.outcome(one, parameters) for one in group]
    totals = [one + parameters.beta * fmean(turns) for one, turns in zip(whole, local, strict=True)]
    mean, turn_mean = fmean(whole), fmean([turn for turns in local for turn in turns])
    against = [
        [one - mean + parameters.beta * (turn - turn_mean) for turn in turns]
        for one, turns in zip(whole, local, strict=True)
    ]
    check_shipped({"use": "verpo", **params}, group, totals, local)
    check_shipped({"use": "verpo", "turns": "advantage", **params}, group, totals, against)
    return {
        "rho": rates,
        "w": weights,
        "kde": [
            math.exp(-parameters.alpha * r) / w - parameters.delta for r, w in zip(rates, weights, strict=True)
        ],
        "R_turn": local,
        "R_traj": whole,
        "scalar": totals,
        "A": against,
    }


def check_shipped(
    spec: Any, group: list[Sample], totals: Sequence[float], turns: Sequence[Sequence[float]]
) -> None:
    """What is sent is this, or nothing where we failed to judge."""
    for one, judged, total, of_turns in zip(scored(spec, group), group, totals, turns, strict=True):
        assert one.reward == (None if judged.unscored else pytest.approx(total))
        if not judged.unscored:
            assert list(one.turn_rewards or ()) == pytest.approx(list(of_turns))


def rlcr(inputs: dict[str, Any], _params: dict[str, Any]) -> float | None:
    return one("rlcr", sample(outcome(inputs["correct"]), confidence=float(inputs["confidence"])))


def rlcr_code(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    names = ("format_weight", "accuracy_weight", "brier_weight")
    spec = {"use": "rlcr_code", **dict(zip(names, params["weights"], strict=True))}
    assert inputs["format_ok"]
    return one(spec, sample(outcome(inputs["correct"]), confidence=float(inputs["confidence"])))


def truthrl(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    verdict = {
        "correct": Verdict("correct", 1.0, "Paris"),
        "abstain": Verdict("incorrect", 0.0, "I don't know"),
        "incorrect": Verdict("incorrect", 0.0, "Rome"),
    }[inputs["label"]]
    spec = {"use": "ternary", "mode": params["mode"], "out_of_knowledge": inputs.get("ook", False)}
    return one(spec, sample(verdict))


def grpo_lambda(inputs: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    batch = [[sample(outcome(c), n_tokens=length) for c, length in group] for group in inputs["groups"]]
    parameters = dict(params)
    name = {"threshold": "grpo_lambda", "batch_top_fraction": "grpo_lambda_batch"}[parameters.pop("mode")]
    if name == "grpo_lambda":
        parameters.pop("lam", None)
    scored = batch_rewards({"use": name, **parameters}, batch)
    accuracies = [sum(s.correct for s in group) / len(group) for group in batch]
    plain = [[float(s.correct) for s in group] for group in batch]
    top = [n for n, group in enumerate(scored) if group != plain[n]]
    return {"acc": accuracies, "top": top, "rewards": scored}


def length_er(inputs: dict[str, Any], _params: dict[str, Any]) -> float | None:
    others = list(inputs["correct_lengths"])
    if inputs["correct"]:
        others.remove(inputs["length"])
    me = sample(outcome(inputs["correct"]), n_tokens=inputs["length"])
    return rewards("length_er", [me, *(sample(outcome(1), n_tokens=other) for other in others)])[0]


def length_o1_pruner(inputs: dict[str, Any], _params: dict[str, Any]) -> float | None:
    group = [sample(outcome(0), n_tokens=length) for length in inputs["group_lengths"]]
    place: int = inputs["group_lengths"].index(inputs["length"])
    return rewards("length_o1_pruner", group)[place]


def length_linear(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    spec = {"sum": [{"use": "binary"}, {"use": "length_linear", **params}]}
    return one(spec, sample(outcome(inputs["reward"]), n_tokens=inputs["n_tokens"]))


def ssl_tiers(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    verdict = Verdict("correct" if inputs["correct"] else "partial", float(inputs["progress"]))
    return one({"use": "tiers", "tiers": params["K"], "alpha": params["alpha"]}, sample(verdict))


def pure_min(inputs: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    steps = inputs["step_rewards"]
    parts = progress.min_soft_steps(steps, params["temperature"])
    total = one({"use": "min_soft", **params}, sample(verdict_of(steps)))
    return {
        "step_rewards": parts,
        "outcome": total,
        "weights": [part / step for part, step in zip(parts, steps, strict=True)],
    }


def steps(mode: str) -> Adapter:
    def adapter(inputs: dict[str, Any], params: dict[str, Any]) -> Sequence[float]:
        credit = inputs["step_rewards"]
        done = credit if mode == "delta" else progress.clip_steps(credit, params["eta"])
        done = done if mode == "clip" else progress.delta_steps(done)
        spec = {"use": "clip_delta", "mode": mode, "process_coef": 1.0, "total": "sum", **params}
        # Credit of 1 would pass; the vectors have none, so success adds nothing to the sum.
        assert one(spec, sample(verdict_of(credit))) == pytest.approx(sum(done))
        return done

    return adapter


def transformed(name: str, rename: dict[str, str] | None = None) -> Adapter:
    def adapter(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
        more = {(rename or {}).get(key, key): value for key, value in inputs.items() if key != "reward"}
        use = {"use": name, **params, **more}
        return one({"sum": [{"use": "dense"}], "transform": [use]}, unbounded(float(inputs["reward"])))

    return adapter


def log_sigmoid_centered(inputs: dict[str, Any], params: dict[str, Any]) -> Any:
    value = transformed("log_sigmoid", {"ref_rewards": "refs"})(inputs, params)
    if "ref_rewards" not in inputs:
        return value
    return {"u": value, "ref": centre(LogSigmoidParameters(**params), inputs["ref_rewards"])}


def log_sigmoid_sum(inputs: dict[str, Any], _params: dict[str, Any]) -> dict[str, Any]:
    assert not any(inputs["refs"])
    first, second = inputs["rewards"]
    spec = {"logsum": [{"use": "dense"}, {"use": "likelihood"}]}
    value = one(spec, sample(unbounded(first).verdict, logprobs=(second,)))
    assert value is not None
    return {"sum": value, "p_all_good": math.exp(value)}


def noise_expectation(inputs: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    fp, fn = params["fp"], params["fn"]
    passes = {0: fp, 1: 1 - fn}
    backward, forward = transformed("noise_backward"), transformed("noise_forward")

    def mean(adapter: Adapter, true: int, rates: dict[str, float]) -> float:
        one, zero = (float(adapter({"reward": reward}, rates)) for reward in (1, 0))
        return float(passes[true]) * one + (1 - float(passes[true])) * zero

    return {
        "E_backward": [mean(backward, true, params) for true in inputs["true"]],
        "E_forward": [mean(forward, true, {"fn": fn}) for true in inputs["true"]],
    }


def bnpo(inputs: dict[str, Any], _params: dict[str, Any]) -> dict[str, Any]:
    batch = [[sample(outcome(reward)) for reward in group] for group in inputs["groups"]]
    rates = [sum(group) / len(group) for group in inputs["groups"]]
    alpha, beta = fitted(rates)
    return {"p": rates, "alpha": alpha, "beta": beta, "advantages": batch_rewards("bnpo", batch)}


def likelihood(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    return one({"use": "likelihood", **params}, sample(outcome(0), logprobs=tuple(inputs["logprobs"])))


def rlpr(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    verdict = outcome(0) if inputs["format_ok"] else Verdict("no_answer", 0.0)
    spec = {"use": "rlpr", "base": inputs["base_score"], **params}
    return one(spec, sample(verdict, logprobs=tuple(inputs["logprobs"])))


def nover(inputs: dict[str, Any], _params: dict[str, Any]) -> dict[str, Rewards]:
    rows = zip(inputs["ppl"], inputs["length"], inputs["valid"], strict=True)
    group = [
        sample(outcome(0) if valid else Verdict("no_answer", 0.0), logprobs=(-math.log(ppl),), n_tokens=length)
        for ppl, length, valid in rows
    ]
    parts = {"reasoning": "reasoning_weight", "efficiency": "efficiency_weight"}
    nothing = {"reasoning_weight": 0.0, "efficiency_weight": 0.0, "format_weight": 0.0}
    return {part: rewards({"use": "nover", **nothing, weight: 1.0}, group) for part, weight in parts.items()}


def dcs(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    """Given probabilities, as log-likelihoods of one option each; those of 0 are as good as impossible."""
    shares = {role: inputs[f"p_{role}"] for role in ("correct", "wrong", "idk")}
    options = tuple(Option(role, math.log(p) if p else -1e4, role) for role, p in shares.items())  # type: ignore[arg-type]  # its three roles
    use = {"use": "dcs", "len_normalised": False, **params}
    return one(use, sample(outcome(0), details=Details(options=options)))


def dcs_loglik(inputs: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    roles = {**dict.fromkeys(inputs["correct"], "correct"), inputs["idk"]: "idk"}
    options = tuple(
        Option(text, known, roles.get(text, "wrong"))  # type: ignore[arg-type]  # its three roles
        for text, known in inputs["loglikelihoods"].items()
    )
    shares = probabilities(options, params["len_normalised"])
    score = one({"use": "dcs", **params}, sample(outcome(0), details=Details(options=options)))
    return {"score": score, "probs": dict(zip(inputs["loglikelihoods"], shares, strict=True))}


def answer_length(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    verdict = outcome(inputs["verifier_yes"]) if inputs["extracted"] else Verdict("no_answer", 0.0)
    parameters = {("no_answer" if name == "no_extract" else name): value for name, value in params.items()}
    details = Details(n_answer_tokens=7 + inputs["token_diff"], n_reference_tokens=7)
    return one({"use": "answer_length", **parameters}, sample(verdict, details=details))


def sar(inputs: dict[str, Any], _params: dict[str, Any]) -> float | None:
    perplexity = Perplexity(inputs["ppl_given_query"], inputs["ppl_alone"])
    return one("sar", sample(outcome(0), details=Details(perplexity=perplexity)))


def acre(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    second = SecondAnswer("D" if inputs["second_correct_and_agree"] else "A", {"A": "C", "D": "B"})
    verdict = replace(outcome(inputs["first_correct"]), answer="B")
    return one({"use": "consistency", **params}, sample(verdict, details=Details(second=second)))


def brpo(inputs: dict[str, Any], params: dict[str, Any]) -> Rewards:
    group = [unbounded(score) for score in inputs["scores"]]
    return rewards({"use": "brpo", "reference": inputs["ref_index"], **params}, group)


def c_grpo(inputs: dict[str, Any], params: dict[str, Any]) -> Rewards:
    pairs = zip(inputs["outcome"], inputs["rubric"], strict=True)
    group = [sample(outcome(right), details=Details(rubric=float(score))) for right, score in pairs]
    return rewards({"use": "c_grpo", **params}, group)


def repetition(inputs: dict[str, Any], params: dict[str, Any]) -> float:
    verdict = replace(outcome(0), features=read_features(inputs["text"]))
    shipped = one({"use": "repetition", **params}, sample(verdict))
    share = repeated_share(inputs["text"].split(), params["n"])
    assert shipped == pytest.approx(-share)
    return share


def over_group(name: str, wanted: str) -> Adapter:
    def adapter(inputs: dict[str, Any], params: dict[str, Any]) -> Rewards:
        group = [unbounded(float(reward)) for reward in inputs["rewards"]]
        return rewards({"sum": [{"use": wanted}], "transform": [{"use": name, **params}]}, group)

    return adapter


def fn_appeal(inputs: dict[str, Any], params: dict[str, Any]) -> float:
    appeals = {"n_pos": 0, "n_neg": 0, "n_appealed": 0, "n_flipped": 0, **inputs, **params}
    rate = false_negative_rate(Appeals(**appeals))
    corrected = transformed("noise_forward")({"reward": 0.0}, {"appeals": appeals})
    assert corrected == pytest.approx(min(rate, 0.49) - 1)
    return rate


def overlap(metric: Literal["bleu", "bleuberi"]) -> Adapter:
    def adapter(inputs: dict[str, Any], _params: dict[str, Any]) -> float | None:
        verifier = TextOverlapVerifier(
            kind="text_overlap", ground_truth=inputs["references"], metric=metric, extraction="whole"
        )
        return one("dense", sample(verifier.verify(inputs["prediction"], NOWHERE)))

    return adapter


def ssl_gaussian(inputs: dict[str, Any], _params: dict[str, Any]) -> float:
    """The distance in standard deviations, each axis in its own."""
    distance = math.hypot(inputs["dx"] / inputs["sx"], inputs["dy"] / inputs["sy"])
    reached = progress.gaussian(distance)
    use = {"use": "tiers", "progress": "gaussian", "tiers": 1000, "alpha": 0.5}
    tier = one(use, sample(outcome(0), details=Details(distance=distance)))
    assert tier == pytest.approx(math.floor(1000 * reached) / 2000)
    return reached


def carr_rubric(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    items = [GraphItem(**item) for item in inputs["rubrics"]]
    return one({"use": "carr", **params}, sample(outcome(0), details=Details(graph=items)))


def rubric(inputs: dict[str, Any], _params: dict[str, Any]) -> float:
    items = [RubricItem(text="x", weight=float(weight)) for weight in inputs["weights"]]
    return rubric_score(items, [float(score) for score in inputs["scores"]])


def ordinal(inputs: dict[str, Any], _params: dict[str, Any]) -> dict[str, float]:
    found = rating(Reply("", inputs["probs"]), len(inputs["probs"]))
    return {"mean": found.mean, "norm": found.credit, "var": found.variance}


def ranked(pairs: Sequence[tuple[int, float]]) -> Ranked:
    return Ranked([score for right, score in pairs if right], [score for right, score in pairs if not right])


def ties(inputs: dict[str, Any], _params: dict[str, Any]) -> float:
    return ties_score([ranked(one) for one in inputs["ref"]], [ranked(one) for one in inputs["tied"]])


def rewardmath(inputs: dict[str, Any], _params: dict[str, Any]) -> dict[str, Any]:
    found = Ranked(**inputs)
    return {"acc": found.is_accurate, "acc_tie": found.is_accurate_or_tied, "mrr": found.reciprocal_rank}


def matchtir(inputs: dict[str, Any], params: dict[str, Any]) -> list[float]:
    """Credit per call: of a turn that has one call, the turn's."""
    truths = tuple(ExpectedCall(name=one["name"], arguments=one["parameters"]) for one in inputs["gold"])
    turns = [
        f"<tool_call>{json.dumps(call)}</tool_call><tool_response></tool_response>" for call in inputs["pred"]
    ]
    verifier = ToolCallsVerifier(kind="tool_calls", ground_truth=truths, method=params["method"])
    checks = verifier.verify("".join(turns), NOWHERE).checks
    return [check.score or 0.0 for check in checks if check.name.startswith("turn")]


def matchtir_matrix(inputs: dict[str, Any], params: dict[str, Any]) -> list[float]:
    columns = assign(inputs["S"], params["method"])
    return [0.0 if c is None else row[c] for row, c in zip(inputs["S"], columns, strict=True)]


def combine(inputs: dict[str, Any], params: dict[str, Any]) -> float | None:
    """Parts as log-probabilities and lengths stand for whatever gives these numbers."""
    known = {"code": "dense", "judge": "likelihood", "length": "likelihood", "format": "format"}
    parts = inputs["parts"]
    given = next((parts[name] for name in ("judge", "length") if name in parts), None)
    uses = [{"use": known[name], "coef": params["weights"][name]} for name in parts]
    spec = {"sum": uses, "missing": params.get("missing", "null")}
    logprobs = None if given is None else (given,)
    return one(spec, sample(unbounded(parts["code"]).verdict, logprobs=logprobs))


# The vectors' name of a scheme: ours, and how its inputs become samples.
ADAPTERS: dict[str, tuple[str, Adapter]] = {
    "binary": ("binary", by_share("binary")),
    "dense": ("dense", by_share("dense")),
    "weighted": ("weighted", by_share("weighted")),
    "verpo": ("verpo", verpo_turns),
    "rlcr": ("rlcr", rlcr),
    "rlcr_code": ("rlcr_code", rlcr_code),
    "truthrl": ("ternary", truthrl),
    "grpo_lambda": ("grpo_lambda", grpo_lambda),
    "length_er": ("length_er", length_er),
    "length_o1_pruner": ("length_o1_pruner", length_o1_pruner),
    "length_linear": ("length_linear", length_linear),
    "ssl_tiers": ("tiers", ssl_tiers),
    "pure_min": ("min_soft", pure_min),
    "clip_prm": ("clip_delta", steps("clip")),
    "delta_prm": ("clip_delta", steps("delta")),
    "clip_delta_prm": ("clip_delta", steps("clip_delta")),
    "par": ("par", transformed("par", {"ref_rewards": "refs"})),
    "log_sigmoid_centered": ("log_sigmoid", log_sigmoid_centered),
    "log_sigmoid_sum": ("logsum", log_sigmoid_sum),
    "noise_backward": ("noise_backward", transformed("noise_backward")),
    "noise_forward": ("noise_forward", transformed("noise_forward")),
    "noise_expectation": ("noise_backward", noise_expectation),
    "bnpo": ("bnpo", bnpo),
    "likelihood": ("likelihood", likelihood),
    "rlpr": ("rlpr", rlpr),
    "nover": ("nover", nover),
    "combine": ("sum", combine),
    "dcs": ("dcs", dcs),
    "dcs_loglik": ("dcs", dcs_loglik),
    "answer_length": ("answer_length", answer_length),
    "sar": ("sar", sar),
    "acre": ("consistency", acre),
    "c_grpo": ("c_grpo", c_grpo),
    "brpo": ("brpo", brpo),
    "ngram_repetition": ("repetition", repetition),
    "zscore": ("zscore", over_group("zscore", "dense")),
    "max_reward": ("max_reward", over_group("max_reward", "dense")),
    "fn_appeal": ("noise_forward", fn_appeal),
    "bleuberi": ("text_overlap", overlap("bleuberi")),
    "bleu_sacrebleu": ("text_overlap", overlap("bleu")),
    "matchtir": ("tool_calls", matchtir),
    "matchtir_matrix": ("tool_calls", matchtir_matrix),
}

# Vectors of judges, and of measures of whole files of verdicts: what computes them is no reward scheme.
OTHERS: dict[str, Adapter] = {
    "ssl_gaussian": ssl_gaussian,
    "carr_rubric": carr_rubric,
    "rubric": rubric,
    "ordinal_judge": ordinal,
    "rewardbench2_ties": ties,
    "rewardmath": rewardmath,
}


def vectors() -> list[dict[str, Any]]:
    path = Path(SHARED) / "spec" / "reward_examples.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
    return rows


EXACT_QUANTILE = {"ref": 2.8380297523, "u": -1.1974941591}


def check_close(actual: Any, expected: Any, within: float = 1e-6) -> None:
    """Equal to 1e-6, of an answer's parts those that are ours to give."""
    if isinstance(expected, dict):
        assert set(actual) <= set(expected)
        for key, value in actual.items():
            check_close(value, expected[key], within)
    elif isinstance(expected, list):
        assert len(actual) == len(expected)
        for a, e in zip(actual, expected, strict=True):
            check_close(a, e, within)
    else:
        assert actual == pytest.approx(expected, abs=within, rel=0)


@pytest.mark.shared
@pytest.mark.parametrize("row", vectors(), ids=lambda row: row["scheme"])
def test_a_published_vector_holds(row: dict[str, Any]) -> None:
    adapter = OTHERS.get(row["scheme"]) or ADAPTERS[row["scheme"]][1]
    actual = adapter(row["inputs"], row["params"])
    if row["scheme"] == "log_sigmoid_centered" and "ref_rewards" in row["inputs"]:
        # This vector has z(0.85) = 1.0364414; the normal quantile is 1.0364334, as the next test asserts.
        check_close(actual, EXACT_QUANTILE)
        check_close(actual, row["expected"], within=2e-5)
    else:
        check_close(actual, row["expected"])


def test_the_quantile_of_references_is_that_of_the_normal_distribution() -> None:
    z = (centre(LogSigmoidParameters(), [0.0, 1.0, 2.0, 3.0]) - 1.5) / stdev([0, 1, 2, 3])
    assert math.erf(z / math.sqrt(2)) / 2 + 0.5 == pytest.approx(0.85, abs=1e-12)


@pytest.mark.shared
def test_no_scheme_we_ship_is_left_out() -> None:
    shipped = {*SCHEMES, *(transform.name for transform in TRANSFORMS)}
    assert not set(OTHERS) & shipped
    assert {name for name, _ in ADAPTERS.values()} <= shipped | {"sum", "logsum", "text_overlap", "tool_calls"}
    published = {row["scheme"] for row in vectors()}
    assert published & shipped <= set(ADAPTERS)
    assert published == set(ADAPTERS) | set(OTHERS)
