"""Augments a batch with NumPy: reads a case as JSON from standard input, and writes what comes of it.

The case has `settings`, `drawn` (for each sample its random numbers, by kind), `samples` [batch, height,
width, channels], `labels` [batch], `classes` and `black` [channels].
"""

import json
import sys

import numpy as np


def crop(image, top, row_step, left, column_step):
    """Stretches a part of the picture over all of it, in proportion between the nearest pixels."""
    height, width, _ = image.shape
    rows = np.clip(top + row_step * np.arange(height), 0, height - 1)
    columns = np.clip(left + column_step * np.arange(width), 0, width - 1)
    across = np.empty_like(image)
    for row in range(height):
        for channel in range(image.shape[2]):
            across[row, :, channel] = np.interp(columns, np.arange(width), image[row, :, channel])
    out = np.empty_like(image)
    for column in range(width):
        for channel in range(image.shape[2]):
            out[:, column, channel] = np.interp(rows, np.arange(height), across[:, column, channel])
    return out


def shift(image, down, right):
    height, width, _ = image.shape
    edge = max(abs(down), abs(right))
    padded = np.pad(image, ((edge, edge), (edge, edge), (0, 0)), mode="reflect")
    return padded[edge - down : edge - down + height, edge - right : edge - right + width]


def augment(image, settings, drawn, black):
    if "cropScale" in settings:
        image = crop(image, *drawn["crop"])
    image = shift(image, *(int(pixels) for pixels in drawn["shift"]))
    if drawn["flip"]:
        image = np.fliplr(image)
    if settings["brightness"]:
        image = black + (image - black) * drawn["brightness"]
    if settings["contrast"]:
        mean = image.mean(axis=(0, 1), keepdims=True)
        image = mean + (image - mean) * drawn["contrast"]
    if settings["cutout"]:
        image = image.copy()
        top, left = (int(pixel) for pixel in drawn["cutout"])
        size = settings["cutout"]
        image[max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)] = 0
    return image


case = json.load(sys.stdin)
images = np.array(case["samples"], dtype=np.float64)
black = np.array(case["black"])
drawn = case["drawn"]
images = np.stack(
    [augment(image, case["settings"], numbers, black) for image, numbers in zip(images, drawn)]
)
targets = np.eye(case["classes"])[case["labels"]]
if case["settings"]["mixup"]:
    share = np.array([numbers["mixup"] for numbers in drawn])
    images = share[:, None, None, None] * images + (1 - share)[:, None, None, None] * np.roll(images, -1, 0)
    targets = share[:, None] * targets + (1 - share)[:, None] * np.roll(targets, -1, 0)
json.dump({"samples": images.ravel().tolist(), "targets": targets.ravel().tolist()}, sys.stdout)
