"""What slipped, as a policy file: it loads, and each of its examples lies until the gate is mended."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.examples import gate_for_examples
from ecluse.policy.load import load, loads
from ecluse.policy.model import Policy
from ecluse.policy.test import run as run_examples
from ecluse.redteam import survivors
from ecluse.redteam.catalogue import transforms
from ecluse.redteam.run import Result, smuggle
from ecluse.redteam.survivors import SurvivorError, in_yaml, write
from ecluse.testing import decides_rows

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
POLICY = """\
version: 1
labels: {code-name: {terms: [Projet Goéland]}}
channels: {x: {audience: everyone, kind: x}}
audiences: {everyone: {tier: public}}
people: {a: {roles: [author]}}
rules:
  - id: code-name
    when_all: [{finding: {label: code-name}}]
    tier: private
    because: Un nom de code.
    examples:
      caught:
        - Le projet Goéland sort.
        - {text: Voici., title: Projet Goéland, channel: x, author: a, now: "2026-12-01T08:00Z"}
        - {text: Le projet Goéland, thread: t, seq: 2, history: [{text: Bientôt., thread: t, seq: 1}]}
      clear: [Un goéland dort.]
"""


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    path = tmp_path / "policies.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return load(path)


def result_of(policy: Policy) -> Result:
    with gate_for_examples(policy) as gate:
        return smuggle(policy, gate, transforms(), now=NOW)


def test_every_example_that_was_written_lies(policy: Policy, tmp_path: Path) -> None:
    result = result_of(policy)
    path = tmp_path / "survivors.yaml"
    written, left = write(path, policy, result)
    assert (written, left) == (len(result.survivors), 0)
    extended = load(path)
    with gate_for_examples(extended) as gate:
        results = list(run_examples(extended, decides_rows(gate)))
    problems = [one.problem for one in results if one.problem is not None]
    assert len(results) == 4 + written
    assert len(problems) == written
    assert {one.message for one in problems} == {"rule `code-name` does not catch this example"}
    assert {one.path for one in problems} == {str(path)}


def test_the_draft_that_was_written_is_the_draft_that_slipped(
    policy: Policy, tmp_path: Path
) -> None:
    result = result_of(policy)
    write(tmp_path / "survivors.yaml", policy, result)
    rows = [one.draft for one in load(tmp_path / "survivors.yaml").examples[4:]]
    texts = {one.parcel.drafts[-1].text for one in result.survivors.values()}
    assert {row["text"] for row in rows} == texts
    moments = {row["now"] for row in rows if "now" in row}
    assert moments <= {"2026-12-01T08:00:00+00:00"}


def test_without_survivors_the_file_is_a_policy_all_the_same(
    policy: Policy, tmp_path: Path
) -> None:
    write(tmp_path / "survivors.yaml", policy, Result((), {}))
    assert len(load(tmp_path / "survivors.yaml").examples) == 4


def test_it_may_stand_above_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "team" / "policies.yaml"
    path.parent.mkdir()
    path.write_text(POLICY, encoding="utf-8")
    policy = load(path)
    write(tmp_path / "survivors.yaml", policy, result_of(policy))
    assert 'file: "team/policies.yaml"' in (tmp_path / "survivors.yaml").read_text()
    assert len(load(tmp_path / "survivors.yaml").examples) > 4


def test_the_smallest_of_each_family_come_first_where_there_is_no_room(
    policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survivors, "MOST_BYTES", 800)
    result = result_of(policy)
    written, left = write(tmp_path / "survivors.yaml", policy, result)
    assert 5 < written < written + left == len(result.survivors)
    lines = (tmp_path / "survivors.yaml").read_text(encoding="utf-8").splitlines()
    families = [line.rpartition(" # ")[2].partition(":")[0] for line in lines if " # " in line]
    every = {one.transform.family for one in result.survivors.values()}
    assert len(every) > 5
    assert set(families[: len(every)]) == every


class TestPlace:
    def test_its_own_file_is_written_anew(self, policy: Policy, tmp_path: Path) -> None:
        for _ in range(2):
            write(tmp_path / "survivors.yaml", policy, Result((), {}))

    @pytest.mark.parametrize("name", ["policies.yaml", "notes.txt"])
    def test_a_file_of_others_is_never_taken(
        self, policy: Policy, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / "notes.txt").write_text("mine\n")
        before = (tmp_path / name).read_bytes()
        with pytest.raises(SurvivorError, match="is not of `ecluse redteam`"):
            write(tmp_path / name, policy, Result((), {}))
        assert (tmp_path / name).read_bytes() == before

    def test_it_cannot_extend_from_elsewhere(self, policy: Policy, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.mkdir()
        with pytest.raises(SurvivorError, match="put it in the policy's folder"):
            write(other / "survivors.yaml", policy, Result((), {}))

    def test_a_folder_that_is_not_there_is_an_error_of_ours(
        self, policy: Policy, tmp_path: Path
    ) -> None:
        with pytest.raises(SurvivorError):
            write(tmp_path / "a" / ".." / ".." / "b" / "c.yaml", policy, Result((), {}))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_yaml_as_it_was(text: str) -> None:
    policy = loads(f"version: 1\ntests: [{{text: {in_yaml(text)}, expect: allow}}]\n")
    assert policy.examples[0].draft["text"] == text


@pytest.mark.parametrize(
    "unseen", "\u200b\u202e\xad\ufe0f\U000e0061\u3164\u2800\u034f\x1b\xa0\u3000"
)
def test_what_nobody_sees_is_written_as_an_escape(unseen: str) -> None:
    written = in_yaml(f"a{unseen}b")
    assert unseen not in written
    assert written.isprintable()
