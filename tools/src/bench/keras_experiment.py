"""The experiment of configs/cifar10.yaml in Keras: what Chorus is compared with."""

import os

import keras
import numpy as np
import tensorflow as tf

PARAMETERS = 132435
DIVISOR = 225
CLASSES = 10
BATCH_SIZE = 100


def set_threads(threads):
    """Before anything is computed."""
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def build_model():
    """The compiled CNN: float32 [batch, 32, 32, 3] -> softmax [batch, 10]."""
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for filters in (15, 30, 30, 30):
        model.add(
            keras.layers.Conv2D(
                filters, 4, padding="same", activation="relu", kernel_initializer="glorot_normal"
            )
        )
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    for units in (200, 200, 100, 100):
        model.add(keras.layers.Dense(units, activation="relu"))
        model.add(keras.layers.Dropout(0.5))
    model.add(keras.layers.Dense(CLASSES, activation="softmax"))
    assert model.count_params() == PARAMETERS
    model.compile(keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
    return model


def read_cifar10(folder):
    """The training set, then the test set, from CIFAR-10's binary files: each images and labels."""
    return (
        prepare(*read_records(folder, *[f"data_batch_{number}.bin" for number in range(1, 6)])),
        prepare(*read_records(folder, "test_batch.bin")),
    )


def read_records(folder, *names):
    """uint8 [samples, 32, 32, 3] and uint8 [samples]."""
    records = np.concatenate([np.fromfile(os.path.join(folder, name), np.uint8) for name in names])
    records = records.reshape(-1, 1 + 3 * 32 * 32)
    return records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), records[:, 0]


def prepare(pixels, labels):
    """Images, float32 [samples, 32, 32, 3], and one-hot labels [samples, 10]."""
    return pixels.astype("float32") / DIVISOR, keras.utils.to_categorical(labels, CLASSES)
