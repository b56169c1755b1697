"""From a row of a dataset, or its label, to the specification of a verifier. Pure: nothing is run or loaded."""
