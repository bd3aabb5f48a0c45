"""Each library at the same work: a transcript into a document, many of them, and one new fact into a full document.

Each subject is a class whose `start` builds what a program would build once; `extract` returns how many transcripts of
those given came out complete, in order to be compared with what was lost. Phase Context reads them from files and saves
documents, as its users have it do; the others get strings and keep objects.
"""

from __future__ import annotations

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from benchmarks.work import ONE_FACT, document, document_type

PROMPT = "Extract the decisions of this backend planning meeting into the document. Leave out what nobody decided."


class Subject(Protocol):
    """A library at work against an endpoint."""

    def start(self, url: str) -> None: ...
    async def extract(self, texts: list[str], concurrency: int) -> int: ...
    async def add_one_fact(self) -> None: ...


class PhaseContext:
    """As `phase-context fill` has it: OpenAI's client itself, and a process for each core where the files are many."""

    def start(self, url: str) -> None:
        from phase_context.agent.extractors import choose

        self.make = partial(choose, "openai:bench", base_url=f"{url}/v1", direct=True)
        self.extractor = self.make()

    async def extract(self, texts: list[str], concurrency: int) -> int:
        from phase_context.agent.processes import worth

        if worth(len(texts)) > 1:
            return self._fill(texts, concurrency)  # it forks, which only a single thread may
        return await asyncio.to_thread(self._fill, texts, concurrency)

    def _fill(self, texts: list[str], concurrency: int) -> int:
        from phase_context.agent.fill import IN_WORK, Filled, Filling
        from phase_context.agent.jobs import plan
        from phase_context.agent.pace import Pace
        from phase_context.agent.processes import Processes, worth

        with tempfile.TemporaryDirectory() as source, tempfile.TemporaryDirectory() as out:
            for number, text in enumerate(texts):
                (Path(source) / f"m{number:05d}.txt").write_text(text, encoding="utf-8")
            done: list[Filled] = []
            jobs, count = plan([source], out), worth(len(texts))
            if count > 1:
                with Processes(
                    Filling(out, self.extractor), self.make, count=count, concurrency=concurrency
                ) as several:
                    several.run(jobs, done.append)
            else:
                extractor = self.make(pace=Pace(at_once=concurrency))
                Filling(out, extractor).run(jobs, done.append, concurrency=IN_WORK * concurrency)
            return sum(sum(filled.record.get("topics", {}).values()) >= 20 for filled in done)  # noqa: PLR2004 - the work settles 22

    async def add_one_fact(self) -> None:
        from phase_context.agent import Header, asettle
        from phase_context.schemas import AREAS, PhaseContext

        rows = {
            name: {field: {"status": "decided", "choice": row["choice"], "rationale": row["rationale"]}
                   for field, row in document()[name].items()}
            for name in AREAS
        }  # fmt: skip
        known = PhaseContext.model_validate({"header": Header(phase="3", name="Orders"), **rows})
        full = await asettle(document=known, extractor=self.extractor)
        await asettle(ONE_FACT, session=full.session, extractor=self.extractor)


class LangChain:
    """`with_structured_output`, its default method."""

    def start(self, url: str) -> None:
        from langchain_openai import ChatOpenAI

        self.model = ChatOpenAI(model="bench", base_url=f"{url}/v1", api_key="none", max_retries=2)  # type: ignore[arg-type]
        self.chain = self.model.with_structured_output(document_type())

    async def extract(self, texts: list[str], concurrency: int) -> int:
        asked: list[Any] = [[("system", PROMPT), ("user", text)] for text in texts]
        found = await self.chain.abatch(asked, config={"max_concurrency": concurrency}, return_exceptions=True)
        return sum(complete(one) for one in found)

    async def add_one_fact(self) -> None:
        await self.chain.ainvoke([("system", PROMPT), ("user", f"The document so far: {document()}\n{ONE_FACT}")])


class Instructor:
    def start(self, url: str) -> None:
        import instructor
        from openai import AsyncOpenAI

        self.client = instructor.from_openai(AsyncOpenAI(base_url=f"{url}/v1", api_key="none"))
        self.type = document_type()

    async def _one(self, text: str) -> Any:
        messages: Any = [{"role": "system", "content": PROMPT}, {"role": "user", "content": text}]
        return await self.client.chat.completions.create(model="bench", messages=messages, response_model=self.type)

    async def extract(self, texts: list[str], concurrency: int) -> int:
        return await several(self._one, texts, concurrency)

    async def add_one_fact(self) -> None:
        await self._one(f"The document so far: {document()}\n{ONE_FACT}")


class Trustcall:
    def start(self, url: str) -> None:
        from langchain_openai import ChatOpenAI
        from trustcall import create_extractor

        model = ChatOpenAI(model="bench", base_url=f"{url}/v1", api_key="none", max_retries=2)  # type: ignore[arg-type]
        self.extractor = create_extractor(model, tools=[document_type()], tool_choice="Document")

    async def _one(self, text: str) -> Any:
        found = await self.extractor.ainvoke({"messages": [("system", PROMPT), ("user", text)]})
        return found["responses"][0] if found["responses"] else None

    async def extract(self, texts: list[str], concurrency: int) -> int:
        return await several(self._one, texts, concurrency)

    async def add_one_fact(self) -> None:
        messages = [("system", PROMPT), ("user", ONE_FACT)]
        await self.extractor.ainvoke({"messages": messages, "existing": {"Document": document()}})


class Langextract:
    """One chunk a document, the fewest requests it can make; it has no update of a document."""

    def start(self, url: str) -> None:
        import langextract
        from langextract.providers.openai import OpenAILanguageModel

        self.library = langextract
        self.model = OpenAILanguageModel("bench", api_key="none", base_url=f"{url}/v1", max_workers=32)
        words = "let's take Redis, because we run it"
        fields = {"row": "Cache strategy", "choice": "Redis", "reason": "we run it"}
        shown = langextract.data.Extraction(extraction_class="decision", extraction_text=words, attributes=fields)
        self.examples = [langextract.data.ExampleData(text=f"Ana: {words}.", extractions=[shown])]

    async def extract(self, texts: list[str], concurrency: int) -> int:
        return await asyncio.to_thread(self._all, texts, concurrency)

    def _all(self, texts: list[str], concurrency: int) -> int:
        found = self.library.extract(
            text_or_documents=[self.library.data.Document(text=text) for text in texts],
            prompt_description=PROMPT,
            examples=self.examples,
            model=self.model,
            max_char_buffer=10_000_000,
            batch_length=concurrency,
            max_workers=concurrency,
            show_progress=False,
        )
        return sum(len(one.extractions or []) >= 20 for one in found)  # noqa: PLR2004 - the work settles 22

    async def add_one_fact(self) -> None:
        raise NotImplementedError


async def several(one: Any, texts: list[str], concurrency: int) -> int:
    """How many came out complete, so many at once."""
    places = asyncio.Semaphore(concurrency)

    async def held(text: str) -> Any:
        async with places:
            try:
                return await one(text)
            except Exception as error:  # noqa: BLE001 - whatever a library raises, the document is lost
                return error

    return sum(complete(found) for found in await asyncio.gather(*map(held, texts)))


def complete(found: Any) -> bool:
    """Whether it is a document with its rows."""
    return bool(getattr(getattr(found, "infrastructure", None), "queue_system", None))


SUBJECTS: dict[str, type[Subject]] = {
    "phase-context": PhaseContext,
    "langchain": LangChain,
    "instructor": Instructor,
    "trustcall": Trustcall,
    "langextract": Langextract,
}
