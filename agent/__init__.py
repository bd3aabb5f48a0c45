"""What the program does: extract, update the draft, keep the journal, ask, write the document."""
