"""Fill on a dask cluster, through the executor it offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from phase_context.agent.errors import InputError
from phase_context.agent.fill import Filled, Filling
from phase_context.agent.jobs import Job

_CONNECT = "20s"


def run(
    address: str,
    filling: Filling,
    jobs: Sequence[Job],
    done: Callable[[Filled], None],
    *,
    model: str | None,
    base_url: str | None = None,
) -> None:
    """Fill on the workers of the scheduler at that address. A worker that dies has its meetings read by another.

    The package must be installed on the workers, and the model's key be in their environment.

    Raises:
        InputError: distributed is not installed, or nobody answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("a cluster needs distributed; pip install 'phase-context[cluster]'") from None
    try:
        client: Any = Client(address, timeout=_CONNECT)
    except (OSError, ValueError) as error:
        raise InputError(f"{address}: no dask scheduler answers ({type(error).__name__})") from None
    with client:
        workers = max(1, sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values()))
        # A pure function: the same words again give the same document, so dask may run it twice.
        executor = client.get_executor(pure=True, retries=3)
        filling.run_on(executor, jobs, done, model=model, base_url=base_url, workers=workers)
