"""What all tests share: no network but loopback, no model from the environment, recorded exchanges without secrets."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ["LANGSMITH_TRACING"] = "false"
# A shared machine may stall for a second; that is no failure.
settings.register_profile("project", deadline=None, max_examples=60)
settings.load_profile("project")
CASSETTES = Path(__file__).parent.parent / "cassettes"
_SECRET = re.compile(rb"sk-[A-Za-z0-9_-]{8,}|Bearer [A-Za-z0-9._-]{8,}")


@pytest.fixture(autouse=True)
def _no_model_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHASE_CONTEXT_MODEL", raising=False)


@pytest.fixture(scope="session")
def vcr_config() -> dict[str, Any]:
    return {
        "filter_headers": [("authorization", "REDACTED")],
        "match_on": ["method", "scheme", "host", "path", "body"],
        "decode_compressed_response": True,
        "before_record_request": _scrub_request,
        "before_record_response": _scrub_response,
    }


@pytest.fixture
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    return str(CASSETTES / request.node.path.stem)


def _scrub_request(request: Any) -> Any:
    """A stand-in's address becomes the vendor's, so that a cassette replays whatever it was recorded against."""
    request.uri = re.sub(r"http://127\.0\.0\.1:\d+", "https://api.openai.com", request.uri)
    for name in list(request.headers):
        if name.lower() not in ("content-type", "authorization"):
            del request.headers[name]
    if request.body:
        request.body = _SECRET.sub(b"REDACTED", request.body)
    return request


def _scrub_response(response: dict[str, Any]) -> dict[str, Any]:
    kept = ("content-type", "x-recorded-against")
    response["headers"] = {name: value for name, value in response["headers"].items() if name.lower() in kept}
    response["headers"].setdefault(
        "x-recorded-against", [os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")]
    )
    response["body"]["string"] = _SECRET.sub(b"REDACTED", response["body"]["string"])
    return response


def cassette_bodies() -> list[tuple[Path, dict[str, Any]]]:
    """Each recorded exchange: its file and the request's JSON body."""
    import yaml

    return [
        (path, {"request": json.loads(exchange["request"]["body"]), "response": exchange["response"]})
        for path in sorted(CASSETTES.rglob("*.yaml"))
        for exchange in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]
    ]
