"""How large the house is: lines of product code, median file and function. `python benchmarks/size.py`."""

import ast
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = (
    "lake", "manifests", "expectations", "cases", "features", "parties", "models", "indicators", "targets", "flows",
    "exercises",
)  # fmt: skip


def main() -> None:
    """Print a line a room, then the whole."""
    files = {room: sorted((ROOT / room).rglob("*.py")) for room in ROOMS} | {"accu.py": [ROOT / "accu.py"]}
    lines = {path: len(path.read_text("utf-8").splitlines()) for paths in files.values() for path in paths}
    nodes = [node for path in lines for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]
    out = sys.stdout.write
    for room, paths in files.items():
        out(f"{room:14} {len(paths):4} files {sum(lines[path] for path in paths):6} lines\n")
    full = [count for path, count in lines.items() if path.name != "__init__.py"]
    out(f"{'all':14} {len(lines):4} files {sum(lines.values()):6} lines; tests {_tests()} lines\n")
    out(f"median file {statistics.median(full):.0f} lines, longest {max(full)}\n")
    out(f"median function {statistics.median(lengths):.0f} lines, longest {max(lengths)}, of {len(lengths)}\n")


def _tests() -> int:
    return sum(len(path.read_text("utf-8").splitlines()) for path in (ROOT / "tests").rglob("*.py"))


if __name__ == "__main__":
    main()
