"""Makes the folder `tests` importable: `fakes` and the examples stand in it."""
