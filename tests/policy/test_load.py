"""Layers, references and digests: what a policy is made of, and what does not go together."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import pytest

from ecluse.model import Limits, Mode, Override, Tier, Verdict
from ecluse.policy.load import MAX_EXTENDS, load, loads
from ecluse.policy.model import Policy
from ecluse.policy.problems import PolicyError
from ecluse.rules.apply import RuleSet
from tests.policy.good import GOOD, said

BASE = """\
version: 1
company: Base
language: en
audiences: {everyone: {tier: public}, staff: {tier: extended}}
channels: {x: {audience: everyone, kind: x}}
labels: {code-name: {terms: [Falcon], patterns: ['F-\\d+']}}
reach: {extended: {public: block}}
rules:
  - id: code-name
    when_all: [finding: {label: code-name}]
    tier: extended
    verdict: flag
    override: justify
review: {contacts: {legal: Maud}}
registers: {releases: [{id: launch}], public_record: ["1"]}
tests: [{text: a, channel: x, expect: allow}]
"""


class Folder:
    """A folder of policies beside a folder of packs."""

    def __init__(self, path: Path) -> None:
        self.path, self.packs = path / "policy", path / "packs"
        self.packs.mkdir()
        self.pack("base", BASE)

    def pack(self, name: str, text: str) -> None:
        (self.packs / f"{name}.yaml").write_text(text, encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"version: 1\n{text}", encoding="utf-8")

    def load(self, text: str = "") -> Policy:
        if text:
            self.write("policies.yaml", text)
        return load(self.path / "policies.yaml", packs=self.packs)

    def said(self, text: str) -> str:
        with pytest.raises(PolicyError) as raised:
            self.load(text)
        return str(raised.value).replace(f"{self.path}/", "")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


class TestLayers:
    """What a file says lies over what it extends."""

    def test_what_is_not_said_comes_from_below(self, folder: Folder) -> None:
        policy = folder.load("extends: base\n")
        assert (policy.company, policy.language) == ("Base", "en")
        assert set(policy.channels) == {"x"}
        assert [rule.id for rule in policy.rules] == ["code-name"]
        assert policy.rules[0].place.path == "pack:base"
        assert policy.contacts == {"legal": "Maud"}
        assert len(policy.examples) == 1

    def test_the_files_own_entry_replaces_the_one_below(self, folder: Folder) -> None:
        policy = folder.load(
            "company: Rivière\nextends: [base]\n"
            "channels: {x: {audience: staff}, intranet: {audience: staff}}\n"
            "registers: {releases: [{id: launch, at: '2030-01-01Z'}]}\n"
        )
        assert policy.company == "Rivière"
        assert (policy.channels["x"].audience, policy.channels["x"].kind) == ("staff", "")
        assert set(policy.channels) == {"x", "intranet"}
        (release,) = policy.releases
        assert release.at == datetime(2030, 1, 1, tzinfo=UTC)

    def test_terms_and_patterns_are_added(self, folder: Folder) -> None:
        policy = folder.load("extends: [base]\nlabels: {code-name: {terms: [Griffon, Falcon]}}\n")
        label = policy.labels["code-name"]
        assert [term.text for term in label.terms] == ["Falcon", "Griffon"]
        assert [pattern.pattern for pattern in label.patterns] == ["F-\\d+"]

    def test_the_public_record_is_added(self, folder: Folder) -> None:
        policy = folder.load("extends: [base]\nregisters: {public_record: ['2']}\n")
        assert [public.value for public in policy.public_record] == ["1", "2"]

    def test_a_later_extension_lies_over_an_earlier_one(self, folder: Folder) -> None:
        folder.pack("other", "version: 1\ncompany: Other\n")
        assert folder.load("extends: [base, other]\n").company == "Other"
        assert folder.load("extends: [other, base]\n").company == "Base"

    def test_what_is_extended_twice_is_read_once(self, folder: Folder) -> None:
        folder.pack("a", "version: 1\nextends: base\n")
        folder.pack("b", "version: 1\nextends: base\n")
        policy = folder.load("extends: [a, b, base]\n")
        assert len(policy.rules) == 1
        assert [name for name, _ in policy.inputs[1:]] == ["pack:a", "pack:b", "pack:base"]

    def test_the_zone_of_the_policy_is_that_of_the_files_that_name_none(
        self, folder: Folder
    ) -> None:
        folder.write(
            "own.yaml", "timezone: UTC\nregisters: {releases: [{id: a, at: '2030-01-01'}]}\n"
        )
        folder.write("none.yaml", "registers: {releases: [{id: b, at: '2030-01-01'}]}\n")
        policy = folder.load("timezone: Europe/Paris\nextends: [./own.yaml, ./none.yaml]\n")
        hours = {release.id: release.at.hour for release in policy.releases if release.at}
        assert hours == {"a": 0, "b": 23}

    def test_an_identifier_that_is_taken_is_refused(self, folder: Folder) -> None:
        assert (
            folder.said(
                "extends: [base]\nrules:\n  - {id: code-name, when_all: [draft: {}], tier: private}\n"
            )
            == """\
