"""Reads a folder of images once, by torchvision and a loader with two processes. Prints the seconds."""

import json
import sys
import time

from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.transforms import Compose, PILToTensor, Resize

if __name__ == "__main__":
    start = time.perf_counter()
    images = ImageFolder(sys.argv[1], Compose([Resize((64, 64)), PILToTensor()]))
    for _ in DataLoader(images, batch_size=256, num_workers=2):
        pass
    print(json.dumps({"seconds": time.perf_counter() - start}))
