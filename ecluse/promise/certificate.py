"""A certificate: a promise with its population, counts, digests, assumptions and end, under a seal.

The file is canonical JSON (RFC 8785 for what stands in it: keys in order, no spaces, no floating-point
numbers; shares and thresholds are texts that every machine reads as the same number). ``digest`` is that
of everything but itself and the seal; ``seal`` is keyed BLAKE2b (RFC 7693) over all the rest, with the
organisation's key: a certificate that was edited by hand, or made without the key, is not valid.

A certificate is valid for one engine, policy, model and registers, between two moments, and while no
alarm stands (:mod:`ecluse.promise.monitor`). :func:`verify` gives every reason why it is not.
"""

from __future__ import annotations

import enum
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, cast

from ecluse.lean import blake2b, dataclass, replace
from ecluse.model import DraftError, Message
from ecluse.promise.bounds import most_misses, rounded_up, upper_bound
from ecluse.promise.refusal import Refusal
from ecluse.promise.thresholds import Kind, Promise, Scored, Threshold, promise
from ecluse.read.strict_json import Parser, fault_of
from ecluse.read.words import filled, system

__all__ = [
    "Certificate",
    "Digests",
    "Method",
    "Reviewers",
    "certificate_of",
    "channel_of",
    "digest_of_examples",
    "group_of",
    "is_of_language",
    "issue",
    "read_certificate",
    "reviewers_of",
    "verify",
    "verify_seal",
]

_VERSION = 1
_LEAST_KEY = 16
_MOST_REFERENCE = 500


_OF_LANGUAGE = "@"


def group_of(channel: str, language: str | None = None) -> str:
    """The name of a group: a channel, a language of a channel, or a language of all (channel empty).

    >>> group_of("x"), group_of("x", "fr-CA"), group_of("", "FR"), group_of("x", "")
    ('x', 'x@fr', '@fr', 'x@')
    """
    channel = channel.replace(_OF_LANGUAGE, "%40")
    if language is None:
        return channel
    return channel + _OF_LANGUAGE + language.strip().lower().replace("_", "-").partition("-")[0]


def channel_of(group: str) -> str:
    """The channel of a group, empty for all.

    >>> channel_of("x@fr")
    'x'
    """
    return group.partition(_OF_LANGUAGE)[0]


def is_of_language(group: str) -> bool:
    """Whether a group is of one language."""
    return _OF_LANGUAGE in group


class Method(enum.Enum):
    """How thresholds were found."""

    ORDER = "order-statistic"
    SEQUENCE = "fixed-sequence"


class Digests(NamedTuple):
    """What a promise was made for: version of the engine, digests of the rest; registers may be none."""

    engine: str
    policy: str
    model: str
    registers: str = ""


@dataclass(frozen=True, slots=True)
class Reviewers:
    """What people let through: ``k`` of ``n`` planted confidential drafts; at most ``upper`` in truth.

    The bound is that of Clopper and Pearson, wrong with probability ``delta`` at most.
    """

    n: int
    k: int
    delta: Decimal
    upper: Decimal


def reviewers_of(k: int, n: int, delta: Decimal) -> Reviewers:
    """The bound on reviewers' misses, rounded up.

    >>> reviewers_of(3, 200, Decimal("0.025")).upper
    Decimal('0.043209')

    Raises:
        ValueError: ``k`` is not of 0…n, or nothing was planted.
    """
    return Reviewers(n, k, delta, rounded_up(upper_bound(k, n, float(delta))))


