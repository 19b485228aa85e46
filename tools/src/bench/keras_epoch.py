"""`model.fit` of Keras. Prints the seconds of each epoch."""

from bench_task import print_answer, read_task
from keras_experiment import build_model, prepare, set_threads
from keras_seconds import EpochSeconds

pixels, labels, epochs, batch_size, threads = read_task()
set_threads(threads)

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