policies.yaml:4:10: error[P015]: rule `code-name` is there already: pack:base:9
4 |   - {id: code-name, when_all: [draft: {}], tier: private}
  |          ^^^^^^^^^
  = help: see `adjust` to tighten it"""
        )


class TestTightenOnly:
    """`reach` and `adjust` may tighten; the one thing that loosens, `mode: shadow`, is in sight."""

    def test_reach_is_tightened(self, folder: Folder) -> None:
        policy = folder.load("extends: [base]\nreach: {extended: {extended: flag}}\n")
        assert policy.reach[Tier.EXTENDED, Tier.EXTENDED] is Verdict.FLAG
        assert policy.reach[Tier.EXTENDED, Tier.PUBLIC] is Verdict.BLOCK
        assert policy.reach[Tier.PRIVATE, Tier.PUBLIC] is Verdict.BLOCK

    def test_reach_is_never_loosened(self, folder: Folder) -> None:
        assert (
            folder.said("extends: [base]\nreach: {extended: {public: flag}}\n")
            == """\
policies.yaml:3:28: error[P022]: `reach` may tighten only: extended to public is `block`
3 | reach: {extended: {public: flag}}
  |                            ^^^^"""
        )

    def test_limits_are_lowered_and_the_window_is_widened(self, folder: Folder) -> None:
        folder.pack("small", "version: 1\nlimits: {seconds: 2, window: {hours: 48}}\n")
        above = "extends: [small]\nlimits: {seconds: 1.5, views: 9, window: {hours: 72}}\n"
        limits = folder.load(above).limits
        assert limits == Limits(seconds=1.5, views=9, window_hours=72)

    @pytest.mark.parametrize(
        ("change", "below"),
        [
            pytest.param("seconds: 3", "seconds: 2", id="more time"),
            pytest.param("classifier: {megabytes: 99}", "classifier: {megabytes: 98}", id="memory"),
            pytest.param("window: {drafts: 3}", "window: {drafts: 4}", id="fewer last drafts"),
        ],
    )
    def test_limits_are_never_loosened(self, folder: Folder, change: str, below: str) -> None:
        folder.pack("small", f"version: 1\nlimits: {{{below}}}\n")
        said = folder.said(f"extends: [small]\nlimits: {{{change}}}\n")
        assert "error[P022]: `limits` may tighten only: below it is " in said

    def test_limits_have_a_ceiling(self, folder: Folder) -> None:
        said = folder.said("limits: {characters: 1000001, window: {drafts: 65}}\n")
        assert [line.partition("P010]: ")[2] for line in said.splitlines() if "P010" in line] == [
            "must be at most 1000000",
            "must be at most 64",
        ]

    def test_a_rule_below_is_tightened(self, folder: Folder) -> None:
        policy = folder.load(
            "extends: [base]\n"
            "adjust: {code-name: {tier: private, verdict: block, override: never, mode: shadow}}\n"
        )
        (rule,) = policy.rules
        assert (rule.tier, rule.verdict) == (Tier.PRIVATE, Verdict.BLOCK)
        assert (rule.override, rule.mode) == (Override.NEVER, Mode.SHADOW)

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ("tier: public", "extended"),
            ("verdict: allow", "flag"),
            ("override: acknowledge", "justify"),
        ],
    )
    def test_a_rule_below_is_never_loosened(self, folder: Folder, change: str, word: str) -> None:
        found = folder.said(f"extends: [base]\nadjust: {{code-name: {{{change}}}}}\n")
        assert "error[P022]: `adjust` may tighten only" in found
        assert f"is `{word}`" in found

    def test_a_rule_below_takes_more_examples(self, folder: Folder) -> None:
        policy = folder.load(
            "extends: [base]\n"
            "adjust: {code-name: {examples: {caught: [a, {text: b}], clear: [c]}}}\n"
        )
        more = [one for one in policy.examples if one.place.path.endswith("policies.yaml")]
        assert [(one.rule, one.caught, one.draft["text"]) for one in more] == [
            ("code-name", True, "a"),
            ("code-name", True, "b"),
            ("code-name", False, "c"),
        ]
        assert [one.place.line for one in more] == [3, 3, 3]

    def test_only_rules_below_are_adjusted(self, folder: Folder) -> None:
        assert (
            folder.said("extends: [base]\nadjust: {code-nam: {mode: shadow}}\n")
            == """\