@dataclass(frozen=True, slots=True)
class Certificate:
    """A promise that was shown. ``seal`` is empty until it is sealed.

    Attributes:
        population: what the examples are, in the words of whoever drew them.
        promise: kind, α, δ and Γ.
        method: how the thresholds were found.
        groups: the thresholds, in order of group.
        made_for: engine, policy, model and registers.
        examples: keyed digest of the scored examples.
        issued_at: aware, in whole seconds.
        expires_at: aware, in whole seconds; from then on it is not valid.
        reviewers: what people let through of what is held; only of leaks.
        reference: scores by which drift is watched, in order; none: it is not.
    """

    population: str
    promise: Promise
    method: Method
    groups: tuple[Threshold, ...]
    made_for: Digests
    examples: str
    issued_at: datetime
    expires_at: datetime
    reviewers: Reviewers | None = None
    reference: tuple[float, ...] = ()
    digest: str = ""
    seal: str = ""

    @property
    def n(self) -> int:
        """Documents, in all groups."""
        return sum(group.n for group in self.groups)

    @property
    def k(self) -> int:
        """Misses among them at the thresholds."""
        return sum(group.k for group in self.groups)

    @property
    def assumptions(self) -> tuple[Message, ...]:
        """What the promise supposes, one sentence each."""
        own = _ASSUMED_OF[self.promise.kind]
        return (*_ASSUMED, own, _ASSUMED_OF_REVIEWERS) if self.reviewers else (*_ASSUMED, own)

    @property
    def total_leak(self) -> Decimal | None:
        """The most that model and reviewers let through together, with δ of both; ``None`` unknown.

        What is confidential goes out when the model lets it through, or when it is held and a
        reviewer does: α + (1 - α) × the bound on reviewers.
        """
        if self.reviewers is None:
            return None
        alpha, missed = self.promise.alpha, self.reviewers.upper
        return rounded_up(alpha + (1 - alpha) * missed)

    def threshold(self, group: str) -> Threshold | None:
        """The threshold of a group; ``None``: nothing is promised of it."""
        return next((one for one in self.groups if one.group == group), None)

    def threshold_of(self, channel: str) -> Threshold | None:
        """The threshold for a channel: its own, or the only one of a certificate without groups.

        Examples without a channel are a group as any other: they say nothing of a channel unseen.
        Of the thresholds of several languages the most careful counts, whatever language a draft says
        that it is in: that is a claim, and a claim chooses no bolder threshold.
        """
        named = {channel_of(one.group) for one in self.groups}
        wanted = "" if named == {""} else group_of(channel)
        found = [one for one in self.groups if channel_of(one.group) == wanted]
        careful = self.promise.kind.careful
        return (
            reduce(lambda a, b: a if careful(a.at, b.at) == a.at else b, found) if found else None
        )

    def json(self) -> str:
        """The certificate as one line of canonical JSON."""
        return _canonical({**_body(self), "digest": self.digest, "seal": self.seal})


# --- what is supposed -----------------------------------------------------------------------------

_ASSUMED = (
    Message(
        "Les exemples ont été tirés au hasard dans la population, sans regarder leur score.",
        "The examples were drawn at random from the population, without a look at their scores.",
    ),
    Message(
        "Le modèle n'a pas été entraîné ni réglé sur eux.",
        "The model was neither trained nor tuned on them.",
    ),
    Message(
        "Les documents sont indépendants ; chacun compte une fois, quel que soit le nombre de ses brouillons.",
        "Documents are independent; each counts once, however many drafts it has.",
    ),
    Message(
        "Aucune sorte de brouillon ne devient plus de Γ fois plus fréquente que dans la population.",
        "No kind of draft becomes more than Γ times as frequent as in the population.",
    ),
    Message(
        "Personne n'écrit un brouillon pour tromper le modèle.",
        "Nobody writes a draft in order to deceive the model.",
    ),
    Message(
        "Le groupe d'un brouillon ne dépend pas de son score.",
        "The group of a draft does not depend on its score.",
    ),
)
_ASSUMED_OF: Mapping[Kind, Message] = {
    Kind.FALSE_BLOCK: Message(
        "Les exemples sont des publications qui pouvaient paraître.",
        "The examples are posts that were fit for publication.",
    ),
    Kind.LEAK: Message(
        "Les exemples confidentiels le sont, et aucun n'a été écarté sans être compté.",
        "The examples called confidential are, and none was set aside without being counted.",
    ),
}
_ASSUMED_OF_REVIEWERS = Message(
    "Les relecteurs ne reconnaissent pas les brouillons témoins, qui sont aussi difficiles que les vrais.",
    "Reviewers do not recognise planted drafts, and these are as hard as real ones.",
)


