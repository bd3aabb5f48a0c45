"""Nothing invented, nothing let in: what SECURITY.md promises, tested."""
