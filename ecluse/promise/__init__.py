"""What may be promised of a learned model: bounds, thresholds, certificates, the journal, the monitor.

Standard library only: the gate reads certificates and verifies them on its way.
"""
