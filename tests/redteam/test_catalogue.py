"""Transforms of other distributions: found by entry point, refused with a reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecluse.redteam.catalogue import GROUP, TransformError, families_of, transforms

MODULE = """
from ecluse.model import Message
from ecluse.redteam.transform import Transform, between, on_goods

SAILS = Transform(
    "sails", "marenval", Message("une voile entre les lettres", "a sail between letters"),
    2, True, on_goods(between("⛵")),
)
TRANSFORMS = [SAILS]
TAKEN = SAILS._replace(name="dotted")
NAMELESS = SAILS._replace(name="")
PAIRED = SAILS._replace(family="pairs")
STILL = SAILS._replace(apply=None)
NUMBER = 12
NUMBERS = [12]
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a distribution as pip would: a module and a dist-info with entry points."""

    def installed(value: str, module: str = MODULE) -> None:
        site = tmp_path / "site-packages"
        info = site / "ecluse_smugglers-1.0.dist-info"
        info.mkdir(parents=True)
        (site / "ecluse_smugglers.py").write_text(module, encoding="utf-8")
        metadata = "Metadata-Version: 2.1\nName: ecluse_smugglers\nVersion: 1.0\n"
        (info / "METADATA").write_text(metadata)
        (info / "entry_points.txt").write_text(f"[{GROUP}]\nown = ecluse_smugglers:{value}\n")
        monkeypatch.syspath_prepend(str(site))

    yield installed
    sys.modules.pop("ecluse_smugglers", None)


@pytest.mark.parametrize("value", ["SAILS", "TRANSFORMS"])
def test_an_installed_transform_is_run_after_ours(install: Install, value: str) -> None:
    ours = transforms()
    install(value)
    assert [one.name for one in transforms()] == [*(one.name for one in ours), "sails"]
    assert families_of(transforms())[-1] == "marenval"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("TAKEN", "the name `dotted` is taken"),
        ("NAMELESS", "`` has no name or family of its own"),
        ("PAIRED", "`sails` has no name or family of its own"),
        ("STILL", "`apply` cannot be called"),
        ("NUMBER", "neither a Transform nor a sequence of them"),
        ("NUMBERS", "int is no Transform"),
        ("ABSENT", "do not load: AttributeError"),
    ],
)
def test_what_is_no_transform_is_refused(install: Install, value: str, why: str) -> None:
    install(value)
    with pytest.raises(TransformError) as refused:
        transforms()
    assert why in str(refused.value)
    assert f"transforms `own` (ecluse_smugglers:{value})" in str(refused.value)
