"""What is learned from examples, and the promises that statistics can sign about it."""
