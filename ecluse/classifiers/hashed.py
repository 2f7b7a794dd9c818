"""Terms stored as keyed digests, so that the policy file can be read without disclosing them.

Each entry is ``N:HEX``: the number of words, and the BLAKE2b digest (16 bytes, keyed) of those words
folded and joined by spaces. Every run of N words of a text is digested and looked up, so the cost is
one digest for each word and each N in use. Spelling variants other than case, accents, apostrophes,
hyphens and spaces are not seen; camel case is. Whoever holds both the key and the policy can still
guess short names: keep those on the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from ecluse.classifiers.lexicon import term_words
from ecluse.model import EcluseError, Hit, View
from ecluse.text.words import is_word_byte, starts_word

__all__ = ["MAX_WORDS", "HashError", "HashedTerms", "hash_term"]

MAX_WORDS = 5


class HashError(EcluseError):
    """A term that cannot be hashed, or an entry that is not ``N:HEX``."""


def hash_term(term: str, key: bytes) -> str:
    """The entry that a policy stores for ``term``.

    Raises:
        HashError: the term has no word, more than five, or there is no key.

    >>> hash_term("Projet Falcon", b"k") == hash_term("#ProjetFalcon", b"k")
    True
    """
    found = term_words(term)
    if not key:
        raise HashError("a key is needed to hash terms")
    if not 1 <= len(found) <= MAX_WORDS:
        raise HashError(f"a hashed term has 1 to {MAX_WORDS} words")
    return f"{len(found)}:{_digest(found, key)}"


def _digest(found: tuple[bytes, ...] | list[bytes], key: bytes) -> str:
    return blake2b(b" ".join(found), digest_size=16, key=key[:64]).hexdigest()


@dataclass(frozen=True)
class HashedTerms:
    """The hashed terms of one label."""

    label: str
    entries: tuple[str, ...]
    key: bytes
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    triggers: None = None
    reads_loose: bool = True

    def __repr__(self) -> str:
        return f"HashedTerms({self.label!r}, {len(self.entries)} entries)"

    @cached_property
    def _digests(self) -> dict[int, frozenset[str]]:
        by_length: dict[int, set[str]] = {}
        for entry in self.entries:
            count, _, digest = entry.partition(":")
            if not count.isdigit() or not 1 <= int(count) <= MAX_WORDS or len(digest) != 32:
                raise HashError(f"a hashed term of label `{self.label}` is not N:HEX")
            by_length.setdefault(int(count), set()).add(digest.lower())
        return {count: frozenset(digests) for count, digests in by_length.items()}

    def classify(self, view: View) -> Iterator[Hit]:
        """Digest every run of words and look it up."""
        places = list(_word_places(view))
        found = [view.folded.data[start:end] for start, end in places]
        for count, digests in self._digests.items():
            for at in range(len(found) - count + 1):
                if _digest(found[at : at + count], self.key) in digests:
                    start, end = places[at][0], places[at + count - 1][1]
                    yield Hit(*view.folded.span(start, end))


def _word_places(view: View) -> Iterator[tuple[int, int]]:
    """Start and end of each word of the folded text, cut at camel case but not before digits."""
    data = view.folded.data
    start = -1
    for at, byte in enumerate(data):
        inside = is_word_byte(byte)
        if start >= 0 and (not inside or _cuts(view, at)):
            yield start, at
            start = -1
        if inside and start < 0:
            start = at
    if start >= 0:
        yield start, len(data)


def _cuts(view: View, at: int) -> bool:
    data = view.folded.data
    digits = 48 <= data[at] <= 57 or 48 <= data[at - 1] <= 57
    return not digits and starts_word(view, at)
