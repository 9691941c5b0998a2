"""Case files as they travel: sealed for the machines that they are for, and signed by the one that sends them.

A random key seals a file's label and body (AES-256-GCM). For each recipient that key is sealed under one that only
their X25519 key and a key made for this file agree on (HKDF-SHA-256 over both public keys, as RFC 9180 does in its
base mode). The sender's Ed25519 key signs the head, which names the digest of the rest; what is sealed is bound to
the sender and the file, so that nobody can sign another's file as their own.
"""

import secrets
from hashlib import sha256

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop_app.adapters.sql_audit import verifies
from desktop_app.domain.errors import Refused
from desktop_app.domain.handover import machine_of
from desktop_app.domain.handover_file import LARGEST_BODY, Head, Wrapped, beginning, read_beginning

_NONCE_BYTES, _KEY_BYTES = 12, 32
_SIGNED = b"countersign case file 1\n"


class ExchangeKey:
    """The keys of this machine. They follow from the store's key and its first event, so that a backup brings them
    back, and two stores under one key are two machines."""

    def __init__(self, store_key: bytes, first_event: str) -> None:
        self._signing = Ed25519PrivateKey.from_private_bytes(_derived(store_key, first_event, b"signing"))
        self._sealing = X25519PrivateKey.from_private_bytes(_derived(store_key, first_event, b"sealing"))
        self.signing_key = self._signing.public_key().public_bytes_raw()
        self.sealing_key = self._sealing.public_key().public_bytes_raw()
        self.machine_id = machine_of(self.signing_key, self.sealing_key)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        return self._signing.sign(message)

    def seal(self, file_id: str, label: bytes, body: bytes, to: dict[str, bytes]) -> bytes:
        """A case file for these machines, by their sealing keys."""
        key, ephemeral = secrets.token_bytes(_KEY_BYTES), X25519PrivateKey.generate()
        about = _about(file_id, self.machine_id)
        sealed = _seal(key, zstandard.compress(body), about + b"body")
        head = Head(
            file=file_id,
            sender=self.machine_id,
            ephemeral=ephemeral.public_key().public_bytes_raw().hex(),
            to=tuple(Wrapped(machine=m, key=_wrap(ephemeral, public, key, about)) for m, public in to.items()),
            label=_seal(key, label, about + b"label").hex(),
            body_bytes=len(sealed),
            body=sha256(sealed).hexdigest(),
        ).dump()
        return beginning(head, self.sign(_SIGNED + head)) + sealed

    def label(self, file: bytes, signing_key: bytes) -> bytes:
        """The label of a file, of which the beginning is enough, that was signed with this key. Raises ValueError."""
        head, _ = _opened(file, signing_key)
        return _unseal(self._key_of(head), bytes.fromhex(head.label), _of(head) + b"label")

    def body(self, file: bytes, signing_key: bytes) -> bytes:
        """The body of a whole file that was signed with this key. Raises ValueError."""
        head, rest = _opened(file, signing_key)
        if len(rest) != head.body_bytes or sha256(rest).hexdigest() != head.body:
            raise ValueError("what follows the head is not what was signed")
        packed = _unseal(self._key_of(head), rest, _of(head) + b"body")
        try:
            return zstandard.ZstdDecompressor().decompress(packed, max_output_size=LARGEST_BODY)
        except zstandard.ZstdError:
            raise ValueError("the body cannot be unpacked") from None

    def _key_of(self, head: Head) -> bytes:
        wrapped = next((each.key for each in head.to if each.machine == self.machine_id), None)
        if wrapped is None:
            raise ValueError("the file is not for this machine")
        public = bytes.fromhex(head.ephemeral)
        shared = _agreed(self._sealing, public, public, self.sealing_key)
        return _unseal(shared, bytes.fromhex(wrapped), _of(head))


def _opened(file: bytes, signing_key: bytes) -> tuple[Head, bytes]:
    head, signed, signature, rest = read_beginning(file)
    if not verifies(signing_key, _SIGNED + signed, signature):
        raise ValueError("the signature of the file is not its sender's")
    return head, rest


def _derived(store_key: bytes, first_event: str, purpose: bytes) -> bytes:
    info = b"countersign handover " + purpose
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=bytes.fromhex(first_event), info=info).derive(store_key)


def _wrap(ephemeral: X25519PrivateKey, public: bytes, key: bytes, about: bytes) -> str:
    own = ephemeral.public_key().public_bytes_raw()
    try:
        agreed = _agreed(ephemeral, public, own, public)
    except ValueError:
        raise Refused(
            "A key of another machine is none.", next="Let that machine introduce itself again, and compare."
        ) from None
    return _seal(agreed, key, about).hex()


def _agreed(own: X25519PrivateKey, other: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    shared = own.exchange(X25519PublicKey.from_public_bytes(other))  # refuses points of small order
    info = b"countersign handover key 1\n" + ephemeral + recipient
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=info).derive(shared)


def _of(head: Head) -> bytes:
    return _about(head.file, head.sender)


def _about(file_id: str, sender: str) -> bytes:
    return f"countersign handover 1|{file_id}|{sender}|".encode()


def _seal(key: bytes, body: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, body, about)


def _unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        raise ValueError("what is sealed was changed, or is for another machine") from None
