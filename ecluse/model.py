"""The vocabulary of écluse: frozen values that answer questions about themselves.

Standard library only. Every other layer imports this one and this one imports nobody, so that a
rule, a classifier and a report can meet in a :class:`Finding` without knowing each other.

Offsets are code points, half open (``text[start:end]``), everywhere.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol, TypedDict, runtime_checkable

from ecluse.lean import NamedTuple, dataclass, replace

__all__ = [
    "NO_MESSAGE",
    "PUBLIC_AUDIENCE",
    "UNKNOWN_PERSON",
    "About",
    "Audience",
    "Channel",
    "Classifier",
    "Decision",
    "Draft",
    "DraftError",
    "EcluseError",
    "Fact",
    "FactSource",
    "Fault",
    "FaultKind",
    "Finding",
    "Folded",
    "Hit",
    "Limits",
    "Message",
    "Mode",
    "Obligation",
    "Origin",
    "Override",
    "Part",
    "Past",
    "Person",
    "Place",
    "Probabilities",
    "Reason",
    "Situation",
    "Span",
    "Tier",
    "Verdict",
    "View",
    "Waiver",
    "Way",
]

# --- errors ---------------------------------------------------------------------------------------


class EcluseError(Exception):
    """Base of every error a caller may meet. Its message never holds text of a draft."""


class DraftError(EcluseError):
    """Bytes that are not a draft: what is wrong, where, and what to do.

    Args:
        message: one sentence, lower case, no final stop, without any text of the draft.
        path: the file, or ``-`` for standard input.
        line: 1-based line of the record, 0 when the whole file is meant.
        remedy: one next step.

    A sentence that reports show is a :class:`Message`: ``problem`` and ``advice`` have it in both
    languages, ``message`` and ``remedy`` in English.
    """

    def __init__(
        self, message: str | Message, *, path: str = "-", line: int = 0, remedy: str | Message = ""
    ) -> None:
        self.problem = message if isinstance(message, Message) else Message(en=message)
        self.advice = remedy if isinstance(remedy, Message) else Message(en=remedy)
        super().__init__(self.problem.in_("en"))
        self.path, self.line = path, line

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.problem.in_("en")

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return self.advice.in_("en")

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}" + (f"; {self.remedy}" if self.remedy else "")


# --- the two scales -------------------------------------------------------------------------------


class Tier(enum.IntEnum):
    """Goujon's three tiers of shareability, from least to most shareable.

    The tier of a whole is that of its least shareable part:

    >>> min(Tier.PUBLIC, Tier.EXTENDED)
    <Tier.EXTENDED: 2>
    """

    PRIVATE = 1
    """« privées et confidentielles, stratégiques et à ne pas divulguer »"""
    EXTENDED = 2
    """« privées mais partageables dans l'entreprise étendue »"""
    PUBLIC = 3
    """What anybody may read."""

    @property
    def word(self) -> str:
        """The tier as policies and reports write it.

        >>> Tier.EXTENDED.word
        'extended'
        """
        return self.name.lower()


class Probabilities(NamedTuple):
    """What the learned model makes of a text, by tier; they add up to 1."""

    private: float
    extended: float
    public: float

    @property
    def tier(self) -> Tier:
        """The likeliest tier; of equals, the least shareable."""
        return Tier(self.index(max(self)) + 1)

    @property
    def nonpublic(self) -> float:
        """That the text is not for everyone."""
        return self.private + self.extended


class Verdict(enum.IntEnum):
    """What the gate says; the strictest of several is their ``max``. FLAG is held for a person."""

    ALLOW = 0
    FLAG = 1
    BLOCK = 2

    @property
    def word(self) -> str:
        """The verdict as policies and reports write it."""
        return self.name.lower()


class Override(enum.IntEnum):
    """What it takes to lift a reason, from least to most."""

    ACKNOWLEDGE = 0
    """The author says that they saw it."""
    JUSTIFY = 1
    """The author says why."""
    APPROVE = 2
    """Somebody else, named in a waiver or a review, approves."""
    NEVER = 3
    """Nothing lifts it."""


