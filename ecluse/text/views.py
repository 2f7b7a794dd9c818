"""Views: the readings of a draft that classifiers look at.

Today each part has one reading, ``plain``: its text as it stands, folded. The list is open: a
decoded part, a rendered one, a joined thread is one more :class:`~ecluse.model.View` with a map home.
"""

from __future__ import annotations

from collections.abc import Iterator

from ecluse.model import Draft, View
from ecluse.text.fold import fold

__all__ = ["view_of", "views"]


def view_of(text: str, field: str = "text") -> View:
    """The plain view of one text."""
    return View("plain", field, text, fold(text))


def views(draft: Draft) -> Iterator[View]:
    """Every view of every part of ``draft``, in a fixed order.

    >>> [view.field for view in views(Draft("Bonjour", title="Salut"))]
    ['text', 'title']
    """
    for part in draft.parts():
        yield view_of(part.text, part.field)
