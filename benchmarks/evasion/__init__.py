"""How much of what is hidden does the gate still find? ``python benchmarks/evasion/run.py``.

Seeds (``seeds.yaml``) go through transforms in families. The families were written down first, in
eight groups (characters, typing, arrangement, markup and encodings, codes, fields, numbers, compositions),
each group was shuffled by ``random.Random(20261124)``, and the families were dealt in turn to develop,
validate, develop, untouched, develop: 36, 12 and 12. ``develop.py`` may be looked at while the engine is
worked on; whoever does that reads neither ``validate.py`` nor ``untouched.py``, and the runner does not
name what is in them unless it is asked to. The untouched ones are run once, at the end.
"""
