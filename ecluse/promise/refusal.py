"""Why nothing is promised: one sentence in French and English, and one next step."""

from __future__ import annotations

from decimal import Decimal

from ecluse.model import NO_MESSAGE, EcluseError, Message

__all__ = ["Refusal", "percent", "quoted"]


class Refusal(EcluseError):
    """What cannot be promised, read or trusted: what is wrong, where, and what to do.

    Args:
        problem: one sentence, lower case, no final stop, without any text of a draft.
        remedy: one next step.
        path: the file, when there is one.
        line: its 1-based line, 0 when the whole file is meant.
    """

    def __init__(
        self, problem: Message, remedy: Message = NO_MESSAGE, *, path: str = "", line: int = 0
    ) -> None:
        self.problem, self.remedy, self.path, self.line = problem, remedy, path, line
        super().__init__(problem.in_("en"))

    def in_(self, language: str) -> str:
        """Place, problem and remedy in ``language`` (``fr`` or ``en``)."""
        colon, semicolon = (" : ", " ; ") if language == "fr" else (": ", "; ")
        place = f"{self.path}:{self.line}" if self.line else self.path
        remedy = self.remedy.in_(language)
        said = self.problem.in_(language) + (f"{semicolon}{remedy}" if remedy else "")
        return f"{place}{colon}{said}" if place else said

    @property
    def message(self) -> Message:
        """The whole of it in both languages, as a reason that a report shows."""
        return Message(self.in_("fr"), self.in_("en"))

    def __str__(self) -> str:
        return self.in_("en")


def percent(share: Decimal) -> Message:
    """A share as each language writes it.

    >>> percent(Decimal("0.005"))
    Message(fr='0,5 %', en='0.5 %')
    """
    plain = format((share * 100).normalize(), "f")
    return Message(f"{plain.replace('.', ',')} %", f"{plain} %")


def quoted(name: str) -> Message:
    """A name as each language quotes it."""
    return Message(f"« {name} »", f"`{name}`")
