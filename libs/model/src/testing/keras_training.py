"""Trains a small network with Keras, 20 steps for each case: keras_training.py < cases.json > weights.json

A case is {"name", "optimizer": {"class", ...arguments}, "smoothing", "classWeights"}; an argument "learning_rate"
may be {"class", ...arguments} of a schedule, "excluded" are names of weights that do not decay. What comes out is,
by name, the values of the weights one after the other, and of their averages where the optimizer has them. Keras
computes in double precision, but for the decays of Adam's means, which it rounds to single.
"""
import json
import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras
import numpy as np

keras.config.set_floatx("float64")
STEPS, BATCH, FEATURES, UNITS, CLASSES = 20, 16, 5, 6, 3


def wave(count, pitch, phase):
    return np.array([math.sin(pitch * index + phase) for index in range(count)])


def model():
    layers = [keras.layers.Dense(UNITS, activation="tanh"), keras.layers.Dense(CLASSES)]
    made = keras.Sequential([keras.Input((FEATURES,)), *layers])
    for number, variable in enumerate(made.trainable_variables):
        size = int(np.prod(variable.shape))
        variable.assign(0.5 * wave(size, 1.7, number).reshape(variable.shape))
    return made


def batch(step):
    samples = wave(BATCH * FEATURES, 2.3, step).reshape(BATCH, FEATURES)
    return samples, np.array([(row * row + step) % CLASSES for row in range(BATCH)])


def made_of(module, described):
    described = dict(described)
    return getattr(module, described.pop("class"))(**described)


def train(case):
    described = dict(case["optimizer"])
    excluded = described.pop("excluded", [])
    rate = described.get("learning_rate")
    if isinstance(rate, dict):
        described["learning_rate"] = made_of(keras.optimizers.schedules, rate)
    optimizer = made_of(keras.optimizers, described)
    trained = model()
    if excluded:
        optimizer.exclude_from_weight_decay(var_names=excluded)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=case.get("smoothing", 0))
    trained.compile(optimizer, loss)
    weights = case.get("classWeights")
    for step in range(STEPS):
        samples, labels = batch(step)
        targets = np.eye(CLASSES)[labels]
        weight = None if weights is None else np.array([weights[label] for label in labels])
        trained.train_on_batch(samples, targets, sample_weight=weight)
    values = [variable.numpy().flatten() for variable in trained.trainable_variables]
    if described.get("use_ema"):
        values += [each.numpy().flatten() for each in optimizer._model_variables_moving_average]
    return np.concatenate(values).astype(float).tolist()


if __name__ == "__main__":
    print(json.dumps({case["name"]: train(case) for case in json.load(sys.stdin)}))
