"""The experiment of configs/cifar10.yaml in PyTorch, channels last."""

import time

import torch
from torch import nn

PARAMETERS = 132435
DIVISOR = 225
CLASSES = 10


def build_model():
    """float32 [batch, 3, 32, 32], channels last -> logits [batch, 10]."""
    layers, channels = [], 3
    for filters in (15, 30, 30, 30):
        layers += [nn.Conv2d(channels, filters, 4, padding="same"), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    layers.append(nn.Flatten())
    inputs = 120
    for units in (200, 200, 100, 100):
        layers += [nn.Linear(inputs, units), nn.ReLU(), nn.Dropout(0.5)]
        inputs = units
    model = nn.Sequential(*layers, nn.Linear(inputs, CLASSES))
    assert sum(weight.numel() for weight in model.parameters()) == PARAMETERS
    return model.to(memory_format=torch.channels_last)


def to_images(pixels):
    """uint8 [samples, 32, 32, 3] -> float32 [samples, 3, 32, 32], channels last: no copy but the
    division's."""
    return torch.from_numpy(pixels).float().div_(DIVISOR).permute(0, 3, 1, 2)


def best_seconds(measure):
    """What `measure` of the eager model and of the compiled one gives, whichever ends faster."""
    ways = [measure(build_model()), measure(torch.compile(build_model()))]
    return min(ways, key=lambda seconds: seconds[-1])


class Watch:
    """Collects the seconds of `with watch:` blocks."""

    def __init__(self):
        self.seconds = []

    def __enter__(self):
        self.start = time.perf_counter()

    def __exit__(self, *_):
        self.seconds.append(time.perf_counter() - self.start)
