"""Trains one member of the experiment in Keras and prints what became of it, one line of JSON.

Arguments: the folder with CIFAR-10's binary files, seed, epochs, threads, the predictions' .npy.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras_experiment import DIVISOR, build_model

folder, seed, epochs, threads, predictions_path = sys.argv[1:6]
tf.config.threading.set_intra_op_parallelism_threads(int(threads))
tf.config.threading.set_inter_op_parallelism_threads(int(threads))
keras.utils.set_random_seed(int(seed))


def read(*names):
    """uint8 labels [samples] and images, float32 [samples, 32, 32, 3]."""
    records = np.concatenate([np.fromfile(os.path.join(folder, name), np.uint8) for name in names])
    records = records.reshape(-1, 1 + 3 * 32 * 32)
    pixels = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return records[:, 0], pixels.astype("float32") / DIVISOR


labels, images = read(*[f"data_batch_{number}.bin" for number in range(1, 6)])
test_labels, test_images = read("test_batch.bin")
model = build_model()
history = model.fit(
    images,
    keras.utils.to_categorical(labels, 10),
    batch_size=100,
    epochs=int(epochs),
    shuffle=True,
    verbose=0,
).history
predictions = model.predict(test_images, batch_size=100, verbose=0)
np.save(predictions_path, predictions)
loss, accuracy = model.evaluate(
    test_images, keras.utils.to_categorical(test_labels, 10), batch_size=100, verbose=0
)
print(
    "\n"
    + json.dumps(
        {
            "trainLoss": history["loss"],
            "trainAccuracy": history["accuracy"],
            "testLoss": loss,
            "testAccuracy": accuracy,
        }
    )
)
