"""What holds of a part of a case's history by itself: its machine signed it, and its events are in a signed record."""

from collections.abc import Callable

from desktop_app.domain.anchor import read_written
from desktop_app.domain.audit import leaf
from desktop_app.domain.handover_file import SegmentBody, event_of
from desktop_app.domain.merkle import proves_inclusion

Verifies = Callable[[bytes, bytes, bytes], bool]
"""Whether a public key made a signature of a message, which stands between them."""


def require_segment(segment: SegmentBody, case_id: str, after: str, key: bytes, verifies: Verifies) -> None:
    """Hold a part against the key of its machine and its own proofs. Raises ValueError where anything is not so."""
    if not verifies(key, segment.signed_bytes, bytes.fromhex(segment.signature)):
        raise ValueError("the signature of a part is not its machine's")
    if segment.case != case_id or segment.after != after:
        raise ValueError("a part is not of this case, or not in its place")
    checkpoint = read_written(segment.checkpoint)
    if not verifies(checkpoint.public_key, checkpoint.signed_bytes(), checkpoint.signature):
        raise ValueError("a checkpoint is not signed")
    root, last = bytes.fromhex(checkpoint.root), 0
    for event in segment.events:
        found = event_of(event.body)
        seq, proof = found["seq"], [bytes.fromhex(part) for part in event.proof]
        if found.get("case") != case_id or seq <= last:
            raise ValueError("an event is of another case, or not in order")
        if not proves_inclusion(bytes.fromhex(leaf(event.body.encode())), seq - 1, checkpoint.size, proof, root):
            raise ValueError("an event is not in the record that the checkpoint signs")
        last = seq
