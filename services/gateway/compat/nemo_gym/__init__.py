"""A resources server of NeMo Gym (protocol of nemo_gym 0.7.0): rows, responses, sessions, metrics."""
