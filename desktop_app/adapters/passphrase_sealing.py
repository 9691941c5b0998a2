"""Sealing under a passphrase: scrypt (RFC 7914), then AES-256-GCM. What is sealed tells its own cost."""

import secrets
import unicodedata

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from desktop_app.adapters.content_sealing import Unsealable, seal, unseal

SALT_BYTES = 16
COST = 17  # 2**17 rounds, 128 MiB: the first choice of OWASP's Password Storage Cheat Sheet for scrypt
GREATEST_COST = 20
_BLOCK, _LANES, _KEY_BYTES = 8, 1, 32


def new_salt() -> bytes:
    """Random bytes that make equal passphrases different keys."""
    return secrets.token_bytes(SALT_BYTES)


def seal_with(passphrase: str, salt: bytes, body: bytes, about: str, cost: int = COST) -> bytes:
    """The sealed bytes, the cost (binary logarithm of the rounds) first."""
    return bytes([cost]) + seal(_key(passphrase, salt, cost), body, about)


def unseal_with(passphrase: str, salt: bytes, sealed: bytes, about: str) -> bytes:
    """What was sealed. Raises Unsealable where the passphrase is wrong or a byte was changed."""
    if not sealed or not 1 <= sealed[0] <= GREATEST_COST:
        raise Unsealable(about)
    return unseal(_key(passphrase, salt, sealed[0]), sealed[1:], about)


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    """Equal passphrases may be typed as different code points: NFKC makes them one (as RFC 8265 asks)."""
    normal = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=_KEY_BYTES, n=2**cost, r=_BLOCK, p=_LANES).derive(normal)
