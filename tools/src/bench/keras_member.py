"""Trains one member of the experiment in Keras; the last line that it prints is its result in JSON.

Arguments: the folder with CIFAR-10's binary files, seed, epochs, threads, shuffle, and the file
that gets the test set's softmax, float32, little endian, [10000, 10].
`shuffle` is `each-epoch`, another order in every epoch, or `fit`: what `fit(shuffle=True)` does
after `set_random_seed`, which is the same order in every epoch.
"""

import sys

import keras
import numpy as np
from bench_task import print_answer
from keras_experiment import BATCH_SIZE, build_model, read_cifar10, set_threads

folder, seed, epochs, threads, shuffle, predictions_path = sys.argv[1:7]
set_threads(int(threads))
keras.utils.set_random_seed(int(seed))


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
train_set, (test_images, test_labels) = read_cifar10(folder)
history = train(model, *train_set)
predictions = model.predict(test_images, batch_size=BATCH_SIZE, verbose=0)
predictions.astype("<f4").tofile(predictions_path)
loss, accuracy = model.evaluate(test_images, test_labels, batch_size=BATCH_SIZE, verbose=0)
result = {
    "trainLoss": history["loss"],
    "trainAccuracy": history["accuracy"],
    "testLoss": loss,
    "testAccuracy": accuracy,
}
print_answer(result)
