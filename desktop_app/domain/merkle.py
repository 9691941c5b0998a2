"""The Merkle tree of RFC 6962: its root, and proofs that a leaf is in it or that it only grew.

Digests are SHA-256. Leaves are leaf hashes, SHA-256(0x00 ‖ entry); a node is SHA-256(0x01 ‖ left ‖ right). A proof lets
a stranger who knows a root follow it with a logarithmic number of digests, and without the other leaves.
"""

from collections.abc import Sequence
from hashlib import sha256

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
        """Append a leaf, hexadecimal."""
        self.extend([bytes.fromhex(leaf_digest)])

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaves, level by level, which costs one digest a leaf and little else."""
        level, before, roots = list(leaves), self.size, []
        while level or before:
            if before & 1:
                level.insert(0, self._roots.pop())
            if len(level) & 1:
                roots.append(level.pop())
            level = _parents(level)
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


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _parents(level: Sequence[bytes]) -> list[bytes]:
    return [sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
