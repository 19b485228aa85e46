"""What a contender's program is told on its command line, and how it answers; as bench-task.ts."""

import json
import os
import sys

import numpy as np


def read_task():
    """uint8 [samples, 32, 32, 3], uint8 [samples], epochs, batch size, threads."""
    folder = sys.argv[1]
    pixels = np.fromfile(os.path.join(folder, "images.bin"), np.uint8).reshape(-1, 32, 32, 3)
    labels = np.fromfile(os.path.join(folder, "labels.bin"), np.uint8)
    return pixels, labels, *(int(argument) for argument in sys.argv[2:5])


def print_answer(answer):
    print("\n" + json.dumps(answer))
