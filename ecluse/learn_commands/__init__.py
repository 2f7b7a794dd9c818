"""What ``ecluse train``, ``evaluate``, ``calibrate`` and ``certificate`` do: read, learn, say it."""
