"""What dagster.ts runs: two ops, of which the second ends as its configuration says."""

import os
import time
from pathlib import Path

from dagster import Config, Definitions, In, Nothing, OpExecutionContext, job, op

home = Path(os.environ["PEER_HOME"])


class How(Config):
    how: str = "well"


@op
def first(context: OpExecutionContext):
    root = context.run.root_run_id or context.run_id
    with open(home / f"first-{root}", "a") as file:
        file.write("x")
    context.log.info("the first op has run")


@op(ins={"start": In(Nothing)})
def second(context: OpExecutionContext, config: How):
    root = context.run.root_run_id or context.run_id
    if config.how == "slow":
        time.sleep(600)
    mark = home / f"failed-{root}"
    if config.how == "badly" or (config.how == "once" and not mark.exists()):
        mark.touch()
        raise RuntimeError("it was told to fail")


@job
def peer():
    second(start=first())


defs = Definitions(jobs=[peer])
