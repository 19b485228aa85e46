"""A model of Keras 3, as a file that Chorus trains, and what Keras predicts with the weights that come back.

usage: python keras_model.py write FOLDER
       python keras_model.py compare FOLDER RUN_FOLDER

`write` leaves FOLDER/model.json and its weights. `compare` reads the test samples from FOLDER/samples.bin (uint8) and prints, as JSON and by
member: the largest difference between the run's predictions and Keras' ones by the member's weights; how far the predictions are from those of
the weights that were written; and whether a frozen layer has the weights that were written.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras
import numpy as np

SHAPE, CLASSES = (32, 32, 3), 10
FROZEN = "stem"


def make():
    keras.utils.set_random_seed(3)
    layers = keras.layers
    inputs = keras.Input(SHAPE)
    x = layers.Conv2D(6, 3, strides=2, padding="same", name=FROZEN, trainable=False)(inputs)
    x = layers.BatchNormalization(momentum=0.8)(x)
    x = layers.Activation("silu")(x)
    y = layers.SeparableConv2D(6, 3, padding="same", activation="hard_sigmoid")(x)
    x = layers.Add()([x, layers.Dropout(0.1)(y)])
    x = layers.MaxPooling2D()(x)
    inner = keras.Sequential([layers.Conv2D(12, 3), layers.LayerNormalization(), layers.LeakyReLU(0.1)], name="inner")
    x = layers.GlobalAveragePooling2D()(inner(x))
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x))


def named_weights(model, prefix=""):
    """Every weight by its path: its layer, the models that this is in, and its own name."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from named_weights(layer, f"{prefix}{layer.name}/")
        else:
            yield from ((f"{prefix}{layer.name}/{each.name}", each) for each in layer.weights if "seed" not in each.name)


def write(folder):
    model = make()
    weights = dict(named_weights(model))
    manifest = [{"name": name, "shape": list(each.shape), "dtype": "float32"} for name, each in weights.items()]
    data = b"".join(np.asarray(each, "<f4").tobytes() for each in weights.values())
    (folder / "group1-shard1of1.bin").write_bytes(data)
    written = {
        "format": "layers-model",
        "modelTopology": {"keras_version": keras.__version__, "model_config": json.loads(model.to_json())},
        "weightsManifest": [{"paths": ["group1-shard1of1.bin"], "weights": manifest}],
    }
    (folder / "model.json").write_text(json.dumps(written))


def read_weights(folder):
    [group] = json.loads((folder / "model.json").read_text())["weightsManifest"]
    data = np.frombuffer(b"".join((folder / path).read_bytes() for path in group["paths"]), "<f4")
    ends = np.cumsum([int(np.prod(each["shape"])) for each in group["weights"]])
    parts = np.split(data, ends[:-1])
    return {each["name"]: part.reshape(each["shape"]) for each, part in zip(group["weights"], parts, strict=True)}


def predictions(folder, weights, samples):
    config = json.loads((folder / "model.json").read_text())["modelTopology"]["model_config"]
    model = keras.models.model_from_json(json.dumps(config))
    for path, variable in named_weights(model):
        # A network here has the layers of models within it as its own.
        name = path if path in weights else "/".join(path.split("/")[-2:])
        variable.assign(weights[name])
    return model.predict(samples, verbose=0)


def compare(folder, run):
    samples = np.fromfile(folder / "samples.bin", np.uint8).reshape(-1, *SHAPE).astype(np.float32) / 255
    given = read_weights(folder)
    before = predictions(folder, given, samples)
    results = {}
    for path in sorted((run / "predictions").glob("member-*.npy")):
        member = path.stem.removeprefix("member-")
        trained = read_weights(run / "members" / member)
        ours = np.load(path)
        results[member] = {
            "difference": float(np.abs(ours - predictions(folder, trained, samples)).max()),
            "learnt": float(np.abs(ours - before).max()),
            "keptFrozen": all(np.array_equal(given[name], trained[name]) for name in given if name.startswith(f"{FROZEN}/")),
        }
    print(json.dumps(results))


command, *paths = sys.argv[1:]
{"write": write, "compare": compare}[command](*(pathlib.Path(path) for path in paths))
