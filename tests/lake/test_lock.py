"""One run at a time: the kernel keeps the lock, so a killed run never leaves one behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lake.runs import LakeBusyError, lock
from lake.store import Store

HOLD = """
import sys, time
from pathlib import Path
from lake.runs import lock
from lake.store import Store
with lock(Store(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_in_one_sentence_and_a_killed_one_holds_nothing(tmp_path: Path):
    root = Path(__file__).parents[2]
    holder = subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LakeBusyError) as refused, lock(Store(tmp_path)):
            pass
        said = str(refused.value)
        assert str(holder.pid) in said and str(tmp_path) in said and "\n" not in said
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
    with lock(Store(tmp_path)):
        pass


def test_the_lock_is_let_go_when_a_run_fails(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), lock(Store(tmp_path)):
        raise ZeroDivisionError
    with lock(Store(tmp_path)):
        pass
