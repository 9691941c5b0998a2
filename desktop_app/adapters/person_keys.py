"""Signing keys of people: Ed25519, each sealed by its person's passphrase."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.adapters.content_sealing import Unsealable
from desktop_app.adapters.passphrase_sealing import COST, new_salt, seal_with, unseal_with
from desktop_app.adapters.sql_audit import verifies
from desktop_app.domain.errors import Locked

_ABOUT = "person_key"


class PersonKeys:
    """ports.Keys. `cost` is the binary logarithm of scrypt's rounds; only tests lower it."""

    def __init__(self, cost: int = COST) -> None:
        self._cost = cost

    def make(self, passphrase: str) -> tuple[bytes, bytes, bytes]:
        """A new key: public key, sealed private key, salt."""
        key, salt = Ed25519PrivateKey.generate(), new_salt()
        sealed = seal_with(passphrase, salt, key.private_bytes_raw(), _ABOUT, self._cost)
        return key.public_key().public_bytes_raw(), sealed, salt

    def sign(self, sealed: bytes, salt: bytes, passphrase: str, message: bytes) -> bytes:
        """An Ed25519 signature. Raises Locked where the passphrase is wrong."""
        return Ed25519PrivateKey.from_private_bytes(_opened(sealed, salt, passphrase)).sign(message)

    def reseal(self, sealed: bytes, salt: bytes, old: str, new: str) -> tuple[bytes, bytes]:
        """The same key under another passphrase: sealed private key, salt. Raises Locked where the old one is wrong."""
        private, fresh = _opened(sealed, salt, old), new_salt()
        return seal_with(new, fresh, private, _ABOUT, self._cost), fresh

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is good."""
        return verifies(public_key, message, signature)


def _opened(sealed: bytes, salt: bytes, passphrase: str) -> bytes:
    try:
        return unseal_with(passphrase, salt, sealed, _ABOUT)
    except Unsealable:
        raise Locked("The passphrase is wrong.", next="Type it again; mind capital letters.") from None