policies.yaml:3:10: error[P016]: `adjust` knows no rule `code-nam`
3 | adjust: {code-nam: {mode: shadow}}
  |          ^^^^^^^^
  = help: did you mean `code-name`?"""
        )

    def test_a_rule_that_is_never_lifted_has_no_waiver(self, folder: Folder) -> None:
        assert "error[P023]" in folder.said(
            "extends: [base]\nadjust: {code-name: {override: never}}\n"
            "waivers: [{id: w, rule: code-name, owner: o, because: b, until: '2030-01-01Z'}]\n"
        )


class TestFiles:
    """Packs, and files inside the policy's own folder; nothing else is ever read."""

    def test_a_file_beside_the_policy(self, folder: Folder) -> None:
        folder.write("teams/rh.yaml", "extends: ../common.yaml\ncompany: RH\n")
        folder.write("common.yaml", "labels: {pay: {terms: [salaire]}}\n")
        policy = folder.load("extends: [teams/rh.yaml]\n")
        assert set(policy.labels) == {"pay"}
        assert [name for name, _ in policy.inputs[1:]] == ["common.yaml", "teams/rh.yaml"]

    @pytest.mark.parametrize(
        ("extends", "message"),
        [
            pytest.param("bas", "there is no pack `bas`", id="no such pack"),
            pytest.param("./missing.yaml", "there is no such file", id="no such file"),
            pytest.param("./teams/", "there is no such file", id="a folder"),
            pytest.param("../packs/base.yaml", "outside the policy's folder", id="above"),
            pytest.param("/etc/passwd.yaml", "outside the policy's folder", id="absolute"),
            pytest.param("./link.yaml", "outside the policy's folder", id="a link that leads out"),
            pytest.param("./policies.yaml", "extends itself in a circle", id="itself"),
            pytest.param("./loop/a.yaml", "extends itself in a circle", id="a circle"),
            pytest.param("{pack: base, file: x.yaml}", "either a `pack` or a `file`", id="both"),
            pytest.param("{digest: badc0ffee0ddf00dbadc0ffee0ddf00d}", "either a", id="neither"),
            pytest.param("./self.yaml", "not a path that can be followed", id="a link to itself"),
            pytest.param('"./a\\tb.yaml"', "there is no such file", id="a strange name"),
        ],
    )
    def test_what_cannot_be_extended(self, folder: Folder, extends: str, message: str) -> None:
        folder.write("loop/a.yaml", "extends: b.yaml\n")
        folder.write("loop/b.yaml", "extends: ./a.yaml\n")
        folder.write("teams/x.yaml", "")
        os.symlink(folder.packs / "base.yaml", folder.path / "link.yaml")
        os.symlink("self.yaml", folder.path / "self.yaml")
        found = folder.said(f"extends: [{extends}]\n")
        assert "error[P013]" in found
        assert message in found

    def test_a_link_that_stays_inside_is_followed(self, folder: Folder) -> None:
        folder.write("real.yaml", "company: Real\n")
        os.symlink("real.yaml", folder.path / "link.yaml")
        assert folder.load("extends: ./link.yaml\n").company == "Real"

    def test_a_pack_reaches_no_file(self, folder: Folder) -> None:
        folder.pack("bad", "version: 1\nextends: ./x.yaml\n")
        assert "a pack extends packs only" in folder.said("extends: bad\n")

    def test_depth_is_bounded(self, folder: Folder) -> None:
        for number in range(MAX_EXTENDS + 1):
            folder.write(f"f{number}.yaml", f"extends: ./f{number + 1}.yaml\n")
        folder.write(f"f{MAX_EXTENDS}.yaml", "company: Deep\n")
        assert f"extended more than {MAX_EXTENDS} deep" in folder.said("extends: ./f0.yaml\n")
        assert folder.load("extends: ./f1.yaml\n").company == "Deep"

    def test_size_is_that_of_all_files(self, folder: Folder) -> None:
        half = "# " + "x" * 600_000 + "\n"
        folder.write("a.yaml", half)
        folder.write("b.yaml", half)
        assert folder.load("extends: [./a.yaml]\n")
        assert "more than 1 MiB, with what is extended" in folder.said(
            "extends: [./a.yaml, ./b.yaml]\n"
        )

    def test_a_problem_below_is_shown_in_its_own_file(self, folder: Folder) -> None:
        folder.write("teams/rh.yaml", "compagny: RH\n")
        assert (
            folder.said("extends: teams/rh.yaml\ncompany: 3\n")
            == """\
policies.yaml:3:10: error[P010]: must be a text
3 | company: 3
  |          ^
  = help: write it between quotes
teams/rh.yaml:2:1: error[P012]: unknown key `compagny`
2 | compagny: RH
  | ^^^^^^^^
  = help: did you mean `company`?"""
        )

    def test_a_policy_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(PolicyError, match="error.P013.: cannot be read: no such file"):
            load(tmp_path / "policies.yaml")
        with pytest.raises(PolicyError, match="error.P013.: cannot be read: is a directory"):
            load(tmp_path)

    def test_a_gitleaks_file_is_part_of_the_policy(self, folder: Folder) -> None:
        folder.write("tools/g.toml", "a")
        label = "labels: {leak: {gitleaks: tools/g.toml}}\n"
        first = folder.load(label)
        folder.write("tools/g.toml", "b")
        assert [name for name, _ in first.inputs[1:]] == ["tools/g.toml"]
        assert folder.load(label).digest != first.digest
        assert "error[P013]: there is no such file" in folder.said(
            "labels: {l: {gitleaks: g.toml}}\n"
        )
        assert "outside the policy's folder" in folder.said("labels: {l: {gitleaks: ../g}}\n")

    def test_the_shipped_packs_are_found(self) -> None:
        assert loads("version: 1\nextends: base\n").inputs[1][0] == "pack:base"


