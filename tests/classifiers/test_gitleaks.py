"""A user's gitleaks configuration keeps its meaning; what cannot apply to a draft is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecluse.classifiers.engine import Engine
from ecluse.classifiers.gitleaks import GitleaksError, Rules, Skipped, read
from ecluse.classifiers.secrets import Secrets
from ecluse.text.views import view_of

CONFIGURATION = r"""
title = "ours"

[[allowlists]]
description = "of all rules"
stopwords = ["Tilleul"]

[[allowlists]]
targetRules = ["orme-key"]
regexes = ['''^orm_0+$''']

[[rules]]
id = "orme-key"
description = "a key of the orchard"
regex = '''\b(orm_[0-9a-z]{12})\b'''
keywords = ["ORM_"]
entropy = 2.5

[[rules]]
id = "frene-password"
regex = '''(?i)(frene)[_-](?:pass|code)\s*=\s*"([^"]{4,40})"'''
secretGroup = 2
keywords = ["frene"]
  [[rules.allowlists]]
  regexTarget = "match"
  regexes = ['''frene-code''']
  [[rules.allowlists]]
  regexTarget = "line"
  regexes = ['''essai''', '''demo''']
  [[rules.allowlists]]
  condition = "AND"
  regexes = ['''^q''']
  stopwords = ["hêtre"]

[[rules]]
id = "whole"
regex = '''charme-\d{6}'''

[[rules]]
id = "keystore"
path = '''\.p12$'''

[[rules]]
id = "of-files"
regex = '''saule:[a-z]{8}'''
path = '''\.env$'''
keywords = ["saule"]
  [rules.allowlist]
  paths = ['''tests/''']
"""


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    return _read(tmp_path, CONFIGURATION)


def _read(folder: Path, content: str) -> Rules:
    file = folder / "gitleaks.toml"
    file.write_text(content, "utf-8")
    return read(str(file))


def _found(rules: Rules, text: str) -> list[tuple[str, str]]:
    return [(hit.name, hit.value) for hit in Secrets(rules.formats).classify(view_of(text))]


class TestMeaning:
    """A rule means here what it means there."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            pytest.param("clé orm_q7rz2kx9vb4t !", [("orme-key", "orm_q7rz2kx9vb4t")], id="first group"),
            pytest.param("orm_aaaaaaaaaaaa", [], id="entropy too low"),
            pytest.param("orm_000000000000", [], id="allowed for this rule"),
            pytest.param('frene_pass = "chocolatine"', [("frene-password", "chocolatine")], id="secretGroup"),
            pytest.param('FRENE_PASS = "chocolatine"', [("frene-password", "chocolatine")], id="keyword in capitals"),
            pytest.param('frene-code = "chocolatine"', [], id="allowed by the match"),
            pytest.param('essai : frene_pass = "chocolatine"', [], id="allowed by the line"),
            pytest.param('essai\nfrene_pass = "chocolatine"', [("frene-password", "chocolatine")], id="another line"),
            pytest.param('frene_pass = "vieux-TILLEUL"', [], id="stop word of all rules"),
            pytest.param('frene_pass = "qhêtre"', [], id="both of AND"),
            pytest.param('frene_pass = "q-chene"', [("frene-password", "q-chene")], id="one of AND"),
            pytest.param("n° charme-729018", [("whole", "charme-729018")], id="no group, no keyword"),
            pytest.param("saule:abcdefgh", [("of-files", "saule:abcdefgh")], id="path is not looked at"),
            pytest.param("orm_q7rz2kx9vb4t # gitleaks:allow", [("orme-key", "orm_q7rz2kx9vb4t")], id="no self-bypass"),
        ],
    )  # fmt: skip
    def test_what_is_found(self, rules: Rules, text: str, found: list[tuple[str, str]]) -> None:
        assert _found(rules, text) == found

    def test_the_engine_finds_the_same(self, rules: Rules) -> None:
        text = '🔑 frene_pass = "chocolatine", orm_q7rz2kx9vb4t et charme-729018'
        findings = Engine([Secrets(rules.formats)]).sweep([view_of(text)]).findings
        assert [finding.name for finding in findings] == ["frene-password", "orme-key", "whole"]

    def test_a_rule_without_keyword_is_always_tried(self, rules: Rules) -> None:
        assert Secrets(rules.formats).literals is None
        assert Secrets(rules.formats).triggers is None


