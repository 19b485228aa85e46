"""The experiment in PyTorch on a device, everything on it from the start. Prints the seconds of each
epoch. Usage: FOLDER EPOCHS BATCH_SIZE THREADS cuda|cpu eager|compiled|cuda-graphs"""

import os
import sys

import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
from bench_task import print_answer, read_task  # noqa: E402
from pytorch_experiment import Watch, build_model, to_images  # noqa: E402

MODES = {"compiled": "default", "cuda-graphs": "reduce-overhead"}

pixels, labels, epochs, batch_size, threads = read_task()
device, way = sys.argv[5:7]
torch.set_num_threads(threads)
images = to_images(pixels).to(device)
labels = torch.from_numpy(labels).long().to(device)

model = build_model().to(device)
forward = model if way == "eager" else torch.compile(model, mode=MODES[way])
optimizer = torch.optim.Adam(model.parameters(), 0.001, eps=1e-7)
loss_of = nn.CrossEntropyLoss()
watch = Watch()
for _ in range(epochs):
    with watch:
        total = torch.zeros((), device=device)
        for batch in torch.randperm(len(images), device=device).split(batch_size):
            logits = forward(images[batch].contiguous(memory_format=torch.channels_last))
            loss = loss_of(logits, labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach()
        # Waits for the device.
        assert total.isfinite().item()
print_answer(watch.seconds)
