"""RFC 8785: the library is held to the public vectors."""

import json
from pathlib import Path

import pytest
import rfc8785

VECTORS = Path(__file__).parents[2] / "../shared/data/conformance/jcs/testdata"
NAMES = ("arrays", "french", "structures", "unicode", "values", "weird")


@pytest.mark.parametrize("name", NAMES)
def test_canonical_bytes_are_those_of_the_public_vectors(name: str) -> None:
    given_json, wanted = VECTORS / "input" / f"{name}.json", VECTORS / "output" / f"{name}.json"
    if not wanted.exists():
        pytest.skip(f"the public vectors are not at {VECTORS}")
    assert rfc8785.dumps(json.loads(given_json.read_bytes())) == wanted.read_bytes().rstrip(b"\n")
