"""What nobody here can read of a draft: held on channels that the policy marks strict.

An image without alternative text, a run of characters that is encoded, compressed or encrypted and
gives no text, a character that was lost on the way. None of them says anything wrong, so none is a
reason; what they may hold was not looked at, so each is a fault (docs/decisions/0008).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ecluse.lean import NamedTuple
from ecluse.model import Draft, Fault, FaultKind, Message
from ecluse.text.canonical import conceals
from ecluse.text.decode import opaque

__all__ = ["UNREADABLE", "Told", "is_all_read", "unreadable"]


class Told(NamedTuple):
    """What a report says of something unreadable: one sentence, and one next step."""

    why: Message
    next: Message


_IMAGE = Told(
    Message("une image n'a pas de texte alternatif", "an image has no alternative text"),
    Message(
        "Décrivez l'image (texte alternatif), puis vérifiez à nouveau.",
        "Describe the image (alternative text), then check again.",
    ),
)
_OPAQUE = Told(
    Message(
        "une suite de caractères est codée, compressée ou chiffrée, et ne se lit pas",
        "a run of characters is encoded, compressed or encrypted, and cannot be read",
    ),
    Message(
        "Écrivez en clair ce qu'elle dit, ou retirez-la.",
        "Write what it says in clear, or take it out.",
    ),
)
_LOST = Told(
    Message(
        "des caractères ont été perdus (U+FFFD, ou la moitié d'une paire)",
        "characters were lost (U+FFFD, or half of a surrogate pair)",
    ),
    Message(
        "Retapez les caractères perdus, ou enregistrez le fichier en UTF-8.",
        "Type the lost characters again, or save the file as UTF-8.",
    ),
)

UNREADABLE: Mapping[str, Told] = {told.why.en: told for told in (_IMAGE, _OPAQUE, _LOST)}
"""What reports say, by the ``why`` of the fault."""


def unreadable(draft: Draft) -> Iterator[Fault]:
    """A fault for each thing in ``draft`` that cannot be read; ``what`` is where it is.

    >>> [fault.what for fault in unreadable(Draft("Bonjour", images=2, alt=("Un train", " ")))]
    ['images']
    """
    if draft.images > sum(map(_describes, draft.alt)):
        yield _fault("images", _IMAGE)
    for field, text in draft.parts():
        if _is_damaged(text):
            yield _fault(field, _LOST)
        elif any(True for _ in opaque(text)):
            yield _fault(field, _OPAQUE)


_PICTURES = ("![", "<img", "<video", "<audio", "<iframe", "<object", "<embed")


def is_all_read(draft: Draft) -> bool:
    """Whether words are all that a draft publishes, and all of them can be read.

    Pictures, attached files and keys that nobody checked may say anything, and so may what is unseen or
    opaque: none of it goes out without a person.

    >>> is_all_read(Draft("Bonjour")), is_all_read(Draft("Bonjour", attachment=("plan.pdf",)))
    (True, False)
    """
    if draft.images or draft.attachment or draft.file_name or draft.unread:
        return False
    for _, text in draft.parts():
        small = text.lower()
        if any(sign in small for sign in _PICTURES) or _links_to_file(text) or conceals(text):
            return False
    return not any(True for _ in unreadable(draft))


def _links_to_file(text: str) -> bool:
    """Whether Markdown links to what is no address: a file that goes out with the post."""
    targets = text.split("](")[1:]
    return any(not target.lstrip("< ").lower().startswith(_ADDRESSES) for target in targets)


_ADDRESSES = ("http://", "https://", "mailto:", "tel:", "#")


def _fault(what: str, told: Told) -> Fault:
    return Fault(what, FaultKind.UNREADABLE, told.why.en)


def _describes(alt: str) -> bool:
    """Whether an alternative text says anything."""
    return any(map(str.isalnum, alt))


def _is_damaged(text: str) -> bool:
    """Whether a decoder has put a sign for what it could not read, or left half a character."""
    if "\ufffd" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
