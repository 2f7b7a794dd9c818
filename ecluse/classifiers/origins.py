"""Where classifiers of others come from: plain values that a worker can load them from.

Light, because a worker reads them first: what each needs is imported when it is loaded.
"""

from __future__ import annotations

import importlib
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ecluse.lean import blake2b, dataclass
from ecluse.model import Classifier, EcluseError

if TYPE_CHECKING:
    from ecluse.classifiers.spacy_bridge import Source

__all__ = ["EntryPoint", "Held", "Module", "NotThereError", "Pickled", "Pipeline", "digest_of"]


@dataclass(frozen=True)
class EntryPoint:
    """A classifier of an installed distribution, which must give ``label``."""

    name: str
    label: str

    def load(self) -> Classifier:
        """Load it (:func:`ecluse.classifiers.third_party.load`)."""
        from ecluse.classifiers.third_party import load

        return load(self.name, self.label)

    def digest(self) -> None:
        """Nothing: what an installed distribution runs may change without a word."""
        return


@dataclass(frozen=True)
class Pipeline:
    """A spaCy pipeline for one label; ``base`` is the absolute folder of the policy."""

    source: Source
    label: str
    base: str

    def load(self) -> Classifier:
        """Load it (:mod:`ecluse.classifiers.spacy_bridge`)."""
        from ecluse.classifiers.spacy_bridge import SpacyClassifier

        return SpacyClassifier(self.source, self.label, self.base)

    def digest(self) -> str | None:
        """What tells that the pipeline or spaCy changed; ``None``: its files were not found."""
        from importlib import metadata, util

        name, path = self.source.pipeline, Path(self.base, self.source.pipeline)
        files = "blank" if name.startswith("blank:") else None
        if files is None and path.is_dir():
            files = digest_of(path)
        elif files is None and name.isidentifier() and (found := util.find_spec(name)):
            files = "+".join(digest_of(Path(at)) for at in found.submodule_search_locations or ())
        if not files:
            return None
        return f"spacy:{metadata.version('spacy')}:{name}:{files}"


@dataclass(frozen=True)
class Module:
    """A module that is a classifier."""

    name: str

    def load(self) -> Classifier:
        """Import it."""
        return cast("Classifier", importlib.import_module(self.name))


@dataclass(frozen=True)
class Pickled:
    """An object as its pickle."""

    data: bytes

    def load(self) -> Classifier:
        """Read it.

        Raises:
            NotThereError: it means nothing here.
        """
        try:
            return cast("Classifier", pickle.loads(self.data))  # noqa: S301 - the caller's object
        except Exception as error:
            raise NotThereError(type(error).__name__) from error


def digest_of(folder: Path) -> str:
    """The digest of every file of a folder, by name (BLAKE2b, 32 hex); compiled Python is left out."""
    made = blake2b(digest_size=16)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if path.suffix != ".pyc":
            data = path.read_bytes()
            made.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
            made.update(data)
    return made.hexdigest()


class NotThereError(EcluseError):
    """A pickle that means nothing to a fresh interpreter."""


@dataclass(frozen=True)
class Held:
    """An object as it is, for a worker that is forked."""

    classifier: Classifier

    def load(self) -> Classifier:
        """Itself."""
        return self.classifier
