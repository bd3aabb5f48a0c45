"""A meeting as talk: who says what, about which topic, and what the others make of it."""
