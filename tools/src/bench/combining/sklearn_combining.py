"""Fits greedy selection, stacking and a temperature per member to predictions in a file, and prints the seconds.

Stacking is scikit-learn's LogisticRegression as it is installed, which ends after 100 iterations, converged or not.
"""

import json
import sys
import time
import warnings

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression

ROUNDS = 25
FLOOR = 1e-7

path, count, samples, classes = sys.argv[1], *map(int, sys.argv[2:])
members = np.fromfile(path, dtype=np.float32).reshape(count, samples, classes)
labels = np.fromfile(path + ".labels", dtype=np.int32)
warnings.simplefilter("ignore")


def greedy():
    total, chosen, scores = np.zeros((samples, classes)), [], []
    for _ in range(ROUNDS):
        right = [np.count_nonzero((total + member).argmax(axis=1) == labels) for member in members]
        chosen.append(int(np.argmax(right)))
        scores.append(max(right))
        total += members[chosen[-1]]
    return np.bincount(chosen[: int(np.argmax(scores)) + 1], minlength=count)


def log_probabilities(values):
    return np.log(np.maximum(values.astype(np.float64), FLOOR))


def stacking():
    features = np.concatenate([log_probabilities(member) for member in members], axis=1)
    return LogisticRegression().fit(features, labels)


def temperature(values):
    logits = log_probabilities(values)
    rows = np.arange(samples)

    def loss(inverse):
        return -log_softmax(inverse * logits, axis=1)[rows, labels].mean()

    return 1 / minimize_scalar(loss, bounds=(0.01, 100), method="bounded", options={"xatol": 1e-7}).x


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


seconds = {
    "greedySeconds": seconds_of(greedy),
    "stackingSeconds": seconds_of(stacking),
    "temperatureSeconds": seconds_of(lambda: [temperature(member) for member in members]),
}
print(json.dumps({"seconds": sum(seconds.values()), **seconds}))
