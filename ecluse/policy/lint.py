"""What a valid policy may still have wrong: rules that never apply, terms that match everything…

:func:`lint` says, with the ``L`` codes of :data:`ecluse.policy.problems.CODES`, what its author would
want to know. It proves what it says of rules (:mod:`ecluse.policy.implies` is sound) and knows only
the policy: what needs the gate or a log (which values are recognised, which waivers were used) is
given by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ecluse.classifiers import BUILTIN
from ecluse.lean import replace
from ecluse.model import Mode, Tier, Verdict
from ecluse.policy.implies import clash, is_shadowed, patterns_of
from ecluse.policy.model import Label, Policy, Term, TextPattern
from ecluse.policy.places import Places
from ecluse.policy.problems import Problem, did_you_mean
from ecluse.rules.conditions import AnyOf, Bounded, Covers, Operator, Pattern, Place, Rule, When

__all__ = ["is_poor", "lint", "why_guessable"]

Step = str | int | tuple[str, object]


class _Context(NamedTuple):
    policy: Policy
    now: datetime
    places: Places
    uses: Mapping[str, int] | None
    recognised: Callable[[str], Iterable[str]] | None

    def at(self, code: str, message: str, place: Place, help: str = "") -> Problem:
        severity = "error" if code == "L004" and _is_pack(place) else "warning"
        return self.places.problem(code, message, place, help, severity)

    def of(self, code: str, message: str, *path: Step, help: str = "") -> Problem:
        return self.at(code, message, self.places.find(*path), help)


def lint(
    policy: Policy,
    now: datetime,
    *,
    uses: Mapping[str, int] | None = None,
    recognised: Callable[[str], Iterable[str]] | None = None,
    packs: Any = None,
) -> list[Problem]:
    """Every warning about a policy, by file and line.

    Args:
        policy: a policy that was read from its file; one from the cache has no examples.
        now: the moment that waivers, releases and channels are judged at (aware).
        uses: how often each waiver was used; without it none is called unused.
        recognised: the labels of what is found in a text; without it the public record is not
            looked at.
        packs: the folder of packs that the policy was loaded with; that of the wheel by default.
    """
    context = _Context(policy, now, Places(policy, packs), uses, recognised)
    found = [problem for check in _CHECKS for problem in check(context)]
    order = [policy.path, *(name for name, _ in policy.inputs[1:])]
    rank = {path: number for number, path in enumerate(order)}
    return sorted(
        dict.fromkeys(found), key=lambda p: (rank.get(p.path, 0), p.path, p.line, p.column, p.code)
    )


def _is_pack(place: Place) -> bool:
    return place.path.startswith("pack:")


def _values(pattern: Pattern, field: str) -> tuple[str, ...]:
    """The values of which a field must be one."""
    for name, test in pattern.tests:
        if name == field and isinstance(test, AnyOf) and not test.negated:
            return tuple(map(str, test.values))
    return ()


# --- rules ----------------------------------------------------------------------------------------


def _ruleless(context: _Context) -> Iterator[Problem]:
    policy = context.policy
    if not policy.rules:
        tier = policy.default_tier.word
        message = f"no rule, neither here nor in a pack: every draft is `{tier}`"
        help = "take up packs with `extends:`, or start from `ecluse init`"
        yield context.of("L018", message, "rules", help=help)


def _dead(context: _Context) -> Iterator[Problem]:
    for rule in context.policy.rules:
        if why := clash(rule) or next(_reasons_to_be_dead(context, rule), ""):
            yield context.at("L001", f"rule `{rule.id}` never applies: {why}", rule.place)


def _reasons_to_be_dead(context: _Context, rule: Rule) -> Iterator[str]:
    for condition in rule.when_all:
        if isinstance(condition, When):
            if condition.before is not None and condition.before <= context.now:
                yield "its moment is past"
        else:
            yield from _unknown_to_labels(context.policy, condition)
    yield from _contradicted(context, rule)


def _unknown_to_labels(policy: Policy, pattern: Pattern) -> Iterator[str]:
    """A finding with a name or a confidence that none of its labels gives."""
    labels = [policy.labels.get(id) for id in _values(pattern, "label")]
    if pattern.kind not in {"finding", "reply"} or not labels:
        return
    declared = [label for label in labels if label is not None and _is_declared(label)]
    if len(declared) < len(labels):
        return
    sources: list[Term | TextPattern] = []
    for label in declared:
        sources += (*label.terms, *label.patterns)
    names = {source.name for source in sources}
    wanted = _values(pattern, "name")
    if wanted and names.isdisjoint(wanted):
        help = did_you_mean(wanted[0], names)
        yield f"no term or pattern is named `{wanted[0]}`" + (f" ({help})" if help else "")
    most = max((source.confidence for source in sources), default=0.0)
    for field, test in pattern.tests:
        if field == "confidence" and isinstance(test, Bounded) and _is_above(test, most):
            yield f"no term or pattern has a confidence above {most:g}"


def _is_above(test: Bounded, most: float) -> bool:
    if not isinstance(test.bound, float):
        return False
    if test.operator is Operator.AT_LEAST:
        return test.bound > most
    return test.operator is Operator.ABOVE and test.bound >= most


def _is_declared(label: Label) -> bool:
    """Whether everything that a label recognises stands in the policy."""
    elsewhere = (*label.spacy, *label.classifiers, *label.gitleaks, *label.hashed)
    built_in = any(label.id in labels for labels in BUILTIN.values())
    return bool(label.terms or label.patterns) and not elsewhere and not built_in


def _contradicted(context: _Context, rule: Rule) -> Iterator[str]:
    """What ``none`` excludes always holds when the rest does."""
    policy = context.policy
    authors = [
        id
        for p in rule.when_all
        if isinstance(p, Pattern) and p.kind == "author"
        for id in _values(p, "id")
    ]
    people = [policy.people[id] for id in authors if id in policy.people]
    for condition in rule.none:
        if isinstance(condition, Covers):
            continue
        released = {r.id for r in policy.releases if r.at is not None and r.at <= context.now}
        for id in _values(condition, "id"):
            if condition.kind == "release" and id in released:
                yield f"release `{id}` has taken place"
        if condition.kind == "author" and people and len(condition.tests) == 1:
            roles, domains = _values(condition, "role"), _values(condition, "domain")
            if all(person.roles & set(roles) or person.domains & set(domains) for person in people):
                yield "`none` excludes the only authors that it is about"


def _shadowed(context: _Context) -> Iterator[Problem]:
    rules = context.policy.rules
    for number, rule in enumerate(rules):
        for other_number, other in enumerate(rules):
            if rule is other or not is_shadowed(rule, other):
                continue
            if rule.place.path.startswith("pack:") and other.place.path != rule.place.path:
                continue  # a policy may be stricter than a pack that it takes up
            if other_number > number and is_shadowed(other, rule):
                continue  # the same twice: said of the later one
            message = f"rule `{rule.id}` changes no decision: `{other.id}` applies wherever it does"
            yield context.at("L002", message, rule.place)
            break


def _contradictory(context: _Context) -> Iterator[Problem]:
    seen: dict[tuple[str, str], object] = {}
    for example in context.policy.examples:
        expected = (example.caught, example.verdict)
        key = (example.rule, repr(sorted(example.draft.items())))
        if seen.setdefault(key, expected) != expected:
            what = f"example of rule `{example.rule}`" if example.rule else "test"
            yield context.at("L003", f"another {what} says the opposite", example.place)


def _untested(context: _Context) -> Iterator[Problem]:
    examples = {(example.rule, example.caught) for example in context.policy.examples}
    for rule in context.policy.rules:
        lacking = [
            key
            for key, caught in (("caught", True), ("clear", False))
            if (rule.id, caught) not in examples
        ]
        if lacking:
            message = f"rule `{rule.id}` has no example under `{lacking[0]}`"
            if len(lacking) == 2:
                message = f"rule `{rule.id}` has no examples"
            yield context.at("L004", message, rule.place)


def _unexplained(context: _Context) -> Iterator[Problem]:
    for rule in context.policy.rules:
        says = rule.verdict is not Verdict.ALLOW or (rule.tier or Tier.PUBLIC) < Tier.PUBLIC
        if says and not (rule.because.fr and rule.because.en):
            language = "fr" if rule.because.en else "en"
            what = f"`because` in {language}" if any(rule.because) else "`because`"
            yield context.at("L014", f"rule `{rule.id}` has no {what}", rule.place)


def _in_shadow(context: _Context) -> Iterator[Problem]:
    for rule in context.policy.rules:
        if rule.mode is Mode.SHADOW:
            place = context.places.find("adjust", rule.id)
            place = place if place.line else rule.place
            yield context.at("L013", f"rule `{rule.id}` is in shadow: it changes nothing", place)


# --- who, where, labels ---------------------------------------------------------------------------


def _patterns(policy: Policy) -> list[Pattern]:
    return [pattern for rule in policy.rules for pattern in patterns_of(rule)]


def _unreachable(context: _Context) -> Iterator[Problem]:
    policy = context.policy
    named = {id for p in _patterns(policy) if p.kind == "audience" for id in _values(p, "id")}
    drafts = [example.draft for example in policy.examples]
    used = {channel.audience for channel in policy.channels.values()} | named
    used |= {str(draft["audience"]) for draft in drafts if "audience" in draft}
    for id in policy.audiences:
        place = context.places.find("audiences", id)
        if id not in used and not _is_pack(place):
            yield context.at("L005", f"no channel leads to audience `{id}`", place)
    for channel in policy.channels.values():
        if channel.closes is not None and channel.closes <= context.now:
            yield context.of("L005", f"channel `{channel.id}` is closed", "channels", channel.id)


def _unused_labels(context: _Context) -> Iterator[Problem]:
    policy = context.policy
    findings = [p for p in _patterns(policy) if p.kind in {"finding", "reply"}]
    if any(not _values(pattern, "label") for pattern in findings):
        return  # some rule looks at every label
    used = {label for pattern in findings for label in _values(pattern, "label")}
    for label in policy.labels.values():
        if label.id not in used and not _is_pack(label.place):
            message = f"no rule looks at label `{label.id}`"
            yield context.at("L006", message, label.place)


def _unknown_in_rules(context: _Context) -> Iterator[Problem]:
    """Roles, domains and kinds of channel that nobody has."""
    policy = context.policy
    people = policy.people.values()
    known = {
        "role": {role for person in people for role in person.roles},
        "domain": {domain for person in people for domain in person.domains},
        "kind": {channel.kind for channel in policy.channels.values()},
    }
    for rule in policy.rules:
        if _is_pack(rule.place):
            continue
        for pattern in patterns_of(rule):
            for field in ("role", "domain") if pattern.kind == "author" else ("kind",):
                if pattern.kind in {"author", "channel"}:
                    for value in _values(pattern, field):
                        if value not in known[field]:
                            yield _nobody_has(context, rule, field, value, known[field])


def _nobody_has(
    context: _Context, rule: Rule, field: str, value: str, known: Iterable[str]
) -> Problem:
    who = "channel" if field == "kind" else "person"
    message = f"rule `{rule.id}`: no {who} has the {field} `{value}`"
    return context.at("L017", message, rule.place, did_you_mean(value, known))


def _unknown_in_examples(context: _Context) -> Iterator[Problem]:
    policy = context.policy
    known: Mapping[str, Mapping[str, object]] = {
        "channel": policy.channels,
        "audience": policy.audiences,
        "author": policy.people,
    }
    for example in policy.examples:
        for field, declared in known.items():
            value = example.draft.get(field)
            if value and value not in declared and not _is_pack(example.place):
                message = f"no {field} `{value}`: read as the strictest"
                help = did_you_mean(str(value), declared)
                yield context.at("L016", message, example.place, help)


# --- what is recognised ---------------------------------------------------------------------------

_PLAIN_TEXTS = (b"bonjour tout le monde", b"have a nice day", b"rendez-vous mardi")
"""Folded sentences that no pattern is meant for."""


def _too_wide_or_narrow(context: _Context) -> Iterator[Problem]:
    for label in context.policy.labels.values():
        for pattern in label.patterns:
            if why := _why_everything(pattern.pattern, folded=pattern.view == "folded"):
                yield context.at("L007", why, pattern.place)
            elif why := _why_nothing(pattern.pattern, folded=pattern.view == "folded"):
                yield context.at("L008", why, pattern.place)


def _why_everything(pattern: str, *, folded: bool) -> str:
    from ecluse.text.patterns import compile_pattern

    compiled = compile_pattern(pattern, folded=folded)
    if compiled.search(b"") is not None:
        return "this pattern matches the empty text"
    if all(compiled.search(text) is not None for text in _PLAIN_TEXTS):
        return "this pattern matches any sentence"
    return ""


def _why_nothing(pattern: str, *, folded: bool) -> str:
    from ecluse.text.patterns import compile_pattern

    # RE2 simplifies a pattern that cannot match to a program of one instruction.
    if compile_pattern(pattern, folded=folded).programsize <= 1:
        return "this pattern matches nothing"
    return ""


_SHORTEST = 3
_COMMON = frozenset(
    """a ai au aux avec ce ces cette chez comme contre dans de des du elle en est et il je la le les
    leur leurs lui ma mais mes moi mon ne nos notre nous on ou par pas plus pour qu que qui sa sans
    se ses si son sont sous sur ta te tes toi ton tous tout toute toutes tres tu un une vers vos
    votre vous bonjour merci aujourd'hui demain hier lundi mardi mercredi jeudi vendredi samedi
    dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    jour jours semaine mois annee ans temps client clients equipe equipes projet projets produit
    produits service services offre offres nouveau nouvelle nouveaux nouvelles france monde vie
    about after all also an and any are as at be been but by can could day days did do each for from
    good great had has have he her here his how i if in into is it its just like make many may me
    more most my new no not now of off one only or other our out over people she should so some
    such team than thank thanks that the their them then there they this time to today tomorrow two
    up us very was we week what when where which who will with work world would year years you your
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december product products project projects customer customers
    offer offers company entreprise""".split()  # noqa: SIM905
)
"""Folded words that stand in ordinary posts, French and English."""


def _poor_terms(context: _Context) -> Iterator[Problem]:
    from ecluse.classifiers.lexicon import term_words

    for label in context.policy.labels.values():
        seen: set[Term] = set()
        for term in label.terms:
            folded = b" ".join(term_words(term.text)).decode("utf-8", "replace")
            path: tuple[Step, ...] = ("labels", label.id, "terms", ("term", term.text))
            same = replace(term, text=folded, name="", confidence=1.0)
            if folded and same in seen:
                yield context.of("L010", f"this term of label `{label.id}` is there twice", *path)
            seen.add(same)
            if (why := _why_poor(folded)) and not term.near:
                yield context.of("L009", f"this term of label `{label.id}` {why}", *path)


def is_poor(term: str) -> bool:
    """Whether a term is too short or too common to count without words near it.

    >>> is_poor("R5"), is_poor("lundi"), is_poor("Falcon")
    (True, True, False)
    """
    from ecluse.classifiers.lexicon import term_words

    return bool(_why_poor(b" ".join(term_words(term)).decode("utf-8", "replace")))


_LEAST_GUESSES = 8
"""Letters and digits: all texts of seven can be tried in a day on one computer (36⁷ digests)."""
_LEAST_DISTINCT = 5


def why_guessable(term: str) -> str:
    """Why whoever has the key would find a hashed term by trying; empty when it takes longer.

    >>> why_guessable("Falcon"), why_guessable("Projet Ostrevent")
    ('it has fewer than 8 letters and digits', '')
    """
    from ecluse.classifiers.lexicon import term_words

    words = [word.decode("utf-8", "replace") for word in term_words(term)]
    signs = "".join(words)
    if signs and _COMMON.issuperset(words):
        return "it is made of everyday words"
    if len(signs) < _LEAST_GUESSES:
        return f"it has fewer than {_LEAST_GUESSES} letters and digits"
    if signs.isdecimal():
        return "it is a number"
    if len(set(signs)) < _LEAST_DISTINCT:
        return f"it has fewer than {_LEAST_DISTINCT} different letters and digits"
    return ""


def _why_poor(folded: str) -> str:
    if not folded:
        return "has no letter or digit: it is never found"
    if len(folded.replace(" ", "")) < _SHORTEST:
        return "has fewer than three letters; give it `near:` words"
    return "is an everyday word; give it `near:` words" if folded in _COMMON else ""


def _unrecognised(context: _Context) -> Iterator[Problem]:
    if context.recognised is None:
        return
    for public in context.policy.public_record:
        found = set(context.recognised(public.value))
        if not found or (public.label and public.label not in found):
            path: tuple[Step, ...] = ("registers", "public_record", ("value", public.value))
            what = f"as `{public.label}`" if public.label else "by any label"
            message = f"this value is not recognised {what}: it covers nothing"
            yield context.of("L015", message, *path)


# --- waivers --------------------------------------------------------------------------------------


def _waivers(context: _Context) -> Iterator[Problem]:
    for waiver in context.policy.waivers:
        path: tuple[Step, ...] = ("waivers", ("id", waiver.id))
        if waiver.expired(context.now):
            yield context.of("L011", f"waiver `{waiver.id}` has ended", *path, help="take it out")
        elif context.uses is not None and not context.uses.get(waiver.id):
            yield context.of("L012", f"waiver `{waiver.id}` was never used", *path)


_CHECKS: tuple[Callable[[_Context], Iterator[Problem]], ...] = (
    _ruleless,
    _dead,
    _shadowed,
    _contradictory,
    _untested,
    _unexplained,
    _in_shadow,
    _unreachable,
    _unused_labels,
    _unknown_in_rules,
    _unknown_in_examples,
    _too_wide_or_narrow,
    _poor_terms,
    _unrecognised,
    _waivers,
)
