"""Errors a user can cause or meet, each one clear line: what, where, what to do."""

from __future__ import annotations


class PhaseContextError(Exception):
    """Something the user can mend; its text is the whole message."""


class InputError(PhaseContextError):
    """A file, an argument or a document that cannot be used."""


class TranscriptError(InputError):
    """A file that is no transcript any reader knows, or holds no words."""


class JournalError(PhaseContextError):
    """A session that is malformed, or in use by another process."""


class ExtractionError(PhaseContextError):
    """No answer could be had from the model, after every try. Nothing that was said is lost."""