class TestDigest:
    """The digest is that of the bytes of everything that was read."""

    def test_it_is_blake2b_over_names_and_digests(self, folder: Folder) -> None:
        folder.write("a.yaml", "")
        policy = folder.load("extends: ./a.yaml\n")

        def digest(data: bytes) -> str:
            return blake2b(data, digest_size=16).hexdigest()

        own = digest(b"version: 1\nextends: ./a.yaml\n")
        below = digest(b"version: 1\n")
        assert policy.inputs == ((policy.path, own), ("a.yaml", below))
        assert policy.digest == digest(f"\0{own}\na.yaml\0{below}\n".encode())

    def test_it_does_not_depend_on_where_the_policy_is(self, folder: Folder) -> None:
        first = folder.load("extends: base\n").digest
        folder.path = folder.path.parent / "elsewhere"
        assert folder.load("extends: base\n").digest == first

    def test_one_byte_anywhere_changes_it(self, folder: Folder) -> None:
        first = folder.load("extends: base\n").digest
        assert folder.load("extends: base \n").digest != first
        folder.pack("base", f"{BASE}#")
        assert folder.load("extends: base\n").digest != first

    def test_a_lock_holds_a_pack_and_what_it_extends(self, folder: Folder) -> None:
        folder.pack("top", "version: 1\nextends: base\n")
        found = folder.said("extends: [{pack: top, digest: badc0ffee0ddf00dbadc0ffee0ddf00d}]\n")
        digest = found.rpartition("it is now ")[2]
        assert "policies.yaml:2:31: error[P014]" in found
        locked = f'extends: [{{pack: top, digest: "{digest}"}}]\n'
        assert folder.load(locked)
        folder.pack("base", f"{BASE}#")
        assert "error[P014]" in folder.said(locked)


