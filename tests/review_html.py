"""An HTML page as a parser sees it, for the tests of the review page."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser

_VOID = {"meta", "input"}


class Seen(HTMLParser):
    """The tags of a page, and what stands in them.

    Attributes:
        tags: each tag with its attributes, in order.
        text: the text under each id and, as "tag.class", under each class.
        marks: the marked words of each piece of evidence, one text for each stretch.
        cites: the numbers of the evidence that each row links to.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: dict[str, str] = defaultdict(str)
        self.marks: dict[int, list[str]] = defaultdict(list)
        self.cites: dict[str, list[int]] = defaultdict(list)
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag == "a" and "data-evidence" in attributes:
            row = next(found["id"] for _, found in reversed(self._open) if found.get("class") == "row")
            self.cites[row].append(int(attributes["data-evidence"]))
        if tag not in _VOID:
            self._open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for tag, attributes in self._open:
            names = {tag, attributes.get("id", ""), *(f"{tag}.{name}" for name in attributes.get("class", "").split())}
            for name in names:
                self.text[name] += data
            if tag == "mark":
                for number in attributes["data-evidence"].split():
                    self.marks[int(number)].append(data)

    def all(self, attribute: str) -> list[str]:
        """The values of that attribute on any tag."""
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]

    def marked(self, row: str) -> list[list[str]]:
        """The stretches that are marked for each piece of a row's evidence."""
        return [self.marks[number] for number in self.cites[row]]

    @property
    def structure(self) -> list[tuple[str, tuple[str, ...]]]:
        """The tags with the names of their attributes."""
        return [(tag, tuple(attributes)) for tag, attributes in self.tags]
