"""Views: the readings of a draft that classifiers look at.

Today each part has one reading, ``plain``: its text as it stands, folded. The list is open: a
decoded part, a rendered one, a joined thread is one more :class:`~ecluse.model.View` with a map home.
"""

from __future__ import annotations

from collections.abc import Iterable

from ecluse.model import Part, View
from ecluse.text.fold import fold

__all__ = ["view_of", "views"]


def view_of(text: str, field: str = "text") -> View:
    """The plain view of one text."""
    return View("plain", field, text, fold(text))


def views(parts: Iterable[Part]) -> list[View]:
    """Every view of the parts of a draft, in a fixed order.

    >>> from ecluse.model import Draft
    >>> [view.field for view in views(Draft("Bonjour", title="Salut").parts())]
    ['text', 'title']
    """
    return [view_of(part.text, part.field) for part in parts]
