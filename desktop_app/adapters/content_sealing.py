"""Sealing what a case keeps: AES-256-GCM under a key of the case, which the store's key wraps; zstd before sealing.

Destroying a case's key makes all of its contents unreadable. A content's own commitment key is sealed with its body:
beside an open commitment it would let anyone test guesses of a short answer.
"""

import secrets

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.domain.content import COMMITMENT_KEY_BYTES, Content, commit

NONCE_BYTES = 12
WORTH_PACKING = 200
LARGEST_BODY = 256 * 2**20
_RAW, _ZSTD = "raw", "zstd"


class Unsealable(Exception):
    """What is sealed was changed, or the key is another one."""


def new_key() -> bytes:
    """A random AES-256 key."""
    return AESGCM.generate_key(256)


def seal(key: bytes, body: bytes, about: str) -> bytes:
    """The sealed bytes, a random nonce first. `about` is bound to them: they open only as what they were sealed as."""
    return _seal(AESGCM(key), body, about)


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """What was sealed. Raises Unsealable."""
    return _unseal(AESGCM(key), sealed, about)


def _seal(cipher: AESGCM, body: bytes, about: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, body, about.encode())


def _unseal(cipher: AESGCM, sealed: bytes, about: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise Unsealable(about) from error


class CaseSeal:
    """Seals and opens the contents of one case. Not shared between threads."""

    def __init__(self, case_id: str, key: bytes) -> None:
        self._case_id, self._cipher = case_id, AESGCM(key)
        self._packer = zstandard.ZstdCompressor(level=3)
        self._unpacker = zstandard.ZstdDecompressor()

    def seal(self, content: Content) -> tuple[str, str, bytes]:
        """The commitment, the codec and the sealed bytes."""
        codec, body, commitment = _RAW, content.body, content.commitment
        if len(body) >= WORTH_PACKING:
            packed = self._packer.compress(body)
            if len(packed) < len(body):
                codec, body = _ZSTD, packed
        about = self._about(content.item_id, commitment, codec)
        return commitment, codec, _seal(self._cipher, content.key + body, about)

    def open(self, item_id: str, commitment: str, codec: str, sealed: bytes) -> Content:
        """The content. Raises Unsealable where it is not what the commitment stands for."""
        opened = _unseal(self._cipher, sealed, self._about(item_id, commitment, codec))
        key, body = opened[:COMMITMENT_KEY_BYTES], opened[COMMITMENT_KEY_BYTES:]
        if codec == _ZSTD:
            body = self._unpacked(body)
        if commit(key, body) != commitment:
            raise Unsealable(item_id)
        return Content(self._case_id, item_id, key, body)

    def _unpacked(self, body: bytes) -> bytes:
        try:
            return self._unpacker.decompress(body, max_output_size=LARGEST_BODY)
        except zstandard.ZstdError as error:
            raise Unsealable(self._case_id) from error

    def _about(self, item_id: str, commitment: str, codec: str) -> str:
        return f"content|{self._case_id}|{item_id}|{commitment}|{codec}"


def wrap_case_key(store_key: bytes, case_id: str, key: bytes) -> bytes:
    """The case's key, sealed under the store's."""
    return seal(store_key, key, f"case_key|{case_id}")


def unwrap_case_key(store_key: bytes, case_id: str, sealed: bytes) -> bytes:
    """The case's key. Raises Unsealable."""
    return unseal(store_key, sealed, f"case_key|{case_id}")
