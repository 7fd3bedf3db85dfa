"""The arrays that models and measures speak in."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Moments = NDArray[np.int64]
"""Microseconds since 1970, UTC."""
