"""The commands for many meetings: fill and review."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from phase_context.agent.interfaces.options import BaseUrl, Date, Model, Name, Phase, Sprint, With
from phase_context.agent.interfaces.options import header as header_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phase_context.agent.fill import Filled
    from phase_context.agent.jobs import Job
    from phase_context.agent.prices import Price

_TRIES = 10  # in a batch, a provider's bad minutes are waited out


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (fill, review):
        app.command()(command)


def fill(  # noqa: PLR0913, PLR0917 - as many as it has options
    files: Annotated[list[str], typer.Argument(help="Transcripts, folders of them, or URLs of either.")],
    output: Annotated[str, typer.Option("--output", "-o", help="The folder for the documents; may be a URL.")] = ".",
    phase: Phase = None,
    name: Name = None,
    sprint: Sprint = None,
    people: With = None,
    date: Date = None,
    format_: Annotated[str | None, typer.Option("--format", help="Format, when it is not recognised.")] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Meetings of one phase, by date, into one document.")] = False,
    model: Model = None,
    base_url: BaseUrl = None,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help="Requests at once.")] = 8,
    processes: Annotated[
        int | None,
        typer.Option("--processes", min=1, help="Processes; else one a core when there are many meetings."),
    ] = None,
    rpm: Annotated[float | None, typer.Option("--rpm", min=1, help="Most requests a minute.")] = None,
    tpm: Annotated[float | None, typer.Option("--tpm", min=1, help="Most tokens a minute.")] = None,
    price: Annotated[str | None, typer.Option("--price", help="Dollars for a million tokens: IN,OUT.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Read also what is done and unchanged.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell files, tokens and cost; read nothing.")] = False,
    review: Annotated[bool, typer.Option("--review", help="A page beside each document, and an index.")] = False,
    batch: Annotated[str | None, typer.Option("--batch", help="OpenAI's Batch API: submit, then collect.")] = None,
    cluster: Annotated[str | None, typer.Option("--cluster", help="A dask scheduler: tcp://host:8786.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a document, on standard output.")] = False,
) -> None:
    """Fill a document from each meeting's transcript."""
    from phase_context.agent import prices
    from phase_context.agent.extractors import choose, name_of
    from phase_context.agent.fill import IN_WORK, Filling
    from phase_context.agent.jobs import plan
    from phase_context.agent.pace import Pace
    from phase_context.agent.processes import Processes, worth

    header = header_of(phase, name, sprint, people, date)
    jobs = plan(files, output, merge=header if merge else None)
    cost = prices.price_of(name_of(model), price)
    if dry_run:
        _estimate(jobs, name_of(model), format_, cost)
        return
    make = partial(choose, model, base_url=base_url, tries=_TRIES, direct=True)
    filling = Filling(output, make(pace=Pace(rpm, tpm, at_once=concurrency)), header, format_, again, review)
    ended = _Ended(as_json)
    count = 1 if batch or cluster else min(concurrency, processes or worth(len(jobs)))
    several = Processes(filling, make, count=count, concurrency=concurrency, requests=rpm, tokens=tpm)
    with ExitStack() as stack:
        if count > 1:
            stack.enter_context(several)  # before the progress bar, which begins a thread
        advance = stack.enter_context(_progress(len(jobs), cost, quiet=as_json))

        def done(filled: Filled) -> None:
            advance(filled)
            ended.take(filled)

        if batch:
            from phase_context.agent import batches

            batches.run(batch, filling, jobs, done, say=lambda text: print(text, file=sys.stderr))
        elif cluster:
            from phase_context.agent import cluster as clusters

            clusters.run(cluster, filling, jobs, done, model=model, base_url=base_url)
        elif count > 1:
            several.run(jobs, done)
        else:
            filling.run(jobs, done, concurrency=IN_WORK * concurrency)
    if review:
        ended.index(output)
    ended.sum_up(output)
    if ended.statuses["blocked"]:
        raise typer.Exit(2)


def review(
    documents: Annotated[list[str], typer.Argument(help="The .json files that fill or write left.")],
    transcripts: Annotated[
        list[str] | None, typer.Option("--transcript", help="Where its transcripts are, if not beside it.")
    ] = None,
) -> None:
    """Write the page that shows every decision beside the words it came from, and an index for several."""
    from phase_context.agent.review import files

    for page in files.write_pages(documents, transcripts or []):
        print(page)


class _Ended:
    """What is told of each document, and what comes after the last one."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.statuses: Counter[str] = Counter()
        self.documents: list[str] = []

    def take(self, filled: Filled) -> None:
        if self.as_json:
            print(json.dumps({**filled.record, "skipped": filled.skipped}, ensure_ascii=False), flush=True)
        else:
            self._tell(filled)
        self.statuses["unchanged" if filled.skipped else filled.status] += 1
        if filled.status != "blocked":
            self.documents.append(filled.job.target)

    def index(self, output: str) -> None:
        from phase_context.agent.review import files

        print(files.write_index(output, sorted(self.documents)))

    def sum_up(self, output: str) -> None:
        """One line for all, where there were several."""
        if self.statuses.total() > 1 and not self.as_json:
            found = ", ".join(f"{count} {status}" for status, count in sorted(self.statuses.items()))
            print(f"{_several(len(self.documents), 'document')} in {output}: {found}", file=sys.stderr)

    def _tell(self, filled: Filled) -> None:
        if filled.error:
            print(f"phase-context: {filled.error}", file=sys.stderr)
            return
        if filled.skipped:
            print(f"{filled.job.target}: done before, unchanged")
            return
        record = filled.record
        topics, passages = _several(sum(record["topics"].values()), "topic"), record["possibly"]
        look = f", {_several(passages, 'passage')} to look at" if passages else ""
        print(f"{filled.job.target}: {filled.status}, {topics}{look}")
        for label in record["open_questions"]:
            print(f"  open: {label}")
        for label in record["conflicts"]:
            print(f"  in conflict: {label}")
        for check in record["checks"]:
            print(f"  check: {check}")
        if record["secrets_masked"]:
            print(f"  secrets masked in {_several(record['secrets_masked'], 'turn')}", file=sys.stderr)
        for refused in record["refused"]:
            print(f"  not recorded: {refused}", file=sys.stderr)


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _estimate(jobs: list[Job], model: str, format_: str | None, price: Price | None) -> None:
    from phase_context.agent.extractors import Usage
    from phase_context.agent.fill import estimate

    total = Usage()
    for job, tokens_in, tokens_out in estimate(jobs, model, format_):
        print(f"{', '.join(job.sources)} -> {job.target}: about {tokens_in:,} tokens in, {tokens_out:,} out")
        total += Usage(len(job.sources), tokens_in, tokens_out)
    cost = f"about ${price.cost(total):,.2f}" if price else "price not known: --price IN,OUT"
    print(f"{_several(len(jobs), 'document')}, about {total.tokens_in:,} tokens in, {total.tokens_out:,} out, {cost}")


@contextmanager
def _progress(jobs: int, price: Price | None, *, quiet: bool) -> Iterator[Callable[[Filled], None]]:
    """A bar on a terminal's standard error, with requests, tokens and cost; nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from phase_context.agent.extractors import Usage

    columns: list[Any] = [BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[spent]}"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("fill", total=jobs, spent="")
        total = Usage()

        def advance(filled: Filled) -> None:
            nonlocal total
            total += filled.usage
            spent = f"{total.requests} requests, {total.tokens_in + total.tokens_out:,} tokens"
            progress.update(task, advance=1, spent=spent + (f", ${price.cost(total):.2f}" if price else ""))

        yield advance
