"""TRL's GRPO with the example of this repository, on a model of random weights."""

import pathlib
import runpy

example = pathlib.Path(__file__).parents[3] / "examples" / "trl_grpo.py"
runpy.run_path(str(example), run_name="__main__")
