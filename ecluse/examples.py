"""The gate that examples and tests of a policy run through.

It is the policy's own gate, and it knows one thing more: the entries of the files that the policy
and its packs name under ``registers.examples``, in a register that lasts as long as the run.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ecluse.gate import Gate
from ecluse.policy.model import Policy

__all__ = ["gate_for_examples"]

_KEY = b"examples are not secret; this key neither"


@contextmanager
def gate_for_examples(policy: Policy, key: bytes = b"") -> Generator[Gate]:
    """The gate, while its examples run.

    Args:
        policy: read from its file; one from the cache names no entries.
        key: what :class:`~ecluse.gate.Gate` takes.

    Raises:
        PolicyError: a file of entries is not valid.
    """
    own = Gate(policy, key=key)
    if not policy.example_entries:
        yield own
        return
    from ecluse.policy.declared import read_documents, read_entries
    from ecluse.registers.register import Register

    with TemporaryDirectory() as scratch:
        register = Register.create(Path(scratch, "register"), _KEY)
        for path in policy.example_entries:
            register = register.add(read_entries(path))
            register = register.add_documents(read_documents(path))
        yield Gate(policy, registers=[*own.registers, register], key=key)
