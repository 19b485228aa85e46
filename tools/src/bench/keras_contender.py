"""`model.fit` of Keras. Arguments: the images' folder, steps per epoch, batch size, threads."""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras_experiment import DIVISOR, build_model

folder = sys.argv[1]
steps_per_epoch, batch_size, threads = (int(argument) for argument in sys.argv[2:5])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)

pixels = np.fromfile(os.path.join(folder, "images.bin"), np.uint8).reshape(-1, 32, 32, 3)
images = pixels.astype("float32") / DIVISOR
labels = keras.utils.to_categorical(np.fromfile(os.path.join(folder, "labels.bin"), np.uint8), 10)


class EpochSeconds(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


watch = EpochSeconds()
build_model().fit(
    images, labels, batch_size=batch_size, epochs=2, shuffle=True, verbose=0, callbacks=[watch]
)
print("\n" + json.dumps(watch.seconds))
