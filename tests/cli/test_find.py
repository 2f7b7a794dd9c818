"""Which policy decides: the order, and that a named one is never replaced by the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecluse.policy.find import PolicyNotFound, find_policy, verify_digest


@pytest.fixture
def tree(tmp_path) -> Path:
    """A working copy with a policy at its root, and one above it that must not decide."""
    root = tmp_path / "copy"
    (root / "a" / "b").mkdir(parents=True)
    (root / ".git").mkdir()
    for path in (tmp_path, root):
        (path / "policies.yaml").write_text("version: 1\n")
    return root


def found(folder: Path, named: str | None = None, **environ: str):
    return find_policy(named, folder=folder, environ=environ)


class TestOrder:
    def test_the_nearest_above(self, tree) -> None:
        assert found(tree / "a" / "b").path == tree / "policies.yaml"
        (tree / "a" / "policies.yaml").write_text("version: 1\n")
        assert found(tree / "a" / "b").path == tree / "a" / "policies.yaml"

    def test_never_above_the_working_copy(self, tree) -> None:
        (tree / "policies.yaml").unlink()
        with pytest.raises(PolicyNotFound, match="ecluse init"):
            found(tree / "a")

    def test_outside_a_working_copy_only_the_folder_itself(self, tree) -> None:
        (tree / ".git").rmdir()
        assert found(tree).by == "policies.yaml"
        with pytest.raises(PolicyNotFound):
            found(tree / "a")

    def test_the_variable_outranks_the_nearest(self, tree) -> None:
        other = tree / "a" / "other.yaml"
        other.write_text("version: 1\n")
        assert found(tree, ECLUSE_POLICY=str(other)).path.name == "other.yaml"

    def test_the_option_outranks_the_variable(self, tree) -> None:
        path = str(tree / "policies.yaml")
        assert found(tree, path, ECLUSE_POLICY="none.yaml").by == "--policy"

    @pytest.mark.parametrize("environ", [{}, {"ECLUSE_POLICY": "none.yaml"}])
    def test_a_named_policy_that_is_not_there_is_an_error(self, tree, environ) -> None:
        with pytest.raises(PolicyNotFound, match="not a file"):
            found(tree, None if environ else "none.yaml", **environ)

    def test_pyproject_names_one_last(self, tree) -> None:
        (tree / "pyproject.toml").write_text('[tool.ecluse]\npolicy = "rules/p.yaml"\n')
        assert found(tree).by == "policies.yaml"
        (tree / "policies.yaml").unlink()
        with pytest.raises(PolicyNotFound, match="names"):
            found(tree / "a")
        (tree / "rules").mkdir()
        (tree / "rules" / "p.yaml").write_text("version: 1\n")
        assert found(tree / "a").path == tree / "rules" / "p.yaml"


class TestDigest:
    def test_both_pins_hold(self, tree) -> None:
        (tree / "pyproject.toml").write_text('[tool.ecluse]\npolicy_digest = "aa"\n')
        assert find_policy(None, digest="bb", folder=tree, environ={}).digests == ("bb", "aa")

    def test_another_digest_is_refused(self) -> None:
        verify_digest("aa", ("AA ", "aa"))
        with pytest.raises(PolicyNotFound, match="bb is required"):
            verify_digest("aa", ("aa", "bb"))

    @pytest.mark.parametrize(
        "text", ["[tool.ecluse", "[tool]\necluse = 3", "[tool.ecluse]\npolicy = 3"]
    )
    def test_settings_that_cannot_be_read_decide_nothing(self, tree, text) -> None:
        (tree / "pyproject.toml").write_text(text)
        with pytest.raises(PolicyNotFound):
            found(tree)
