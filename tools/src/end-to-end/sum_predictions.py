"""Recomputes a run's ensemble accuracy from the files that it left, with NumPy alone.

usage: python sum_predictions.py RUN_FOLDER
"""

import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
labels = np.load(folder / "labels.npy")
members = sorted((folder / "predictions").glob("member-*.npy"))
total = sum(np.load(path).astype(np.float64) for path in members)  # [testSamples, classes]
print(np.mean(total.argmax(axis=1) == labels))
