"""`model.fit` of Keras. Prints the seconds of each epoch."""

import time

import keras
from bench_task import print_answer, read_task
from keras_experiment import build_model, prepare, set_threads

pixels, labels, epochs, batch_size, threads = read_task()
set_threads(threads)


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
    *prepare(pixels, labels),
    batch_size=batch_size,
    epochs=epochs,
    shuffle=True,
    verbose=0,
    callbacks=[watch],
)
print_answer(watch.seconds)
