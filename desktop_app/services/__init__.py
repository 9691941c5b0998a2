"""The verbs: each takes its ports in its constructor."""
