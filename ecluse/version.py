"""The version of the engine, in every decision and report."""

VERSION = "0.1.0"
