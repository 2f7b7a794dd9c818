"""What reading says is said in French and in English."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from string import Formatter

import pytest

from ecluse.model import DraftError, Message
from ecluse.read import Format, records, words
from ecluse.read.strict_json import Parser
from ecluse.report import unread
from tests.report.strategies import report

SENTENCES = {name: said for name, said in vars(words).items() if isinstance(said, Message)}
MODULES = sorted(Path(words.__file__).parent.glob("*.py"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_has_both_languages_and_the_same_values(name: str) -> None:
    said = SENTENCES[name]
    assert said.fr
    assert said.en
    assert fields(said.fr) == fields(said.en)


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_starts_in_lower_case_and_has_no_final_stop(name: str) -> None:
    for text in SENTENCES[name]:
        assert not text.endswith((".", "!", " "))
        assert text[0].islower() or text.startswith(
            ("UTF-16", "NUL", "JSON", "YAML", '"', "{", "«", "`")
        )


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_module_says_a_sentence_of_its_own(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"DraftError", "Skipped"}:
            given = [*node.args, *(k.value for k in node.keywords if k.arg == "remedy")]
            texts = [one for one in given if isinstance(one, ast.Constant | ast.JoinedStr)]
            assert [ast.unparse(one) for one in texts] == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("{", id="a name"),
        pytest.param('{"a"', id="a colon"),
        pytest.param('{"a" 1}', id="a colon, other"),
        pytest.param('{"a":', id="a value"),
        pytest.param('{"a": 1 "b"', id="a comma"),
        pytest.param('{"a": 1,}', id="a name after a comma"),
        pytest.param('["a",]', id="a value after a comma"),
        pytest.param('"a', id="a text"),
        pytest.param('"a\n"', id="a control"),
        pytest.param(r'"\x"', id="an escape"),
        pytest.param(r'"\u12"', id="four digits"),
    ],
)
def test_every_word_of_the_json_parser_is_known_in_french(broken: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken)
    with pytest.raises(DraftError) as caught:
        Parser().whole(broken)
    assert words.OTHER_SYNTAX not in caught.value.problem.fr


def test_a_word_that_the_json_parser_may_learn_is_said_in_english_and_called_a_fault() -> None:
    from ecluse.read.strict_json import reason_of

    assert reason_of("Unheard of: 'x'") == Message("faute de syntaxe", "unheard of")


@pytest.mark.parametrize(
    ("error", "fr", "en"),
    [
        pytest.param(
            FileNotFoundError(2, "x"), "aucun fichier de ce nom", "no such file", id="one"
        ),
        pytest.param(OSError(28, "x"), "erreur 28 du système", "no space left", id="other"),
        pytest.param(OSError("x"), "erreur d'entrée ou de sortie", "input or output", id="none"),
    ],
)
def test_what_the_system_says_is_said_in_both(error: OSError, fr: str, en: str) -> None:
    assert words.system(error).fr == fr
    assert words.system(error).en.startswith(en)


@pytest.mark.parametrize(
    ("language", "why", "remedy"),
    [
        ("fr", "aucun texte à vérifier", 'donnez "text"'),
        ("en", "no text to check", 'give "text"'),
    ],
)
def test_a_record_that_cannot_be_read_is_told_in_the_language_of_the_report(
    language: str, why: str, remedy: str
) -> None:
    [error] = records(b"{}", format=Format.JSON)
    assert isinstance(error, DraftError)
    row = unread(error, report(language))
    assert (row.decision.faults[0].why, row.remedy) == (why, remedy)


def test_a_value_is_put_into_each_language() -> None:
    [error] = records(b"text;id\na;b;c\n", format=Format.CSV)
    assert isinstance(error, DraftError)
    assert error.problem == Message("3 cellules sous 2 colonnes", "3 cells under 2 columns")


def test_an_error_in_one_language_speaks_it_in_the_other() -> None:
    error = DraftError("text and title are texts", remedy="give str")
    assert error.problem.in_("fr") == "text and title are texts"
    assert str(error) == "-: text and title are texts; give str"
