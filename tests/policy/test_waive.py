"""A waiver is dated ahead, and what is wrong with it is said of the option that holds it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecluse.policy.load import load
from ecluse.policy.waive import WaiveError, waive
from tests.policy.good import GOOD

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GIVEN = {"rule": "many", "owner": "zoe", "because": "salon", "until": "2026-12-24"}


def write(path: Path, scope: dict[str, str] | None = None, **changed: str) -> str:
    """Write a waiver; its end in UTC."""
    options = {**GIVEN, **changed}
    waiver = waive(path, **options, scope=scope or {"channel": "x"}, now=NOW)
    return waiver.until.isoformat() if waiver.until else ""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "policies.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_the_end_is_read_by_the_clock_of_the_policy(path: Path) -> None:
    assert write(path) == "2026-12-23T23:00:00+00:00"
    assert {waiver.id for waiver in load(path).waivers} == {"W-1", "W-2"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"until": "2026-11-24T12:00Z"}, "--until: is past", id="this very moment"),
        pytest.param({"until": "2020-01-01"}, "--until: is past", id="past"),
        pytest.param({"until": "demain"}, "--until: not a moment; write it", id="no moment"),
        pytest.param({"until": "2026-13-01"}, "--until: no such day", id="no such day"),
        pytest.param({"owner": " "}, "--owner: is empty", id="no owner"),
        pytest.param({"because": ""}, "--because: is empty", id="no reason"),
        pytest.param({"because": "a\u202eb"}, "--because: ", id="a mark that nobody sees"),
        pytest.param({"scope": {"finding": "zz"}}, "--scope: must be a digest", id="no digest"),
        pytest.param({"scope": {"colour": "red"}}, "--scope: a waiver has", id="no such scope"),
    ],
)
def test_what_is_wrong_is_said_of_its_option_and_changes_nothing(
    path: Path, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(WaiveError) as caught:
        write(path, **changed)
    assert str(caught.value).startswith(said)
    assert path.read_text(encoding="utf-8") == GOOD


def test_without_now_the_clock_is_asked(path: Path) -> None:
    with pytest.raises(WaiveError, match="past"):
        waive(path, **{**GIVEN, "until": "2020-01-01"}, scope={"channel": "x"})
