"""``ecluse explain``: why a draft got its verdict, what a rule means, what a code stands for.

A draft's page is its proof tree: each reason, the facts that satisfied it, the places of findings,
the rules that derived facts; then what would have to change, each way tried in the gate before it
is offered. A rule's page is made from the rule itself: because, conditions, fix, examples.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from textwrap import indent
from typing import TYPE_CHECKING

from ecluse.batch import Judge
from ecluse.door import UsageError, items, prepare
from ecluse.lean import replace
from ecluse.model import DraftError, Fact, Finding, Message, Mode, Override, Reason, Tier, Verdict
from ecluse.options import Options
from ecluse.policy.model import Example, Policy
from ecluse.policy.problems import did_you_mean
from ecluse.read import Record
from ecluse.report import Report, Row, Tally, asked
from ecluse.report.concise import headline
from ecluse.report.full import masked
from ecluse.report.notices import notices, region
from ecluse.report.words import clean, colon
from ecluse.rules.conditions import (
    AnyOf,
    Bounded,
    Count,
    Covers,
    Pattern,
    Reference,
    Rule,
    Test,
    When,
)
from ecluse.text.views import view_of
from ecluse.version import VERSION

if TYPE_CHECKING:
    # Opened for reviewers only.
    from ecluse.registers.register import Register

__all__ = ["draft_page", "explained", "rule_page"]

_W: Mapping[str, Message] = {
    "because": Message("pourquoi", "because"),
    "fix": Message("à faire", "fix"),
    "gives": Message("donne", "gives"),
    "where": Message("défini dans", "defined in"),
    "when_all": Message("quand tout ceci est vrai", "when all of these hold"),
    "when_any": Message("et l'un de ceux-ci", "and one of these does"),
    "count": Message("et il y en a assez", "and there are enough"),
    "none": Message("et rien de ceci", "and none of these does"),
    "caught": Message("exemples retenus", "examples that it catches"),
    "clear": Message("exemples laissés libres", "examples that it leaves alone"),
    "derived": Message("déduit par la règle", "derived by rule"),
    "change": Message("ce qui devrait changer", "what would have to change"),
    "take-out": Message(
        "retirer {places} (vérifié : le verdict est moins strict)",
        "take out {places} (tried: the verdict is more lenient)",
    ),
    "channel": Message("publier plutôt sur {channels}", "publish on {channels} instead"),
    "release": Message(
        "une condition qui lève la règle {rule} : {what}", "what releases rule {rule}: {what}"
    ),
    "acknowledge": Message(
        "prendre en compte : --acknowledge {rule}{because}",
        "acknowledge it: --acknowledge {rule}{because}",
    ),
    "waive": Message(
        "une dérogation : ecluse waive {rule} --scope … --until … --owner … --because …",
        "a waiver: ecluse waive {rule} --scope … --until … --owner … --because …",
    ),
    "never": Message("aucune dérogation ne lève la règle {rule}", "no waiver may lift rule {rule}"),
    "fault": Message(
        "ce qui n'a pas pu être évalué doit l'être", "what could not be evaluated has to be"
    ),
    "nothing": Message("rien : ce brouillon est autorisé", "nothing: this draft is allowed"),
    "no-reason": Message("aucune règle n'est satisfaite", "no rule is satisfied"),
    "wrong": Message("ce qui ne va pas", "what is wrong"),
    "right": Message("ce qui va", "what is right"),
    "lifted": Message("levée par", "lifted by"),
    "recorded": Message(
        "la valeur est au registre public", "the value stands in the public record"
    ),
}


def _say(word: str, report: Report, **values: str) -> str:
    return _W[word].in_(report.language).format(**values)


def explained(options: Options, say: Callable[[str], None], reviewer_key: bytes = b"") -> int:
    """Explain a code, a rule or a draft; the exit code is that of the decision, 0 for a page.

    Raises:
        UsageError: there is no such code, rule or file.
    """
    target = options.paths[0] if options.paths else ""
    if options.text is None and not target:
        raise UsageError("name a rule, a code or a draft, or give --text")
    if options.text is None and _is_code(target):
        return _explain_code(target.upper(), options.lang or "en", say)
    if options.text is None and target != "-" and not os.path.exists(target):
        return _explain_rule(options, target, say)
    return _explain_drafts(options, reviewer_key, say)


def _is_code(target: str) -> bool:
    return len(target) == 4 and target[0] in "PpLl" and target[1:].isdigit()


def _explain_code(code: str, language: str, say: Callable[[str], None]) -> int:
    from ecluse.policy.problems import CODES

    if code not in CODES:
        raise UsageError(f"there is no code {code}; codes are {', '.join(sorted(CODES))}")
    page = CODES[code]
    say(f"# {code}: {page.title.in_(language)}\n\n{page.why.in_(language)}")
    for word, policy in (("wrong", page.wrong), ("right", page.right)):
        if policy:
            say(
                f"\n{_W[word].in_(language)}{colon(language).rstrip()}\n\n{indent(policy.rstrip(), '    ')}"
            )
    return 0


def _explain_rule(options: Options, target: str, say: Callable[[str], None]) -> int:
    from ecluse.policy.find import find_policy
    from ecluse.policy.load import load

    # Loaded from its sources, for the examples, which the compiled cache leaves out.
    policy = load(find_policy(options.policy).path)
    rule = find_rule(policy, target)
    if rule is None:
        near = did_you_mean(target, (one.id for one in policy.rules))
        raise UsageError(f"no rule, code or file is called so{'; ' + near if near else ''}")
    report = Report(policy, datetime.now(UTC), VERSION, options.lang or policy.language)
    say(rule_page(report, rule, policy.examples))
    return 0


def _explain_drafts(options: Options, reviewer_key: bytes, say: Callable[[str], None]) -> int:
    run, given = prepare(options)
    judge, tally = Judge(run), Tally()
    register = _for_reviewer(judge, reviewer_key)
    say(headline(run.report) + "\n")
    for item in items(options, given):
        if isinstance(item, (Record, DraftError)):
            for row in judge.rows(item):
                tally.add(row)
                say(draft_page(judge, row, register))
    return tally.exit_code()


def _for_reviewer(judge: Judge, reviewer_key: bytes) -> Register | None:
    """The register of the policy, opened with the reviewers' key.

    Raises:
        UsageError: a key was given and the policy names no register.
    """
    if not reviewer_key:
        return None
    from ecluse.registers.register import Register

    own = next((one for one in judge.gate.registers if isinstance(one, Register)), None)
    if own is None:
        raise UsageError("--as-reviewer: the policy names no register")
    return Register(own.store.folder, judge.run.key, reviewer_key)


# --- a draft --------------------------------------------------------------------------------------


def draft_page(judge: Judge, row: Row, register: Register | None = None) -> str:
    """The proof tree of one decision, and the ways out that the gate confirmed.

    ``register``, opened with the reviewers' key, shows a reviewer what statements say, and which of
    their words the draft met; without it nobody sees either.
    """
    report, decision = judge.run.report, row.decision
    where = " → ".join(filter(None, (clean(row.name), clean(decision.channel))))
    audience = f"{clean(decision.audience)}: {decision.audience_tier.word}"
    lines = [
        f"{where}{colon(report.language)}{decision.verdict.word} ({decision.tier.word} → {audience})"
    ]
    lines += (f"! {n.why}" for n in notices(report, row) if n.status == "fault")
    lines += (f"! {n.why}" for n in notices(report, row) if n.rule == "reach")
    for reason in decision.reasons:
        lines += _reason_lines(report, row, reason)
        if register is not None:
            lines += _reviewed(row, reason, register)
    if not decision.reasons:
        lines.append(f"  {_say('no-reason', report)}")
    lines.append(f"{_say('change', report)}{colon(report.language).rstrip()}")
    lines += (f"  • {way}" for way in _ways(judge, row))
    return "\n".join(lines) + "\n"


def _reason_lines(report: Report, row: Row, reason: Reason) -> Iterator[str]:
    gives = asked(report, reason, row.decision.audience_tier).word
    tier = f", {reason.tier.word}" if reason.tier is not None else ""
    mode = f", {reason.mode.value}" if reason.mode is not Mode.ENFORCE else ""
    lifted = f", {_say('lifted', report)} {clean(reason.waiver.id)}" if reason.waiver else ""
    yield f"├─ {reason.rule}: {gives}{tier}{mode}{lifted}"
    yield f"│  {clean(reason.because.in_(report.language))}"
    for line in _facts(report, row, reason.facts):
        yield f"│  {line}"


def _reviewed(row: Row, reason: Reason, register: Register) -> Iterator[str]:
    """What the statements of a reason say, and the words of the draft that met theirs."""
    from ecluse.registers.model import RegisterError

    for finding in reason.findings:
        if finding.label not in _OF_STATEMENTS:
            continue
        try:
            said = register.reveal(finding.name)
        except RegisterError as error:
            yield f"│  ? {error}"
            continue
        yield f"│  = {finding.name}: « {_on_one_line(said)} »"
        text = row.draft.part(finding.field)
        for met in register.anchors_of(view_of(text, finding.field), finding.name):
            yield clean(f"│    {text[slice(*met.draft)]} ~ {said[slice(*met.statement)]}")


_OF_STATEMENTS = frozenset({"statement", "exchange", "contradiction"})


def _facts(report: Report, row: Row, facts: Sequence[Fact]) -> Iterator[str]:
    for number, fact in enumerate(facts, 1):
        is_last = number == len(facts)
        yield ("└─ " if is_last else "├─ ") + _fact(report, row, fact)
        for line in _facts(report, row, fact.because):
            yield ("   " if is_last else "│  ") + line


_HIDDEN = frozenset({"value", "name", "digest", "unknown", "label", "field", "view", "classifier"})


def _fact(report: Report, row: Row, fact: Fact) -> str:
    """One fact in a line; of a finding its place and its masked surroundings, never its text."""
    if fact.finding is not None:
        return f"{fact.kind} {_finding(row, fact.finding)}"
    if fact.kind == "fact":
        named = fact.values.get("name")
        return clean(f"{fact.kind} {named}, {_say('derived', report)} {fact.rule}")
    values = (f"{k} {_value(v)}" for k, v in fact.values.items() if k not in _HIDDEN)
    return clean(f"{fact.kind} {', '.join(values)}".rstrip())


def _value(value: object) -> str:
    if isinstance(value, Tier):
        return value.word
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


_AROUND = 24


def _finding(row: Row, finding: Finding) -> str:
    place = region(row.draft, finding)
    start, end = finding.span
    hidden = masked(row.draft.part(finding.field), finding.field, _all_findings(row))
    around = _on_one_line(hidden[max(0, start - _AROUND) : end + _AROUND])
    seen = f"{finding.label} {place} {finding.field}[{start}:{end}]"
    return f"{seen} ({finding.confidence:.2f}, {finding.view}) « {around} »"


def _on_one_line(text: str) -> str:
    """A text for one line: ``⏎`` for each end of a line."""
    return clean("⏎".join(text.replace("\t", " ").splitlines()))


def _all_findings(row: Row) -> tuple[Finding, ...]:
    return (*row.found, *(f for reason in row.decision.reasons for f in reason.findings))


# --- ways out -------------------------------------------------------------------------------------


def _ways(judge: Judge, row: Row) -> Iterator[str]:
    report, decision = judge.run.report, row.decision
    if decision.verdict is Verdict.ALLOW:
        yield _say("nothing", report)
        return
    if decision.faults:
        yield _say("fault", report)
    if edit := row.edit:
        places = ", ".join(f"{name}[{span[0]}:{span[1]}]" for name, span in edit)
        yield _say("take-out", report, places=places)
    if channels := list(_elsewhere(judge, row)):
        yield _say("channel", report, channels=", ".join(channels))
    for reason in decision.reasons:
        if reason.stands and asked(report, reason, decision.audience_tier) > Verdict.ALLOW:
            yield from _lifts(report, reason)


def _elsewhere(judge: Judge, row: Row) -> Iterator[str]:
    """Channels of the policy on which the same draft is allowed."""
    for channel in sorted(judge.gate.policy.channels):
        moved = replace(row.draft, channel=channel)
        if judge.gate.check(moved, now=judge.run.report.now).allowed:
            yield clean(channel)


def _lifts(report: Report, reason: Reason) -> Iterator[str]:
    rule = next((r for r in report.policy.rules if r.id == reason.rule), None)
    for condition in rule.none if rule else ():
        yield _say("release", report, rule=reason.rule, what=_none(report, condition))
    if reason.override is Override.NEVER:
        yield _say("never", report, rule=reason.rule)
        return
    if reason.override < Override.APPROVE:
        because = " --because …" if reason.override is Override.JUSTIFY else ""
        yield _say("acknowledge", report, rule=reason.rule, because=because)
    yield _say("waive", report, rule=reason.rule)


# --- a rule ---------------------------------------------------------------------------------------


def rule_page(report: Report, rule: Rule, examples: Sequence[Example] = ()) -> str:
    """The page of a rule, made from the rule."""
    language = report.language
    gives = [rule.tier.word if rule.tier is not None else ""]
    gives += [rule.verdict.word] if rule.verdict is not Verdict.ALLOW else []
    gives += [f"override: {rule.override.name.lower()}", f"mode: {rule.mode.value}"]
    gives += [f"{o.action} {o.target}" for o in rule.obligations]
    lines = [f"# {rule.id}", ""]
    lines.append(f"{_say('because', report)}{colon(language)}{rule.because.in_(language)}")
    lines.append(f"{_say('fix', report)}{colon(language)}{rule.fix.in_(language)}")
    lines.append(f"{_say('gives', report)}{colon(language)}{', '.join(filter(None, gives))}")
    if rule.place.path:
        lines.append(f"{_say('where', report)}{colon(language)}{rule.place.path}:{rule.place.line}")
    lines += _conditions(report, rule)
    lines += _examples(report, rule, examples)
    return "\n".join(map(clean, lines)) + "\n"


def _conditions(report: Report, rule: Rule) -> Iterator[str]:
    parts = {
        "when_all": [_condition(c) for c in rule.when_all],
        "when_any": [_condition(c) for c in rule.when_any],
        "count": [_count(c) for c in rule.count],
        "none": [_none(report, c) for c in rule.none],
    }
    for name, conditions in parts.items():
        if conditions:
            yield ""
            yield f"{_say(name, report)}{colon(report.language).rstrip()}"
            yield from (f"  • {condition}" for condition in conditions)


def _condition(condition: Pattern | When) -> str:
    return _pattern(condition) if isinstance(condition, Pattern) else _when(condition)


def _pattern(pattern: Pattern) -> str:
    tests = ", ".join(f"{name} {_test(test)}" for name, test in pattern.tests)
    near = f", near {pattern.near.of} ({pattern.near.tokens})" if pattern.near else ""
    bind = f" as {pattern.bind}" if pattern.bind else ""
    return f"{pattern.kind}: {tests or '*'}{near}{bind}"


def _test(test: Test) -> str:
    if isinstance(test, AnyOf):
        values = " | ".join(map(str, test.values))
        return f"≠ {values}" if test.negated else f"= {values}"
    if isinstance(test, Bounded):
        bound = test.bound
        limit = _reference(bound) if isinstance(bound, Reference) else f"{bound:g}"
        return f"{test.operator.value} {limit}"
    return f"{'≠' if test.negated else '='} {_reference(test.to)}"


def _reference(reference: Reference) -> str:
    return f"{reference.name}.{reference.field}"


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _when(when: When) -> str:
    said = [f"before {_moment(when.before)}"] if when.before else []
    said += [f"not before {_moment(when.not_before)}"] if when.not_before else []
    said += ["on " + " ".join(_DAYS[day] for day in sorted(when.weekdays))] if when.weekdays else []
    if when.hours:
        said.append(f"{when.hours[0]:%H:%M} to {when.hours[1]:%H:%M}")
    return f"time: {', '.join(said)} ({when.zone})"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _count(count: Count) -> str:
    distinct = f", distinct {count.distinct}" if count.distinct else ""
    within = f", within {count.within.window} of {count.within.of}" if count.within else ""
    return f"{_pattern(count.pattern)}, at least {count.at_least}{distinct}{within}"


def _none(report: Report, condition: Pattern | Covers) -> str:
    return _say("recorded", report) if isinstance(condition, Covers) else _pattern(condition)


def _examples(report: Report, rule: Rule, examples: Sequence[Example]) -> Iterator[str]:
    for name, caught in (("caught", True), ("clear", False)):
        texts = [
            str(e.draft.get("text", ""))
            for e in examples
            if e.rule == rule.id and e.caught is caught
        ]
        if texts:
            yield ""
            yield f"{_say(name, report)}{colon(report.language).rstrip()}"
            yield from (f"  • {_on_one_line(text)}" for text in texts)


def find_rule(policy: Policy, name: str) -> Rule | None:
    """The rule called ``name``."""
    return next((rule for rule in policy.rules if rule.id == name), None)
