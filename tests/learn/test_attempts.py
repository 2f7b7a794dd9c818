"""Model after model on the same sealed texts: all attempts together have the doubt of one promise."""

from datetime import UTC, datetime, timedelta

import pytest

from ecluse.learn.attempts import Attempt, sealed_texts, tried
from ecluse.learn.labels import Label
from ecluse.learn.reviewed import Kept, kept, verify_enough_left
from ecluse.model import Tier
from ecluse.promise.bounds import at_most, most_misses
from ecluse.promise.certificate import Digests, issue
from ecluse.promise.refusal import Refusal
from ecluse.promise.thresholds import Kind, Scored, promise, thresholds

KEY = bytes(range(32))
NOW = datetime(2027, 3, 9, 10, tzinfo=UTC)


def certified(n, alpha, delta):
    examples = [Scored(at / n) for at in range(n)]
    asked = promise(Kind.LEAK, alpha, delta)
    made = issue(
        "brouillons",
        asked,
        thresholds(examples, asked, KEY),
        Digests("0.9.0", "a1" * 16, "b2" * 16),
        examples="c3" * 16,
        issued_at=NOW,
        expires_at=NOW + timedelta(days=9),
        key=KEY,
    )
    return made, examples


@pytest.mark.parametrize(("n", "alpha"), [(100, 0.1), (400, 0.05), (1500, 0.01), (3000, 0.01)])
def test_models_that_leak_just_too_much_pass_all_together_with_delta_at_most(n, alpha):
    """Each of thirty models lets α through; naively the doubt of each adds up to far over δ."""
    made, examples = certified(n, alpha, 0.05)
    passes, naive = 0.0, 0.0
    for attempt in range(1, 31):
        [one] = kept(made, examples, KEY, attempt)
        passes += at_most(one.most, n, alpha)
        naive += at_most(most_misses(n, alpha, 0.05), n, alpha)
    assert passes <= 0.05
    assert naive > 0.3


def test_when_nothing_could_pass_it_is_said():
    verify_enough_left([Kept("", 368, 0, 0)], 1)
    with pytest.raises(Refusal, match="served 4 attempt"):
        verify_enough_left([Kept("x", 368, 0, 0), Kept("z", 9, 0, -1)], 5)


def test_a_model_is_one_attempt_however_often_and_on_whatever_part_of_the_texts():
    texts = sealed_texts([Label(str(at), Tier.PRIVATE) for at in range(9)], KEY)
    part, other = frozenset(sorted(texts)[:2]), sealed_texts([Label("x", Tier.PRIVATE)], KEY)
    noted = [Attempt("a", texts), Attempt("a", part), Attempt("b", part), Attempt("c", other)]
    assert tried(noted, texts) == 2
    assert tried(noted, texts, besides="a") == 1
    assert tried(noted, frozenset(texts - part)) == 1
    assert tried([], texts) == 0


def test_texts_are_the_same_whatever_their_case_and_no_other_key_tells_them():
    one = sealed_texts([Label("L'été", Tier.PRIVATE)], KEY)
    assert one == sealed_texts([Label("l’ETE !", Tier.PRIVATE)], KEY)
    assert one.isdisjoint(sealed_texts([Label("L'été", Tier.PRIVATE)], bytes(32)))
