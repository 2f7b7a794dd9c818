"""``ecluse calibrate`` and ``ecluse certificate verify``: a promise made, and whether it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import NamedTuple

from ecluse.gate import Gate
from ecluse.key import read_key
from ecluse.learn.attempts import attempts_near, sealed_texts, tried
from ecluse.learn.calibrate import Asked as Wanted
from ecluse.learn.calibrate import (
    Grouping,
    bound_of,
    goes_out,
    score_for,
    score_of_model,
    scores,
    without_promises,
)
from ecluse.learn.calibrate import calibrate as promised
from ecluse.learn.from_reviews import Drawn, Sample, decided, label_of
from ecluse.learn.labels import Label, grouped, read_labels
from ecluse.learn.seen import overlap, verify_unseen
from ecluse.learn.words import LEARN, say
from ecluse.learn_commands.monitor import keep_alarms, opened
from ecluse.learn_commands.retrain import drafts_of
from ecluse.learn_commands.speak import speaking
from ecluse.learn_commands.train import progress, write_whole
from ecluse.learned import UNWARRANTED
from ecluse.model import Decision, Draft, Message, Tier
from ecluse.policy.find import find_policy
from ecluse.policy.load import load
from ecluse.policy.model import Learned
from ecluse.promise.certificate import Certificate, Reviewers, read_certificate, reviewers_of
from ecluse.promise.journal import Journal, read_journal
from ecluse.promise.refusal import Refusal, percent, quoted
from ecluse.promise.reviews import missed
from ecluse.promise.thresholds import Kind, Scored, promise
from ecluse.read.words import filled

__all__ = ["Asked", "calibrate", "verify_certificate"]


class Asked(NamedTuple):
    """The options of the command."""

    policy: str | None = None
    published: str | None = None
    confidential: str | None = None
    alpha: str = "0.01"
    delta: str = "0.05"
    gamma: str = "1"
    by_channel: bool = False
    population: str | None = None
    days: int = 90
    now: datetime | None = None
    lang: str | None = None
    key_file: str | None = None
    from_reviews: str | None = None
    since: str | None = None
    by_language: bool = False


def calibrate(
    asked: Asked, out: Callable[[str], None], note: Callable[[str], None] = lambda line: None
) -> int:
    """Calibrate on published and confidential texts, and on reviewers' labels; write certificates; 0.

    Raises:
        DraftError: a line of a file is no text.
        Refusal: the policy names no model or no certificate to write, the examples are too few, the
            journal cannot be read, or there is no key.
    """
    policy = load(find_policy(asked.policy).path)
    learned, language = policy.learned, asked.lang or policy.language
    with speaking(language):
        if not (asked.published or asked.confidential or asked.from_reviews):
            raise Refusal(LEARN["no-texts"], LEARN["name-texts"])
        key = read_key(asked.key_file)
        gate = Gate(policy, key=key)
        if not learned.file:
            raise Refusal(LEARN["no-model"], LEARN["name-model"])
        if not gate.warranted:
            raise Refusal(UNWARRANTED)
        for reason in _alarms(gate, asked.now or datetime.now(UTC)):
            out(say("alarm-stands", language, reason=reason.in_(language)))
            out(say("to-reset", language))
        kinds = _kinds(asked, learned)
        texts = _Texts(asked, gate, key, language, note)
        refused = [one for kind in kinds if (one := _refused(texts, kind, out))]
        for refusal in refused[:-1]:
            note(refusal.in_(language))
        if refused:
            raise refused[-1]
    return 0


def _refused(texts: _Texts, kind: Kind, out: Callable[[str], None]) -> Refusal | None:
    """Make one promise; why it cannot be made must not keep the other from being made."""
    try:
        _promise(texts, kind, out)
    except Refusal as refusal:
        return refusal
    return None


def _kinds(asked: Asked, learned: Learned) -> list[Kind]:
    """What is promised: of the texts that are named, and what the policy names for reviews."""
    blocks = asked.published or (asked.from_reviews and learned.block)
    leaks = asked.confidential or (asked.from_reviews and learned.release)
    kinds = [*([Kind.FALSE_BLOCK] if blocks else []), *([Kind.LEAK] if leaks else [])]
    if not kinds:
        raise Refusal(filled(LEARN["no-certificate"], place="model.release.certificate"))
    return kinds


def _promise(texts: _Texts, kind: Kind, out: Callable[[str], None]) -> None:
    """Make one promise, write its certificate and say what it promises."""
    gate, language = texts.gate, texts.language
    learned, folder = gate.policy.learned, Path(gate.policy.path).parent
    named = learned.block if kind is Kind.FALSE_BLOCK else learned.release
    if not named:
        place = "model.block" if kind is Kind.FALSE_BLOCK else "model.release"
        raise Refusal(filled(LEARN["no-certificate"], place=f"{place}.certificate"))
    certain, reviewed = texts.examples(kind)
    seen = texts.reference()
    before = texts.tried() if kind is Kind.LEAK else 0
    made = promised(
        gate,
        certain,
        texts.wanted(kind),
        texts.key,
        seen,
        doubtful=reviewed.doubtful,
        unsettled=reviewed.unsettled,
        reviewers=texts.reviewers() if kind is Kind.LEAK else None,
        tried=before,
    )
    _write(folder / named, made, bound_of(gate, kind), language, out)
    if before:
        out(say("attempts", language, count=before, share=2**before))
    if kind is Kind.LEAK:
        if seen:
            freed, of = texts.benefit(made)
            out(say("benefit", language, out=freed, of=of))


class _Texts:
    """The texts of a calibration: of files of one tier, and drafts that reviewers looked at."""

    def __init__(
        self, asked: Asked, gate: Gate, key: bytes, language: str, note: Callable[[str], None]
    ) -> None:
        self.gate, self.key, self.language, self._asked = gate, key, language, asked
        self._grouping = Grouping(asked.by_channel, asked.by_language)
        self._bare, self._now = without_promises(gate, key), asked.now or datetime.now(UTC)
        self._end = self._now + timedelta(days=asked.days)
        published = _labels(asked.published, Tier.PUBLIC)
        confidential = _labels(asked.confidential, Tier.PRIVATE)
        self._unseen(published, asked.published, note)
        self._unseen(confidential, asked.confidential, note)
        self._journal, self._sample, drafts = self._reviews(note)
        labels = [label_of(draft, Tier.PUBLIC) for draft in drafts]
        # A document may have texts in several files, and counts once.
        each = grouped((*published, *confidential, *labels))
        first, last = len(published), len(published) + len(confidential)
        self._labels = {Kind.FALSE_BLOCK: each[:first], Kind.LEAK: each[first:last]}
        see = self._see(len(drafts)) if drafts else nullcontext()
        with see as seen:
            decisions = decided(self._bare, drafts, self._now, self._end, seen or (lambda _: None))
        self._held = list(zip(drafts, decisions, each[last:], strict=True))
        self._seen: Sequence[Scored] | None = None

    def _unseen(
        self, labels: Sequence[Label], path: str | None, note: Callable[[str], None]
    ) -> None:
        """Refuse texts that the model learned from, and say how many are nearly equal to one.

        Raises:
            Refusal: some taught it.
        """
        if self.gate.learned is None or not labels:
            return
        remedy = LEARN["since" if path == self._asked.from_reviews else "unseen-only"]
        near = verify_unseen(labels, self.gate.learned.model, path or "", remedy)
        if near:
            note(say("near", self.language, path=path, count=len(near), of=len(labels)))

    def _reviews(
        self, note: Callable[[str], None]
    ) -> tuple[Journal, Sample | None, Sequence[Draft]]:
        """The journal, who of it counts, and the drafts that the audit drew.

        Later drafts of a document from which the model learned are left out: reviews go on, and these
        are easier for it than what is promised.
        """
        asked, learned = self._asked, self.gate.policy.learned
        if not asked.from_reviews:
            return Journal(), None, []
        if not learned.journal:
            raise Refusal(LEARN["no-journal"], LEARN["name-journal"])
        journal = read_journal(Path(self.gate.policy.path).parent / learned.journal)
        share, since = Decimal(str(learned.audited)), _moment(asked.since)
        sample = Sample(journal, self.key, share, since)
        drafts = sample.of(drafts_of(asked.from_reviews))
        labels = grouped([label_of(draft, Tier.PUBLIC) for draft in drafts])
        known = self.gate.learned
        later = set() if known is None else {*overlap(labels, known.model).groups}
        sample.leave_out(drafts[at] for at in later)
        if later:
            note(say("left-out", self.language, count=len(later)))
        if missing := sample.missing(drafts):
            note(say("not-given", self.language, path=asked.from_reviews, count=missing))
        kept = [at for at in range(len(drafts)) if at not in later]
        self._unseen([labels[at] for at in kept], asked.from_reviews, note)
        return journal, sample, [drafts[at] for at in kept]

    def wanted(self, kind: Kind) -> Wanted:
        asked = self._asked
        own = asked.published if kind is Kind.FALSE_BLOCK else asked.confidential
        named = [Path(name).name for name in (own, asked.from_reviews) if name]
        return Wanted(
            promise(kind, asked.alpha, asked.delta, asked.gamma),
            asked.population or " + ".join(named),
            self._now,
            asked.days,
        )

    def examples(self, kind: Kind) -> tuple[list[Scored], Drawn]:
        """The certain examples of one kind, and those of reviewers."""
        found = self._scores(kind, score_for(kind))
        reviewed = self._reviewed(kind, score_for(kind), {one.group for one in found})
        return [*found, *reviewed.certain], reviewed

    def reference(self) -> Sequence[Scored]:
        """Publishable posts, as the model scores them: by them drift is watched."""
        if self._seen is None:
            self._seen = self._publishable(score_of_model)
        return self._seen

    def benefit(self, made: Certificate) -> tuple[int, int]:
        """How many publishable posts would have gone out by themselves, of how many."""
        found = self._publishable(score_for(Kind.LEAK))
        return sum(goes_out(one, made) for one in found), len(found)

    def _publishable(self, score: Callable[[Decision], float]) -> list[Scored]:
        reviewed = self._reviewed(Kind.FALSE_BLOCK, score)
        return [*self._scores(Kind.FALSE_BLOCK, score), *reviewed.certain]

    def reviewers(self) -> Reviewers | None:
        """What people let through of planted drafts, if any was planted and looked at."""
        k, n = missed(self._journal, self.key)
        return reviewers_of(k, n, self.wanted(Kind.LEAK).promise.delta) if n else None

    def tried(self) -> int:
        """How many new models the confidential texts tested."""
        learned, folder = self.gate.policy.learned, Path(self.gate.policy.path).parent
        noted = attempts_near(folder / learned.journal, folder / learned.release)
        return tried(noted, sealed_texts(self._labels[Kind.LEAK], self.key))

    def _scores(self, kind: Kind, score: Callable[[Decision], float]) -> list[Scored]:
        labels = self._labels[kind]
        with self._see(len(labels)) as see:
            return scores(
                self._bare,
                labels,
                score,
                self._now,
                self._end,
                grouping=self._grouping,
                see=see or (lambda _: None),
            )

    def _reviewed(
        self, kind: Kind, score: Callable[[Decision], float], groups: Iterable[str] = ()
    ) -> Drawn:
        if self._sample is None:
            return Drawn()
        return self._sample.examples(self._held, kind, score, self._grouping.group, groups)

    def _see(self, of: int) -> AbstractContextManager[Callable[[int], None] | None]:
        return progress(lambda done: say("scored", self.language, done=done, of=of))


def _moment(text: str | None) -> datetime | None:
    """A date or a moment; without a time zone it is of UTC."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(LEARN["no-moment"], LEARN["write-moment"]) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _alarms(gate: Gate, now: datetime) -> tuple[Message, ...]:
    """What stands in the journal: certificates that are written now do not silence it."""
    if gate.learned is None or not gate.policy.learned.journal:
        return ()
    return keep_alarms(gate.learned, now).every_reason


