"""The house holds: imports go down only, and each framework has one home."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {
    "lake": 0,
    "manifests": 1, "expectations": 1, "cases": 1, "features": 1, "parties": 1, "goods": 1,
    "measures": 1,
    "models": 2, "indicators": 2,
    "targets": 3,
    "flows": 4,
    "simulation": 5,
    "commands": 6,
}  # fmt: skip
HOMES = {
    "prefect": "flows/",
    "great_expectations": "expectations/",
    "mlflow": "models/tracking.py",
    "lightgbm": "models/ranker.py",
    "shap": "models/explain.py",
    "pyspark": "lake/spark.py",
}
MODULES = sorted(path for room in [*FLOORS, "exercises"] for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path):
    room = path.relative_to(ROOT).parts[0]
    rooms = imports(path) & (set(FLOORS) | {"exercises"}) - {room}
    if room == "exercises":
        assert rooms <= {"lake"}
    else:
        assert {other for other in rooms if FLOORS.get(other, 4) >= FLOORS[room]} == set()


@pytest.mark.parametrize("framework", HOMES)
def test_a_framework_has_one_home(framework: str):
    users = [str(path.relative_to(ROOT)) for path in [*MODULES, ROOT / "accu.py"] if framework in imports(path)]
    assert users and all(user.startswith(HOMES[framework]) for user in users), users


@pytest.mark.parametrize("room", FLOORS)
def test_no_flow_hides_a_room(room: str):
    assert not (ROOT / "flows" / f"{room}.py").exists()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_fits_on_a_few_screens(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 300
