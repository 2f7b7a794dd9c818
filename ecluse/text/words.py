"""Words of a folded text: boundaries, windows, and the squeezed form without separators.

A word is a run of letters and digits. An apostrophe ends one, so « l'accord » and « Falcon's » hold
*accord* and *Falcon*; so do a hyphen, an underscore and ``#``. Inside a word a new one starts where
the case says so (``#ProjetFalcon``) and between letters and digits (``falcon2``).
"""

from __future__ import annotations

from itertools import compress

from ecluse.model import View
from ecluse.text.fold import SEPARATORS

__all__ = [
    "ends_word",
    "is_word_byte",
    "outlined",
    "spaced",
    "squeeze",
    "squeezed_origin",
    "starts_word",
    "window",
    "word_starts",
    "words",
]

_WORD = bytes(b if 48 <= b <= 57 or 97 <= b <= 122 or b >= 128 else 32 for b in range(256))
_SPACED = bytes(b if 48 <= b <= 57 or b == 95 or 97 <= b <= 122 else 32 for b in range(256))
_OUTLINED = bytes(
    94 if 65 <= b <= 90 else 126 if 192 <= b <= 222 else _SPACED[b] for b in range(256)
)
_IS_WORD = tuple(b != 32 for b in _WORD)
_IS_DIGIT = tuple(48 <= b <= 57 for b in range(256))
_KEPT = bytes(b not in SEPARATORS for b in range(256))
_BYTES_PER_WORD = 24
"""How far a window of words looks for each word: longer words make the window shorter."""


def is_word_byte(byte: int) -> bool:
    """Whether a folded byte belongs to a word."""
    return _IS_WORD[byte]


def words(data: bytes) -> list[bytes]:
    """The words of a folded text, in order.

    >>> words(b"l'accord projet-falcon")
    [b'l', b'accord', b'projet', b'falcon']
    """
    return data.translate(_WORD).split()


def spaced(data: bytes) -> bytes:
    r"""A folded text where a space stands for each byte that is no word's to RE2 (``\w``), and around.

    >>> spaced(b"l'ete")
    b' l ete '
    """
    return b" %b " % data.translate(_SPACED)


def outlined(source: bytes) -> bytes:
    """A text in Latin-1, spaced, where ``^`` stands for each capital of ASCII, ``~`` for the others.

    >>> outlined("Mme d’Été, Paris".encode("latin-1", "replace"))
    b' ^me d ~t   ^aris '
    """
    return b" %b " % source.translate(_OUTLINED)


def squeeze(data: bytes) -> bytes:
    """A folded text without the separators that may stand between the words of a term.

    >>> squeeze(b"#projet-falcon, l'an 2")
    b'projetfalcon,lan2'
    """
    return data.translate(None, SEPARATORS)


def squeezed_origin(data: bytes) -> list[int]:
    """For each byte of ``squeeze(data)``, its offset in ``data``."""
    return list(compress(range(len(data)), data.translate(_KEPT)))


def starts_word(view: View, start: int) -> bool:
    """Whether a word starts at ``start`` in the folded text of ``view``."""
    data = view.folded.data
    if start == 0 or not _IS_WORD[data[start - 1]] or not _IS_WORD[data[start]]:
        return True
    if _IS_DIGIT[data[start - 1]] != _IS_DIGIT[data[start]]:
        return True
    return _case_starts(view, start)


def ends_word(view: View, end: int) -> bool:
    """Whether a word ends before ``end`` in the folded text of ``view``."""
    return end == len(view.folded.data) or starts_word(view, end)


def _case_starts(view: View, at: int) -> bool:
    """Whether the case of the text starts a word at a folded offset: ``projetFalcon``, ``RHFalcon``."""
    origin = view.folded.origin
    offset = at if origin is None else origin[at]
    if origin is not None and origin[at - 1] == offset:  # inside one character, œ
        return False
    here, before = view.text[offset], view.text[offset - 1]
    if not here.isupper():
        return False
    return before.islower() or view.text[offset + 1 : offset + 2].islower()


def window(data: bytes, start: int, end: int, count: int) -> bytes:
    """The ``count`` words before ``start`` and after ``end``, each between spaces.

    >>> window(b"le mot de passe du wifi", 3, 6, 1)
    b' le  de '
    """
    reach = count * _BYTES_PER_WORD
    before = words(data[max(0, start - reach) : start])[-count:]
    after = words(data[end : end + reach])[:count]
    return b" %b  %b " % (b" ".join(before), b" ".join(after))


def word_starts(view: View) -> list[int]:
    """Where each word of a view starts, as offsets in its text.

    >>> from ecluse.text.views import view_of
    >>> word_starts(view_of("L’été, enfin"))
    [0, 2, 7]
    """
    data, origin = view.folded.data, view.folded.origin
    starts = [
        at
        for at in range(len(data))
        if _IS_WORD[data[at]] and (at == 0 or not _IS_WORD[data[at - 1]])
    ]
    return starts if origin is None else [origin[at] for at in starts]
