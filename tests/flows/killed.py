"""Runs a night in one child after another and kills each: killed.py LAKE SITE MOMENT STEP:SECONDS ...

A child is killed so many seconds after it began a step. The frameworks are imported once, before the children.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import great_expectations  # noqa: F401  else each child imports it for seconds

from flows.nightly import night
from flows.unit import open_unit


def child(lake: str, site: str, moment: str, began: int) -> None:
    """Run the night; tells the parent every step that begins."""

    def telling(name: str, step: Callable[[], Any]) -> Any:
        os.write(began, f"{name}\n".encode())
        return step()

    night(open_unit(Path(lake), site), datetime.fromisoformat(moment), telling)
    os._exit(0)


def main() -> None:
    lake, site, moment, *kills = sys.argv[1:]
    for kill in kills:
        step, _, seconds = kill.partition(":")
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            child(lake, site, moment, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            if not any(line.strip() == step for line in told):
                raise SystemExit(f"the night ended before {step}")
            time.sleep(float(seconds))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{kill} {'killed' if os.WIFSIGNALED(status) else 'finished'}\n")


if __name__ == "__main__":
    main()
