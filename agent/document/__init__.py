"""The document: a PhaseContext as Markdown to the template's letter, as JSON, and back."""

from phase_context.agent.document.data import from_json, to_json
from phase_context.agent.document.edits import passed_over, with_evidence
from phase_context.agent.document.files import load, read_text, save
from phase_context.agent.document.parse import check, parse
from phase_context.agent.document.render import render, render_blank

__all__ = [
    "check",
    "from_json",
    "load",
    "parse",
    "passed_over",
    "read_text",
    "render",
    "render_blank",
    "save",
    "to_json",
    "with_evidence",
]
