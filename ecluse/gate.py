"""The gate: a draft in, a decision out. The join of all the layers, and nothing else.

    Draft ─views─▶ ─engine─▶ Findings ─facts─▶ Case ─rules─▶ Reasons ─waive─▶ ─decide─▶ Decision

:meth:`Gate.check` is pure: the same draft, moment, history, policy and key give the same decision,
from any thread. What cannot be evaluated is a fault, and a fault holds the draft.
"""

from __future__ import annotations

import gc
import os
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

from ecluse.case import (
    DraftValues,
    Gathered,
    WordCounter,
    author_fact,
    channel_fact,
    draft_digest,
    fault_fact,
    history_values,
)
from ecluse.classifiers.engine import NOTHING, Engine, Sweep, canonical, name_of
from ecluse.classifiers.timer import Clock, Timer
from ecluse.lean import NamedTuple, replace
from ecluse.model import (
    PUBLIC_AUDIENCE,
    UNKNOWN,
    UNKNOWN_PERSON,
    Audience,
    Channel,
    Classifier,
    Decision,
    Draft,
    DraftError,
    Fact,
    FactSource,
    Fault,
    FaultKind,
    Finding,
    Message,
    Part,
    Past,
    Person,
    Reason,
    Situation,
    Span,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.needs import Asked, GateError, classifiers_of, origins_of, rules_by_classifier
from ecluse.policy.model import Policy
from ecluse.rules.apply import Case, Lane, RuleSet
from ecluse.rules.decide import decide, waive
from ecluse.text.fold import fold
from ecluse.text.views import Earlier, Views, view_of
from ecluse.text.words import squeeze
from ecluse.unreadable import is_all_read, unreadable
from ecluse.version import VERSION

if TYPE_CHECKING:
    from ecluse.learned import LearnedTier, Reading, Standing
    from ecluse.promise.certificate import Certificate
    from ecluse.promise.journal import Audit

__all__ = ["Gate", "GateError"]

_CHUNK = 256
_LONG = 20_000
"""Characters of a draft from which on garbage waits until it was looked at."""
_MAX_PLACES = 4096
_MAX_PASTS = 16_384
"""Earlier drafts whose findings are remembered."""
_WORDS_LONG, _TIMES_MORE = 24, 4
"""Characters of a draft that is a word or two: so many times more of them are read together."""


class Gate:
    """A policy, compiled, with everything that decides.

    Args:
        policy: a :class:`~ecluse.policy.model.Policy`, or the path of a policy file.
        registers: what the organisation knows: classifiers, sources of facts, or both; the
            register that the policy names is opened when none is given.
        models: classifiers to run beside those that the policy names. Unless they are écluse's own,
            they run in a process of their own, on a copy of what is given here.
        key: secret bytes for digests of findings and for hashed terms; without it there are none.
        isolate: whether classifiers of others, spaCy pipelines and ``models`` run in a process that
            can be ended (:mod:`ecluse.classifiers.isolated`). ``False`` lets them run in this one,
            where nothing can stop them: for what you wrote and trust.
        clock: seconds that only go forward, by which the policy's limits of time are kept.

    Raises:
        PolicyError: the policy is not valid.
        GateError: the policy needs a key that is not there, or a model cannot be isolated.
        ThirdPartyError, PipelineError: a classifier or pipeline of the policy cannot be used.
    """

    def __init__(
        self,
        policy: Policy | str | os.PathLike[str],
        *,
        registers: Sequence[Classifier | FactSource] | None = None,
        models: Sequence[Classifier] = (),
        key: bytes = b"",
        isolate: bool = True,
        clock: Clock = monotonic,
    ) -> None:
        self.policy = policy if isinstance(policy, Policy) else _load(policy)
        self.key = key
        self._isolate, self._clock, self._limits = isolate, clock, self.policy.limits
        if registers is None:
            registers = _named_register(self.policy, key)
        self._registers, self._models = tuple(registers), tuple(models)
        self._releases: Mapping[str, datetime | None] = {
            release.id: release.at for release in self.policy.releases
        }
        self._sources = [r for r in registers if hasattr(r, "facts")]
        self._speaking = any(
            not getattr(s, "silent_without_findings", False) for s in self._sources
        )
        self._attested_apart = any(getattr(s, "attests", False) for s in self._sources)
        self._rules = RuleSet(self.policy.rules)
        self._asked = Asked(self.policy.rules)
        known = [cast("Classifier", r) for r in registers if hasattr(r, "classify")]
        own = [*classifiers_of(self.policy, self._asked, key)]
        named, models = self._others(isolate=isolate)
        self._unasked = frozenset() if self._asked.every_label else self._asked.answered_only
        self._learned = _learned(self.policy, key)
        self._engine = Engine([*own, *named, *known, *models], key, self._limits)
        self._places: dict[tuple[object, ...], _Place] = {}
        self._pasts: dict[str, Sweep] = {}
        self._instants = sorted([*_instants(self.policy), *_terms_of(self._learned)])
        named_models = [name_of(one) for one in (*known, *models)]
        self._known, self._warranted = self._digested(known)
        if self._learned is not None:
            named_models.append(self._learned.name)
        self._models_named = tuple(sorted(named_models))

    def _digested(self, known: Sequence[Classifier]) -> tuple[str, bool]:
        """Registers and pipelines with their digests, and whether nothing else decides beside them."""
        names = [name_of(one) for one in known]
        ours = all(name.startswith("register:") for name in names)
        promised = self._learned is not None and self._learned.promises
        origins = origins_of(self.policy, self._asked) if promised else ()
        pipelines = [origin.digest() for origin in origins]
        warranted = ours and len(known) == len(self._registers) and not self._models
        given = sorted({*names, *(one for one in pipelines if one)})
        return ",".join(given), warranted and None not in pipelines

    def _others(self, *, isolate: bool) -> tuple[Sequence[Classifier], Sequence[Classifier]]:
        """The classifiers of others that the policy names, and the models: where they may run."""
        origins = [*origins_of(self.policy, self._asked)]
        if not isolate:
            return [origin.load() for origin in origins], self._models
        if not origins and not self._models:
            return (), ()
        from ecluse.classifiers.isolated import IsolationError, isolated

        try:
            return isolated(origins, self._models, self._limits, self._clock)
        except IsolationError as error:
            raise GateError(str(error)) from error

    # --- the three ways in ------------------------------------------------------------------------

    def check(
        self,
        draft: Draft,
        *,
        now: datetime | None = None,
        history: Sequence[Draft] = (),
        acknowledgements: Sequence[Waiver] = (),
    ) -> Decision:
        """Decide one draft for its channel.

        Args:
            draft: what would be published.
            now: the caller's clock, aware; the present moment by default.
            history: earlier drafts of the same author, channel or thread.
            acknowledgements: of rules whose ``override`` is ``acknowledge`` or ``justify``.

        Raises:
            ValueError: ``now`` has no time zone.
            DraftError: a field of the draft is not what it should be.
        """
        now = _aware(now, draft)
        _verify(draft)
        timer = self._timer()
        at = draft.publish_at
        sweep = self._sweep(draft, timer)
        if history:
            sweep = self._thread_sweep(draft, sweep, timer, history, max(now, at or now))
        if at is None or at <= now:
            return self._decide(draft, sweep, timer, now, now, history, acknowledgements)
        decision = self._decide(draft, sweep, timer, at, now, history, acknowledgements)
        if decision.verdict < Verdict.BLOCK:
            earlier = self._decide(draft, sweep, timer, now, now, history, acknowledgements)
            if earlier.verdict > decision.verdict:
                return replace(decision, not_before=at)
        return decision

    def check_many(
        self, drafts: Iterable[Draft], *, now: datetime | None = None, workers: int = 1
    ) -> Iterator[Decision]:
        """Decide drafts in order, holding a few hundred at a time in memory.

        With ``workers`` above 1 that many processes share the work; registers and models must then
        be picklable.
        """
        now = now or datetime.now(UTC)
        if workers <= 1:
            yield from (self.check(draft, now=now) for draft in drafts)
            return
        from concurrent.futures import ProcessPoolExecutor

        arguments = (self.policy, self._registers, self._models, self.key, self._isolate)
        with ProcessPoolExecutor(workers, initializer=_build, initargs=arguments) as pool:
            yield from _in_order(pool, drafts, now, ahead=2 * workers)

    def audit(
        self, draft: Draft, decision: Decision, *, now: datetime | None = None
    ) -> Audit | None:
        """The entry of the journal for a draft that the audit draws; ``None``: it was not drawn.

        Args:
            draft: a draft.
            decision: what :meth:`check` said of it.
            now: aware; the present moment by default.
        """
        if self._learned is None:
            return None
        return self._learned.audit(decision, now or datetime.now(UTC), may_go=self._may_go(draft))

    def findings(self, draft: Draft) -> tuple[Finding, ...]:
        """Everything that the policy's classifiers recognise, in order of place, weighed or not."""
        return self._sweep(draft, self._timer()).findings

    def edit(self, draft: Draft, decision: Decision, *, now: datetime | None = None) -> Edit | None:
        """The fewest places to remove for the most lenient verdict that removing gives.

        The draft without them was checked again. ``None`` when removing does not help.
        """
        found = [reason.findings for reason in decision.reasons if reason.stands]
        ways = {_places(findings) for findings in (*found, chain.from_iterable(found))}
        offers = [
            (self.check(_without(draft, places), now=now).verdict, len(places), places)
            for places in ways
            if places
        ]
        verdict, _, places = min(offers, default=(decision.verdict, 0, ()))
        return places if verdict < decision.verdict else None

    @property
    def registers(self) -> tuple[Classifier | FactSource, ...]:
        """What the organisation knows, as it was given or as the policy names it."""
        return self._registers

    @property
    def learned(self) -> LearnedTier | None:
        """The learned tier model that the policy names."""
        return self._learned

    @property
    def warranted(self) -> bool:
        """Whether digests tell of everything that decides beside the model, so that a certificate may."""
        return self._warranted

    @property
    def registers_named(self) -> str:
        """Registers and pipelines with their digests: what a certificate was made for."""
        return self._known

    @property
    def releases(self) -> Mapping[str, datetime | None]:
        """Each release, and when it takes place."""
        return self._releases

    def supposing(self, releases: Mapping[str, datetime]) -> Gate:
        """The same gate, if these releases took place at these moments."""
        other = type(self).__new__(type(self))
        vars(other).update(vars(self))
        other._releases = {**self._releases, **releases}  # noqa: SLF001 - its own copy
        return other

    # --- steps ------------------------------------------------------------------------------------

    def _timer(self) -> Timer:
        return Timer(self._limits, self._clock)

    def _sweep(self, draft: Draft, timer: Timer) -> Sweep:
        parts = draft.parts()
        if not self._is_short_enough(draft, parts):
            more = f"more than {self._limits.characters} characters"
            return Sweep((), (Fault("draft", FaultKind.LIMIT, more),))
        views = Views(parts, self._limits)
        sweep = _uncollected(parts, lambda: self._engine.sweep(views, timer))
        sweep = _with_faults(sweep, views)
        return sweep if self._learned is None else _with_reading(sweep, self._learned.read(draft))

    def _is_short_enough(self, draft: Draft, parts: Sequence[Part]) -> bool:
        """Whether the draft has no more characters than are read."""
        length = len(draft.reply_to)
        for part in parts:
            length += len(part.text)
        return length <= self._limits.characters

    def _thread_sweep(
        self,
        draft: Draft,
        sweep: Sweep,
        timer: Timer,
        history: Sequence[Draft],
        moment: datetime,
    ) -> Sweep:
        """What the draft says together with the last drafts of its thread, or author and channel."""
        limits = self._limits
        window = timedelta(hours=limits.window_hours)
        last = [past for past in history if _is_read_with(past, draft, moment, window)]
        read = last[max(0, len(last) - _drafts_read(last, limits.window_drafts)) :]
        earlier = [Earlier(past.id or "?", past.parts()) for past in read]
        if not earlier:
            return sweep
        views = Views(draft.parts(), limits, earlier)
        both = _with_faults(self._engine.sweep(views, timer, sweep), views)
        return both if self._learned is None else both._replace(learned=sweep.learned)

    def _decide(
        self,
        draft: Draft,
        sweep: Sweep,
        timer: Timer,
        moment: datetime,
        now: datetime,
        history: Sequence[Draft],
        acknowledgements: Sequence[Waiver],
    ) -> Decision:
        place = self._place(draft, moment)
        digest = draft_digest(draft, self.key) if self.key else ""
        if timer.is_over:
            sweep = sweep._replace(faults=_with(sweep.faults, timer.fault))
        if place.strict and self._is_short_enough(draft, draft.parts()):
            if unread := _uncollected(draft.parts(), lambda: tuple(unreadable(draft))):
                sweep = sweep._replace(faults=(*sweep.faults, *unread))
        if place.promised is not None and place.promised.block is not None:
            sweep = _with_certified(sweep, place.promised.block, draft.channel)
        if self._is_quiet(draft, sweep, moment, history, place):
            verdict, tier = place.quiet
            decision = Decision(
                verdict,
                tier,
                draft=draft.id,
                audience_tier=place.tier,
                draft_digest=digest,
                tier_probabilities=sweep.learned,
                **place.about,
            )
            return self._released(decision, draft, place, now)
        reasons, faults = self._apply(draft, sweep, timer, moment, history, place)
        waivers = (*self.policy.waivers, *acknowledgements)
        if reasons and waivers:
            reasons = waive(reasons, waivers, draft, now, moment)
        decision = decide(
            reasons,
            faults,
            audience_tier=place.tier,
            reach=self.policy.reach,
            default=self.policy.default_tier,
            draft=draft.id,
            draft_digest=digest,
            tier_probabilities=sweep.learned,
            **place.about,
        )
        return self._released(decision, draft, place, now)

    def _released(self, decision: Decision, draft: Draft, place: _Place, now: datetime) -> Decision:
        """The decision, marked where a certificate lets it do without the routine look of a person.

        It never lifts anything: a draft that any rule had something to say of is looked at.
        """
        certificate = None if place.promised is None else place.promised.release
        if certificate is None or self._learned is None or certificate.issued_at > now:
            return decision
        if not self._may_go(draft):
            return decision
        releases = self._learned.releases(certificate, decision)
        return replace(decision, auto_release=True) if releases else decision

    def _may_go(self, draft: Draft) -> bool:
        """Whether a draft may go out by itself at all: all of it was read, to readers who are known."""
        policy = self.policy
        known = (not draft.channel or draft.channel in policy.channels) and (
            not draft.audience or draft.audience in policy.audiences
        )
        return known and is_all_read(draft)

    def _is_quiet(
        self,
        draft: Draft,
        sweep: Sweep,
        moment: datetime,
        history: Sequence[Draft],
        place: _Place,
    ) -> bool:
        """Whether nothing was found and no rule asks about the draft itself: most posts are so."""
        if sweep.faults or draft.reply_to or history or self._speaking:
            return False
        if sweep.findings and not self._is_unasked(sweep):
            return False
        if self._sources and (draft.source or len(draft.parts()) > 1):
            return False
        return self._rules.is_silent(self._draft_facts(draft), moment, place.lane)

    def _is_unasked(self, sweep: Sweep) -> bool:
        """Whether everything found matters only in a text that is answered."""
        if self._sources:
            return False
        unasked = self._unasked
        return all(finding.label in unasked for finding in sweep.findings)

    def _apply(
        self,
        draft: Draft,
        sweep: Sweep,
        timer: Timer,
        moment: datetime,
        history: Sequence[Draft],
        place: _Place,
    ) -> tuple[tuple[Reason, ...], tuple[Fault, ...]]:
        gathered = self._facts(draft, sweep, timer, moment, history, place)
        words = WordCounter(draft)
        outcome = self._rules.apply(Case(gathered.facts, moment, words, place.lane))
        faults = dict.fromkeys(gathered.faults)
        return outcome.reasons, (*map(self._named, faults), *outcome.faults)

    def _place(self, draft: Draft, moment: datetime) -> _Place:
        """Where the draft goes and who wrote it: the same for many drafts, so kept."""
        period = bisect_right(self._instants, moment)
        heard = None if self._learned is None else self._learned.heard()
        key = (draft.channel, draft.audience, draft.author, draft.trusted, period, heard)
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= _MAX_PLACES:
                self._places.clear()
            place = self._places[key] = self._new_place(draft, moment)
        return place

    def _new_place(self, draft: Draft, moment: datetime) -> _Place:
        channel = self.policy.channels.get(draft.channel)
        audience, known = self._audience(draft, channel, moment)
        tier = audience.tier_at(moment)
        facts = [Fact("audience", {"id": audience.id, "tier": tier, "unknown": not known})]
        if draft.channel:
            facts.append(channel_fact(channel, moment))
        if "author" in self._asked.kinds:
            facts.append(author_fact(self._author(draft)))
        lane = self._rules.lane(facts)
        policy = self.policy
        quiet = decide((), (), audience_tier=tier, reach=policy.reach, default=policy.default_tier)
        promised = None
        if self._learned is not None and self._learned.promises:
            promised = self._learned.standing(
                policy.digest, self._known, moment, warranted=self._warranted
            )
        about: _About = {
            "channel": draft.channel,
            "audience": audience.id,
            "policy": policy.digest,
            "models": self._models_named,
            "engine": VERSION,
            "notes": self._notes(draft, promised),
        }
        return _Place(
            tier,
            about,
            lane,
            audience,
            (quiet.verdict, quiet.tier),
            self._is_strict(draft, channel),
            promised,
        )

    def _is_strict(self, draft: Draft, channel: Channel | None) -> bool:
        """Whether what cannot be read is held; a channel that is unknown could be a strict one."""
        if channel is None:
            return bool(draft.channel) and any(c.strict for c in self.policy.channels.values())
        return channel.strict

    def _audience(
        self, draft: Draft, channel: Channel | None, moment: datetime
    ) -> tuple[Audience, bool]:
        """Who would read the draft, and whether the policy knows them: the widest that is named."""
        if not draft.channel and not (draft.audience and draft.trusted):
            return PUBLIC_AUDIENCE, not draft.audience  # an audience that is claimed is unknown
        by_channel = self._known_audience(channel.audience if channel else "")
        if not draft.audience:
            return by_channel
        named = self._known_audience(draft.audience)
        if not draft.channel:
            return named
        return max(by_channel, named, key=lambda each: (each[0].tier_at(moment), not each[1]))

    def _known_audience(self, id: str) -> tuple[Audience, bool]:
        audience = self.policy.audiences.get(id)
        return (PUBLIC_AUDIENCE, False) if audience is None else (audience, True)

    def _author(self, draft: Draft) -> Person:
        known = self.policy.people.get(draft.author) if draft.trusted else None
        return known or UNKNOWN_PERSON

    def _notes(self, draft: Draft, promised: Standing | None) -> tuple[str, ...]:
        """What the policy does not know of the draft, and why a certificate allows nothing."""
        notes: list[Message] = []
        if draft.channel and draft.channel not in self.policy.channels:
            notes.append(UNKNOWN["channel"])
        if draft.audience and draft.audience not in self.policy.audiences:
            notes.append(UNKNOWN["audience"])
        notes += () if promised is None else promised.notes
        return tuple(note.in_(self.policy.language) for note in notes)

    @cached_property
    def _rules_of(self) -> Mapping[str, tuple[str, ...]]:
        """For each classifier, the rules that look at it: asked only when one fails."""
        return rules_by_classifier(self._engine.classifiers, self.policy.rules)

    def _named(self, fault: Fault) -> Fault:
        """The same fault with the rules that it left unevaluated."""
        every = tuple(rule.id for rule in self.policy.rules)
        # What cannot be read could hold anything; its place may be called as a classifier is.
        looking = every if fault.kind is FaultKind.UNREADABLE else self._rules_of.get(fault.what)
        rules = self._rules.resting_on(every if looking is None else looking)
        return replace(fault, rules=rules)

    # --- facts ------------------------------------------------------------------------------------

    def _facts(
        self,
        draft: Draft,
        sweep: Sweep,
        timer: Timer,
        moment: datetime,
        history: Sequence[Draft],
        place: _Place,
    ) -> Gathered:
        gathered = Gathered([], list(sweep.faults), {})
        gathered.add_findings("finding", sweep)
        gathered.facts += self._draft_facts(draft)
        answered = NOTHING
        if draft.reply_to and ("reply" in self._asked.kinds or self._sources):
            answered = self._engine.sweep([view_of(draft.reply_to, "reply_to")], timer)
            gathered.add_findings("reply", answered)
            gathered.faults += answered.faults
        if history and self._asked.history:
            self._add_history(gathered, draft, timer, moment, history)
        self._add_public_record(gathered, moment)
        self._add_releases(gathered, draft, moment)
        if self._sources:
            situation = Situation(
                draft,
                moment,
                place.read_by,
                sweep.findings,
                answered.findings,
                tuple(history),
                self._releases,
                self._author(draft),
                self._add_past(gathered, timer, moment, history),
            )
            for source in self._sources:
                self._add_source(gathered, source, situation)
        if timer.is_over:
            gathered.faults = list(_with(gathered.faults, timer.fault))
        if "fault" in self._asked.kinds:
            gathered.facts += [fault_fact(fault) for fault in gathered.faults]
        return gathered

    def _draft_facts(self, draft: Draft) -> tuple[Fact, ...]:
        return (Fact("draft", DraftValues(draft)),) if "draft" in self._asked.kinds else ()

    def _add_history(
        self,
        gathered: Gathered,
        draft: Draft,
        timer: Timer,
        moment: datetime,
        history: Sequence[Draft],
    ) -> None:
        for past in history:
            values = history_values(past, draft, moment)
            gathered.facts.append(Fact("history", values))
            if self._asked.past:
                sweep = self._sweep(past, timer)
                gathered.add_findings("past", sweep, values)
                gathered.faults += sweep.faults

    def _add_past(
        self, gathered: Gathered, timer: Timer, moment: datetime, history: Sequence[Draft]
    ) -> tuple[Past, ...]:
        """Who could read each earlier draft, and what was found in it; what could not be read holds."""
        pasts: list[Past] = []
        for past in history:
            channel = self.policy.channels.get(past.channel)
            sweep = self._past_sweep(past, timer)
            gathered.faults += [fault for fault in sweep.faults if fault not in gathered.faults]
            pasts.append(Past(self._audience(past, channel, moment)[0], sweep.findings))
        return tuple(pasts)

    def _past_sweep(self, past: Draft, timer: Timer) -> Sweep:
        """What an earlier draft holds: looked at once, and remembered by its digest, not its text."""
        if not self.key:
            return self._sweep(past, timer)
        digest = draft_digest(past, self.key)
        found = self._pasts.get(digest)
        if found is None:
            if len(self._pasts) >= _MAX_PASTS:
                self._pasts.clear()
            sweep = self._sweep(past, timer)
            found = Sweep(sweep.findings, sweep.faults)
            if not found.faults:  # another time it may be read
                self._pasts[digest] = found
        return found

    def _add_public_record(self, gathered: Gathered, moment: datetime) -> None:
        """The values of the draft that are public; and, when a rule asks, what the record holds.

        Only the latter has a label and a source: were they those of the draft's own values, whoever
        adds a public value to a draft would release a rule.
        """
        if gathered.tokens:
            for value, since in self._recorded.items():
                token = gathered.tokens.get(value)
                if token is not None and (since is None or since <= moment):
                    gathered.facts.append(Fact("public_record", {"value": token}))
        if "public_record" in self._asked.kinds:
            for public in self.policy.public_record:
                if public.since is None or public.since <= moment:
                    values = {"label": public.label, "source": public.source}
                    gathered.facts.append(Fact("public_record", values))

    def _add_releases(self, gathered: Gathered, draft: Draft, moment: datetime) -> None:
        """What took place; and what is attested, unless a register says so of its fact sheets."""
        for id, at in self._releases.items():
            if at is not None and at <= moment:
                gathered.facts.append(Fact("release", {"id": id}))
        if draft.trusted and not self._attested_apart:
            gathered.facts += [Fact("attestation", {"sheet": sheet}) for sheet in draft.attested]

    def _add_source(self, gathered: Gathered, source: Any, situation: Situation) -> None:
        try:
            for fact in source.facts(situation):
                if type(fact) is not Fact:
                    raise TypeError("a register gives facts")
                gathered.add_fact(fact)
        except Exception as error:  # noqa: BLE001 - a register that raises must be seen
            name = str(getattr(source, "name", type(source).__name__))
            gathered.faults.append(Fault(name, FaultKind.EXCEPTION, type(error).__name__))

    @cached_property
    def _recorded(self) -> Mapping[str, datetime | None]:
        """Canonical values that the company has made public.

        Each declared value is looked at by the same classifiers, so that « 01 99 00 12 34 » and
        « +33 1 99 00 12 34 » are one; and it also stands for itself under its label.
        """
        recorded: dict[str, datetime | None] = {}
        for public in self.policy.public_record:
            for value in self._engine.sweep([view_of(public.value)]).values:
                recorded[value] = public.since
            if public.label:
                plain = squeeze(fold(public.value).data).decode("utf-8", "replace")
                recorded[canonical(public.label, plain)] = public.since
        return recorded


Edit = tuple[tuple[str, Span], ...]
"""Places to remove: the field and the span in it."""


class _About(TypedDict):
    """What a decision says of more than its own draft."""

    channel: str
    audience: str
    policy: str
    models: tuple[str, ...]
    engine: str
    notes: tuple[str, ...]


class _Place(NamedTuple):
    """Where a draft goes: what is the same for every draft that goes there from one author.

    ``quiet``: verdict and tier of a draft without reason or fault. ``strict``: what cannot be read
    is held. ``promised``: what certificates allow.
    """

    tier: Tier
    about: _About
    lane: Lane
    read_by: Audience
    quiet: tuple[Verdict, Tier]
    strict: bool
    promised: Standing | None


def _instants(policy: Policy) -> Iterator[datetime]:
    """When a channel opens or closes, or an audience ceases to be under its agreement."""
    for channel in policy.channels.values():
        yield from (at for at in (channel.opens, channel.closes) if at is not None)
    yield from (a.nda_until for a in policy.audiences.values() if a.nda_until is not None)


# --- many drafts ----------------------------------------------------------------------------------

_gate_of_worker: Gate | None = None


def _build(policy: Policy, registers: Any, models: Any, key: bytes, isolate: bool) -> None:
    global _gate_of_worker  # noqa: PLW0603 - one gate for each worker process
    _gate_of_worker = Gate(policy, registers=registers, models=models, key=key, isolate=isolate)


def _check_chunk(drafts: list[Draft], now: datetime) -> list[Decision]:
    gate = _gate_of_worker
    if gate is None:
        raise GateError("the worker has no gate")
    return [gate.check(draft, now=now) for draft in drafts]


def _in_order(pool: Any, drafts: Iterable[Draft], now: datetime, ahead: int) -> Iterator[Decision]:
    source = iter(drafts)
    waiting: deque[Any] = deque()
    while True:
        while len(waiting) < ahead and (chunk := list(islice(source, _CHUNK))):
            waiting.append(pool.submit(_check_chunk, chunk, now))
        if not waiting:
            return
        yield from waiting.popleft().result()


# --- small things ---------------------------------------------------------------------------------


def _aware(now: datetime | None, draft: Draft) -> datetime:
    """The clock to judge by: the draft's own claim only when its reader vouches for it."""
    if now is None:
        now = draft.now if draft.trusted and draft.now is not None else datetime.now(UTC)
    if now.tzinfo is None:
        raise ValueError("`now` has no time zone; use an aware datetime")
    return now


_Looked = TypeVar("_Looked")


def _uncollected(parts: Sequence[Part], look: Callable[[], _Looked]) -> _Looked:
    """What a look at long texts gives, without garbage collection.

    It makes many small values and hardly a cycle, and there are bounds to how many. To look through all
    that a process holds, again and again, took up to a quarter of the time of a long text.
    """
    if sum([len(part.text) for part in parts]) <= _LONG or not gc.isenabled():
        return look()
    gc.disable()
    try:
        return look()
    finally:
        gc.enable()


def _with_faults(sweep: Sweep, views: Views) -> Sweep:
    """What a sweep found, and what its views left out."""
    return sweep._replace(faults=(*sweep.faults, *views.faults)) if views.faults else sweep


def _learned(policy: Policy, key: bytes) -> LearnedTier | None:
    """The learned tier model that the policy names, if it does."""
    if not policy.learned.file:
        return None
    from ecluse.learned import LearnedTier

    return LearnedTier(policy.learned, Path(policy.path).parent, key)


def _terms_of(learned: LearnedTier | None) -> Iterator[datetime]:
    """When certificates begin and end."""
    for certificate in () if learned is None else learned.certificates:
        yield from (certificate.issued_at, certificate.expires_at)


def _with_certified(sweep: Sweep, certificate: Certificate, channel: str) -> Sweep:
    """What a sweep found, and the model's own finding where a certificate lets it block."""
    from ecluse.learned import certified

    finding = certified(certificate, sweep.learned, channel)
    return sweep if finding is None else _with_findings(sweep, (finding,))


def _with_findings(sweep: Sweep, findings: tuple[Finding, ...]) -> Sweep:
    values = (canonical(finding.label, "") for finding in findings)
    return sweep._replace(findings=(*sweep.findings, *findings), values=(*sweep.values, *values))


def _with_reading(sweep: Sweep, reading: Reading) -> Sweep:
    """What a sweep found, and what the learned model makes of the draft."""
    return _with_findings(sweep, reading.findings)._replace(
        faults=(*sweep.faults, *reading.faults), learned=reading.probabilities
    )


def _drafts_read(last: Sequence[Draft], most: int) -> int:
    """How many of the last drafts are read together: so many, and more of them when each is a word or two."""
    if not most:
        return 0
    for number, past in enumerate(reversed(last)):
        if number >= most and len(past.text) > _WORDS_LONG:
            return number
    return _TIMES_MORE * most


def _is_read_with(past: Draft, draft: Draft, moment: datetime, window: timedelta) -> bool:
    """Whether readers of a draft have just read an earlier one: the same thread, or author and channel.

    What does not say whose it is, where it went or when may be of the same, and of just now.
    """
    if draft.thread and past.thread == draft.thread:
        return True
    values = history_values(past, draft, moment)
    is_near = values["same_author"] and values["same_channel"]
    return bool(is_near) and moment - (past.publish_at or past.now or moment) <= window


def _verify(draft: Draft) -> None:
    """Refuse a draft built from the wrong values; its texts are looked at by ``parts``."""
    if type(draft.reply_to) is not str or type(draft.channel) is not str:
        raise DraftError("`reply_to` and `channel` are texts", remedy='give str, "" for none')
    at: Any = draft.publish_at
    if at is not None and (not isinstance(at, datetime) or at.tzinfo is None):
        raise DraftError("`publish_at` is not a time with a zone", remedy="give an aware datetime")


def _with(faults: Sequence[Fault], fault: Fault) -> tuple[Fault, ...]:
    return tuple(faults) if fault in faults else (*faults, fault)


def _places(findings: Iterable[Finding]) -> Edit:
    """The places of findings in the draft itself, those that overlap made one."""
    places: list[tuple[str, Span]] = []
    own = (f for f in findings if f.field != "reply_to" and not f.draft)
    for field, (start, end) in sorted((f.field, f.span) for f in own):
        if places and places[-1][0] == field and start <= places[-1][1].end:
            before = places.pop()[1]
            places.append((field, Span(before.start, max(before.end, end))))
        else:
            places.append((field, Span(start, end)))
    return tuple(places)


def _without(draft: Draft, places: Edit) -> Draft:
    """The draft with those places removed."""
    changed: dict[str, Any] = {}
    for field, _ in places:
        name, _, number = field.partition("[")
        spans = [span for other, span in places if other == field]
        cut = _cut(draft.part(field), spans)
        if number:
            items = list(changed.get(name, getattr(draft, name)))
            items[int(number[:-1])] = cut
            changed[name] = tuple(items)
        else:
            changed[name] = cut
    return replace(draft, **changed)


def _cut(text: str, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _named_register(policy: Policy, key: bytes) -> tuple[Any, ...]:
    """The register that the policy names, if it does."""
    if not policy.register:
        return ()
    from ecluse.registers.model import RegisterError
    from ecluse.registers.register import Register

    try:
        return (Register(Path(policy.path).parent / policy.register, key),)
    except RegisterError as error:
        raise GateError(str(error)) from error


def _load(path: str | os.PathLike[str]) -> Policy:
    from ecluse.policy.cache import cached_load

    return cached_load(Path(path))
