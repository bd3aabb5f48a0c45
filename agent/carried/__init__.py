"""Whether the words an entry quotes carry what it says: its row, its names and numbers, and that it was meant.

That somebody said the quote is not enough: a model may quote one thing and record another. What is checked here is
what code can know. Where people said in other words what an option means, the option is taken as the model's reading.
"""
