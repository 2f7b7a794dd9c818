"""The traits that are shipped are those that reading the patterns gives."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from compile_patterns import compiled, shipped

from ecluse.classifiers.patterns import SHIPPED, read_traits, traits


def test_the_file_is_up_to_date() -> None:
    """After a change of a pattern: ``python tools/compile_patterns.py``."""
    assert SHIPPED.read_text("ascii") == compiled()


def test_what_is_shipped_is_what_is_read() -> None:
    for pattern, folded in shipped():
        assert traits(pattern, folded=folded) == read_traits(pattern, folded=folded)


def test_any_other_pattern_is_read() -> None:
    assert traits(r"\bkervalan \d{3}\b") == read_traits(r"\bkervalan \d{3}\b")