# --- making one -----------------------------------------------------------------------------------

_NO_KEY = Message(
    "un certificat est scellé par une clé d'au moins 16 octets",
    "a certificate is sealed with a key of at least 16 bytes",
)
_GIVE_KEY = Message("--key-file ou ECLUSE_KEY_FILE", "--key-file or ECLUSE_KEY_FILE")
_INCOMPLETE = Message("il manque au certificat : {what}", "the certificate lacks: {what}")
_POPULATION = Message("le nom de la population", "the name of the population")
_ENGINE = Message("la version du moteur", "the version of the engine")
_POLICY = Message("l'empreinte de la politique", "the digest of the policy")
_MODEL = Message("l'empreinte du modèle", "the digest of the model")
_EXAMPLES = Message("l'empreinte des exemples", "the digest of the examples")
_GROUPS = Message("un seuil", "a threshold")
_SPAN = Message("une fin après son début, avec fuseau", "an end after its start, with time zones")
_REVIEWED = Message(
    "un certificat de faux blocages ne dit rien des relecteurs",
    "a certificate of false blocks says nothing of reviewers",
)


def issue(
    population: str,
    asked: Promise,
    found: Sequence[Threshold],
    made_for: Digests,
    *,
    examples: str,
    issued_at: datetime,
    expires_at: datetime,
    key: bytes,
    method: Method = Method.ORDER,
    reviewers: Reviewers | None = None,
    reference: Iterable[float] = (),
) -> Certificate:
    """A sealed certificate of thresholds that :mod:`ecluse.promise.thresholds` found.

    Raises:
        Refusal: there is no key, something is missing, or the counts do not show the promise.
    """
    made = Certificate(
        population,
        asked,
        method,
        tuple(sorted(found, key=lambda one: one.group)),
        made_for,
        examples,
        _in_seconds(issued_at),
        _in_seconds(expires_at),
        reviewers,
        _quantiles(sorted(reference)),
    )
    for problem in (*_lacking(made), *_unsound(made)):
        raise Refusal(problem)
    _check_key(key)
    made = replace(made, digest=_digest(made))
    return replace(made, seal=_seal(made, key))


def _quantiles(scores: Sequence[float]) -> tuple[float, ...]:
    """At most :data:`_MOST_REFERENCE` of ordered scores, evenly apart."""
    if len(scores) <= _MOST_REFERENCE:
        return tuple(scores)
    step = (len(scores) - 1) / (_MOST_REFERENCE - 1)
    return tuple(scores[round(at * step)] for at in range(_MOST_REFERENCE))


def digest_of_examples(examples: Iterable[Scored], key: bytes) -> str:
    """The keyed digest of scored examples, in whatever order they come: 32 hexadecimal digits."""
    lines = sorted(f"{one.score!r}\x1f{one.group}\x1f{one.document!r}" for one in examples)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=16, key=key[:64], person=b"ecluse-examples").hexdigest()


def _lacking(made: Certificate) -> Iterator[Message]:
    given = (
        (_POPULATION, _is_text(made.population)),
        (_ENGINE, made.made_for.engine),
        (_POLICY, made.made_for.policy),
        (_MODEL, made.made_for.model),
        (_EXAMPLES, made.examples),
        (_GROUPS, made.groups),
        (_SPAN, _is_span(made.issued_at, made.expires_at)),
    )
    return (filled(_INCOMPLETE, what=what) for what, there in given if not there)


def _is_text(text: str) -> bool:
    return bool(text.strip()) and fault_of(text) is None


def _is_span(start: datetime, end: datetime) -> bool:
    return start.tzinfo is not None and end.tzinfo is not None and start < end


