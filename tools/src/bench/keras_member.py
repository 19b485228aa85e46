"""Trains one member of the experiment in Keras; the last line that it prints is its result in JSON.

Arguments: the folder with CIFAR-10's binary files, seed, epochs, threads, shuffle, and the file
that gets the test set's softmax, float32, little endian, [10000, 10].
`shuffle` is `each-epoch`, another order in every epoch, or `fit`: what `fit(shuffle=True)` does
after `set_random_seed`, which is the same order in every epoch.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras_experiment import DIVISOR, build_model

BATCH_SIZE = 100

folder, seed, epochs, threads, shuffle, predictions_path = sys.argv[1:7]
tf.config.threading.set_intra_op_parallelism_threads(int(threads))
tf.config.threading.set_inter_op_parallelism_threads(int(threads))
keras.utils.set_random_seed(int(seed))


def read(*names):
    """Images, float32 [samples, 32, 32, 3], and one-hot labels [samples, 10]."""
    records = np.concatenate([np.fromfile(os.path.join(folder, name), np.uint8) for name in names])
    records = records.reshape(-1, 1 + 3 * 32 * 32)
    pixels = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return pixels.astype("float32") / DIVISOR, keras.utils.to_categorical(records[:, 0], 10)


def train(model, images, labels):
    """Loss and accuracy of each epoch."""
    if shuffle == "fit":
        return model.fit(
            images, labels, batch_size=BATCH_SIZE, epochs=int(epochs), shuffle=True, verbose=0
        ).history
    history = {"loss": [], "accuracy": []}
    orders = np.random.default_rng(int(seed))
    for _ in range(int(epochs)):
        order = orders.permutation(len(images))
        epoch = model.fit(
            images[order], labels[order], batch_size=BATCH_SIZE, shuffle=False, verbose=0
        ).history
        for name, values in history.items():
            values += epoch[name]
    return history


model = build_model()
history = train(model, *read(*[f"data_batch_{number}.bin" for number in range(1, 6)]))
test_images, test_labels = read("test_batch.bin")
predictions = model.predict(test_images, batch_size=BATCH_SIZE, verbose=0)
predictions.astype("<f4").tofile(predictions_path)
loss, accuracy = model.evaluate(test_images, test_labels, batch_size=BATCH_SIZE, verbose=0)
result = {
    "trainLoss": history["loss"],
    "trainAccuracy": history["accuracy"],
    "testLoss": loss,
    "testAccuracy": accuracy,
}
print("\n" + json.dumps(result))
