"""Making samples: python -m pytest, or python tests/test_make.py"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from make import IMITATED, OUTPUT, grid, make


def test_samples():
    made = make(3)
    assert made.shape == (3, *OUTPUT["shape"]) and np.isfinite(made).all()
    assert np.array_equal(made, make(3)) and not np.array_equal(made, make(3, seed=2))


def test_pictures():
    if IMITATED["modality"] == "image":
        whole = grid(make(5), gap=1)
        assert whole.dtype == np.uint8 and whole.shape[:2] == (2 * IMITATED["height"] + 3, 3 * IMITATED["width"] + 4)


if __name__ == "__main__":
    for test in (test_samples, test_pictures):
        test()
    print("2 tests passed")