class Mode(enum.Enum):
    """Whether a rule counts."""

    ENFORCE = "enforce"
    SHADOW = "shadow"
    """Reported, changes nothing."""


class FaultKind(enum.Enum):
    """Why something could not be evaluated."""

    EXCEPTION = "exception"
    TIMEOUT = "timeout"
    LIMIT = "limit"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    INVALID = "invalid"


# --- who, where -----------------------------------------------------------------------------------


class Message(NamedTuple):
    """One sentence in French and English; an empty side falls back on the other.

    >>> Message(fr="Attendez.", en="").in_("en")
    'Attendez.'
    """

    fr: str = ""
    en: str = ""

    def in_(self, language: str) -> str:
        """The sentence in ``language`` (``fr`` or ``en``), else in the other."""
        return (self.fr or self.en) if language == "fr" else (self.en or self.fr)


NO_MESSAGE = Message()

UNKNOWN: Mapping[str, Message] = {
    "channel": Message(
        "canal absent de la politique : traité comme public",
        "the channel is not in the policy: read as the public",
    ),
    "audience": Message(
        "audience absente de la politique : traitée comme publique",
        "the audience is not in the policy: read as the public",
    ),
}
"""What a decision notes of a name that the policy does not know."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote a draft. An unknown person has no role and no domain: the least trusted."""

    id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


UNKNOWN_PERSON = Person("")


@dataclass(frozen=True, slots=True)
class Audience:
    """A named group and the tier that it may read.

    ``nda_until``: when its non-disclosure agreement ends; afterwards it may read ``public`` only.
    """

    id: str
    tier: Tier
    members: frozenset[str] = frozenset()
    nda_until: datetime | None = None

    def tier_at(self, moment: datetime) -> Tier:
        """The tier that the audience may read at ``moment`` (aware)."""
        ended = self.nda_until is not None and moment >= self.nda_until
        return Tier.PUBLIC if ended else self.tier


PUBLIC_AUDIENCE = Audience("public", Tier.PUBLIC)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a draft goes. ``strict``: what cannot be read is held there."""

    id: str
    audience: str
    kind: str = ""
    opens: datetime | None = None
    closes: datetime | None = None
    strict: bool = False

    def is_open(self, moment: datetime) -> bool:
        """Whether the channel takes posts at ``moment`` (aware): opening included, closing not."""
        opened = self.opens is None or self.opens <= moment
        return opened and (self.closes is None or moment < self.closes)


# --- what one draft may take ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one draft may take; what is over a limit is held, never half read in silence.

    ``characters``: code points of a draft, all its parts together. ``decoded``: code points of
    everything that was decoded out of it. ``views``: readings of it. ``findings``: places where
    something was recognised. ``seconds``: for the whole draft. ``classifier_seconds`` and
    ``classifier_megabytes``: what a classifier of somebody else may take for it, and may add to the
    memory of the process in which it runs. ``window_drafts`` and ``window_hours``: how many of the
    author's last drafts on the channel are read with it, and how old they may be.
    """

    characters: int = 1_000_000
    decoded: int = 1_000_000
    views: int = 1_000
    findings: int = 10_000
    seconds: float = 30.0
    classifier_seconds: float = 5.0
    classifier_megabytes: int = 2_048
    window_drafts: int = 8
    window_hours: float = 24.0


