"""What is known, as types: the template's topics, the document, the update, the transcript."""

from phase_context.schemas.decision import Decision, Evidence, Position, Status
from phase_context.schemas.document import (
    AREAS,
    SECTIONS,
    TOPICS,
    DeferredIdea,
    Header,
    Integration,
    Item,
    PhaseContext,
    Possibly,
    Section,
    find_topic,
)
from phase_context.schemas.topics import Area, Topic
from phase_context.schemas.transcript import Transcript, Turn
from phase_context.schemas.update import Entry, Kind, Update, record_function

__all__ = [
    "AREAS",
    "SECTIONS",
    "TOPICS",
    "Area",
    "Decision",
    "DeferredIdea",
    "Entry",
    "Evidence",
    "Header",
    "Integration",
    "Item",
    "Kind",
    "PhaseContext",
    "Position",
    "Possibly",
    "Section",
    "Status",
    "Topic",
    "Transcript",
    "Turn",
    "Update",
    "find_topic",
    "record_function",
]
