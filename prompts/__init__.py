"""Every text that is made from a template: what a model is told, the document, what a person is shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown and prompts; agent.document.markdown escapes what people said
    )


@cache
def template(name: str) -> Template:
    """A template of this folder by its file name.

    Raises:
        jinja2.TemplateNotFound: there is none of that name.
    """
    return _environment().get_template(name)


@cache
def plain(name: str) -> str:
    """A file of this folder that has nothing to fill in, as it is.

    Raises:
        OSError: there is none of that name.
    """
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
