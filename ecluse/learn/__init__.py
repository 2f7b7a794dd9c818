"""Train, evaluate, calibrate, monitor: what is learned from labels, and what may be promised of it."""