def _in_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0) if moment.tzinfo else moment


def _check_key(key: bytes) -> None:
    if len(key) < _LEAST_KEY:
        raise Refusal(_NO_KEY, _GIVE_KEY)


# --- canonical JSON, digest, seal -----------------------------------------------------------------


def _body(made: Certificate) -> dict[str, Any]:
    """Everything but digest and seal, in texts, whole numbers, lists and objects."""
    asked = made.promise
    return {
        "version": _VERSION,
        "population": made.population,
        "kind": asked.kind.value,
        "alpha": _text(asked.alpha),
        "delta": _text(asked.delta),
        "gamma": _text(asked.gamma),
        "n": made.n,
        "k": made.k,
        "method": made.method.value,
        "groups": [
            {"group": one.group, "threshold": repr(one.at), "n": one.n, "k": one.k}
            for one in made.groups
        ],
        **made.made_for._asdict(),
        "examples": made.examples,
        "issued_at": _stamp(made.issued_at),
        "expires_at": _stamp(made.expires_at),
        "reference": list(map(repr, made.reference)),
        "reviewers": None if made.reviewers is None else _reviewers(made, made.reviewers),
        "assumptions": [message._asdict() for message in made.assumptions],
    }


def _reviewers(made: Certificate, people: Reviewers) -> dict[str, Any]:
    total = made.total_leak
    return {
        "n": people.n,
        "k": people.k,
        "delta": _text(people.delta),
        "upper": _text(people.upper),
        "total_leak": _text(total) if total is not None else "",
        "total_delta": _text(made.promise.delta + people.delta),
    }


