"""Trains a small convolutional network on handwritten digits in PyTorch and exports it: digits.onnx.

    python3 digits.py DIR    # DIR has MNIST's files, train-images-idx3-ubyte and train-labels-idx1-ubyte, .gz or plain
"""

import gzip
import pathlib
import sys

import numpy
import torch
from torch import nn


def read(directory, name):
    path = pathlib.Path(directory) / name
    data = path.read_bytes() if path.exists() else gzip.decompress(path.with_name(name + ".gz").read_bytes())
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * data[3]).copy()


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2))
        self.head = nn.Sequential(nn.Linear(32 * 3 * 3, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, pictures):
        return self.head(self.features(pictures).flatten(1))


def main(directory):
    torch.manual_seed(1)
    pictures = torch.from_numpy(read(directory, "train-images-idx3-ubyte")).reshape(-1, 1, 28, 28) / 255
    labels = torch.from_numpy(read(directory, "train-labels-idx1-ubyte")).long()
    model = Digits()
    optimizer = torch.optim.Adam(model.parameters(), 2e-3)
    for epoch in range(8):
        for batch in torch.randperm(len(labels)).split(64):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(pictures[batch]), labels[batch])
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}")
    # The normalisation stays a layer, so that it is there to be trained further.
    torch.onnx.export(
        model.eval(), pictures[:1], "digits.onnx", input_names=["pictures"], output_names=["logits"], opset_version=14,
        dynamic_axes={"pictures": {0: "batch"}, "logits": {0: "batch"}}, do_constant_folding=False,
        training=torch.onnx.TrainingMode.PRESERVE)


if __name__ == "__main__":
    main(sys.argv[1])
