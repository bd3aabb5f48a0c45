"""What people say, as clauses with the terms, numbers, times and places in them; it knows no topic's rules."""
