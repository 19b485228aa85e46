"""The network `quick` in PyTorch, channels last: the seconds of each epoch, the best of eager and compiled.

pytorch_quick.py FOLDER EPOCHS BATCH THREADS SAMPLES float32|bfloat16
"""

import os
import sys
import time

import numpy as np
import torch
from bench_task import print_answer
from torch import nn

folder = sys.argv[1]
epochs, batch_size, threads, count = (int(argument) for argument in sys.argv[2:6])
bfloat16 = sys.argv[6] == "bfloat16"
torch.set_num_threads(threads)
pixels = np.fromfile(os.path.join(folder, "images.bin"), np.uint8, count * 3072)
images = torch.from_numpy(pixels.reshape(-1, 32, 32, 3)).float().div_(255).permute(0, 3, 1, 2)
labels = torch.from_numpy(np.fromfile(os.path.join(folder, "labels.bin"), np.uint8)[:count]).long()


def normalisation(channels):
    layer = nn.BatchNorm2d(channels, eps=1e-12, momentum=0.4)
    layer.weight.requires_grad = False
    return layer


def build_model():
    first = nn.Conv2d(3, 24, 2)
    first.requires_grad_(False)
    layers, channels = [first, nn.GELU()], 24
    for filters in (64, 256, 256):
        for pooled in (True, False):
            layers.append(nn.Conv2d(channels, filters, 3, padding="same", bias=False))
            layers += [nn.MaxPool2d(2)] * pooled
            layers += [normalisation(filters), nn.GELU()]
            channels = filters
    layers += [nn.MaxPool2d(3), nn.Flatten(), nn.Linear(256, 10, bias=False)]
    return nn.Sequential(*layers).to(memory_format=torch.channels_last)


def epoch_seconds(model):
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.SGD(weights, 0.1, momentum=0.85, nesterov=True)
    loss_of = nn.CrossEntropyLoss()
    seconds = []
    for _ in range(epochs):
        start = time.perf_counter()
        total, correct = torch.zeros(()), torch.zeros(())
        for batch in torch.randperm(len(images)).split(batch_size):
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                logits = model(images[batch].contiguous(memory_format=torch.channels_last)) / 9
                loss = loss_of(logits, labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach()
            correct += (logits.argmax(1) == labels[batch]).sum()
        assert total.isfinite() and correct <= len(images)
        seconds.append(time.perf_counter() - start)
    return seconds


ways = [epoch_seconds(build_model()), epoch_seconds(torch.compile(build_model()))]
print_answer(min(ways, key=lambda seconds: seconds[-1]))