def _labels(named: str | None, tier: Tier) -> Sequence[Label]:
    return read_labels(Path(named), tier=tier) if named else ()


def _write(
    path: Path,
    made: Certificate,
    bound: float | None,
    language: str,
    out: Callable[[str], None],
) -> None:
    """Write a certificate where the policy looks for it, and say what it promises."""
    asked, is_block = made.promise, made.promise.kind is Kind.FALSE_BLOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, made.json().encode() + b"\n")
    until = made.expires_at.date().isoformat()
    sure, most = percent(1 - asked.delta), percent(asked.alpha)
    kind = "promise-block" if is_block else "promise-leak"
    out(say(kind, language, most=most.in_(language), sure=sure.in_(language), n=made.n, k=made.k))
    for group in made.groups:
        name = quoted(group.group).in_(language) if group.group else say("every-channel", language)
        out(say("threshold", language, group=name, at=float(group.at), n=group.n, k=group.k))
    if any(group.at == bound for group in made.groups):
        out(say("bounded-block" if is_block else "bounded-leak", language))
    _say_people(made, language, out)
    out(say("certified", language, path=path, digest=made.digest, until=until))


def _say_people(made: Certificate, language: str, out: Callable[[str], None]) -> None:
    """What reviewers miss, and what goes out in all."""
    people, total = made.reviewers, made.total_leak
    if people is None or total is None:
        return
    most = percent(_shown(people.upper)).in_(language)
    out(say("people", language, k=people.k, n=people.n, most=most))
    sure = percent(1 - made.promise.delta - people.delta).in_(language)
    out(say("total-leak", language, most=percent(_shown(total)).in_(language), sure=sure))