# --- the draft ------------------------------------------------------------------------------------


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Part(NamedTuple):
    """One text of a draft: ``field`` is ``text``, ``title``, ``alt[0]``, ``link[2]``…"""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a draft was read.

    ``line`` is the 1-based line of the record; ``text_line`` the line on which ``text`` starts when
    the file holds it verbatim (text, Markdown), 0 when it is encoded (JSON, CSV).
    """

    path: str = ""
    line: int = 0
    text_line: int = 0


_LISTS = ("alt", "caption", "file_name", "link", "hashtag", "attachment")


@dataclass(frozen=True, slots=True)
class Draft:
    """A post before publication, with everything that would travel with it.

    ``channel`` and ``audience`` say where it goes. ``author``, ``now``, ``source``, ``attested`` are
    claims when the draft was read from a file or a row (``trusted=False``): a claim may tighten and
    satisfies no releasing condition. A library caller vouches for what it builds.
    """

    text: str
    id: str = ""
    title: str = ""
    alt: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    file_name: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    hashtag: tuple[str, ...] = ()
    attachment: tuple[str, ...] = ()
    images: int = 0
    """Number of images, described or not; ``images - len(alt)`` have no alternative text."""
    author: str = ""
    channel: str = ""
    audience: str = ""
    publish_at: datetime | None = None
    now: datetime | None = None
    reply_to: str = ""
    thread: str = ""
    seq: int = 0
    lang: str = ""
    source: str = ""
    attested: tuple[str, ...] = ()
    trusted: bool = True
    origin: Origin = Origin()
    unread: int = 0
    """Number of keys beside it that hold text and are no field of a draft: nobody checked what they say."""

    def parts(self) -> tuple[Part, ...]:
        """Every text that a reader of the post could see, in a fixed order, empty ones left out.

        >>> [part.field for part in Draft("Bonjour", alt=("un train",)).parts()]
        ['text', 'alt[0]']

        Raises:
            DraftError: a field is not a text, or not a list of texts: read letter by letter, it
                would hide what it says.
        """
        if type(self.text) is not str or type(self.title) is not str:
            raise DraftError("text and title are texts", remedy='give str, "" for none')
        whole: tuple[Part, ...] = (Part("text", self.text),) if self.text else ()
        if self.title:
            whole = (*whole, Part("title", self.title))
        for name in _LISTS:
            if texts := getattr(self, name):
                if type(texts) is str or not all(type(text) is str for text in texts):
                    raise DraftError(f"`{name}` is not a list of texts", remedy=f"give {name}=(…,)")
                numbered = enumerate(texts)
                whole += tuple(Part(f"{name}[{n}]", text) for n, text in numbered if text)
        return whole

    def part(self, name: str) -> str:
        """The text of one part, by its field name; the empty string when there is none."""
        if name == "reply_to":
            return self.reply_to
        return next((part.text for part in self.parts() if part.field == name), "")


# --- views, findings, faults ----------------------------------------------------------------------


class Folded(NamedTuple):
    """A text folded for matching: bytes, and for each byte the code point that it came from.

    ``data`` is lower case, without accents, with one form for each kind of space, apostrophe and
    hyphen; French and English letters are ASCII in it, other scripts are UTF-8 (see
    :mod:`ecluse.text.fold`). ``origin`` has ``len(data) + 1`` items; ``None`` means one byte for
    each code point, in place.
    """

    data: bytes
    origin: Sequence[int] | None

    def span(self, start: int, end: int) -> Span:
        """Bring ``data[start:end]`` home to the text that was folded."""
        if self.origin is None:
            return Span(start, end)
        first = self.origin[start]
        # The last byte's code point is included whole, however many bytes it was folded to.
        return Span(first, max(self.origin[end - 1] + 1, first) if end > start else first)


class Place(NamedTuple):
    """Where something stands: a range of one field, of the draft itself or of an earlier one.

    ``draft``: the id of the earlier draft; empty for the draft itself.
    """

    field: str
    span: Span
    draft: str = ""


class Way(Protocol):
    """What a view was made from (:class:`ecluse.text.mapped.Mapped`, or several texts together)."""

    def places(self, field: str, start: int, end: int, /) -> Sequence[Place]:
        """Where ``text[start:end]`` of the view stands in the draft."""
        ...


class View(NamedTuple):
    """One reading of a draft: of one part, or of several together.

    ``text`` is what that reading shows, ``origin`` brings offsets in it home to the part's own text
    (``None``: the same offsets). ``folded`` is the same reading folded for matching;
    ``folded.span`` brings an offset in it to ``text``. In a ``loose`` reading letters were moved or
    taken for others: only what is declared in words is looked for in it.
    """

    name: str
    field: str
    text: str
    folded: Folded
    origin: Way | None = None
    loose: bool = False

    def places(self, start: int, end: int) -> Sequence[Place]:
        """Bring ``text[start:end]`` home: one place, or one in each text that it reaches into."""
        if self.origin is None:
            return (Place(self.field, Span(start, end)),)
        return self.origin.places(self.field, start, end)


class Hit(NamedTuple):
    """What a classifier yields: a place in ``view.text``, before it is brought home.

    ``name`` says which entry (``github-token``, ``falcon``); ``label`` replaces the classifier's own
    when it recognises several kinds of thing; ``value`` is the canonical form of what was matched
    (an IBAN without spaces), from which the digest is made: it never leaves the gate.
    """

    start: int
    end: int
    confidence: float = 1.0
    name: str = ""
    label: str = ""
    value: str = ""
    tier: str = ""
    """The tier that a register declares for what was found: ``private``, ``extended``…"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing recognised in a draft: evidence by place and keyed digest, never a copy of the text.

    ``digest`` is empty unless the gate has a key; ``tier`` unless a register declares one for what
    was found; ``draft`` unless the place is in an earlier draft, whose id it is.
    """

    label: str
    field: str
    span: Span
    confidence: float = 1.0
    view: str = "plain"
    classifier: str = ""
    name: str = ""
    digest: str = ""
    tier: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be evaluated, why, and the rules that it left unevaluated.

    ``why`` never quotes the draft: an exception is given by its type.
    """

    what: str
    kind: FaultKind
    why: str
    rules: tuple[str, ...] = ()


