"""Rules: conditions on facts, forward chaining, and the decision."""
