"""What happens to processes, disks and providers, made to happen: after each, nothing that was accepted is lost."""