def test_a_waiver_that_is_there_twice_is_shown_after_one_that_is_wrong() -> None:
    good = "{id: w, rule: r, owner: o, because: b, until: '2030-01-01Z'}"
    found = said(
        "rules: [{id: r, when_all: [draft: {}], verdict: flag}]\n"
        f"waivers:\n  - {{id: v}}\n  - {good}\n  - {good}\n"
    )
    assert "policies.yaml:6:10: error[P015]: waiver `w` is there twice" in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "audiences: {everyone: {tier: public}}\nchannels: {x: {audience: everyon}}\n",
            """\
policies.yaml:3:26: error[P016]: no audience `everyon`
3 | channels: {x: {audience: everyon}}
  |                          ^^^^^^^
  = help: did you mean `everyone`?""",
            id="audience",
        ),
        pytest.param(
            "rules:\n  - {id: a, when_all: [channel: {id: y2}], verdict: flag}\n",
            """\
policies.yaml:3:38: error[P016]: no channel `y2`
3 |   - {id: a, when_all: [channel: {id: y2}], verdict: flag}
  |                                      ^^
  = help: declare it in `channels`""",
            id="channel",
        ),
        pytest.param(
            "rules:\n  - {id: a, when_all: [author: {id: [zoe]}], verdict: flag}\n",
            """\
policies.yaml:3:38: error[P016]: no person `zoe`
3 |   - {id: a, when_all: [author: {id: [zoe]}], verdict: flag}
  |                                      ^^^
  = help: declare it in `people`""",
            id="person",
        ),
        pytest.param(
            "tests: [{text: a, expect: allow, reasons: [r]}]\n",
            """\
policies.yaml:2:44: error[P016]: no rule `r`
2 | tests: [{text: a, expect: allow, reasons: [r]}]
  |                                            ^""",
            id="rule of a test",
        ),
        pytest.param(
            "registers: {public_record: [{value: a, label: b}]}\n",
            """\
policies.yaml:2:47: error[P016]: no label `b`: nothing recognises it
2 | registers: {public_record: [{value: a, label: b}]}
  |                                               ^
  = help: declare it in `labels`, or extend a pack that does""",
            id="label of a public value",
        ),
        pytest.param(
            "audiences: {a: {tier: public}}\n"
            'channels: {x: {audience: a, opens: "2030-01-02Z", closes: "2030-01-01Z"}}\n',
            """\
policies.yaml:3:51: error[P010]: `closes` is not after `opens`
3 | channels: {x: {audience: a, opens: "2030-01-02Z", closes: "2030-01-01Z"}}
  |                                                   ^^^^^^""",
            id="a channel that closes before it opens",
        ),
        pytest.param(
            "labels: {a: {patterns: ['(?<!x)y', '(a)\\1', '(', '[à-ÿ]']}}\n",
            """\
policies.yaml:2:25: error[P020]: look-behind `(?<` is not supported: patterns run in linear time; use `unless:`
2 | labels: {a: {patterns: ['(?<!x)y', '(a)\\1', '(', '[à-ÿ]']}}
  |                         ^^^^^^^^^
policies.yaml:2:36: error[P020]: back-references are not supported: patterns run in linear time
2 | labels: {a: {patterns: ['(?<!x)y', '(a)\\1', '(', '[à-ÿ]']}}
  |                                    ^^^^^^^
policies.yaml:2:45: error[P020]: not a pattern that RE2 accepts: missing ): (
2 | labels: {a: {patterns: ['(?<!x)y', '(a)\\1', '(', '[à-ÿ]']}}
  |                                             ^^^
policies.yaml:2:50: error[P020]: a range that begins or ends with an accented letter is another range once accents are gone; write the letters out, or `view: source`
2 | labels: {a: {patterns: ['(?<!x)y', '(a)\\1', '(', '[à-ÿ]']}}
  |                                                  ^^^^^^^""",
            id="patterns",
        ),
    ],
)
def test_what_does_not_go_together(text: str, expected: str) -> None:
    assert said(text) == expected


def test_a_range_beside_an_accent_is_no_accented_range() -> None:
    patterns = r"['sous-évalué', '[a-zé-]', '[-é]', '[é\-a]', '[^]é-]']"
    assert said(f"labels: {{a: {{patterns: {patterns}}}}}\n") == ""


def test_what_is_loaded_can_be_applied() -> None:
    policy = loads(GOOD)
    RuleSet(policy.rules)
    assert [example.rule for example in policy.examples] == ["code-name-before-launch"] * 3 + [
        ""
    ] * 2
    assert policy.examples[1].draft == {
        "text": "Falcon",
        "channel": "x",
        "now": "2026-10-31T23:00:00+00:00",
    }
    assert policy.waivers[0].until == datetime(2026, 12, 31, 23, tzinfo=UTC)
