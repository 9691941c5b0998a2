"""Sealing what a case keeps: AES-256-GCM under a key of the case, which the store's key wraps; zstd before sealing.

Destroying a case's key makes all of its contents unreadable. A content's own commitment key is sealed with its body:
beside an open commitment it would let anyone test guesses of a short answer.
"""

import secrets
from dataclasses import dataclass

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.domain.content import COMMITMENT_KEY_BYTES, Content, commit

NONCE_BYTES = 12
WORTH_PACKING = 200
LARGEST_BODY = 256 * 2**20
WORTH_A_DELTA = 0.5
"""A text is kept whole again where its difference to the one before is no longer short, so that no chains arise."""
_RAW, _ZSTD, _DELTA = "raw", "zstd", "delta"


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


@dataclass(frozen=True, slots=True)
class Sealed:
    """A content as the store keeps it; `base` is the content that it was packed against."""

    commitment: str
    codec: str
    base: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class _Packed:
    codec: str
    body: bytes


class CaseSeal:
    """Seals and opens the contents of one case. Not shared between threads."""

    def __init__(self, case_id: str, key: bytes) -> None:
        self._case_id, self._cipher = case_id, AESGCM(key)
        self._packer = zstandard.ZstdCompressor(level=3)
        self._unpacker = zstandard.ZstdDecompressor()

    def seal(self, content: Content, base: Content | None = None) -> Sealed:
        """The content as it is kept: against an earlier one of the same text where that is given and shorter."""
        packed = self._packed(content.body, base)
        of = base.item_id if base and packed.codec == _DELTA else None
        about = self._about(content.item_id, content.commitment, packed.codec, of)
        return Sealed(content.commitment, packed.codec, of, _seal(self._cipher, content.key + packed.body, about))

    def open(self, item_id: str, sealed: Sealed, base: Content | None = None) -> Content:
        """The content; `base` is the one that `sealed.base` names.

        Raises Unsealable where it is not what the commitment stands for.
        """
        about = self._about(item_id, sealed.commitment, sealed.codec, sealed.base)
        opened = _unseal(self._cipher, sealed.body, about)
        key, body = opened[:COMMITMENT_KEY_BYTES], opened[COMMITMENT_KEY_BYTES:]
        if sealed.codec != _RAW:
            body = self._unpacked(body, base if sealed.codec == _DELTA else None)
        if commit(key, body) != sealed.commitment:
            raise Unsealable(item_id)
        return Content(self._case_id, item_id, key, body)

    def seal_note(self, note: bytes, about: str) -> bytes:
        """Bytes of the case that are no content of it, sealed."""
        return _seal(self._cipher, note, f"note|{self._case_id}|{about}")

    def open_note(self, sealed: bytes, about: str) -> bytes:
        """What was sealed. Raises Unsealable."""
        return _unseal(self._cipher, sealed, f"note|{self._case_id}|{about}")

    def _packed(self, body: bytes, base: Content | None) -> "_Packed":
        shortest = _Packed(_RAW, body)
        if len(body) >= WORTH_PACKING:
            shortest = min(shortest, _Packed(_ZSTD, self._packer.compress(body)), key=lambda packed: len(packed.body))
        if base is None:
            return shortest
        delta = zstandard.ZstdCompressor(level=3, dict_data=_dictionary(base)).compress(body)
        return _Packed(_DELTA, delta) if len(delta) < len(shortest.body) * WORTH_A_DELTA else shortest

    def _unpacked(self, body: bytes, base: Content | None) -> bytes:
        unpacker = zstandard.ZstdDecompressor(dict_data=_dictionary(base)) if base else self._unpacker
        try:
            return unpacker.decompress(body, max_output_size=LARGEST_BODY)
        except zstandard.ZstdError as error:
            raise Unsealable(self._case_id) from error

    def _about(self, item_id: str, commitment: str, codec: str, base: str | None) -> str:
        against = "" if base is None else f"|{base}"
        return f"content|{self._case_id}|{item_id}|{commitment}|{codec}{against}"


def _dictionary(base: Content) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base.body, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def wrap_case_key(store_key: bytes, case_id: str, key: bytes) -> bytes:
    """The case's key, sealed under the store's."""
    return seal(store_key, key, f"case_key|{case_id}")


def unwrap_case_key(store_key: bytes, case_id: str, sealed: bytes) -> bytes:
    """The case's key. Raises Unsealable."""
    return unseal(store_key, sealed, f"case_key|{case_id}")
