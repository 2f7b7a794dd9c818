"""What an organisation declares: frozen entries, each with a tier, readers and a life cycle.

An entry is *in force* while it restricts: a statement until it is released, a blackout while it
lasts. Afterwards it is public and its findings are covered by the public record. Standard library
only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from ecluse.lean import dataclass
from ecluse.model import EcluseError, Tier

__all__ = [
    "Blackout",
    "CodeName",
    "Document",
    "Entry",
    "ExactValue",
    "Life",
    "Mosaic",
    "RegisterError",
    "Sheet",
    "Statement",
]

Releases = Mapping[str, datetime | None]
"""Release → when it takes place; ``None`` while that is not set."""


class RegisterError(EcluseError):
    """An entry or a register that cannot be used: what is wrong, where, and what to do.

    The message names entries by identifier and never quotes what they hide.
    """


@dataclass(frozen=True, slots=True)
class Life:
    """When an entry restricts.

    Attributes:
        starts: it restricts from this moment on; ``None``: it always did.
        until: it restricts before this moment (aware); ``None``: no end is set.
        released_by: the release that ends it. With ``until`` as well, both must have come.
    """

    starts: datetime | None = None
    until: datetime | None = None
    released_by: str = ""

    def in_force(self, moment: datetime, releases: Releases) -> bool:
        """Whether the entry restricts at ``moment`` (aware).

        Without ``until`` and ``released_by`` it has no end.
        """
        if self.starts is not None and moment < self.starts:
            return False
        if self.until is None and not self.released_by:
            return True
        if self.until is not None and moment < self.until:
            return True
        if not self.released_by:
            return False
        at = releases.get(self.released_by)
        return at is None or moment < at

    def edges(self, releases: Releases) -> Iterator[datetime]:
        """The moments at which the answer may change."""
        at = releases.get(self.released_by) if self.released_by else None
        yield from (edge for edge in (self.starts, self.until, at) if edge is not None)


ALWAYS = Life()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence that the organisation declares (French or English).

    ``tier`` and ``audiences`` say who may know it while it is in force: audiences of that tier or a
    less shareable one, and only those named when some are. A statement of tier ``public`` belongs to
    the public record: ``source`` is where it was published and ``life.starts`` when.
    ``synonyms``: other words for what the sentence names, each ``word = other word``.
    """

    id: str
    text: str
    tier: Tier = Tier.PRIVATE
    audiences: tuple[str, ...] = ()
    life: Life = ALWAYS
    owner: str = ""
    topic: str = ""
    lang: str = ""
    source: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeName:
    """A secret name with its variants; ``meaning`` is for reviewers, ``public_name`` for the fix."""

    id: str
    names: tuple[str, ...]
    tier: Tier = Tier.PRIVATE
    audiences: tuple[str, ...] = ()
    life: Life = ALWAYS
    owner: str = ""
    meaning: str = ""
    public_name: str = ""


@dataclass(frozen=True, slots=True)
class ExactValue:
    """A name, host, number or reference that must not appear.

    ``with_``: further values of the same row; when there are some, all must stand together
    (within 30 words) for the row to be found.
    """

    id: str
    value: str
    label: str = ""
    tier: Tier = Tier.PRIVATE
    audiences: tuple[str, ...] = ()
    life: Life = ALWAYS
    owner: str = ""
    with_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document whose text was fingerprinted: what is kept of it beside the fingerprints.

    ``digest`` is keyed, of its whole text; ``words`` how many words it has.
    """

    id: str
    tier: Tier = Tier.PRIVATE
    audiences: tuple[str, ...] = ()
    life: Life = ALWAYS
    owner: str = ""
    digest: str = ""
    words: int = 0


@dataclass(frozen=True, slots=True)
class Mosaic:
    """A secret made of pieces: whoever knows ``threshold`` of its ``facets`` knows it.

    ``facets``: facet → what gives it away, each a phrase, or ``statement:ID`` for a statement.
    """

    id: str
    threshold: int
    facets: Mapping[str, tuple[str, ...]]
    tier: Tier = Tier.PRIVATE
    audiences: tuple[str, ...] = ()
    life: Life = ALWAYS
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Blackout:
    """A window during which topics are not spoken of (a quiet period before results).

    ``life.starts`` and ``life.until`` bound it; ``life.released_by`` ends it with a release.
    """

    id: str
    topics: tuple[str, ...]
    tier: Tier = Tier.PUBLIC
    audiences: tuple[str, ...] = ()
    life: Life = ALWAYS
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A fact sheet that experts vouch for: technical claims that stand in it are attested.

    ``domains``: an author of one of these may rely on it; ``life.until``: when it expires.
    """

    id: str
    text: str
    domains: tuple[str, ...] = ()
    life: Life = ALWAYS
    owner: str = ""
    tier: Tier = Tier.PUBLIC
    audiences: tuple[str, ...] = ()


Entry = Statement | CodeName | ExactValue | Document | Mosaic | Blackout | Sheet
