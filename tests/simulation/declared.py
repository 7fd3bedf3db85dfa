"""A fictitious table of declarations, with copies as the public one has them; written for these tests."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv

FIRST = date(2020, 3, 1)
HS = ("420221", "620342", "850440", "030354", "950300")
COUNTRIES = ("CN", "VN", "DE", "US")


def made(rows: int, days: tuple[int, int], seed: int, tuples: int = 150) -> pa.Table:
    """Declarations of `days` after FIRST: goods, ways, tax, mass and fraud copied whole, the rest drawn around."""
    pool = np.random.default_rng(7)
    goods, ways = pool.choice(HS, tuples), pool.choice(COUNTRIES, (tuples, 2))
    mass, risk = pool.lognormal(3, 1, tuples).round(1), np.where(goods == "420221", 0.6, 0.15)
    fraud = (pool.random(tuples) < risk).astype(int)
    draw = np.random.default_rng(seed)
    of = draw.integers(0, tuples, rows)
    days_of = np.sort(draw.integers(*days, rows))
    return pa.table(
        {
            "Declaration ID": [f"{seed}{number:05d}" for number in range(rows)],
            "Date": [FIRST + timedelta(days=int(day)) for day in days_of],
            "Office ID": draw.integers(1, 5, rows),
            "Declarant ID": [f"D{n:03d}X" for n in draw.integers(0, 20, rows)],
            "Importer ID": [f"I{n:03d}X" for n in draw.integers(0, 80, rows)],
            "Seller ID": [None if n == 0 else f"S{n:03d}X" for n in draw.integers(0, 60, rows)],
            "Courier ID": [f"C{n}X" if n < 3 else None for n in draw.integers(0, 10, rows)],
            "HS6 Code": [int(code) for code in goods[of]],
            "Country of Departure": ways[of, 0],
            "Country of Origin": ways[of, 1],
            "Tax Rate": np.where(ways[of, 0] == "DE", 0.0, 8.0),
            "Tax Type": np.where(ways[of, 0] == "DE", "F", "A"),
            "Net Mass": mass[of],
            "Item Price": (mass[of] * 12).round(2),
            "Fraud": fraud[of],
            "Made up": ["beside"] * rows,
        }
    )


def write(folder: Path, name: str, rows: pa.Table) -> Path:
    path = folder / name
    pcsv.write_csv(rows, path)
    return path
