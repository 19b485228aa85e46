"""Loads exported ensembles as their users do, and prints what each gives for samples, as JSON, one per line.

usage: predict_export.py FORMAT [PATH SAMPLES]...
SAMPLES is a .npy file, or a .csv file whose columns have the names of the ensemble's inputs.
"""

import csv
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np


def read_samples(path, columns):
    """The ensemble's inputs by name; `columns` has for each whether it is a text."""
    if path.endswith(".npy"):
        return {name: np.load(path) for name in columns}
    rows = list(csv.DictReader(open(path, newline="")))
    return {name: read_column(rows, name, text) for name, text in columns.items()}


def read_column(rows, name, text):
    cells = [row[name] for row in rows]
    if text:
        return np.array(cells, dtype=object)
    return np.array([float(c) if c not in ("", "NA") else np.nan for c in cells], dtype=np.float32)


def savedmodel(path, samples):
    import tensorflow as tf

    ensemble = tf.saved_model.load(path).signatures["serving_default"]
    specs = ensemble.structured_input_signature[1]
    inputs = read_samples(samples, {n: s.dtype == tf.string for n, s in specs.items()})
    return ensemble(**{n: tf.constant(v, specs[n].dtype) for n, v in inputs.items()})


def keras(path, samples):
    import keras

    ensemble = keras.models.load_model(path)
    inputs = read_samples(samples, {n: i.dtype == "string" for n, i in ensemble.input.items()})
    return ensemble.predict(inputs, verbose=0)


def onnx(path, samples):
    import onnx
    import onnxruntime

    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path)
    inputs = read_samples(samples, {i.name: "string" in i.type for i in session.get_inputs()})
    outputs = [output.name for output in session.get_outputs()]
    return dict(zip(outputs, session.run(outputs, inputs)))


FORMATS = {"savedmodel": savedmodel, "keras": keras, "onnx": onnx}

arguments = sys.argv[2:]
for path, samples in zip(arguments[::2], arguments[1::2]):
    given = FORMATS[sys.argv[1]](path, samples)
    print(json.dumps({name: np.asarray(values).tolist() for name, values in given.items()}))
