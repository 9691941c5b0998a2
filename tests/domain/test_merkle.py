"""Roots and proofs of RFC 6962, against the public vectors and against each other."""

import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop_app.domain.merkle import (
    NO_LEAVES,
    Frontier,
    consistency_proof,
    inclusion_proof,
    proves_consistency,
    proves_inclusion,
    tree_root,
)

VECTORS = Path(__file__).parents[2] / "../shared/data/conformance/rfc6962-merkle/testdata"
ENTRIES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
"""The eight entries of the public vectors, hexadecimal."""
LEAVES = [sha256(b"\0" + bytes.fromhex(entry)).digest() for entry in ENTRIES]
SIZES = st.integers(1, 130)


def _vectors(kind: str) -> Iterator[dict[str, Any]]:
    files = sorted(path for path in (VECTORS / kind).rglob("*.json") if path.is_file())
    if not files:
        pytest.skip(f"the public vectors are not at {VECTORS}")
    for path in files:
        vector = json.loads(path.read_text())
        yield {**vector, "proof": [b64decode(part) for part in vector["proof"] or ()]}


def _leaves(count: int) -> list[bytes]:
    return [sha256(b"\0%d" % n).digest() for n in range(count)]


def _root_by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else NO_LEAVES
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + _root_by_definition(leaves[:split]) + _root_by_definition(leaves[split:])).digest()


def test_proofs_of_inclusion_are_held_to_the_public_vectors() -> None:
    counts = {True: 0, False: 0}
    for v in _vectors("inclusion"):
        leaf, root = b64decode(v["leafHash"]), b64decode(v["root"])
        assert proves_inclusion(leaf, v["leafIdx"], v["treeSize"], v["proof"], root) is not v["wantErr"], v["desc"]
        counts[v["wantErr"]] += 1
    assert counts[True] > 80
    assert counts[False] > 5


def test_proofs_of_consistency_are_held_to_the_public_vectors() -> None:
    counts = {True: 0, False: 0}
    for v in _vectors("consistency"):
        roots = b64decode(v["root1"]), b64decode(v["root2"])
        held = proves_consistency(v["size1"], roots[0], v["size2"], roots[1], v["proof"])
        assert held is not v["wantErr"], v["desc"]
        counts[v["wantErr"]] += 1
    assert counts[True] > 80
    assert counts[False] > 5


def test_proofs_made_here_are_those_of_the_public_vectors() -> None:
    good = [v for v in _vectors("inclusion") if not v["wantErr"] and b64decode(v["leafHash"]) in LEAVES]
    for v in good:
        assert inclusion_proof(LEAVES[: v["treeSize"]], v["leafIdx"]) == tuple(v["proof"])
        assert tree_root(LEAVES[: v["treeSize"]]) == b64decode(v["root"])
    grown = [v for v in _vectors("consistency") if not v["wantErr"] and v["size2"] <= len(LEAVES) and v["size2"] > 1]
    for v in grown:
        assert consistency_proof(LEAVES[: v["size2"]], v["size1"]) == tuple(v["proof"])
    assert len(good) > 3
    assert len(grown) > 3


@given(SIZES)
def test_the_root_is_that_of_the_definition(size: int) -> None:
    leaves = _leaves(size)
    assert tree_root(leaves) == _root_by_definition(leaves)


def test_the_root_of_no_leaves_is_the_digest_of_nothing() -> None:
    assert tree_root([]) == NO_LEAVES
    assert Frontier().root == NO_LEAVES.hex()


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_frontier_grows_the_same_in_any_steps(steps: list[int]) -> None:
    leaves, grown, slow = _leaves(sum(steps)), Frontier(), Frontier()
    for step in steps:
        grown.extend(leaves[grown.size : grown.size + step])
    for leaf in leaves:
        slow.add(leaf.hex())
    assert (grown.size, grown.roots, grown.root) == (slow.size, slow.roots, slow.root)
    assert grown.root == tree_root(leaves).hex()


@given(SIZES, st.data())
def test_every_leaf_is_proven_and_no_other_in_its_place(size: int, data: st.DataObject) -> None:
    leaves = _leaves(size)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, index), tree_root(leaves)
    assert proves_inclusion(leaves[index], index, size, proof, root)
    assert proves_inclusion(leaves[other], index, size, proof, root) is (other == index)
    assert proves_inclusion(leaves[index], other, size, proof, root) is (other == index)


@settings(max_examples=60)
@given(SIZES, st.data())
def test_every_earlier_tree_is_proven_and_no_other_one(size: int, data: st.DataObject) -> None:
    leaves = _leaves(size)
    earlier = data.draw(st.integers(1, size))
    proof, roots = consistency_proof(leaves, earlier), (tree_root(leaves[:earlier]), tree_root(leaves))
    assert proves_consistency(earlier, roots[0], size, roots[1], proof)
    other = data.draw(st.integers(1, size))
    if other != earlier:
        assert not proves_consistency(earlier, tree_root(leaves[:other]), size, roots[1], proof)


@given(SIZES, st.data())
def test_a_spoilt_proof_proves_nothing(size: int, data: st.DataObject) -> None:
    leaves, index = _leaves(size), data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, index), tree_root(leaves)
    assume(proof)
    at = data.draw(st.integers(0, len(proof) - 1))
    spoilt = [*proof[:at], sha256(proof[at]).digest(), *proof[at + 1 :]]
    for wrong in (spoilt, proof[:-1], (*proof, root)):
        assert not proves_inclusion(leaves[index], index, size, wrong, root)


@pytest.mark.parametrize(("size", "place"), [(0, 0), (3, 3), (3, -1)])
def test_there_is_no_proof_about_what_is_not_there(size: int, place: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(_leaves(size), place)
    with pytest.raises(IndexError):
        consistency_proof(_leaves(size), place + 1 if place > 0 else 0)
