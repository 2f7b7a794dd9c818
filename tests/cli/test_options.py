"""One table, two parsers: what the fast one reads, typer reads alike."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ecluse import cli
from ecluse.options import COMMANDS, OPTIONS, Kind, Options, options_of, parse
from ecluse.read import Format
from ecluse.report import FORMATS

flags = [f"--{option.name}" for option in OPTIONS]
values = st.sampled_from(
    ["x", "", "-", "--", "a b", "é☃", "3", "03", "full", "fr", "--text", "-1", "=="]
)


def plain(option) -> st.SearchStrategy[list[str]]:
    """One use of an option, as a person writes it."""
    flag = f"--{option.name}"
    if option.kind is Kind.FLAG:
        return st.just([flag])
    if option.kind is Kind.NUMBER:
        value = st.sampled_from(["1", "2", "99"])
    else:
        value = st.sampled_from(option.choices) if option.choices else values
    return value.flatmap(lambda v: st.sampled_from([[flag, v], [f"{flag}={v}"]]))


def lines(command: str) -> st.SearchStrategy[list[str]]:
    use = st.one_of([plain(option) for option in options_of(command)])
    noise = st.sampled_from([*flags, "--bogus", "-x", "--reveal=1", "--help"]).map(lambda w: [w])
    path = st.sampled_from(["post.md", "-", "é/ü.jsonl", "--"]).map(lambda w: [w])
    words = st.lists(st.one_of(use, use, path, noise), max_size=6)
    return words.map(lambda parts: [command, *(word for part in parts for word in part)])


class Reached(Exception):
    """The options that typer read."""


@pytest.fixture
def typer_reads(monkeypatch):
    def reached(options: Options) -> int:
        raise Reached(options)

    monkeypatch.setattr(cli, "_check", reached)

    def read(argv: list[str]) -> Options | None:
        try:
            cli.run(argv)
        except Reached as end:
            return end.args[0]
        return None

    return read


class TestParity:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_both_doors_read_alike(self, command, typer_reads, capsys) -> None:
        plain_ones = 0

        @given(lines(command))
        @example([command, "--channel", "x", "--channel=y", "--", "--text"])
        @example([command, "a", "--lang", "fr", "--lang", "en", "b"])
        @settings(max_examples=60, deadline=None)
        def check(argv: list[str]) -> None:
            nonlocal plain_ones
            fast = parse(argv)
            if fast is not None:
                plain_ones += 1
                assert typer_reads(argv) == fast

        check()
        assert plain_ones >= 15

    @given(st.lists(st.sampled_from([*flags, "x", "-", "--", "=", "check", "gate", "\udc80"])))
    def test_the_fast_parser_reads_or_declines_and_never_raises(self, words) -> None:
        for command in COMMANDS:
            assert isinstance(parse([command, *words]), Options | None)

    def test_an_unknown_option_is_left_to_typer(self) -> None:
        assert parse(["check", "--chanel", "x", "a.md"]) is None

    @pytest.mark.parametrize(
        "argv",
        [
            pytest.param([], id="nothing"),
            pytest.param(["explain", "x"], id="another command"),
            pytest.param(["check", "--help"], id="help"),
            pytest.param(["check", "--text"], id="a value is missing"),
            pytest.param(["check", "--output-format", "pdf", "a"], id="no such format"),
            pytest.param(["gate", "--workers", "0", "a"], id="no workers"),
            pytest.param(["check", "--reveal=yes", "a"], id="a flag with a value"),
            pytest.param(["check", "--diff", "main", "a"], id="an option of gate"),
            pytest.param(["check", "-x", "a"], id="a short option"),
        ],
    )
    def test_what_is_not_plain_is_declined(self, argv) -> None:
        assert parse(argv) is None


class TestTable:
    def test_every_option_is_a_field_and_every_field_an_option(self) -> None:
        names = set(Options._fields) - {"command", "paths"}
        assert names == {option.field for option in OPTIONS}

    def test_formats_are_those_of_reports_and_readers(self) -> None:
        choices = {option.name: option.choices for option in OPTIONS}
        assert choices["output-format"] == tuple(FORMATS)
        assert choices["input-format"] == tuple(one.value for one in Format)

    def test_help_is_given_in_both_languages(self) -> None:
        assert all(option.help.fr and option.help.en for option in OPTIONS)
