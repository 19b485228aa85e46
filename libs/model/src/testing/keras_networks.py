"""Computes with networks in Keras: keras_networks.py < networks.json > results.json

A network is {"topology", "weights", "samples"}: a graph of layers as tfjs writes it, the values of its weights, one list after the other
in the order of its layers, and samples. What comes out is a list of what each network gives for its samples, one after the other.
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras
import numpy as np


def made(class_name, config):
    known = {key: value for key, value in config.items() if key not in ("batch_input_shape", "sparse")}
    if class_name == "InputLayer":
        known["batch_shape"] = config["batch_input_shape"]
    for key in known:
        if key.endswith("_initializer"):
            known[key] = "zeros"  # The values come from outside.
    return getattr(keras.layers, class_name).from_config(known)


def network(topology):
    outputs = {}
    layers = []
    for described in topology["config"]["layers"]:
        layer = made(described["class_name"], described["config"])
        layers.append(layer)
        inputs = [outputs[name] for name, *_ in (described["inbound_nodes"] or [[]])[0]]
        name = described["config"]["name"]
        outputs[name] = layer(inputs if len(inputs) > 1 else inputs[0]) if inputs else layer.output
    [first] = topology["config"]["input_layers"]
    [last] = topology["config"]["output_layers"]
    return keras.Model(outputs[first[0]], outputs[last[0]]), layers


def results(case):
    model, layers = network(case["topology"])
    variables = [each for layer in layers for each in layer.weights if "seed" not in each.name]
    for variable, values in zip(variables, case["weights"], strict=True):
        variable.assign(np.reshape(np.float32(values), variable.shape))
    samples = np.reshape(np.float32(case["samples"]), (-1, *model.input_shape[1:]))
    return [float(value) for value in np.ravel(model(samples, training=False).numpy())]


json.dump([results(case) for case in json.load(sys.stdin)], sys.stdout)
