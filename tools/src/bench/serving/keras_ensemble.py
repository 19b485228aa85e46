"""Four Keras models predict the same images from bytes, and are summed. Prints the seconds of the fastest call, in
whichever batch size is faster, and the most memory.

keras_ensemble.py IMAGES THREADS
"""

import os
import resource
import sys
import time

import numpy as np

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
from bench_task import print_answer  # noqa: E402
from keras_experiment import BATCH_SIZE, DIVISOR, build_model, set_threads  # noqa: E402

CALLS = 3
MEMBERS = 4

pixels = np.fromfile(sys.argv[1], np.uint8).reshape(-1, 32, 32, 3)
set_threads(int(sys.argv[2]))
models = [build_model() for _ in range(MEMBERS)]


def predict(batch_size):
    images = pixels.astype("float32") / DIVISOR
    total = sum(model.predict(images, batch_size=batch_size, verbose=0) for model in models)
    return total.argmax(axis=1)


def call_seconds(batch_size):
    start = time.perf_counter()
    predict(batch_size)
    return time.perf_counter() - start


seconds = min(call_seconds(size) for size in (BATCH_SIZE, None) for _ in range(CALLS))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print_answer({"seconds": seconds, "memoryBytes": memory})
