"""Self-contained HTML pages: everything inline, nothing fetched, and no text can become markup or script."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

_PAGES = Path(str(files("phase_context.prompts"))) / "pages"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_PAGES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )


def page(name: str, **values: Any) -> str:
    """A page from its template, stylesheet and script of that name. Every value is escaped.

    The page's policy allows its own stylesheet and script by their hashes, and nothing else: no address is
    fetched, no form sent, and script that got into the text all the same would not run.
    """
    from markupsafe import Markup

    style = _joined("page.css", f"{name}.css")
    script = _joined("page.js", f"{name}.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    template = _environment().get_template(f"{name}.html.j2")
    # Our own files, with no values in them.
    own = {"style": Markup(style), "script": Markup(script)}  # noqa: S704
    return template.render(policy=policy, **own, **values)


@cache
def _joined(*names: str) -> str:
    return "".join((_PAGES / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
