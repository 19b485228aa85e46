"""Measures members that a formula makes with TorchUncertainty, into torch-uncertainty.json.

PyTorch is too large for every test run, and so its figures are kept. To make them again:

    pip install torch torch-uncertainty lightning seaborn torchvision
    python libs/ensemble/testing/torch-uncertainty.py > libs/ensemble/testing/torch-uncertainty.json
"""

import json
import sys
import warnings
from importlib.metadata import version

import torch
from torch_uncertainty.metrics import (
    AURC,
    AdaptiveCalibrationError,
    BrierScore,
    CalibrationError,
    CategoricalNLL,
    Disagreement,
    Entropy,
    FPR95,
    MutualInformation,
    RiskAt80Cov,
    RiskAtxCov,
)

warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
members_count, samples, classes = 4, 200, 10
labels = torch.arange(samples) * 7 % classes
m, n, k = torch.meshgrid(*(torch.arange(size) for size in (members_count, samples, classes)), indexing="ij")
logits = 2 * torch.sin(0.7 * (m + 1) + 1.3 * n + 2.1 * k + 0.17 * n * k) + (k == labels[:, None])
members = logits.double().softmax(dim=-1).float().double()
mean = members.mean(dim=0)
mean = mean / mean.sum(dim=-1, keepdim=True)
by_sample = members.swapaxes(0, 1)  # [samples, members, classes]


def value(metric, *given):
    metric.set_dtype(torch.float64)
    metric.update(*given)
    return metric.compute().item()


entropy = -(mean * mean.clamp_min(1e-300).log()).sum(dim=-1)
is_other = (torch.arange(len(labels)) >= len(labels) // 2).long()
json.dump(
    {
        "version": version("torch-uncertainty"),
        "nll": value(CategoricalNLL(), mean, labels),
        "brier": value(BrierScore(num_classes=classes), mean, labels),
        "ece": value(CalibrationError(task="multiclass", num_classes=classes, num_bins=15), mean, labels),
        "adaptiveEce": value(
            AdaptiveCalibrationError(task="multiclass", num_classes=classes, num_bins=15), mean, labels
        ),
        "aurc": value(AURC(), mean, labels),
        "riskAt80": value(RiskAt80Cov(), mean, labels),
        "riskAt90": value(RiskAtxCov(0.9), mean, labels),
        "disagreement": value(Disagreement(), by_sample),
        "expectedEntropy": value(Entropy(), members.reshape(-1, classes)),
        "totalEntropy": value(Entropy(), mean),
        "mutualInformation": value(MutualInformation(), by_sample),
        "fpr95": value(FPR95(pos_label=1), entropy, is_other),
    },
    sys.stdout,
    indent=2,
)
print()
