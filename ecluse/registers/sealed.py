"""Texts that only a reviewer may read: sealed with a key of their own.

ChaCha20-Poly1305 (RFC 8439). The key is derived from the reviewer's (BLAKE2b), the nonce from the
key, the identifier and the text (as in SIV modes, RFC 5297): the same text of the same entry is the
same bytes, so that adding an entry twice changes nothing; any other text has another nonce. The
identifier is bound: a sealed text moved to another entry does not open.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import blake2b
from typing import Any

from ecluse.registers.model import RegisterError

__all__ = ["seal", "unseal"]

_NONCE = 12


def seal(text: str, id: str, key: bytes) -> str:
    """A text, sealed for whoever has the reviewer's key; base64.

    Raises:
        RegisterError: the key is shorter than 16 bytes, or `cryptography` is not installed.
    """
    data = text.encode()
    made = blake2b(id.encode() + b"\0" + data, digest_size=_NONCE, key=_derived(key, b"nonce"))
    nonce = made.digest()
    return b64encode(nonce + _cipher(key).encrypt(nonce, data, id.encode())).decode()


def unseal(sealed: str, id: str, key: bytes) -> str:
    """The text again.

    Raises:
        RegisterError: the key is another one, or the sealed text was changed or is another entry's.
    """
    cipher = _cipher(key)
    try:
        data = b64decode(sealed, validate=True)
        return str(cipher.decrypt(data[:_NONCE], data[_NONCE:], id.encode()).decode())
    except Exception:  # noqa: BLE001 - whatever it is, nothing of the text may be in the message
        raise RegisterError(f"{id}: this reviewer's key does not open it") from None


def _derived(key: bytes, purpose: bytes) -> bytes:
    if len(key) < 16:
        raise RegisterError("a reviewer's key has at least 16 bytes")
    return blake2b(key, digest_size=32, person=purpose).digest()


def _cipher(key: bytes) -> Any:
    secret = _derived(key, b"reviewer")
    try:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError:
        raise RegisterError(
            "texts for reviewers need `cryptography`: pip install 'ecluse[review]'"
        ) from None
    return ChaCha20Poly1305(secret)
