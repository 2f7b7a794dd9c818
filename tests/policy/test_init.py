"""What ``ecluse init`` writes is valid, clean and true, whatever was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecluse.gate import Gate
from ecluse.model import Verdict
from ecluse.policy.init import CHANNELS, AnswerError, Answers, Author, render
from ecluse.policy.lint import lint
from ecluse.policy.load import load
from ecluse.policy.test import run
from ecluse.testing import decides_rows

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ZOE = Author("z.roc", "Zoé Roc", "spokesperson")


def verify(folder: Path, answers: Answers) -> None:
    """Write, load, lint and test what is rendered, with small packs of the same names."""
    packs = folder / "packs"
    packs.mkdir(exist_ok=True)
    for pack in answers.packs:
        (packs / f"{pack}.yaml").write_text("version: 1\n", encoding="utf-8")
    path = folder / "policies.yaml"
    path.write_text(render(answers)["policies.yaml"], encoding="utf-8")
    policy = load(path, packs=packs)
    assert list(map(str, lint(policy, NOW, packs=packs))) == []
    results = list(run(policy, decides_rows(Gate(policy)), packs=packs))
    assert [str(result.problem) for result in results if not result.holds] == []
    assert {result.decision.verdict for result in results if result.decision} == set(Verdict)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(Answers("Rivière"), id="nothing but a name"),
        pytest.param(Answers("Rivière", language="en"), id="English"),
        pytest.param(Answers("A", people=(ZOE, Author("al", "Al", "expert"))), id="people"),
        pytest.param(Answers("A", people=(ZOE, ZOE)), id="one person twice"),
        pytest.param(Answers("A", channels=("intranet", "board-letter")), id="no public channel"),
        pytest.param(Answers("A", channels=tuple(CHANNELS)), id="every channel"),
        pytest.param(Answers("A", channels=("x", "x")), id="one channel twice"),
        pytest.param(Answers("A", code_names=("Falcon", "R5", "lundi")), id="short and common"),
        pytest.param(Answers("A", code_names=("R5",), language="en"), id="short, English"),
        pytest.param(Answers("A", code_names=("Bonne semaine",)), id="one of our own sentences"),
        pytest.param(Answers("A", code_names=("Falcon", "Falcon")), id="one name twice"),
        pytest.param(Answers('no: "x" #1 {a}', code_names=("L'Été", "no")), id="YAML in answers"),
        pytest.param(Answers("A", timezone="America/Lima"), id="another zone"),
        pytest.param(Answers("A", code_names=("Projet Brioche",)), id="a name that says project"),
        pytest.param(Answers("A", code_names=("projet",)), id="project, and nothing more"),
    ],
)
def test_the_policy_is_valid_clean_and_true(tmp_path: Path, answers: Answers) -> None:
    verify(tmp_path, answers)


def test_with_the_packs_of_the_wheel_too(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(render(Answers("Rivière", people=(ZOE,)))["policies.yaml"], encoding="utf-8")
    policy = load(path)
    assert [str(warning) for warning in lint(policy, NOW) if warning.path == str(path)] == []
    results = run(policy, decides_rows(Gate(policy)))
    lies = [result.problem for result in results if result.problem]
    assert [str(lie) for lie in lies if lie.path == str(path)] == []


letters = st.text(
    alphabet="abcdefghijklmnopqrstuvwxyzéèÉÀ'- :#\"{}[]&*!%@`?,|>0123456789", max_size=20
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    company=letters,
    language=st.sampled_from(["fr", "en"]),
    channels=st.sets(st.sampled_from(sorted(CHANNELS)), min_size=1).map(tuple),
    name=letters,
    code_names=st.lists(st.text(alphabet="abcé -'1", max_size=9), max_size=2).map(tuple),
)
def test_any_answers_give_a_valid_policy_or_an_error(
    tmp_path: Path, company, language, channels, name, code_names
) -> None:
    answers = Answers(
        company,
        language,
        channels=channels,
        people=(Author("z", name, "spokesperson"),),
        code_names=code_names,
        packs=(),
    )
    try:
        text = render(answers)["policies.yaml"]
    except AnswerError:
        return
    path = tmp_path / "policies.yaml"
    path.write_text(text, encoding="utf-8")
    policy = load(path)
    assert policy.company == company
    assert policy.people["z"].name == name


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (Answers(""), "empty"),
        (Answers("A\nversion: 2"), "nobody sees"),
        (Answers("A", language="de"), "language"),
        (Answers("A", channels=()), "at least one channel"),
        (Answers("A", channels=("tiktok",)), "no channel `tiktok`"),
        (Answers("A", people=(Author("a b", "A"),)), "identifier"),
        (Answers("A", code_names=("…",)), "letters"),
        (Answers("A", code_names=('a: "b"',)), "apostrophes"),
        (Answers("A", drafts="../x"), "folder"),
        (Answers("A", drafts="a b"), "folder"),
        (Answers("A", drafts="a;rm"), "folder"),
        (Answers("A", timezone="Europe/Pariss"), "no time zone .*did you mean `Europe/Paris`"),
        (Answers("A", timezone="../etc"), "no time zone"),
    ],
)
def test_what_cannot_stand_in_a_policy(answers: Answers, message: str) -> None:
    with pytest.raises(AnswerError, match=message):
        render(answers)


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [
        ("fr", "Projet Brioche", "Le Projet Brioche arrive lundi !"),
        ("fr", "Brioche", "Le projet Brioche arrive lundi !"),
        ("en", "Project Scone", "Our Project Scone is out on Monday!"),
    ],
)
def test_a_project_is_called_so_once(language: str, name: str, sentence: str) -> None:
    policy = render(Answers("A", language, code_names=(name,)))["policies.yaml"]
    assert f'"{sentence}"' in policy


def test_the_hook_is_that_of_the_project_on_the_folder_of_drafts() -> None:
    text = render(Answers("A", drafts="posts/drafts"))[".pre-commit-config.yaml"]
    gate, policy = yaml.safe_load(text)["repos"][0]["hooks"]
    assert gate["files"] == "^posts/drafts/"
    root = Path(__file__).parents[2]
    theirs = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for ours, shared in zip((gate, policy), theirs, strict=True):
        same = shared.keys() - {"name", "description", "language"}
        assert {key: ours.get(key) for key in same} == {key: shared[key] for key in same}


def test_the_job_of_github_runs_nothing_of_the_change() -> None:
    text = render(Answers("A", drafts="posts/drafts"))[".github/workflows/ecluse.yml"]
    job = yaml.safe_load(text)
    assert list(job[True]) == ["pull_request_target"]  # YAML 1.1 reads `on` as true
    assert job["permissions"] == {"contents": "read"}
    steps = job["jobs"]["gate"]["steps"]
    assert steps[1]["with"]["ref"] == "refs/pull/${{ github.event.number }}/merge"
    assert steps[-1]["run"] == (
        'ecluse gate posts/drafts --policy "$RUNNER_TEMP/protected/policies.yaml" '
        '--diff "refs/remotes/origin/$GITHUB_BASE_REF" --output-format github'
    )


def test_a_workflow_of_github_tries_the_proposed_policy_without_the_rights_of_the_other() -> None:
    files = render(Answers("A"))
    gate = yaml.safe_load(files[".github/workflows/ecluse.yml"])
    policy = yaml.safe_load(files[".github/workflows/ecluse-policy.yml"])
    assert list(policy[True]) == ["pull_request"]
    assert policy["permissions"] == {"contents": "read"}
    assert policy["jobs"].keys().isdisjoint(gate["jobs"])
    assert policy["jobs"]["policy"]["steps"][-1] == {"run": "ecluse policy test policies.yaml"}


def test_the_job_of_gitlab_is_yaml() -> None:
    text = render(Answers("A", ci=("gitlab",)))[".gitlab-ci.ecluse.yml"]
    assert yaml.safe_load(text)["ecluse"]["script"][0] == "ecluse policy test"


def test_where_to_install_from_is_left_to_fill_in() -> None:
    files = render(Answers("A", ci=("github", "gitlab")))
    assert len(files) == 5
    for path, text in files.items():
        assert "ecluse==" not in text
        filled_in = [line for line in text.splitlines() if "HOST/OWNER" in line]
        assert len(filled_in) == (path != "policies.yaml")
        assert all(line.lstrip().startswith("#") for line in filled_in)


def test_nothing_more_is_written_than_was_asked() -> None:
    assert list(render(Answers("A", hook=False, ci=()))) == ["policies.yaml"]


@pytest.mark.parametrize(("language", "mark"), [("fr", "# Un exemple"), ("en", "# An example")])
def test_a_code_name_that_nobody_gave_is_called_an_example(language: str, mark: str) -> None:
    invented = render(Answers(company="Lunaire", language=language))["policies.yaml"]
    assert mark in invented
    given = Answers(company="Lunaire", language=language, code_names=("Projet Sarrazine",))
    assert mark not in render(given)["policies.yaml"]
