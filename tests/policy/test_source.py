"""Strict YAML: what is refused, where, and in which words."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.policy.load import load
from ecluse.policy.problems import PolicyError
from ecluse.policy.source import MAX_BYTES, MAX_PROBLEMS, Node, PlainDate, Source, parse
from tests.policy.good import GOOD, problems, said

HOSTILE = "ab:-[]{}&*!|>?#'\" \n\x00\t0%@`,.~<=\\"


def tree(text: str, loader: object = None) -> tuple[Node | None, Source]:
    source = Source("policies.yaml", text)
    return parse(source, loader=loader), source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "company: A\ncompany: B\n",
            """\
policies.yaml:3:1: error[P004]: key `company` is there twice, first on line 2
3 | company: B
  | ^^^^^^^""",
            id="the last of two equal keys must not win in silence",
        ),
        pytest.param(
            "company: &a Rivière\nlanguage: *a\n",
            """\
policies.yaml:2:10: error[P005]: anchor `&a`: nothing may refer to it
2 | company: &a Rivière
  |          ^^
policies.yaml:3:11: error[P005]: alias `*a`: write the value out
3 | language: *a
  |           ^^""",
            id="anchor and alias",
        ),
        pytest.param(
            "<<: {company: A}\n",
            """\
policies.yaml:2:1: error[P006]: merge key `<<`: write the keys out
2 | <<: {company: A}
  | ^^""",
            id="merge key",
        ),
        pytest.param(
            "company: !!python/object/apply:os.system [ls]\n",
            """\
policies.yaml:2:10: error[P007]: a tag: write the value without it
2 | company: !!python/object/apply:os.system [ls]
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^""",
            id="a tag never builds anything",
        ),
        pytest.param(
            "company: no\n",
            """\
policies.yaml:2:10: error[P008]: `no` is read in two ways by two versions of YAML
2 | company: no
  |          ^^
  = help: write `false`, or write it between quotes if it is a text""",
            id="Norway",
        ),
        pytest.param(
            "channels: {on: {audience: a}}\naudiences: {a: {tier: public}}\n",
            """\
policies.yaml:2:12: error[P008]: `on` is read in two ways by two versions of YAML
2 | channels: {on: {audience: a}}
  |            ^^
  = help: write the key between quotes""",
            id="a key may be on",
        ),
        pytest.param(
            "company: a\u2028timezone: b\n",
            """\
policies.yaml:2:11: error[P009]: U+2028, which nobody sees
2 | company: a\ufffdtimezone: b
  |           ^
  = help: remove it""",
            id="PyYAML begins a new key after U+2028",
        ),
        pytest.param(
            "company:\tRivière\n",
            """\
policies.yaml:2:9: error[P009]: a tab
2 | company:    Rivière
  |         ^^^^
  = help: indent with spaces; in a text write "\\t" between double quotes""",
            id="tab",
        ),
        pytest.param(
            "company: [Rivière\nlanguage: fr\n",
            """\