@runtime_checkable
class Classifier(Protocol):
    """Recognises one kind of thing in a text.

    ``label``: what its findings are called. ``seen`` and ``unseen``: texts in which it finds
    something, and in which it finds nothing. Optional attributes: ``labels`` (all the labels it may
    give, default ``(label,)``), ``literals`` (bytes of the folded text) and ``triggers`` (the same
    without separators, :func:`ecluse.text.words.squeeze`): without one of them in the text the
    classifier is not called. With neither, or ``None``, it always is. One with ``literals`` may also
    have ``digits`` (with so many digits in the text it is called without a literal) and ``also``
    (literals that count only where another one stands too). ``needles`` take their place where they
    are made from patterns (:func:`ecluse.text.announce.announcing`). ``reads_loose``: it looks for
    words that were declared, so it is shown loose views too.
    """

    @property
    def label(self) -> str: ...
    @property
    def seen(self) -> Sequence[str]: ...
    @property
    def unseen(self) -> Sequence[str]: ...

    def classify(self, view: View, /) -> Iterable[Hit]:
        """Yield each place of ``view.text`` that holds the thing."""
        ...


# --- facts, reasons, decision ---------------------------------------------------------------------


class Fact(NamedTuple):
    """What rules reason on: a kind and its values. The kinds are in :mod:`ecluse.rules.facts`.

    ``finding`` is there when the fact is a finding; ``because`` are the facts from which a rule
    derived it, and ``rule`` that rule.
    """

    kind: str
    values: Mapping[str, Any]
    finding: Finding | None = None
    rule: str = ""
    because: tuple[Fact, ...] = ()


class Past(NamedTuple):
    """An earlier draft as registers see it: who could read it, and what was found in it."""

    audience: Audience
    findings: tuple[Finding, ...] = ()


class Situation(NamedTuple):
    """What a register is asked about: one draft, to one audience, at one moment.

    ``findings`` are those of the draft, ``replied`` those of the message that it answers;
    ``history`` the earlier drafts given with it, and ``past``, draft by draft, who could read them
    (the public when the channel is unknown) and what was found in them; ``releases`` says when each
    release takes place; ``author`` is the least trusted person unless somebody vouches for the draft.
    """

    draft: Draft
    moment: datetime
    audience: Audience
    findings: tuple[Finding, ...] = ()
    replied: tuple[Finding, ...] = ()
    history: tuple[Draft, ...] = ()
    releases: Mapping[str, datetime | None] = MappingProxyType({})
    author: Person = UNKNOWN_PERSON
    past: tuple[Past, ...] = ()


