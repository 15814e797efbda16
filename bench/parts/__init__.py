"""The parts of the benchmark: each `part(bench)` runs both sides, and says its goals and what must be equal."""
