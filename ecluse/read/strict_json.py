"""JSON as RFC 8259 has it, and stricter where readers differ: the place where parsers disagree.

RFC 8259 leaves open what equal names, numbers out of range and lone surrogates mean. A gate that
reads one meaning while the channel publishes another is no gate, so these are faults here: an equal
name twice in an object, ``NaN`` and ``Infinity``, a number of more than 100 digits, a NUL or half a
surrogate pair in a string, nesting beyond what the parser takes.

Such a fault does not stop the parser: the value's end stays known, and the records after it are
read. Only broken syntax ends the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from ecluse.model import DraftError, Message
from ecluse.read import words
from ecluse.read.words import filled

__all__ = ["DIGITS", "Parsed", "Parser"]

DIGITS = 100
"""Digits of one number; more are quadratic work to convert, and no draft needs them."""

# One character at a time: no backtracking.
_space = re.compile(r"[ \t\n\r]*").match


class Parsed(NamedTuple):
    """A value, the offset after it, and what is wrong with it, if anything is."""

    value: object
    end: int
    fault: Message | None


class Parser:
    """A parser for one file; it keeps the faults of the value being read.

    >>> Parser().at('{"text": "Bonjour"} ', 0)
    Parsed(value={'text': 'Bonjour'}, end=19, fault=None)
    >>> Parser().at('{"text": 1, "text": 2}', 0).fault.en
    'the same key is given twice'
    """

    def __init__(self) -> None:
        self._faults: list[Message] = []
        self._decode = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_int=self._integer,
            parse_float=self._float,
        ).raw_decode

    def whole(self, text: str) -> Parsed:
        """The one value of ``text``, spaces around it allowed.

        Raises:
            DraftError: broken syntax, without line; the message holds the column.
        """
        parsed = self.at(text, skip_space(text, 0))
        if parsed.end != len(text) and (end := skip_space(text, parsed.end)) != len(text):
            raise _broken(words.AFTER_VALUE, text, end)
        return parsed

    def at(self, text: str, start: int) -> Parsed:
        """The value that starts at ``text[start]``.

        Raises:
            DraftError: broken syntax.
        """
        self._faults.clear()
        place = start
        try:
            value, end = self._decode(text, start)
            return Parsed(value, end, self._fault(text, start, end, value))
        except json.JSONDecodeError as error:
            failure, place = reason_of(error.msg), error.pos
        except RecursionError:
            failure = words.TOO_DEEP
        raise _broken(failure, text, place)

    def _fault(self, text: str, start: int, end: int, value: object) -> Message | None:
        if self._faults:
            return self._faults[0]
        # Valid UTF-8 holds neither, so only an escape can have made one.
        if text.find("\\u", start, end) >= 0:
            return next((fault for one in _strings(value) if (fault := fault_of(one))), None)
        return None

    # --- what the decoder calls -------------------------------------------------------------------

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self._faults.append(words.TWICE)
        return made

    def _constant(self, name: str) -> None:
        self._faults.append(filled(words.NO_NUMBER, name=name))

    def _integer(self, digits: str) -> int:
        if len(digits) > DIGITS:
            self._faults.append(filled(words.DIGITS, most=DIGITS))
            return 0
        return int(digits)

    def _float(self, digits: str) -> float:
        if len(digits) > DIGITS:
            self._faults.append(filled(words.DIGITS, most=DIGITS))
            return 0.0
        return float(digits)


def skip_space(text: str, start: int) -> int:
    """The offset of the first character from ``start`` that is not JSON white space."""
    match = _space(text, start)
    return match.end() if match else start


def fault_of(text: str) -> Message | None:
    """Why a string cannot be a text: a NUL, or half of a surrogate pair; ``None`` when it can.

    >>> fault_of("caf\\u00e9"), fault_of("\\ud800").en
    (None, 'half of a surrogate pair in a string')
    """
    if "\x00" in text:
        return words.NUL_IN_TEXT
    try:
        text.encode()
    except UnicodeEncodeError:
        return words.HALF_A_PAIR
    return None


def _strings(value: object) -> Iterator[str]:
    """Every string of a value, keys included."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += cast("dict[object, object]", one).keys()
            waiting += cast("dict[object, object]", one).values()
        elif isinstance(one, list):
            waiting += cast("list[object]", one)


def reason_of(message: str) -> Message:
    """The standard library's message without the character that it may quote.

    >>> reason_of("Invalid \\\\escape: 'x'").en, reason_of("Expecting value").fr
    ('invalid \\\\escape', 'il manque une valeur')
    """
    plain = message.partition(": ")[0].rstrip(":").removesuffix(" at").removesuffix(" starting")
    en = plain[:1].lower() + plain[1:]
    return Message(words.SYNTAX.get(en, words.OTHER_SYNTAX), en)


def _broken(why: Message, text: str, place: int) -> DraftError:
    line = 1 + text.count("\n", 0, place)
    column = place - text.rfind("\n", 0, place)
    problem = filled(words.NOT_JSON_AT, why=why, column=column)
    return DraftError(problem, line=line, remedy=words.ONE_OBJECT)
