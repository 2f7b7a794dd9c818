"""What others would do with the same declared knowledge: a plain list, Presidio with deny lists.

Both get the code names, the exact values, and the names of a world's statements: every run of
capitalised words inside a sentence. Neither knows of time, audiences, threads or answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)*")


def terms_of(knowledge: dict[str, Any]) -> list[str]:
    return sorted(set(_terms(knowledge)), key=len, reverse=True)


def _terms(knowledge: dict[str, Any]) -> Iterator[str]:
    for code_name in knowledge["code_names"]:
        yield from code_name["names"]
    yield from (value["value"] for value in knowledge["exact_values"])
    public = " ".join(entry["text"] for entry in knowledge["public_record"])
    for fact in knowledge["facts"]:
        yield from (name for name in _NAME.findall(fact["text"]) if name not in public)


def list_of(knowledge: dict[str, Any]) -> Callable[[str], bool]:
    """A case-insensitive list of whole words."""
    found = re.compile("|".join(rf"\b{re.escape(t)}\b" for t in terms_of(knowledge)), re.IGNORECASE)
    return lambda text: found.search(text) is not None


def presidio_of(knowledge: dict[str, Any]) -> Callable[[str], bool] | None:
    """Presidio with its pattern recognisers and the same deny list; ``None`` when not installed."""
    try:
        import spacy
        from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
        from presidio_analyzer.nlp_engine import SpacyNlpEngine
    except ImportError:
        return None
    engine = SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.recognizers = [
        one for one in registry.recognizers if "Spacy" not in type(one).__name__
    ]
    registry.add_recognizer(PatternRecognizer("DECLARED", deny_list=terms_of(knowledge)))
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)
    weak = {"DATE_TIME", "URL", "EMAIL_ADDRESS"}  # posts hold these; counting them would block most
    return lambda text: any(
        hit.entity_type not in weak and hit.score >= 0.4
        for hit in analyzer.analyze(text, language="en")
    )


def peers(knowledge: dict[str, Any]) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Each peer that is installed, by name."""
    yield "plain list", list_of(knowledge)
    if (presidio := presidio_of(knowledge)) is not None:
        yield "Presidio, deny lists", presidio
