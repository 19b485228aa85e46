"""Computes with layers of Keras: keras_layers.py < cases.json > figures.json

A case is {"name", "shape", "layers": [{"class", ...arguments}], "merges", "integers"}; an argument that has a "class" is a layer
of its own, or a list of such. The layers come one after the other, or merge two dense ones, and are followed by a dense one.
What comes out is, by name, what the network gives without training and in training, the gradients of the latter's sum with
weights (those of the last layer left out), and the variables that training has changed: all one after the other, in single precision.
"""
import json
import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras
import numpy as np
import tensorflow as tf

BATCH, OUTPUTS = 3, 7


def wave(shape, pitch, phase):
    count = int(np.prod(shape))
    return np.array([math.sin(pitch * index + phase) for index in range(count)]).reshape(shape)


def made(described):
    if isinstance(described, list):
        return [made(each) for each in described]
    if not isinstance(described, dict) or "class" not in described:
        return described
    arguments = {name: made(value) for name, value in described.items() if name != "class"}
    return getattr(keras.layers, described["class"])(**arguments)


def network(case):
    inputs = x = keras.Input(tuple(case["shape"]))
    layers = made(case["layers"])
    if case.get("merges"):
        x = layers.pop(0)([keras.layers.Dense(3)(inputs), keras.layers.Dense(3)(inputs)])
    for layer in layers:
        x = layer(x)
    if len(x.shape) > 2:
        x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(OUTPUTS)(x))


def begin(model):
    for number, variable in enumerate(model.variables_in_order):
        value = 0.5 * wave(variable.shape, 1.7, number)
        variable.assign(abs(value) + 0.5 if variable.name == "moving_variance" else value)


def figures(case):
    model = network(case)
    kept = [variable for layer in model.layers for variable in layer.weights]
    model.variables_in_order = [each for each in kept if not each.name.startswith("seed")]
    begin(model)
    x = wave([BATCH, *case["shape"]], 2.3, 0)
    if "integers" in case:
        x = np.floor((x + 1) * 0.4999 * case["integers"])
    x = tf.constant(x, tf.float32)
    found = [model(x, training=False)]
    if case.get("training", True):
        with tf.GradientTape() as tape:
            outputs = model(x, training=True)
            total = tf.reduce_sum(outputs * wave([BATCH, OUTPUTS], 0.9, 1))
        found.append(outputs)
        trained = [each for each in model.variables_in_order[:-2] if each.trainable]
        gradients = tape.gradient(total, [each.value for each in trained])
        found += [tf.convert_to_tensor(each) for each in gradients]
        found += [each.value for each in model.variables_in_order if not each.trainable]
    return [float(value) for each in found for value in np.ravel(each.numpy())]


json.dump({case["name"]: figures(case) for case in json.load(sys.stdin)}, sys.stdout)
