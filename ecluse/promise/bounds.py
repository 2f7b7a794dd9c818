"""Exact binomial bounds: what a count of misses lets one promise, at any number of examples.

Standard library only. Every bound is for one fixed sample, seen once; what is watched again and again
is in :mod:`ecluse.promise.monitor`.

Sources: Clopper & Pearson, Biometrika 26 (1934); Tong, Feng & Li, "Neyman-Pearson classification
algorithms and NP receiver operating characteristics", Science Advances 4 (2018); Angelopoulos, Bates,
Candès, Jordan & Lei, "Learn then Test" (2021). The incomplete beta function is computed by the
continued fraction of DLMF 8.17.22 (Lentz's method).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import takewhile

__all__ = [
    "at_least",
    "at_most",
    "fixed_sequence",
    "incomplete_beta",
    "least_n",
    "log_beta",
    "lower_bound",
    "most_misses",
    "rounded_down",
    "rounded_up",
    "shows",
    "umbrella_index",
    "upper_bound",
]

_GUARD = 1.0 - 1e-7
"""A tail counts as at most δ when it is below δ by more than logarithms of two machines differ."""
_TINY = 1e-300
_PLACES = Decimal("0.000001")


# --- tails ----------------------------------------------------------------------------------------


def at_most(k: int, n: int, p: float) -> float:
    """The probability of at most ``k`` successes in ``n`` trials of probability ``p``.

    >>> round(at_most(0, 59, 0.05), 4)
    0.0485

    Raises:
        ValueError: ``n`` is negative, or ``p`` no probability.
    """
    _check_trials(n, p)
    if k >= n:
        return 1.0
    return 0.0 if k < 0 else _regularised(n - k, k + 1, 1.0 - p, p)


def at_least(k: int, n: int, p: float) -> float:
    """The probability of at least ``k`` successes in ``n`` trials of probability ``p``.

    Raises:
        ValueError: ``n`` is negative, or ``p`` no probability.
    """
    _check_trials(n, p)
    if k <= 0:
        return 1.0
    return 0.0 if k > n else _regularised(k, n - k + 1, p, 1.0 - p)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for positive ``a`` and ``b``."""
    return _regularised(a, b, x, 1.0 - x)


