"""Texts as their readers see them: folding, views, terms, patterns and the caret frame."""
