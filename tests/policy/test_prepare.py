"""What is kept with a policy for the classifiers changes nothing that they find."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers import BUILTIN
from ecluse.classifiers.deferred import Deferred, announced_by, builtin
from ecluse.classifiers.engine import Engine, name_of
from ecluse.classifiers.lexicon import Entry, Lexicon, joined, term_forms
from ecluse.classifiers.secrets import CLASSIFIER as SECRETS
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Draft
from ecluse.policy import cache
from ecluse.policy.load import load
from ecluse.policy.model import Label, Policy, Term, TextPattern
from ecluse.policy.prepare import prepare
from ecluse.rules.conditions import AnyOf, Pattern, Rule
from ecluse.text.views import view_of

ROOT = Path(__file__).parents[2]

words = st.text(alphabet="abcdeéœlyx", min_size=1, max_size=6)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
terms = st.builds(Term, phrases, variants=st.booleans())
posts = st.lists(words | phrases | st.sampled_from([" ", "-", "#", "s ", ". "])).map("".join)


def policy_of(*labels: Label) -> Policy:
    rules = tuple(
        Rule(one.id, (Pattern("finding", (("label", AnyOf((one.id,))),)),)) for one in labels
    )
    return Policy(labels={one.id: one for one in labels}, rules=rules)


def kept(policy: Policy) -> Policy:
    """The policy as it comes from the cache."""
    return cache.loads(cache.dumps(replace(policy, prepared=prepare(policy))))


def test_comes_back_from_the_cache_as_it_was():
    policy = load(ROOT / "policies.yaml")
    made, back = prepare(policy), kept(policy).prepared
    assert back.patterns == made.patterns
    assert back.announced == made.announced
    assert list(back.terms) == list(made.terms)
    assert back.sought == made.sought
    for label, (own, forms) in made.terms.items():
        again = back.terms[label][1]
        assert back.terms[label][0] == own
        for one, other in zip(forms, again, strict=True):
            assert list(one.data) == list(other.data)
            assert list(one.of) == list(other.of)


@given(st.lists(terms, max_size=3), st.lists(terms, max_size=3), posts)
def test_the_gate_finds_the_same_with_and_without(some, more, post):
    labels = (
        Label("a", tuple(some), patterns=(TextPattern("(?:cab|bec)+"),)),
        Label("b", tuple(more)),
    )
    policy = policy_of(*labels)
    assert Gate(kept(policy)).findings(Draft(post)) == Gate(policy).findings(Draft(post))


@given(st.lists(st.lists(phrases, max_size=3), max_size=3))
def test_forms_joined_are_those_of_all_terms(lists):
    runs = [[Entry("t", text) for text in texts] for texts in lists]
    whole = term_forms([entry for run in runs for entry in run])
    parts = joined((term_forms(run), len(run)) for run in runs)
    for one, other in zip(whole, parts, strict=True):
        assert (list(one.data), list(one.of)) == (list(other.data), list(other.of))


@given(st.lists(phrases, min_size=1, max_size=3))
def test_a_form_gives_the_needle_of_its_number(texts):
    lexicon = Lexicon(tuple(Entry("t", text) for text in texts))
    for kind in (False, True):
        given = lexicon.forms.phrases if kind else lexicon.forms.words
        needles = [needle for needle in lexicon.needles if bool(needle.joints) is kind]
        assert [lexicon.needle(n, of_phrases=kind) for n in range(len(given.data))] == needles


@given(
    st.lists(st.sampled_from(["confidentiel", "projet marelle", "borealis", "vergrane"]), min_size=1),
    st.sampled_from(["c0nfid3ntiel", "onfidentiel", "l.e.i.t.n.e.d.i.f.n.o.c", "silaerob", "pbasvqragvry",
                     "projet marele", "mar elle", "vergrne", "BOREALISSIMO", "c o n f i d e n t i e l"]),
    st.sampled_from(["CONFIDENTIEL", "d.i.f.f.u.s.i.o.n restreinte", "usage interm", "Bonjour"]),
)  # fmt: skip
def test_what_is_hidden_is_found_the_same_with_and_without(declared, hidden, more):
    policy = policy_of(Label("a", tuple(map(Term, declared))), Label("confidentiality-mark"))
    with_kept = Gate(kept(policy))
    assert with_kept.findings(Draft(f"{hidden} {more}")) == Gate(policy).findings(
        Draft(f"{hidden} {more}")
    )


def test_what_is_sought_is_kept_for_the_labels_that_rules_ask_for():
    policy = load(ROOT / "policies.yaml")
    found = kept(policy)
    ways = Gate(found)._engine._guises.ways
    assert found.prepared.sought is not None
    assert [way._kept for way in ways] == [
        found.prepared.sought.disguised,
        found.prepared.sought.near,
    ]


def test_what_is_sought_is_made_anew_for_other_terms_or_words():
    policy = kept(policy_of(Label("a", (Term("falconniere"),))))
    changed = replace(policy, labels={"a": Label("a", (Term("heronniere"),))})
    assert [way._kept for way in Gate(changed)._engine._guises.ways] == [None, None]
    more = builtin("marks")
    assert more.words
    assert [way._kept for way in Gate(policy, models=[more])._engine._guises.ways] == [None, None]


def entry_of(policy):
    """The JSON of its entry, and what stands behind it."""
    written, _, rest = cache.dumps(replace(policy, prepared=prepare(policy))).partition(b"\0")
    return json.loads(written), rest


def read_again(value, rest):
    return cache.loads(json.dumps(value).encode() + b"\0" + rest)


@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param(
            lambda its: [its[0], 0, its[2] + its[1], *its[3:]], id="needles without numbers"
        ),
        pytest.param(lambda its: its[:-1], id="too few parts"),
        pytest.param(lambda its: [*its, 0], id="too many parts"),
        pytest.param(lambda its: [-1, its[0] + its[1] + 1, *its[2:]], id="less than nothing"),
        pytest.param(lambda its: [str(one) for one in its], id="no numbers"),
        pytest.param(lambda its: [], id="none"),
    ],
)
def test_parts_that_do_not_fit_are_no_entry(sizes):
    value, rest = entry_of(policy_of(Label("a", (Term("falconniere"),))))
    assert read_again(value, rest)
    value[14][3][2] = sizes(value[14][3][2])
    with pytest.raises(cache.CacheError):
        read_again(value, rest)


def test_a_torn_end_is_no_entry():
    value, rest = entry_of(policy_of(Label("a", (Term("falconniere"),))))
    for torn in (rest[:-4], rest + b"abcd", b""):
        with pytest.raises(cache.CacheError):
            read_again(value, torn)


def test_what_is_kept_goes_to_other_processes():
    sought = kept(policy_of(Label("a", (Term("falconniere"),)))).prepared.sought
    assert pickle.loads(pickle.dumps(sought)) == sought


def test_a_policy_changed_afterwards_is_read_anew():
    policy = kept(policy_of(Label("a", (Term("falcon"),))))
    changed = replace(policy, labels={"a": Label("a", (Term("heron"), Term("falcon")))})
    assert [f.label for f in Gate(changed).findings(Draft("le heron"))] == ["a"]
    assert changed.prepared.forms(changed.labels["a"]) is None


@pytest.mark.parametrize("of", [[1], [-1], [0, 0], ["0"], []])
def test_forms_that_are_of_no_term_are_no_entry(of):
    policy = policy_of(Label("a", (Term("falcon"),)))
    value, rest = entry_of(policy)
    value[14][0][0][1][1] = of
    with pytest.raises(cache.CacheError):
        read_again(value, rest)


class TestDeferred:
    @pytest.mark.parametrize("module", sorted(BUILTIN))
    def test_looks_like_the_classifier(self, module):
        real, stand_in = builtin(module), Deferred(module, announced_by(module))
        for name in ("label", "seen", "unseen"):
            assert getattr(stand_in, name) == getattr(real, name)
        assert name_of(stand_in) == name_of(real)
        assert set(stand_in.labels) == set(getattr(real, "labels", (real.label,)))
        assert stand_in.literals == getattr(real, "literals", None) or not announced_by(module)
        assert not hasattr(stand_in, "no_such_thing")

    @pytest.mark.parametrize("module", sorted(m for m in BUILTIN if announced_by(m)))
    def test_finds_what_the_classifier_finds(self, module):
        real = builtin(module)
        for text in (*real.seen, *real.unseen):
            view = view_of(text)
            fresh = Engine([Deferred(module, announced_by(module))])
            assert fresh.sweep([view]) == Engine([real]).sweep([view])

    def test_secrets_wait_for_their_literals(self):
        assert announced_by("secrets")["literals"] == SECRETS.literals

    def test_a_quiet_draft_loads_no_table(self, tmp_path):
        (tmp_path / "draft.txt").write_text("Bonjour à toutes et à tous")
        code = (
            "import sys; from ecluse.__main__ import main;"
            "main(['check', '--policy', sys.argv[1], sys.argv[2]]);"
            "print([m for m in ('inspect', 'hashlib', 'ecluse.classifiers.secret_formats')"
            " if m in sys.modules])"
        )
        command = [sys.executable, "-c", code, str(ROOT / "policies.yaml")]
        env = {"ECLUSE_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
        for _ in range(2):
            done = subprocess.run(
                [*command, str(tmp_path / "draft.txt")],
                capture_output=True,
                text=True,
                check=True,
                env=env,
            )
        assert done.stdout.splitlines()[-1] == "[]"
