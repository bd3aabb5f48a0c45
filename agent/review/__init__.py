"""Pages for a person to check: a document beside the words it came from, and an index of a folder of them."""

from phase_context.agent.review.index import IndexEntry, index_page
from phase_context.agent.review.page import review_page

__all__ = ["IndexEntry", "index_page", "review_page"]
