"""`model.fit` of Keras. Arguments: the images' folder, steps per epoch, batch size, threads."""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

folder = sys.argv[1]
steps_per_epoch, batch_size, threads = (int(argument) for argument in sys.argv[2:5])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)

pixels = np.fromfile(os.path.join(folder, "images.bin"), np.uint8).reshape(-1, 32, 32, 3)
images = pixels.astype("float32") / 225
labels = keras.utils.to_categorical(np.fromfile(os.path.join(folder, "labels.bin"), np.uint8), 10)

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
model.add(keras.layers.Dense(10, activation="softmax"))
assert model.count_params() == 132435
model.compile(keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])


class EpochSeconds(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


watch = EpochSeconds()
model.fit(
    images, labels, batch_size=batch_size, epochs=2, shuffle=True, verbose=0, callbacks=[watch]
)
print("\n" + json.dumps(watch.seconds))
