"""`model.fit` of Keras for one of the networks that Chorus is measured with. Prints the seconds of each epoch.

keras_network.py quick|resnet20|mlp FOLDER EPOCHS BATCH THREADS SAMPLES
"""

import os
import sys

import keras
import numpy as np
from bench_task import print_answer
from keras_experiment import set_threads
from keras_seconds import EpochSeconds

LAYERS = keras.layers
CLASSES = 10


def quick():
    """The network of libs/network/src/named/quick.yaml; its first values make no difference to its speed."""
    model = keras.Sequential([keras.Input((32, 32, 3))])
    model.add(LAYERS.Conv2D(24, 2, trainable=False, activation="gelu"))
    for filters in (64, 256, 256):
        for pooled in (True, False):
            model.add(LAYERS.Conv2D(filters, 3, padding="same", use_bias=False))
            if pooled:
                model.add(LAYERS.MaxPooling2D(2))
            model.add(LAYERS.BatchNormalization(scale=False, momentum=0.6, epsilon=1e-12))
            model.add(LAYERS.Activation("gelu"))
    model.add(LAYERS.MaxPooling2D(3))
    model.add(LAYERS.Flatten())
    model.add(LAYERS.Dense(CLASSES, use_bias=False))
    model.add(LAYERS.Rescaling(1 / 9))
    model.add(LAYERS.Activation("softmax"))
    return model, keras.optimizers.SGD(0.1, momentum=0.85, nesterov=True)


def resnet20():
    """The network of libs/network/src/resnet20.ts."""

    def normalised(x, filters, size=3, strides=1):
        convolution = LAYERS.Conv2D(
            filters,
            size,
            strides,
            padding="same",
            use_bias=False,
            kernel_initializer="he_normal",
        )
        return LAYERS.BatchNormalization()(convolution(x))

    inputs = keras.Input((32, 32, 3))
    x = LAYERS.ReLU()(normalised(inputs, 16))
    for group, filters in enumerate((16, 32, 64)):
        for block in range(3):
            halves = group > 0 and block == 0
            y = LAYERS.ReLU()(normalised(x, filters, 3, 2 if halves else 1))
            y = normalised(y, filters)
            shortcut = normalised(x, filters, 1, 2) if halves else x
            x = LAYERS.ReLU()(LAYERS.Add()([y, shortcut]))
    x = LAYERS.GlobalAveragePooling2D()(x)
    outputs = LAYERS.Dense(CLASSES, activation="softmax")(x)
    return keras.Model(inputs, outputs), keras.optimizers.SGD(0.1, momentum=0.9)


def mlp():
    """Four hidden dense layers with dropout, of rows of 50 numbers."""
    model = keras.Sequential([keras.Input((50,))])
    for units in (200, 200, 100, 100):
        model.add(LAYERS.Dense(units, activation="relu"))
        model.add(LAYERS.Dropout(0.5))
    model.add(LAYERS.Dense(CLASSES, activation="softmax"))
    return model, keras.optimizers.Adam(0.001)


def read_samples(name, folder, count):
    labels = np.fromfile(os.path.join(folder, "labels.bin"), np.uint8)[:count]
    if name == "mlp":
        values = np.fromfile(os.path.join(folder, "rows.bin"), np.float32).reshape(-1, 50)[:count]
    else:
        pixels = np.fromfile(os.path.join(folder, "images.bin"), np.uint8, count * 3072)
        values = pixels.reshape(-1, 32, 32, 3).astype("float32") / 255
    return values, labels.astype("int32")


name, folder = sys.argv[1:3]
epochs, batch_size, threads, count = (int(argument) for argument in sys.argv[3:7])
set_threads(threads)
model, optimizer = {"quick": quick, "resnet20": resnet20, "mlp": mlp}[name]()
model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
watch = EpochSeconds()
model.fit(
    *read_samples(name, folder, count),
    batch_size=batch_size,
    epochs=epochs,
    shuffle=True,
    verbose=0,
    callbacks=[watch],
)
print_answer(watch.seconds)
