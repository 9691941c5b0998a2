"""The nouns: frozen values and pure functions. No clock, no randomness, no input or output."""
