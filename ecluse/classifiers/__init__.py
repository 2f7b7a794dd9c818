"""Classifiers: one module for each kind of thing, and the table of those that écluse brings.

A module is imported only when a rule of the policy asks for one of its labels.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BUILTIN"]

BUILTIN: Mapping[str, tuple[str, ...]] = {
    # module: the labels that its CLASSIFIER gives
    "hosts": ("internal-host", "share-link", "short-link"),
    "marks": ("mark",),
}
"""Module of :mod:`ecluse.classifiers` → the labels of its ``CLASSIFIER``."""
