"""A request of every operation, for the API document: each is one that this server takes as it stands."""

import json
from collections.abc import Mapping
from typing import Any

_MATH = {"kind": "math", "ground_truth": "1/2"}
_JOB = {
    "run": "exp-42",
    "step": 17,
    "reward": "binary",
    "groups": [
        {
            "id": "p17",
            "verifier": _MATH,
            "completions": ["… so it is \\boxed{0.5}", {"text": "\\boxed{2}", "n_tokens": 812}],
        }
    ],
}
_BEAM = {
    "length": 6.0,
    "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 6}],
    "loads": [{"type": "point", "x": 2, "Fy": -12}],
}
_ADD = "a, b = map(int, input().split())\nprint(a + b)"
_FENCED = f"```python\n{_ADD}\n```"
_RESPONSE = {
    "id": "resp_1",
    "created_at": 0,
    "model": "policy",
    "object": "response",
    "output": [
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "\\boxed{0.75}", "annotations": []}],
        }
    ],
    "tools": [],
}
_ROLLOUT = {"responses_create_params": {"input": "1/2 + 1/4?"}, "response": _RESPONSE, "expected_answer": "3/4"}
_CASES = [{"input": {"stdin": "1 2\n"}, "output": {"stdout": "3\n"}}]

BODIES: Mapping[str, Any] = {
    "verify": _JOB,
    "submit": {**_JOB, "priority": "eval", "feedback": "full"},
    "rescore": {"reward": {"use": "verpo", "beta": 0.5}},
    "run": {"language": "python", "code": _ADD, "stdin": "1 2\n", "limits": {"cpu_seconds": 2}},
    "read_labels": {"rows": [{"answer": "The speed is 5 m/s. #### 5"}, "\\frac{1}{2}"]},
    "check_verifiers": {"verifiers": [_MATH, {"kind": "choice", "ground_truth": "B"}]},
    "plot_any_beam": {"spec": _BEAM, "format": "svg"},
    "generate_beams": {"family": "propped", "seed": 7, "count": 2},
    "openrlhf_get_reward": {"query": ["1/2 + 1/4? \\boxed{0.75}"], "prompts": ["1/2 + 1/4? "], "labels": ["3/4"]},
    "slime_rm": {"prompt": "1/2 + 1/4?", "response": "\\boxed{0.75}", "label": "3/4"},
    "nemo_gym_seed_session": {},
    "nemo_gym_close_session": {},
    "nemo_gym_aggregate_metrics": {"verify_responses": [{**_ROLLOUT, "reward": 1.0}]},
    "nemo_gym_verify": _ROLLOUT,
    "sandbox_fusion_run_code": {"language": "python", "code": _ADD, "stdin": "1 2\n"},
    "scalebox_common_evaluate_batch": {
        "completion": _FENCED,
        "config": {
            "language": "python",
            "provided_data": {"test_cases": {"type": "stdin_stdout", "input": ["1 2"], "output": ["3"]}},
        },
    },
    "sandbox_fusion_submit": {
        "id": 1,
        "dataset": "sums",
        "completion": _FENCED,
        "config": {"language": "python", "provided_data": {"test": _CASES}},
    },
    "piston_execute": {"language": "python", "files": [{"name": "main.py", "content": _ADD}], "stdin": "1 2\n"},
    "judge0_submit": {"language_id": 71, "source_code": _ADD, "stdin": "1 2\n", "expected_output": "3\n"},
    "judge0_submit_batch": {
        "submissions": [{"language_id": 71, "source_code": _ADD, "stdin": "1 2\n", "expected_output": "3\n"}]
    },
}
PARAMETERS: Mapping[str, Any] = {
    "job_id": "01937c2a5b1e4f0c9d3e8a7b6c5d4e3f",
    "run": "exp-42",
    "name": "exp-42",
    "spec": json.dumps(_BEAM),
    "token": "01937c2a5b1e4f0c9d3e8a7b6c5d4e3f",
    "tokens": "01937c2a5b1e4f0c9d3e8a7b6c5d4e3f",
}


def add_examples(document: Mapping[str, Any]) -> None:
    """Give every body and every parameter that is needed an example."""
    for operations in document["paths"].values():
        for operation in operations.values():
            body = BODIES.get(operation.get("operationId"))
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if body is not None:
                    content["example"] = body
            for parameter in operation.get("parameters", ()):
                if parameter.get("required") and parameter["name"] in PARAMETERS:
                    parameter["example"] = PARAMETERS[parameter["name"]]
