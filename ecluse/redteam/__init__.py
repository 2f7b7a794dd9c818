"""A smuggler in the box: what a policy catches, disguised, and tried on its own gate.

:mod:`~ecluse.redteam.transform` says what a transform is, :mod:`~ecluse.redteam.families` holds those
of écluse, :mod:`~ecluse.redteam.catalogue` adds those of others, :mod:`~ecluse.redteam.run` tries them.
"""
