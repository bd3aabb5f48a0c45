"""What the clauses about one topic come to: chosen, measured, refused, left to the agent, put off, not known."""
