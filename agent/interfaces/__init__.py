"""The ways in. They translate, and hold no logic."""
