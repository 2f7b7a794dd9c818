"""A policy kept between runs, so that a check need not read YAML again.

:func:`dumps` and :func:`loads` write and read a policy as compact JSON, each type by its own code and
never by pickle: reading an entry can make values of :mod:`ecluse.policy.model` and nothing else.
``loads(dumps(policy)) == policy``; examples are left out, they are not needed to decide.

:func:`cached_load` looks the policy up by the digest of engine, path and bytes. An entry names every
file that the policy was made of with its digest, and counts only when all of them are still the
same. Anything else (another digest, a torn file, a directory that others may write to) is a miss and
never an error: the policy is then read from its file.

**What is trusted.** The directory is the user's own (mode 0700, refused when it belongs to somebody
else or when others may write to it). That is the boundary: an entry carries a digest against
accidents, not a signature against forgers. A key to sign with would lie in the same home, readable
by the same user; who can write there can as well change the policy, the shell or écluse itself. Set
``ECLUSE_NO_CACHE=1`` where even that is too much, as in a CI job that pins the policy's digest.

An entry also holds what the classifiers made of the policy (:mod:`ecluse.policy.prepare`).

Light: no YAML, no schema. ``ECLUSE_CACHE_DIR`` names the directory; otherwise it is
``ecluse`` in ``XDG_CACHE_HOME`` or ``~/.cache``.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from itertools import accumulate, pairwise
from time import time as clock
from typing import Any

from ecluse.classifiers.lexicon import Forms, TermForms
from ecluse.classifiers.patterns import Traits
from ecluse.classifiers.sought import (
    Sought,
)
from ecluse.lean import blake2b, replace
from ecluse.model import (
    Audience,
    Channel,
    EcluseError,
    Limits,
    Message,
    Mode,
    Obligation,
    Override,
    Person,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy.model import (
    Label,
    Learned,
    Policy,
    Prepared,
    PublicValue,
    Release,
    SpacySource,
    Term,
    TextPattern,
)
from ecluse.rules.conditions import (
    AnyOf,
    Bound,
    Bounded,
    Count,
    Covers,
    Derivation,
    Near,
    Operator,
    Pattern,
    Place,
    Reference,
    Rule,
    When,
    Within,
)
from ecluse.version import VERSION

__all__ = ["CacheError", "cached_load", "directory", "dumps", "loads"]

_FORMAT = "ecluse policy 6"
_END = b"\0"
"""What ends the JSON of an entry, and stands nowhere in it."""
_MAX_AGE = 30 * 86_400
"""Seconds: moments were made instants by the time zones of that day, and these change too."""
_MAX_ENTRIES = 64
_MAX_BYTES = 16 << 20

Json = Any


class CacheError(EcluseError):
    """Bytes that :func:`dumps` did not write."""


# --- values to JSON and back ----------------------------------------------------------------------
# Each pair stands together, and each value is a list of its fields in their order. An empty tail is
# cut: most terms are ["falcon"].


def _moment_out(moment: datetime | None) -> Json:
    return None if moment is None else moment.isoformat()


def _moment_in(value: Json) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _fields_out(value: Limits | Learned) -> Json:
    return [getattr(value, name) for name in type(value).__match_args__]


def _place_out(place: Place) -> Json:
    return [place.path, place.line, place.column]


def _audience_out(one: Audience) -> Json:
    return [one.id, int(one.tier), sorted(one.members), _moment_out(one.nda_until)]


def _audience_in(v: Json) -> Audience:
    return Audience(v[0], Tier(v[1]), frozenset(v[2]), _moment_in(v[3]))


def _channel_out(one: Channel) -> Json:
    moments = _moment_out(one.opens), _moment_out(one.closes)
    return [one.id, one.audience, one.kind, *moments, one.strict]


def _channel_in(v: Json) -> Channel:
    return Channel(v[0], v[1], v[2], _moment_in(v[3]), _moment_in(v[4]), v[5])


def _person_out(one: Person) -> Json:
    return [one.id, one.name, sorted(one.roles), sorted(one.domains)]


def _person_in(v: Json) -> Person:
    return Person(v[0], v[1], frozenset(v[2]), frozenset(v[3]))


def _term_out(one: Term) -> Json:
    if one == Term(one.text):
        return one.text
    context = list(one.near), list(one.unless)
    return [one.text, one.name, one.confidence, one.variants, *context, one.near_tokens]


def _term_in(v: Json) -> Term:
    if isinstance(v, str):
        return Term(v)
    return Term(v[0], v[1], v[2], v[3], tuple(v[4]), tuple(v[5]), v[6])


def _text_pattern_out(one: TextPattern) -> Json:
    place = _place_out(one.place)
    return [one.pattern, one.name, one.confidence, one.view, list(one.unless), place]


def _text_pattern_in(v: Json) -> TextPattern:
    return TextPattern(v[0], v[1], v[2], v[3], tuple(v[4]), Place(*v[5]))


def _spacy_out(one: SpacySource) -> Json:
    return [one.pipeline, one.kind, list(one.labels), one.key, one.threshold]


def _spacy_in(v: Json) -> SpacySource:
    return SpacySource(v[0], v[1], tuple(v[2]), v[3], v[4])


def _label_out(one: Label) -> Json:
    return [
        one.id,
        [_term_out(term) for term in one.terms],
        list(one.hashed),
        [_text_pattern_out(pattern) for pattern in one.patterns],
        [_spacy_out(source) for source in one.spacy],
        list(one.classifiers),
        list(one.gitleaks),
        _place_out(one.place),
    ]


def _label_in(v: Json) -> Label:
    return Label(
        v[0],
        tuple([_term_in(term) for term in v[1]]),
        tuple(v[2]),
        tuple([_text_pattern_in(pattern) for pattern in v[3]]),
        tuple([_spacy_in(source) for source in v[4]]),
        tuple(v[5]),
        tuple(v[6]),
        Place(*v[7]),
    )


def _public_out(one: PublicValue) -> Json:
    return [one.value, one.label, one.source, _moment_out(one.since)]


def _public_in(v: Json) -> PublicValue:
    return PublicValue(v[0], v[1], v[2], _moment_in(v[3]))


def _waiver_out(one: Waiver) -> Json:
    until = _moment_out(one.until)
    scope = one.channel, one.author, one.draft, one.finding
    return [one.id, one.rule, one.owner, one.because, until, *scope, one.kind]


def _waiver_in(v: Json) -> Waiver:
    return Waiver(v[0], v[1], v[2], v[3], _moment_in(v[4]), v[5], v[6], v[7], v[8], v[9])


# --- rules ----------------------------------------------------------------------------------------
# A test begins with its letter: a, n (any of, none of), b (bounded), = and ! (bound). A condition
# with a number: 0 pattern, 1 moment, 2 covers.


def _test_out(test: AnyOf | Bounded | Bound) -> Json:
    if isinstance(test, AnyOf):
        return ["n" if test.negated else "a", *test.values]
    if isinstance(test, Bounded):
        bound = test.bound
        known = [bound.name, bound.field] if isinstance(bound, Reference) else bound
        return ["b", test.operator.value, known]
    return ["!" if test.negated else "=", test.to.name, test.to.field]


def _test_in(v: Json) -> AnyOf | Bounded | Bound:
    mark = v[0]
    if mark == "a":
        return AnyOf(tuple(v[1:]))
    if mark == "n":
        return AnyOf(tuple(v[1:]), negated=True)
    if mark == "b":
        bound = Reference(*v[2]) if isinstance(v[2], list) else v[2]
        return Bounded(Operator(v[1]), bound)
    if mark not in {"=", "!"}:
        raise CacheError("no such test")
    return Bound(Reference(v[1], v[2]), negated=mark == "!")


def _condition_out(one: Pattern | When | Covers) -> Json:
    if isinstance(one, Covers):
        return [2, one.of]
    if isinstance(one, When):
        ends = _moment_out(one.before), _moment_out(one.not_before)
        hours = None if one.hours is None else [clock.isoformat() for clock in one.hours]
        return [1, *ends, sorted(one.weekdays), hours, one.zone]
    tests = [[name, _test_out(test)] for name, test in one.tests]
    near = None if one.near is None else [one.near.of, one.near.tokens]
    return [0, one.kind, tests, one.bind, near]


def _pattern_in(v: Json) -> Pattern:
    tests = tuple([(name, _test_in(test)) for name, test in v[2]])
    return Pattern(v[1], tests, v[3], None if v[4] is None else Near(*v[4]))


def _when_in(v: Json) -> When:
    hours = None
    if v[4] is not None:
        start, end = map(time.fromisoformat, v[4])
        hours = (start, end)
    return When(_moment_in(v[1]), _moment_in(v[2]), frozenset(v[3]), hours, v[5])


def _condition_in(v: Json) -> Pattern | When:
    return _pattern_in(v) if v[0] == 0 else _when_in(v)


def _none_in(v: Json) -> Pattern | Covers:
    return Covers(v[1]) if v[0] == 2 else _pattern_in(v)


def _count_out(one: Count) -> Json:
    within = None
    if one.within is not None:
        within = [one.within.of, one.within.window // timedelta(microseconds=1)]
    return [_condition_out(one.pattern), one.at_least, one.distinct, within]


def _count_in(v: Json) -> Count:
    within = None if v[3] is None else Within(v[3][0], timedelta(microseconds=v[3][1]))
    return Count(_pattern_in(v[0]), v[1], v[2], within)


def _derivation_out(one: Derivation | None) -> Json:
    if one is None:
        return None
    return [one.name, [[name, _derived_out(value)] for name, value in one.values]]


def _derived_out(value: Any) -> Json:
    return [value.name, value.field] if isinstance(value, Reference) else value


def _derivation_in(v: Json) -> Derivation | None:
    if v is None:
        return None
    values = [(name, Reference(*of) if isinstance(of, list) else of) for name, of in v[1]]
    return Derivation(v[0], tuple(values))


def _rule_out(one: Rule) -> Json:
    return [
        one.id,
        [_condition_out(condition) for condition in one.when_all],
        [_condition_out(condition) for condition in one.when_any],
        [_condition_out(condition) for condition in one.none],
        [_count_out(count) for count in one.count],
        _derivation_out(one.derives),
        None if one.tier is None else int(one.tier),
        int(one.verdict),
        list(one.because),
        list(one.fix),
        [list(obligation) for obligation in one.obligations],
        int(one.override),
        one.mode.value,
        _place_out(one.place),
    ]


def _rule_in(v: Json) -> Rule:
    return Rule(
        v[0],
        tuple([_condition_in(condition) for condition in v[1]]),
        tuple([_condition_in(condition) for condition in v[2]]),
        tuple([_none_in(condition) for condition in v[3]]),
        tuple([_count_in(count) for count in v[4]]),
        _derivation_in(v[5]),
        None if v[6] is None else Tier(v[6]),
        Verdict(v[7]),
        Message(*v[8]),
        Message(*v[9]),
        tuple([Obligation(*obligation) for obligation in v[10]]),
        Override(v[11]),
        Mode(v[12]),
        Place(*v[13]),
    )


# --- what was prepared ----------------------------------------------------------------------------
# Bytes are written as Latin-1; no needle and no literal holds a line feed, which folding makes a
# separator.


def _bytes_out(data: Iterable[bytes]) -> Json:
    return b"\n".join(data).decode("latin-1")


def _bytes_in(value: Json) -> list[bytes]:
    return value.encode("latin-1").split(b"\n") if value else []


def _forms_out(forms: Forms) -> Json:
    return [_bytes_out(forms.data), list(forms.of)]


def _forms_in(v: Json, terms: int) -> Forms:
    data, of = _bytes_in(v[0]), v[1]
    if len(data) != len(of) or (of and not (of[0] >= 0 and of[-1] < terms and of == sorted(of))):
        raise CacheError("no such term")
    return Forms(data, of)


def _prepared_out(one: Prepared) -> Json:
    forms = [
        [label, _forms_out(made.words), _forms_out(made.phrases)]
        for label, (_, made) in one.terms.items()
    ]
    patterns = [
        [pattern, int(folded), _needles_out(needles), digits]
        for (pattern, folded), (needles, digits) in one.patterns.items()
    ]
    announced = {
        module: {name: _announced_out(value) for name, value in told.items()}
        for module, told in one.announced.items()
    }
    return [forms, patterns, announced, None if one.sought is None else _sought_out(one.sought)]


def _prepared_in(v: Json, labels: Mapping[str, Label], data: bytes, end: int) -> Prepared:
    terms: dict[str, tuple[tuple[Term, ...], TermForms]] = {}
    for label, words, phrases in v[0]:
        own = labels[label].terms
        forms = TermForms(_forms_in(words, len(own)), _forms_in(phrases, len(own)))
        terms[label] = own, forms
    patterns = {
        (pattern, bool(folded)): Traits(_needles_in(needles), int(digits))
        for pattern, folded, needles, digits in v[1]
    }
    announced = {
        module: {name: _announced_in(found) for name, found in told.items()}
        for module, told in v[2].items()
    }
    sought = None if v[3] is None else _sought_in(v[3], data, end)
    return Prepared(terms, patterns, announced, sought)


# What is sought stands behind the JSON, as bytes: it is the larger part, and is read when it is asked for.


def _sought_out(one: Sought) -> Json:
    words = [_bytes_out(words) for words in one.words]
    return [one.labels, words, [len(part) for part in one.parts()]]


def _sought_in(v: Json, data: bytes, start: int) -> Sought:
    ends = list(accumulate(v[2], initial=start))
    if min(v[2]) < 0 or ends[-1] != len(data):
        raise ValueError("torn")
    parts = [data[one:other] for one, other in pairwise(ends)]
    return Sought.of(v[0], map(_bytes_in, v[1]), parts)


def _announced_out(value: Any) -> Json:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        values = list(value.values())
        if all(type(one) is int for one in values):
            return {"keys": _bytes_out(value), "numbers": values}
        return {"keys": _bytes_out(value), "values": _bytes_out(values)}
    return _bytes_out(sorted(value))


def _announced_in(value: Json) -> Any:
    if value is None or type(value) is int:
        return value
    if isinstance(value, dict) and "numbers" in value:
        return _numbered(_bytes_in(value["keys"]), value["numbers"])
    if isinstance(value, dict):
        return dict(zip(_bytes_in(value["keys"]), _bytes_in(value["values"]), strict=True))
    return _set_in(value)


def _needles_out(needles: Mapping[bytes, int] | None) -> Json:
    return None if needles is None else [_bytes_out(needles), list(needles.values())]


def _needles_in(value: Json) -> Mapping[bytes, int] | None:
    return None if value is None else _numbered(_bytes_in(value[0]), value[1])


def _numbered(needles: Sequence[bytes], numbers: Sequence[int]) -> Mapping[bytes, int]:
    return {needle: int(n) for needle, n in zip(needles, numbers, strict=True)}


def _set_in(value: Json) -> frozenset[bytes] | None:
    return None if value is None else frozenset(_bytes_in(value))


# --- the policy -----------------------------------------------------------------------------------


def dumps(policy: Policy) -> bytes:
    """The policy as JSON, without its examples; behind it, after a zero byte, what is sought."""
    reach = [[int(tier), int(to), int(verdict)] for (tier, to), verdict in policy.reach.items()]
    value = [
        _FORMAT,
        [
            policy.path,
            policy.digest,
            policy.company,
            policy.language,
            int(policy.default_tier),
            policy.register,
            policy.timezone,
            _fields_out(policy.limits),
        ],
        reach,
        [_audience_out(one) for one in policy.audiences.values()],
        [_channel_out(one) for one in policy.channels.values()],
        [_person_out(one) for one in policy.people.values()],
        [_label_out(one) for one in policy.labels.values()],
        [_public_out(one) for one in policy.public_record],
        [[one.id, _moment_out(one.at)] for one in policy.releases],
        [_rule_out(one) for one in policy.rules],
        [_waiver_out(one) for one in policy.waivers],
        {id: list(answer) for id, answer in policy.answers.items()},
        dict(policy.contacts),
        [list(one) for one in policy.inputs],
        _prepared_out(policy.prepared),
        _fields_out(policy.learned),
    ]
    written = json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")
    sought = policy.prepared.sought
    return written + _END + b"".join(() if sought is None else sought.parts())


def loads(data: bytes) -> Policy:
    """The policy that :func:`dumps` wrote.

    Raises:
        CacheError: it did not write this.
    """
    try:
        end = data.index(_END)
        return _policy_in(json.loads(data[:end]), data, end + 1)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise CacheError("not a policy of this cache") from None


def _policy_in(v: Json, data: bytes, end: int) -> Policy:
    if v[0] != _FORMAT:
        raise CacheError("another format")
    path, digest, company, language, default, register, timezone, limits = v[1]
    audiences = [_audience_in(one) for one in v[3]]
    channels = [_channel_in(one) for one in v[4]]
    people = [_person_in(one) for one in v[5]]
    labels = {one.id: one for one in map(_label_in, v[6])}
    return Policy(
        path=path,
        digest=digest,
        company=company,
        language=language,
        default_tier=Tier(default),
        reach={(Tier(tier), Tier(to)): Verdict(verdict) for tier, to, verdict in v[2]},
        audiences={one.id: one for one in audiences},
        channels={one.id: one for one in channels},
        people={one.id: one for one in people},
        labels=labels,
        public_record=tuple([_public_in(one) for one in v[7]]),
        releases=tuple([Release(id, _moment_in(at)) for id, at in v[8]]),
        register=register,
        timezone=timezone,
        limits=Limits(*limits),
        rules=tuple([_rule_in(one) for one in v[9]]),
        waivers=tuple([_waiver_in(one) for one in v[10]]),
        answers={id: Message(*answer) for id, answer in v[11].items()},
        contacts=v[12],
        inputs=tuple([(name, digest) for name, digest in v[13]]),
        prepared=_prepared_in(v[14], labels, data, end),
        learned=Learned(*v[15]),
    )


# --- the directory --------------------------------------------------------------------------------


def directory() -> str:
    """Where entries are kept; empty when nothing is to be kept."""
    environment = os.environ
    if environment.get("ECLUSE_NO_CACHE", "") not in {"", "0"}:
        return ""
    if own := environment.get("ECLUSE_CACHE_DIR"):
        return os.path.abspath(own)
    base = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "ecluse") if os.path.isabs(base) else ""


def _is_own(status: os.stat_result) -> bool:
    """Whether a file or directory is the user's, and nobody else may write to it."""
    own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return own and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _usable(folder: str) -> bool:
    """Whether ``folder`` is a directory that only the user may write to."""
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and _is_own(status)


