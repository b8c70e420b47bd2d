"""Losses by Layerloom's names: each gives one number per sample. Targets are one-hot rows, or numbers."""

import torch
import torch.nn.functional as F

SMALL = 1e-7


def _mean(values):
    return values.reshape(len(values), -1).mean(dim=1)


def _clip(values):
    return values.clamp(SMALL, 1 - SMALL)


def _share(values):
    return _clip(values / values.sum(dim=-1, keepdim=True))


def _signs(truth):
    return torch.where(truth == 0, -1.0, truth)


def _unit(values):
    return values * torch.rsqrt(values.square().sum(dim=-1, keepdim=True).clamp(min=1e-12))


def _entropy(truth, answer):
    return _mean(-(truth * _share(answer).log()).sum(dim=-1))


def _binary(truth, answer):
    p = _clip(answer)
    return _mean(-(truth * p.log() + (1 - truth) * (1 - p).log()))


def _focal(truth, answer):
    p = _share(answer)
    return _mean(-(0.25 * (1 - p).square() * truth * p.log()).sum(dim=-1))


def _binary_focal(truth, answer):
    p = _clip(answer)
    return _mean(-(truth * (1 - p).square() * p.log() + (1 - truth) * p.square() * (1 - p).log()))


def _divergence(truth, answer):
    truth, answer = truth.clamp(SMALL, 1), answer.clamp(SMALL, 1)
    return _mean((truth * (truth / answer).log()).sum(dim=-1))


def _categorical_hinge(truth, answer):
    right, wrong = (truth * answer).sum(dim=-1), ((1 - truth) * answer).amax(dim=-1)
    return _mean(F.relu(wrong - right + 1))


def _sums(values):
    return values.reshape(len(values), -1).sum(dim=1)


def _dice(truth, answer):
    return 1 - (2 * _sums(truth * answer) + SMALL) / (_sums(truth) + _sums(answer) + SMALL)


def _tversky(truth, answer):
    overlap, missed, extra = _sums(truth * answer), _sums(truth * (1 - answer)), _sums((1 - truth) * answer)
    return 1 - overlap / (overlap + 0.7 * missed + 0.3 * extra + SMALL)


def _huber(truth, answer):
    return _mean(F.huber_loss(answer, truth, reduction="none"))


def _log_cosh(truth, answer):
    error = answer - truth
    return _mean(error + F.softplus(-2 * error) - torch.log(torch.tensor(2.0)))


def _percentage(truth, answer):
    return 100 * _mean(((truth - answer) / truth.abs().clamp(min=SMALL)).abs())


def _logarithmic(truth, answer):
    return _mean((truth.clamp(min=SMALL).log1p() - answer.clamp(min=SMALL).log1p()).square())


def _box_grid(truth, answer):
    """Single-shot detection: cells [something is there, x, y, root of width, root of height, classes]."""
    there, z = truth[..., 0], answer[..., 0]
    known = ((F.softplus(z) - z * there) * (there + 0.5 * (1 - there))).sum(dim=(1, 2))
    distance = (answer[..., 1:5].sigmoid() - truth[..., 1:5]).square().sum(dim=-1)
    classes = answer[..., 5:].logsumexp(dim=-1) - (truth[..., 5:] * answer[..., 5:]).sum(dim=-1)
    return (known + (there * (5 * distance + classes)).sum(dim=(1, 2))) / there.sum(dim=(1, 2)).clamp(min=1)


LOSSES = {
    "categoricalCrossentropy": _entropy,
    "smoothedCategoricalCrossentropy": lambda t, p: _entropy(0.9 * t + 0.1 / t.shape[-1], p),
    "categoricalFocalCrossentropy": _focal,
    "kullbackLeiblerDivergence": _divergence,
    "categoricalHinge": _categorical_hinge,
    "dice": _dice,
    "tversky": _tversky,
    "binaryCrossentropy": _binary,
    "smoothedBinaryCrossentropy": lambda t, p: _binary(0.9 * t + 0.05, p),
    "binaryFocalCrossentropy": _binary_focal,
    "hinge": lambda t, p: _mean(F.relu(1 - _signs(t) * p)),
    "squaredHinge": lambda t, p: _mean(F.relu(1 - _signs(t) * p).square()),
    "contrastive": lambda t, p: _mean(t * (1 - p).square() + (1 - t) * F.relu(p).square()),
    "meanSquaredError": lambda t, p: _mean((t - p).square()),
    "meanAbsoluteError": lambda t, p: _mean((t - p).abs()),
    "huber": _huber,
    "logCosh": _log_cosh,
    "meanAbsolutePercentageError": _percentage,
    "meanSquaredLogarithmicError": _logarithmic,
    "poisson": lambda t, p: _mean(p - t * (p + SMALL).log()),
    "boxGrid": _box_grid,
    "cosineSimilarity": lambda t, p: _mean(-(_unit(t) * _unit(p)).sum(dim=-1)),
}
