"""The experiment of configs/cifar10.yaml in Keras: what Chorus is compared with."""

import keras

PARAMETERS = 132435
DIVISOR = 225


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
    model.add(keras.layers.Dense(10, activation="softmax"))
    assert model.count_params() == PARAMETERS
    model.compile(keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
    return model
