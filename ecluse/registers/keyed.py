"""Keyed digests: what a register keeps instead of words.

BLAKE2b with the organisation's key (RFC 7693, keyed mode), 8 bytes for words and windows of words,
16 for whole texts. Whoever has the register without the key learns nothing from it; whoever has both
can guess, one guess a digest: low-entropy secrets belong on a server.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

__all__ = ["Keyed"]

_MEMO = 1 << 16


class Keyed:
    """Digests under one key; those of single words are remembered, up to 65,536 of them.

    Args:
        key: secret bytes, at least 16.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key[:64]
        self._words: dict[bytes, int] = {}

    def word(self, word: bytes) -> int:
        """The 64-bit digest of one canonical word (folded bytes)."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _MEMO:
                self._words.clear()
            known = self._words[word] = self.of(word, b"word")
        return known

    def of(self, data: bytes, purpose: bytes) -> int:
        """The 64-bit digest of ``data``; ``purpose`` (16 bytes at most) keeps kinds apart."""
        made = blake2b(data, digest_size=8, key=self.key, person=purpose)
        return int.from_bytes(made.digest(), "big")

    def window(self, words: Sequence[bytes]) -> int:
        """The digest of several words in a row."""
        return self.of(b"\0".join(words), b"window")

    def text(self, data: bytes) -> str:
        """The digest of a whole text, 32 hexadecimal digits."""
        return blake2b(data, digest_size=16, key=self.key, person=b"text").hexdigest()