class FactSource(Protocol):
    """What a register gives to the rules, beside its classifiers.

    Optional attributes: ``silent_without_findings`` (a draft of one part in which nothing was found,
    that answers, follows and names nothing, has no facts) and ``attests`` (only its ``attestation`` facts
    count, whatever a draft says of itself).
    """

    def facts(self, situation: Situation, /) -> Iterable[Fact]:
        """Facts about the draft that the register vouches for at the moment.

        A ``public_record`` fact with a ``finding`` says that this finding is public.
        """
        ...


class Obligation(NamedTuple):
    """What must happen with the verdict: ``notify legal``, ``answer crisis-1``, ``hold thread``."""

    action: str
    target: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A scoped, owned, dated exception; it lifts a reason and never hides it.

    Empty scope fields mean any. ``finding`` scopes to one digest: every finding of the reason must
    carry it. ``kind`` is ``waiver`` (from the policy) or ``acknowledgement`` (from the author).
    """

    id: str
    rule: str
    owner: str
    because: str
    until: datetime | None
    channel: str = ""
    author: str = ""
    draft: str = ""
    finding: str = ""
    kind: str = "waiver"

    def expired(self, *moments: datetime) -> bool:
        """Whether the waiver has ended at any of ``moments``."""
        return self.until is not None and any(moment >= self.until for moment in moments)


@dataclass(frozen=True, slots=True)
class Reason:
    """A satisfied rule with the facts that satisfied it."""

    rule: str
    tier: Tier | None = None
    verdict: Verdict = Verdict.ALLOW
    because: Message = NO_MESSAGE
    fix: Message = NO_MESSAGE
    facts: tuple[Fact, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    override: Override = Override.APPROVE
    mode: Mode = Mode.ENFORCE
    waiver: Waiver | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings among the facts, through derived ones, each once, in order of place."""
        seen: dict[Finding, None] = {}
        stack = list(reversed(self.facts))
        while stack:
            fact = stack.pop()
            if fact.finding is not None:
                seen[fact.finding] = None
            stack.extend(reversed(fact.because))
        return tuple(sorted(seen, key=lambda f: (f.field, f.span, f.label, f.name)))

    @property
    def stands(self) -> bool:
        """Whether the reason weighs in the decision."""
        return self.waiver is None and self.mode is Mode.ENFORCE

    def waived_by(self, waiver: Waiver) -> Reason:
        """The same reason, lifted and still on the record."""
        return replace(self, waiver=waiver)


class About(TypedDict, total=False):
    """What a decision says of its draft, policy and engine, beside the verdict."""

    draft: str
    channel: str
    audience: str
    not_before: datetime | None
    draft_digest: str
    policy: str
    models: tuple[str, ...]
    engine: str
    notes: tuple[str, ...]
    tier_probabilities: Probabilities | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one draft on one channel, with everything that it rests on."""

    verdict: Verdict
    tier: Tier
    reasons: tuple[Reason, ...] = ()
    faults: tuple[Fault, ...] = ()
    draft: str = ""
    channel: str = ""
    audience: str = ""
    audience_tier: Tier = Tier.PUBLIC
    not_before: datetime | None = None
    draft_digest: str = ""
    policy: str = ""
    models: tuple[str, ...] = ()
    engine: str = ""
    notes: tuple[str, ...] = ()
    tier_probabilities: Probabilities | None = None
    """What the learned model makes of the draft. It weighs nothing by itself."""
    auto_release: bool = False
    """Whether a certificate lets this ALLOW go out without the routine look of a person."""

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """What the standing reasons oblige to, each once."""
        standing = (reason for reason in self.reasons if reason.stands)
        return tuple(dict.fromkeys(o for reason in standing for o in reason.obligations))

    @property
    def allowed(self) -> bool:
        """Whether the draft may go out."""
        return self.verdict is Verdict.ALLOW
