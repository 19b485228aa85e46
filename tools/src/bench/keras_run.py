"""The whole experiment as one Keras program: members from their own seeds, one after the other, and
the accuracy of their sum.

Arguments: the folder with CIFAR-10's binary files, members, epochs, training samples, threads.
"""

import sys

import keras
from keras_experiment import BATCH_SIZE, build_model, read_cifar10, set_threads

members, epochs, samples, threads = (int(argument) for argument in sys.argv[2:6])
set_threads(threads)
(images, labels), (test_images, test_labels) = read_cifar10(sys.argv[1])

total = 0
for member in range(1, members + 1):
    keras.utils.set_random_seed(member)
    model = build_model()
    model.fit(images[:samples], labels[:samples], batch_size=BATCH_SIZE, epochs=epochs, verbose=0)
    total += model.predict(test_images, batch_size=BATCH_SIZE, verbose=0)
    loss, accuracy = model.evaluate(test_images, test_labels, batch_size=BATCH_SIZE, verbose=0)
    print(f"member {member}: test loss {loss:.4f}, test accuracy {accuracy:.4f}")
print(f"ensemble: {(total.argmax(axis=1) == test_labels.argmax(axis=1)).mean():.4f}")