policies.yaml:2:10: error[P003]: this `[` is not closed, or a `,` is missing after it
2 | company: [Rivière
  |          ^""",
            id="bracket not closed",
        ),
        pytest.param(
            "company: Rivière: le site\n",
            """\
policies.yaml:2:17: error[P003]: a `:` that is not expected here; write a value that holds `: ` between quotes
2 | company: Rivière: le site
  |                 ^""",
            id="a colon in a plain text",
        ),
        pytest.param(
            'company: "Rivière\n',
            """\
policies.yaml:2:10: error[P003]: this quote is not closed
2 | company: "Rivière
  |          ^""",
            id="quote not closed",
        ),
        pytest.param(
            "company: 'Rivière' SA\n",
            """\
policies.yaml:2:20: error[P003]: something follows a value that is complete; write the whole value between quotes
2 | company: 'Rivière' SA
  |                    ^""",
            id="a text that begins with a quoted word",
        ),
        pytest.param(
            "audiences:\n  a: {tier: public}\n b: {tier: public}\n",
            """\
policies.yaml:4:2: error[P003]: this line does not line up with the ones above; look at the indentation
4 |  b: {tier: public}
  |  ^""",
            id="one space too few",
        ),
        pytest.param(
            "company: @riviere\n",
            """\
policies.yaml:2:10: error[P003]: a value cannot begin with this; write it between quotes
2 | company: @riviere
  |          ^""",
            id="an at sign",
        ),
        pytest.param(
            "company: Rivière\nlanguage\n",
            """\
policies.yaml:3:1: error[P003]: a `:` is missing after this key
3 | language
  | ^""",
            id="a key alone",
        ),
        pytest.param(
            'labels: {a: {patterns: ["\\d+"]}}\n',
            """\
policies.yaml:2:25: error[P003]: an escape that YAML does not know; in a pattern use single quotes
2 | labels: {a: {patterns: ["\\d+"]}}
  |                         ^""",
            id="a pattern in double quotes",
        ),
        pytest.param(
            "---\nversion: 1\n",
            """\
policies.yaml:2:1: error[P003]: a second document begins: one file is one policy
2 | ---
  | ^^^""",
            id="two documents",
        ),
        pytest.param(
            'company: "a\\0b"\n',
            """\
policies.yaml:2:10: error[P009]: the text holds U+0000, which nobody sees
2 | company: "a\\0b"
  |          ^^^^^^""",
            id="an escape may make a hidden character",
        ),
        pytest.param(
            "? [a]\n: b\n",
            """\
policies.yaml:2:3: error[P010]: a key must be a word
2 | ? [a]
  |   ^""",
            id="a list as a key",
        ),
        pytest.param(
            "1: a\n",
            """\
policies.yaml:2:1: error[P008]: the key `1` is no text
2 | 1: a
  | ^
  = help: write the key between quotes""",
            id="a number as a key",
        ),
    ],
)
def test_what_is_refused_and_how_it_is_said(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "draft",
    [
        'tests: [{text: "a\\0b", alt: ["c\\u202Ed"], expect: allow}]',
        'adjust: {r: {examples: {caught: ["a\\0b", {text: "a\\0b", history: ["\\e"]}]}}}',
    ],
)
def test_a_draft_may_hold_what_nobody_sees(draft: str) -> None:
    """It is what the gate is asked about; the escape shows it."""
    assert "P009" not in said(f"{draft}\n")


def test_nothing_else_of_a_test_may() -> None:
    assert "P009" in said('tests: [{text: a, "al\\0t": b, expect: allow}]\n')


@pytest.mark.parametrize(
    "value",
    [
        "y n yes no on off Yes NO On True FALSE Null".split(),
        "22:30 1:2 190:20:30 010 0o10 0x1F 0b1 1_000 1e3 1.5e3 .5 5. +1 .inf -.inf .nan =".split(),
        ["12345678901234567890", "2026-1-1", "-0x1"],
    ],
)
def test_what_yaml_reads_in_two_ways_is_refused(value: list[str]) -> None:
    for one in value:
        found = problems(f"version: 1\ncompany: {one}\n")
        assert [problem.code for problem in found] == ["P008"], one


@pytest.mark.parametrize(
    ("plain", "data"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("1.10", 1.1),
        ("2026-01-31", PlainDate("2026-01-31")),
        ("2026-01-31 18:00", PlainDate("2026-01-31 18:00")),
        ("2026-01-31T18:00:00+01:00", PlainDate("2026-01-31T18:00:00+01:00")),
        ("nothing", "nothing"),
        ("notre offre", "notre offre"),
        ("01 99 00 12 34", "01 99 00 12 34"),
        ("1.2.3", "1.2.3"),
        ("24h", "24h"),
        ("3-4-5", "3-4-5"),
        ("v1.10", "v1.10"),
    ],
)
def test_what_a_plain_value_means(plain: str, data: object) -> None:
    root, source = tree(f"a: {plain}\n")
    assert root is not None
    assert not source.problems
    assert root.data["a"] == data
    assert type(root.data["a"]) is type(data)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_between_quotes_everything_is_a_text(quote: str) -> None:
    for text in ("no", "22:30", "010", "1.10", "2026-01-01", "", "null", "<<"):
        root, source = tree(f"a: {quote}{text}{quote}\n")
        assert root is not None
        assert (root.data, source.problems) == ({"a": text}, [])


def test_a_text_where_a_float_was_read_asks_for_quotes() -> None:
    assert (
        said("company: 1.10\n")
        == """\
policies.yaml:2:10: error[P010]: must be a text
2 | company: 1.10
  |          ^^^^
  = help: write it between quotes"""
    )


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert problems("\ufeffversion: 1\n") == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("version: 1\n".encode("utf-16"), "UTF-16; save", id="UTF-16 with a mark"),
        pytest.param("version: 1\n".encode("utf-16-le"), "NUL", id="UTF-16 without"),
        pytest.param(b"version: 1\x00\n", "NUL", id="NUL"),
        pytest.param(b"version: 1\ncompany: Rivi\xe8re\n", ":2:14: error[P001]", id="Latin-1"),
        pytest.param(b"version: 1 #" + b"x" * MAX_BYTES, "P002", id="larger than 1 MiB"),
        pytest.param(b"", "a policy is a mapping", id="empty"),
        pytest.param(b"- a\n", "a policy is a mapping", id="a list"),
    ],
)
def test_bytes_that_are_no_policy(tmp_path, data: bytes, expected: str) -> None:
    path = tmp_path / "policies.yaml"
    path.write_bytes(data)
    with pytest.raises(PolicyError) as raised:
        load(path)
    assert expected in str(raised.value)
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a:\n "])
def test_depth_is_bounded(opening: str) -> None:
    if opening == "a:\n ":
        text = "\n".join("  " * depth + "a:" for depth in range(60))
    else:
        text = opening * 100_000
    found = problems(text)
    assert found[-1].code in {"P002", "P003"}
    assert len(found) < 60


def test_aliases_that_grow_build_nothing() -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    assert {problem.code for problem in problems(f"version: 1\n{bomb}")} == {"P005", "P012"}


def test_lines_are_counted_as_editors_do() -> None:
    for newline in ("\n", "\r\n", "\r"):
        (problem,) = problems(newline.join(["version: 1", "", "company: no"]))
        assert (problem.line, problem.column, problem.source_line) == (3, 10, "company: no")


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_both_scanners_give_the_tree_with_the_same_places(loader: object) -> None:
    root, source = tree(GOOD, loader)
    assert root is not None
    assert source.problems == []
    rule = root.get("rules", 0)
    assert root.key("rules").line == 32
    assert (rule.get("tier").data, rule.get("tier").spot) == ("private", (45, 11, 7))
    assert rule.get("none", 2, "release", "id").spot == (42, 23, 6)


def _shown(node: Node | None) -> object:
    if node is None:
        return None
    keys = [(key, spot[:2], _shown(value)) for key, (spot, value) in node.entries.items()]
    items = [_shown(item) for item in node.items]
    return (node.spot[:2], None if keys or items else node.data, keys, items)


@given(st.text(alphabet=HOSTILE, max_size=40))
@example("? b*\\")
def test_the_two_scanners_never_read_two_different_things(text: str) -> None:
    """One may refuse what the other takes; where both take it, they take it for the same."""
    trees = [tree(text, loader) for loader in (yaml.SafeLoader, yaml.CSafeLoader)]
    if all(root is not None for root, _ in trees):
        (pure, pure_source), (fast, fast_source) = trees
        assert _shown(pure) == _shown(fast)
        assert [p.code for p in pure_source.problems] == [p.code for p in fast_source.problems]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("".join(f"k{i}: no\n" for i in range(5000)), id="scanned wrong"),
        pytest.param("audiences:\n" + "".join(f" a{i}: {{}}\n" for i in range(5000)), id="shape"),
        pytest.param(
            "rules: [{id: r, verdict: flag, when_all: [finding: {label: ["
            + ", ".join(f"x{i}" for i in range(5000))
            + "]}]}]\n",
            id="references",
        ),
    ],
)
def test_nobody_reads_thousands_of_problems(text: str) -> None:
    found = problems(f"version: 1\n{text}")
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].message == "more than 200 problems: nothing is read after this one"
