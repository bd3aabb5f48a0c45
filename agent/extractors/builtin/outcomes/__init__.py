"""What a meeting comes to: what is put forward, what stands at the end, and why."""