def _text(number: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    return format(number.normalize(), "f")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(made: Certificate) -> str:
    data = _canonical(_body(made)).encode()
    return blake2b(data, digest_size=16, person=b"ecluse-promise").hexdigest()


def _seal(made: Certificate, key: bytes) -> str:
    data = _canonical({**_body(made), "digest": made.digest}).encode()
    return blake2b(data, digest_size=32, key=key[:64], person=b"ecluse-seal").hexdigest()


# --- is it valid ----------------------------------------------------------------------------------

_BROKEN_SEAL = Message(
    "le certificat n'est pas scellé par cette clé, ou a été modifié",
    "the certificate is not sealed with this key, or was changed",
)
_UNSOUND = Message(
    "les nombres du certificat ne montrent pas ce qu'il promet",
    "the counts of the certificate do not show what it promises",
)
_CHANGED = Message("{what} a changé depuis le certificat", "{what} changed since the certificate")
_WHAT = {
    "engine": Message("le moteur", "the engine"),
    "policy": Message("la politique", "the policy"),
    "model": Message("le modèle", "the model"),
    "registers": Message("un registre ou pipeline", "a register or pipeline"),
}
_EARLY = Message(
    "le certificat ne vaut qu'à partir du {moment}",
    "the certificate is valid from {moment} on only",
)
_EXPIRED = Message("le certificat a expiré le {moment}", "the certificate expired on {moment}")


def verify(
    certificate: Certificate,
    *,
    engine: str,
    policy: str,
    model: str,
    registers: str,
    now: datetime,
    key: bytes,
    alarms: Iterable[Message] = (),
    publish_at: datetime | None = None,
) -> tuple[Message, ...]:
    """Every reason why a certificate is not valid; none means that it is.

    Args:
        certificate: as it was read.
        engine: the version that decides now.
        policy: the digest of its policy.
        model: that of its model.
        registers: that of its registers, empty without any.
        now: aware; the certificate is judged at it and at ``publish_at``.
        key: the key that sealed it.
        alarms: what stands in the monitor: each is a reason.
        publish_at: when the draft goes out, aware.

    Raises:
        ValueError: a moment has no time zone.
    """
    current = Digests(engine, policy, model, registers)
    moments = [now] if publish_at is None else [now, publish_at]
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("a moment has a time zone")
    return (
        *verify_seal(certificate, key),
        *_untimely(certificate, moments),
        *_changed(certificate.made_for, current),
        *alarms,
    )


def verify_seal(certificate: Certificate, key: bytes) -> tuple[Message, ...]:
    """Every reason not to believe what a certificate says: its seal is broken, or its counts show less.

    Whether it stands now is for :func:`verify` to say.
    """
    return (*_unsealed(certificate, key), *_unsound(certificate))


def _unsealed(made: Certificate, key: bytes) -> Iterator[Message]:
    sealed = len(key) >= _LEAST_KEY and _is_same(_seal(made, key), made.seal, key)
    if not sealed or made.digest != _digest(made):
        yield _BROKEN_SEAL


def _is_same(one: str, other: str, key: bytes) -> bool:
    """Whether two seals are equal; how long it takes says nothing of where they differ."""
    # As hmac.compare_digest, which loads OpenSSL.
    first, second = (
        blake2b(seal.encode("utf-8", "surrogatepass"), key=key[:64]).digest()
        for seal in (one, other)
    )
    return first == second


def _unsound(made: Certificate) -> Iterator[Message]:
    """A seal says who made it; that the counts show what is promised is counted again."""
    names = [one.group for one in made.groups]
    named = bool(names) and names == sorted(set(names)) and all(map(_is_name, names))
    if not (named and _is_shown(made) and _is_bounded(made.reviewers)):
        yield _UNSOUND
    if made.reviewers is not None and made.promise.kind is not Kind.LEAK:
        yield _REVIEWED


def _is_shown(made: Certificate) -> bool:
    alpha, delta = made.promise.each(len(made.groups))
    return all(
        math.isfinite(one.at) and 0 <= one.k <= most_misses(one.n, alpha, delta)
        for one in made.groups
    )


def _is_bounded(people: Reviewers | None) -> bool:
    if people is None:
        return True
    least = upper_bound(people.k, people.n, float(people.delta))
    return float(people.upper) >= least * (1 - 1e-9)  # another machine may have rounded it


def _is_name(name: str) -> bool:
    return not name or _is_text(name)


def _untimely(made: Certificate, moments: Sequence[datetime]) -> Iterator[Message]:
    if min(moments) < made.issued_at:
        yield filled(_EARLY, moment=_stamp(made.issued_at))
    if max(moments) >= made.expires_at:
        yield filled(_EXPIRED, moment=_stamp(made.expires_at))


def _changed(made_for: Digests, current: Digests) -> Iterator[Message]:
    for name, then, now in zip(Digests._fields, made_for, current, strict=True):
        if then != now:
            yield filled(_CHANGED, what=_WHAT[name])


# --- reading one ----------------------------------------------------------------------------------

_UNREADABLE = Message("illisible : {why}", "it cannot be read: {why}")
_NOT_JSON = Message("ce n'est pas un certificat : {why}", "it is no certificate: {why}")
_NOT_ONE = Message("ce n'est pas un certificat", "it is no certificate")
_KEY_WRONG = Message(
    "ce n'est pas un certificat : la clé `{name}` manque ou n'a pas la bonne valeur",
    "it is no certificate: key `{name}` is missing or has a value that it cannot have",
)
_NOT_AS_WRITTEN = Message(
    "le certificat dit autre chose que ce qui en a été lu",
    "the certificate says something else than what was read of it",
)
_ISSUE_AGAIN = Message("refaites-le : `ecluse calibrate`", "make it again: `ecluse calibrate`")


def read_certificate(path: Path) -> Certificate:
    """The certificate of a file.

    Raises:
        Refusal: the file cannot be read, or is no certificate.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(filled(_UNREADABLE, why=system(error)), path=str(path)) from error
    return certificate_of(data, str(path))


def certificate_of(data: bytes, path: str = "") -> Certificate:
    """The certificate in some bytes; whether it is valid is for :func:`verify` to say.

    Raises:
        Refusal: it is no certificate: not JSON, a key that is missing, unknown or given twice, a value
            that it cannot have, or assumptions and totals that are not those of its counts.
    """
    try:
        parsed = Parser().whole(data.decode())
        if parsed.fault is not None:
            raise Refusal(filled(_NOT_JSON, why=parsed.fault), _ISSUE_AGAIN, path=path)
        read = _Reader(path, parsed.value)
        made = _certificate(read)
    except DraftError as error:
        raise Refusal(filled(_NOT_JSON, why=error.problem), _ISSUE_AGAIN, path=path) from error
    except UnicodeDecodeError as error:
        raise Refusal(_NOT_ONE, _ISSUE_AGAIN, path=path) from error
    if _canonical(read.values) != made.json():
        raise Refusal(_NOT_AS_WRITTEN, _ISSUE_AGAIN, path=path)
    return made


class _Reader:
    """The values of one object, each asked for by name and kind."""

    def __init__(self, path: str, value: object) -> None:
        if not isinstance(value, dict):
            raise Refusal(_NOT_ONE, _ISSUE_AGAIN, path=path)
        self.path, self.values = path, cast("dict[str, Any]", value)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else self.refuse(name)

    def count(self, name: str) -> int:
        value = self.values.get(name)
        if type(value) is not int or not 0 <= value < 1 << 53:
            return self.refuse(name)
        return value

    def number(self, name: str) -> float:
        try:
            return float(self.text(name))
        except ValueError:
            return self.refuse(name)

    def share(self, name: str) -> Decimal:
        text = self.text(name)
        plain = text.replace(".", "", 1)
        return Decimal(text) if plain.isdecimal() and plain.isascii() else self.refuse(name)

    def numbers(self, name: str) -> tuple[float, ...]:
        value = self.values.get(name)
        if not isinstance(value, list):
            return self.refuse(name)
        try:
            found = tuple(float(one) for one in cast("list[str]", value))
        except (ValueError, TypeError):
            return self.refuse(name)
        return found if all(map(math.isfinite, found)) else self.refuse(name)

    def moment(self, name: str) -> datetime:
        try:
            return datetime.strptime(self.text(name), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            return self.refuse(name)

    def each(self, name: str) -> list[_Reader]:
        value = self.values.get(name)
        if not isinstance(value, list):
            return self.refuse(name)
        return [_Reader(self.path, one) for one in cast("list[object]", value)]

    def within(self, name: str) -> _Reader | None:
        value = self.values.get(name)
        return None if value is None else _Reader(self.path, value)

    def refuse(self, name: str) -> NoReturn:
        raise Refusal(filled(_KEY_WRONG, name=name), _ISSUE_AGAIN, path=self.path)


def _certificate(read: _Reader) -> Certificate:
    if read.count("version") != _VERSION:
        read.refuse("version")
    people = read.within("reviewers")
    return Certificate(
        read.text("population"),
        _promise(read),
        _method(read),
        tuple(
            Threshold(one.text("group"), one.number("threshold"), one.count("n"), one.count("k"))
            for one in read.each("groups")
        ),
        Digests(*map(read.text, Digests._fields)),
        read.text("examples"),
        read.moment("issued_at"),
        read.moment("expires_at"),
        None if people is None else _people(people),
        read.numbers("reference"),
        read.text("digest"),
        read.text("seal"),
    )


def _promise(read: _Reader) -> Promise:
    try:
        kind = Kind(read.text("kind"))
    except ValueError:
        read.refuse("kind")
    return promise(kind, read.share("alpha"), read.share("delta"), read.share("gamma"))


def _method(read: _Reader) -> Method:
    try:
        return Method(read.text("method"))
    except ValueError:
        read.refuse("method")


def _people(read: _Reader) -> Reviewers:
    people = Reviewers(read.count("n"), read.count("k"), read.share("delta"), read.share("upper"))
    if not 0 < people.delta < 1 or not 0 <= people.k <= people.n or not people.n:
        read.refuse("reviewers")
    return people
