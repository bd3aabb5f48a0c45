"""The sections of the document that are lists: scope, third parties, what is put off, freedom, ideas."""