def _regularised(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b); ``y`` is 1 - x, given apart because a small one is lost in the subtraction."""
    if x <= 0.0 or y <= 0.0:
        return float(y <= 0.0)
    front = math.exp(a * _log(x, y) + b * _log(y, x) - log_beta(a, b))
    # The fraction converges quickly on this side of the mean; the other side is its mirror.
    if x < (a + 1.0) / (a + b + 2.0):
        return min(front * _fraction(a, b, x) / a, 1.0)
    return max(1.0 - front * _fraction(b, a, y) / b, 0.0)


def _log(value: float, rest: float) -> float:
    return math.log(value) if value < rest else math.log1p(-rest)


def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of I_x(a, b), without its front factor."""
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / _away(1.0 + term * d)
            c = _away(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


# --- Clopper-Pearson ------------------------------------------------------------------------------


def upper_bound(k: int, n: int, delta: float) -> float:
    """The one-sided upper bound on a rate of which ``k`` of ``n`` were seen: wrong with ≤ ``delta``.

    >>> f"{upper_bound(3, 200, 0.025):.4f}"
    '0.0432'

    Raises:
        ValueError: ``k`` is not of 0…n, ``n`` is no positive number, or ``delta`` not of ]0, 1[.
    """
    _check_counts(k, n, delta)
    return 1.0 if k == n else _crossing(lambda p: at_most(k, n, p) > delta)[1]


def lower_bound(k: int, n: int, delta: float) -> float:
    """The one-sided lower bound on a rate of which ``k`` of ``n`` were seen: wrong with ≤ ``delta``.

    Raises:
        ValueError: as for :func:`upper_bound`.
    """
    _check_counts(k, n, delta)
    return 0.0 if k == 0 else _crossing(lambda p: at_least(k, n, p) <= delta)[0]


def _crossing(below: Callable[[float], bool]) -> tuple[float, float]:
    """The two neighbours between which ``below`` stops being true, by bisection of [0, 1]."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2.0) < high:
        low, high = (middle, high) if below(middle) else (low, middle)
    return low, high


def rounded_up(value: float | Decimal) -> Decimal:
    """A bound with six decimals, never below the bound itself.

    >>> rounded_up(0.00997544)
    Decimal('0.009976')
    """
    return Decimal(value).quantize(_PLACES, ROUND_CEILING)


def rounded_down(value: float | Decimal) -> Decimal:
    """A bound with six decimals, never above the bound itself."""
    return Decimal(value).quantize(_PLACES, ROUND_FLOOR)


# --- how many -------------------------------------------------------------------------------------


def most_misses(n: int, alpha: float, delta: float) -> int:
    """The most misses among ``n`` examples that still show a rate ≤ ``alpha``; -1 when none do.

    It is the largest k with P(Bin(n, alpha) ≤ k) ≤ delta.

    >>> most_misses(299, 0.01, 0.05), most_misses(298, 0.01, 0.05), most_misses(1000, 0.01, 0.05)
    (0, -1, 4)

    Raises:
        ValueError: ``n`` is negative, ``alpha`` or ``delta`` not of ]0, 1[.
    """
    _check_share("alpha", alpha)
    _check_share("delta", delta)
    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if shows(middle, n, alpha, delta) else (low, middle)
    return low


def least_n(k: int, alpha: float, delta: float) -> int:
    """The least number of examples of which ``k`` misses still show a rate ≤ ``alpha``.

    >>> [least_n(0, alpha, 0.05) for alpha in (0.05, 0.02, 0.01, 0.001)]
    [59, 149, 299, 2995]

    Raises:
        ValueError: ``k`` is negative, ``alpha`` or ``delta`` not of ]0, 1[.
    """
    _check_share("alpha", alpha)
    _check_share("delta", delta)
    if k < 0:
        raise ValueError("k is not negative")
    low, high = k, k + 1
    while not shows(k, high, alpha, delta):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(k, middle, alpha, delta) else (middle, high)
    return high


def umbrella_index(n: int, alpha: float, delta: float) -> int | None:
    """The rank (1-based, ascending) of the order statistic above which at most ``alpha`` lies.

    The Neyman-Pearson umbrella: the least k with P(Bin(n, 1 - alpha) ≥ k) ≤ delta, so that
    P(score > k-th smallest) ≤ alpha with probability 1 - delta. ``None`` when ``n`` is too small.

    >>> umbrella_index(59, 0.05, 0.05), umbrella_index(58, 0.05, 0.05)
    (59, None)

    Raises:
        ValueError: as for :func:`most_misses`.
    """
    most = most_misses(n, alpha, delta)
    return None if most < 0 else n - most


def fixed_sequence(p_values: Iterable[float], delta: float) -> int:
    """How many hypotheses fall, tested in an order that was fixed before: all until one stands.

    Each p-value is held against the whole ``delta``; the first that exceeds it ends the sequence.

    >>> fixed_sequence([0.001, 0.04, 0.2, 0.0], 0.05)
    2
    """
    return sum(1 for _ in takewhile(lambda p: p <= delta * _GUARD, p_values))


def shows(k: int, n: int, alpha: float, delta: float) -> bool:
    """Whether ``k`` misses among ``n`` examples show a rate ≤ ``alpha``: P(Bin(n, alpha) ≤ k) ≤ delta."""
    return at_most(k, n, alpha) <= delta * _GUARD


# --- what is asked for ----------------------------------------------------------------------------


def _check_trials(n: int, p: float) -> None:
    if n < 0:
        raise ValueError("n is not negative")
    if not 0.0 <= p <= 1.0:
        raise ValueError("p is a probability")


def _check_counts(k: int, n: int, delta: float) -> None:
    if not 0 <= k <= n or n == 0:
        raise ValueError("k is of 0…n and n is positive")
    _check_share("delta", delta)


def _check_share(name: str, value: float) -> None:
    if not 0.0 < value < 1.0:
        raise ValueError(f"{name} is between 0 and 1")
