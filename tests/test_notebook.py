"""The notebook of docs/ runs from its first cell to its last, in a clean process, and holds nobody's output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs" / "adding-a-feature.ipynb"
RUNNER = """
import json, sys
names = {"__name__": "__main__"}
cells = [cell for cell in json.load(open(sys.argv[1]))["cells"] if cell["cell_type"] == "code"]
for number, cell in enumerate(cells, start=1):
    exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
"""


def test_the_notebook_is_stored_without_outputs():
    told = json.loads(NOTEBOOK.read_text("utf-8"))
    assert (told["nbformat"], len({cell["id"] for cell in told["cells"]})) == (4, len(told["cells"]))
    code = [cell for cell in told["cells"] if cell["cell_type"] == "code"]
    assert code
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []


@pytest.mark.slow
def test_the_notebook_runs_to_its_end(tmp_path):
    place = {"ACCU_LAKE": str(tmp_path / "lake"), "PREFECT_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(  # noqa: S603 - our own interpreter and page
        [sys.executable, "-c", RUNNER, str(NOTEBOOK)],
        env={**os.environ, **place, "OMP_NUM_THREADS": "1"}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("MLflow was told") == 2
    assert "illicit: average precision differs by" in ran.stdout or "hits alike" in ran.stdout
    assert {"as it stands", "with letters per kg"} <= {line[10:30].strip() for line in ran.stdout.splitlines()}
    page = (tmp_path / "lake" / "compare.html").read_text("utf-8")
    assert "case_letters_per_kg" in page
