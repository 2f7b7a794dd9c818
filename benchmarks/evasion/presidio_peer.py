"""Presidio on mutated texts, in a Python that has it: rows in, one truth value for each row out.

    PYTHON benchmarks/evasion/presidio_peer.py < rows.json > found.json

Input: ``{"declared": […], "rows": [[[text, [[start, end], …]], …], …]}``, for each row its parts and
the homes of the span in each. A row is found when a hit of at least 0.4 touches a home. Pattern
recognisers of English, a deny list of the declared words, a blank model. Links and dates do not count:
every link and date would be one; nor do addresses of ``exemple.example``, which transforms write.
"""

from __future__ import annotations

import json
import logging
import sys

WEAK = {"DATE_TIME", "URL"}


def main() -> None:
    import spacy
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    engine = SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}
    engine.nlp["en"].max_length = 10_000_000
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.recognizers = [r for r in registry.recognizers if "Spacy" not in type(r).__name__]
    registry.add_recognizer(PatternRecognizer("DECLARED", deny_list=asked["declared"]))
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)

    def found(text: str, homes: list[list[int]]) -> bool:
        return any(
            hit.score >= 0.4
            and hit.entity_type not in WEAK
            and "exemple.example" not in text[hit.start : hit.end]
            and any(hit.start < end and start < hit.end for start, end in homes)
            for hit in analyzer.analyze(text, language="en")
        )

    json.dump([any(found(text, homes) for text, homes in row) for row in asked["rows"]], sys.stdout)


if __name__ == "__main__":
    main()
