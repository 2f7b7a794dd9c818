"""What a run of the tests says at its end, beside who passed."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the tables that tests recorded with ``record_property("table", …)``."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, text in getattr(report, "user_properties", ()):
                if name == "table" and getattr(report, "when", "") == "call":
                    terminalreporter.section(report.nodeid)
                    terminalreporter.write_line(text)