def _make(folder: str) -> None:
    with suppress(OSError):
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        os.mkdir(folder, 0o700)


def _read_entry(path: str) -> bytes:
    """The bytes of an entry; empty when it cannot be trusted or read."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return b""
    try:
        status = os.fstat(handle)
        fresh = 0 <= clock() - status.st_mtime < _MAX_AGE
        if not (stat.S_ISREG(status.st_mode) and _is_own(status) and fresh):
            return b""
        head = os.read(handle, len(_head(b"")))
        # One call: nothing is copied, and what is torn has another digest.
        body = os.read(handle, min(status.st_size, _MAX_BYTES))
    except OSError:
        return b""
    finally:
        os.close(handle)
    return body if head == _head(body) else b""


def _head(body: bytes) -> bytes:
    """The line before what an entry holds: its digest."""
    return _digest(body).encode() + b"\n"


def _write_entry(folder: str, name: str, body: bytes) -> None:
    """Write an entry whole or not at all."""
    _make(folder)
    if not _usable(folder):
        return
    path = os.path.join(folder, name)
    unfinished = f"{path}.{os.getpid()}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        _drop_old(folder)
        with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
            file.write(_head(body) + body)
        os.replace(unfinished, path)
    except OSError:
        _remove(unfinished)


def _drop_old(folder: str) -> None:
    """Keep the newest entries."""
    with os.scandir(folder) as entries:
        ages = sorted((entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in entries)
    for age, path in ages[: max(0, len(ages) - _MAX_ENTRIES + 1)]:
        if age < clock():
            _remove(path)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


# --- load, through the cache ----------------------------------------------------------------------


def cached_load(path: str | os.PathLike[str], *, packs: str | os.PathLike[str] = "") -> Policy:
    """The policy of a file, from the cache when nothing has changed.

    Args:
        path: the policy file.
        packs: the folder of the packs; that of the wheel by default.

    Raises:
        PolicyError: the policy is not in the cache, and its file is not valid.
    """
    shown = os.fspath(path)
    folder = directory()
    data = _bytes_of(shown) if folder else None
    if data is None or (os.path.lexists(folder) and not _usable(folder)):
        return _load(shown, packs)
    name = _name(shown, data, packs)
    found = _hit(_read_entry(os.path.join(folder, name)), shown, data, packs)
    if found is not None:
        return found
    policy = _prepared(_load(shown, packs))
    # The file may have changed since its bytes gave the name.
    if policy.inputs[0][1] == _digest(data):
        _write_entry(folder, name, dumps(policy))
    return policy


def _load(path: str, packs: str | os.PathLike[str]) -> Policy:
    from pathlib import Path

    from ecluse.policy.load import load

    return load(path, packs=Path(packs) if packs else None)


def _prepared(policy: Policy) -> Policy:
    from ecluse.policy.prepare import prepare

    return replace(policy, prepared=prepare(policy))


def _hit(body: bytes, path: str, data: bytes, packs: str | os.PathLike[str]) -> Policy | None:
    try:
        policy = loads(body)
    except CacheError:
        return None
    inputs = policy.inputs
    if policy.path != path or not inputs or inputs[0] != (path, _digest(data)):
        return None
    return policy if all(_is_same(*one, path, packs) for one in inputs[1:]) else None


def _is_same(name: str, digest: str, path: str, packs: str | os.PathLike[str]) -> bool:
    """Whether a file that the policy was made of still has that digest."""
    if name.startswith("pack:"):
        where = os.path.join(packs or _shipped(), f"{name[5:]}.yaml")
    else:
        where = os.path.join(os.path.dirname(path), name)
    data = _bytes_of(where)
    return data is not None and _digest(data) == digest


def _bytes_of(path: str) -> bytes | None:
    """The bytes of a file that can be read again; a pipe cannot."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as file:
            return file.read(_MAX_BYTES)
    except OSError:
        return None


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _name(path: str, data: bytes, packs: str | os.PathLike[str]) -> str:
    """The file name of an entry: digest of the engine, the path and the bytes of the policy."""
    named = (VERSION, *_engine(), os.path.abspath(path), path, os.fspath(packs))
    digest = blake2b(digest_size=16)
    digest.update("\0".join(named).encode("utf-8", "surrogateescape") + b"\0" + data)
    return f"{digest.hexdigest()}.json"


def _shipped() -> str:
    return os.path.join(_package(), "packs")


def _package() -> str:
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


_MADE_BY: Sequence[str] = (
    "policy",
    "rules",
    "model.py",
    "classifiers",
    "text",
)


def _engine() -> Iterator[str]:
    """When the code that reads policies was last changed: an entry outlives no upgrade."""
    for name in _MADE_BY:
        path = os.path.join(_package(), name)
        try:
            files = [entry.path for entry in os.scandir(path)] if os.path.isdir(path) else [path]
            for file in sorted(files):
                if file.endswith(".py"):
                    status = os.stat(file)
                    yield f"{os.path.basename(file)} {status.st_mtime_ns} {status.st_size}"
        except OSError:
            yield name
