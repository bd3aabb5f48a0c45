"""The document: a PhaseContext as Markdown to the template's letter, and back."""

from phase_context.agent.document.parse import check, parse
from phase_context.agent.document.render import render, render_blank

__all__ = ["check", "parse", "render", "render_blank"]
