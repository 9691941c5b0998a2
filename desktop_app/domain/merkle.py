"""The Merkle tree of RFC 6962: its root, and proofs that a leaf is in it or that it only grew.

Digests are SHA-256. Leaves are leaf hashes, SHA-256(0x00 ‖ entry); a node is SHA-256(0x01 ‖ left ‖ right). A proof lets
a stranger who knows a root follow it with a logarithmic number of digests, and without the other leaves.
"""

from collections.abc import Sequence
from hashlib import sha256

DIGEST_BYTES = 32
NO_LEAVES = sha256(b"").digest()
"""The root of the empty tree (RFC 6962, section 2.1)."""

Proof = tuple[bytes, ...]


class Frontier:
    """The root of a growing list of leaves, in logarithmic space."""

    def __init__(self, size: int = 0, roots: tuple[bytes, ...] = ()) -> None:
        self.size = size
        self._roots = list(roots)

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The roots of the whole trees so far, largest first: with `size`, all that is needed to go on from here."""
        return tuple(self._roots)

    def copy(self) -> "Frontier":
        """The same frontier, growing on its own."""
        return Frontier(self.size, self.roots)

    def add(self, leaf_digest: str) -> None:
        """Append a leaf, hexadecimal: quicker than `extend` for one."""
        digest, size = bytes.fromhex(leaf_digest), self.size
        while size & 1:
            digest = _node(self._roots.pop(), digest)
            size >>= 1
        self._roots.append(digest)
        self.size += 1

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaves, level by level, which costs one digest a leaf and little else."""
        level, before, roots = list(leaves), self.size, []
        while level or before:
            if before & 1:
                level.insert(0, self._roots.pop())
            if len(level) & 1:
                roots.append(level.pop())
            level = _level_above(level)
            before >>= 1
        self._roots = roots[::-1]
        self.size += len(leaves)

    @property
    def root(self) -> str:
        """The root of all leaves so far, hexadecimal."""
        if not self._roots:
            return NO_LEAVES.hex()
        digest = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            digest = _node(left, digest)
        return digest.hex()


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root of these leaves (RFC 6962, section 2.1)."""
    frontier = Frontier()
    frontier.extend(leaves)
    return bytes.fromhex(frontier.root)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> Proof:
    """The digests that lead from the leaf at `index` to the root (section 2.1.1). Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"there is no leaf {index} among {len(leaves)}")
    proof: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        if index ^ 1 < len(level):
            proof.append(level[index ^ 1])
        level, index = _level_above(level), index >> 1
    return tuple(proof)


def inclusion_proofs(leaves: Sequence[bytes], indices: Sequence[int]) -> tuple[Proof, ...]:
    """The same for many leaves, for little more than for one."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        levels.append(_level_above(levels[-1]))
    return tuple(
        tuple(
            level[index >> height ^ 1] for height, level in enumerate(levels[:-1]) if index >> height ^ 1 < len(level)
        )
        for index in indices
    )


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> Proof:
    """The digests that show the tree of the first `earlier` leaves to be the beginning of this one (section 2.1.2).

    Raises IndexError where there was no such tree: proofs are about one leaf or more.
    """
    if not 1 <= earlier <= len(leaves):
        raise IndexError(f"there was no tree of {earlier} leaves among {len(leaves)}")
    return _subproof(leaves, earlier, whole=True)


def _subproof(leaves: Sequence[bytes], earlier: int, *, whole: bool) -> Proof:
    """SUBPROOF of RFC 6962: `whole` while the earlier tree is all that the verifier holds a root of."""
    if earlier == len(leaves):
        return () if whole else (tree_root(leaves),)
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:split], leaves[split:]
    if earlier <= split:
        return (*_subproof(left, earlier, whole=whole), tree_root(right))
    return (*_subproof(right, earlier - split, whole=False), tree_root(left))


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at `index` to the root of a tree of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_digests(leaf, *proof):
        return False
    digest, last = leaf, size - 1
    for part in proof:
        if not last:
            return False
        if index & 1 or index == last:
            digest = _node(part, digest)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            digest = _node(digest, part)
        index, last = index >> 1, last >> 1
    return not last and digest == root


def proves_consistency(earlier: int, earlier_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `size` leaves begins with that of the first `earlier` ones (RFC 9162, 2.1.4.2).

    Of an earlier tree without leaves nothing can be proven.
    """
    if earlier == size:
        return earlier > 0 and not proof and earlier_root == root
    if not 0 < earlier < size or not proof or not _are_digests(*proof):
        return False
    first, *rest = (earlier_root, *proof) if _is_whole(earlier) else proof
    return _grown(earlier - 1, size - 1, first, rest) == (earlier_root, root)


def _grown(index: int, last: int, first: bytes, rest: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees as the proof has them; None where it is too short or too long."""
    while index & 1:
        index, last = index >> 1, last >> 1
    before = now = first
    for part in rest:
        if not last:
            return None
        if index & 1 or index == last:
            before, now = _node(part, before), _node(part, now)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            now = _node(now, part)
        index, last = index >> 1, last >> 1
    return None if last else (before, now)


def _are_digests(*parts: bytes) -> bool:
    return all(len(part) == DIGEST_BYTES for part in parts)


def _is_whole(size: int) -> bool:
    """Whether a tree of this size is a single whole one, so that its root is a node of every later tree."""
    return size & size - 1 == 0


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    """The nodes over pairs, and the one that is left over as it is."""
    pairs = zip(level[::2], level[1::2], strict=False)
    return [sha256(b"\1" + left + right).digest() for left, right in pairs] + list(level[len(level) & ~1 :])