def _shown(share: Decimal) -> Decimal:
    """A share as it is shown: in hundredths of a percent, never below itself."""
    return share.quantize(Decimal("0.0001"), ROUND_CEILING)


def verify_certificate(
    file: str,
    policy: str | None,
    key_file: str | None,
    lang: str | None,
    out: Callable[[str], None],
) -> int:
    """Say whether a certificate stands for the policy as it is now; 0, or 1 with every reason.

    Raises:
        Refusal: the policy names no model, or the file is no certificate.
    """
    gate, language = opened(policy, key_file, lang)
    with speaking(language):
        made = read_certificate(Path(file))
        if gate.learned is None:
            raise Refusal(LEARN["no-model"], LEARN["name-model"])
    wrong = gate.learned.verified(made, gate.policy.digest, gate.registers_named, datetime.now(UTC))
    wrong = wrong if gate.warranted else (UNWARRANTED, *wrong)
    for reason in wrong:
        out(say("not-valid", language, reason=reason.in_(language)))
    if not wrong:
        sure, most = percent(1 - made.promise.delta), percent(made.promise.alpha)
        until = made.expires_at.date().isoformat()
        shown = {"most": most.in_(language), "sure": sure.in_(language), "until": until}
        out(say("valid", language, population=made.population, n=made.n, k=made.k, **shown))
        _say_people(made, language, out)
        out("\n".join(f"- {one.in_(language)}" for one in made.assumptions))
    return 1 if wrong else 0