class TestSkipped:
    """Whatever does not apply is in the answer."""

    def test_each_one_with_its_rule(self, rules: Rules) -> None:
        assert rules.skipped == (
            Skipped("keystore", "looks at paths only"),
            Skipped("of-files", "`path` is not looked at: the rule is used for every text"),
            Skipped("of-files", "an allow list of paths allows nothing in a draft"),
        )

    def test_what_a_file_extends(self, tmp_path: Path) -> None:
        content = '[extend]\nuseDefault = true\n[[rules]]\nid = "a"\nregex = "abc"\n'
        [skipped] = _read(tmp_path, content).skipped
        assert skipped.rule == ""
        assert "extend" in skipped.why

    def test_a_list_of_paths_that_must_hold_with_others_allows_nothing(
        self, tmp_path: Path
    ) -> None:
        allowed = '[allowlist]\ncondition = "AND"\npaths = ["x"]\nregexes = ["a"]\n'
        rules = _read(tmp_path, allowed + '[[rules]]\nid = "r"\nregex = "abc"\n')
        assert _found(rules, "abc") == [("r", "abc")]

    def test_a_rule_that_needs_another_is_used_alone(self, tmp_path: Path) -> None:
        content = '[[rules]]\nid = "r"\nregex = "abc"\n[[rules.required]]\nid = "s"\n'
        assert [skipped.rule for skipped in _read(tmp_path, content).skipped] == ["r"]


class TestErrors:
    """An error names the file and the rule that its author has to change."""

    @pytest.mark.parametrize(
        ("content", "rule", "message"),
        [
            pytest.param("rules = [", "", "not TOML", id="not TOML"),
            pytest.param("rules = " + "[" * 5_000, "", "not TOML", id="too deep"),
            pytest.param("", "", "no rule", id="empty"),
            pytest.param('[[rules]]\nid = "k"\npath = "x"', "", "no rule", id="paths only"),
            pytest.param('rules = "x"', "", "`rules` is not a list of tables", id="rules are no list"),
            pytest.param('[[rules]]\nregex = "a"', "", "no `id`", id="no id"),
            pytest.param('[[rules]]\nid = 3\nregex = "a"', "", "`id` is not a text", id="id is a number"),
            pytest.param('[[rules]]\nid = "r"\nregex = "("', "r", "RE2 refuses", id="bad pattern"),
            pytest.param("[[rules]]\nid = 'r'\nregex = 'a(?=b)'", "r", "RE2 refuses", id="look-ahead"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\nsecretGroup = 1', "r", "secretGroup", id="no such group"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\nsecretGroup = true', "r", "secretGroup", id="group is no number"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\nentropy = 9', "r", "entropy", id="entropy over 8"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\nentropy = nan', "r", "entropy", id="entropy is no number"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\nkeywords = "a"', "r", "keywords", id="keywords are no list"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\n[[rules]]\nid = "r"\nregex = "b"', "r", "two rules", id="twice"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\n[[rules.allowlists]]\nregexes = ["("]', "r", "RE2 refuses", id="bad allow list"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\n[[rules.allowlists]]\nregexTarget = "commit"\nregexes = ["a"]', "r", "regexTarget", id="bad target"),
            pytest.param('[[rules]]\nid = "r"\nregex = "a"\n[rules]\nallowlist = 3', "", "not TOML", id="a key twice"),
            pytest.param('allowlist = 3\n[[rules]]\nid = "r"\nregex = "a"', "", "`allowlist` is not a table", id="allow list is no table"),
        ],
    )  # fmt: skip
    def test_what_and_where(self, tmp_path: Path, content: str, rule: str, message: str) -> None:
        with pytest.raises(GitleaksError) as caught:
            _read(tmp_path, content)
        assert caught.value.rule == rule
        assert message in str(caught.value)
        assert str(caught.value).startswith(str(tmp_path / "gitleaks.toml"))

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(GitleaksError, match="cannot be read"):
            read(str(tmp_path / "nowhere.toml"))

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "gitleaks.toml").write_bytes(b"\xff\xfe[")
        with pytest.raises(GitleaksError, match="not TOML"):
            read(str(tmp_path / "gitleaks.toml"))


_VALUES = st.recursive(
    st.sampled_from(["'a+'", "'('", "3", "true", "nan", "''", "1979-05-27"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    max_leaves=4,
)
_KEYS = st.sampled_from(
    ["id", "regex", "keywords", "entropy", "secretGroup", "path", "stopwords", "regexes",
     "regexTarget", "condition", "allowlist", "allowlists", "required", "extend", "targetRules"]
)  # fmt: skip
_TABLES = st.sampled_from(
    ["[[rules]]", "[[rules.allowlists]]", "[[allowlists]]", "[allowlist]", "[extend]"]
)
_LINES = st.lists(
    _TABLES | st.builds("{} = {}".format, _KEYS, _VALUES) | st.just("id = 'r'"), max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_LINES.map("\n".join) | st.text(max_size=40))
def test_whatever_is_written_is_rules_or_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "gitleaks.toml").write_text(content, "utf-8", errors="replace")
    try:
        rules = read(str(tmp_path / "gitleaks.toml"))
    except GitleaksError as error:
        assert "gitleaks.toml" in str(error)
    else:
        assert rules.formats
        list(Secrets(rules.formats).classify(view_of("aaa")))
