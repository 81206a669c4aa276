"""What airflow.ts runs: two tasks, of which the second ends as the run's conf says."""

import os
import time
from pathlib import Path

from airflow.sdk import dag, task

home = Path(os.environ["PEER_HOME"])


@dag(schedule=None, catchup=False)
def peer():
    @task
    def first(run_id=None):
        with open(home / f"first-{run_id}", "a") as file:
            file.write("x")

    @task
    def second(dag_run=None):
        how = (dag_run.conf or {}).get("how", "well")
        if how == "slow":
            time.sleep(600)
        mark = home / f"failed-{dag_run.run_id}"
        if how == "badly" or (how == "once" and not mark.exists()):
            mark.touch()
            raise RuntimeError("it was told to fail")

    first() >> second()


peer()
