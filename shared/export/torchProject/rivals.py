"""Two networks that learn against each other: model.py makes samples of noise, judge.py tells them from real ones (GAN)."""

from pathlib import Path

import numpy as np
import torch
from torch import distributed as dist

from . import export, judge, learning, model
from .config import CONFIG
from .data import tensors
from .optimizers import make_optimizer
from .preprocessing import HERE, OUTPUTS, READ, SETTINGS
from .targets import Tally

MADE, JUDGED = OUTPUTS[0]["name"], SETTINGS["judge"]["name"]
FILES = ("weights.safetensors", "judge.safetensors")


class Rivals:
    """Both networks, and what each of them is to learn (Goodfellow and others, 2014, with the maker's loss of section 3)."""

    def __init__(self, maker, judge):
        self.maker, self.judge = maker, judge

    def parts(self):
        return (self.maker, self.judge)

    def make(self, inputs):
        """Samples of the noise, which stands behind what is read of the data."""
        return self.maker(*inputs[len(READ) :])

    def said(self, inputs, made=None):
        """What the judge says of real samples, or of `made` in their place."""
        real = inputs[: len(READ)]
        return self.judge(*(real if made is None else [made] * len(real))).float()

    def judged(self, inputs, made, real, weight):
        """The judge's loss and answers: real samples count as a little less than real, so that it never grows too sure."""
        answers = torch.cat([self.said(inputs), self.said(inputs, made)])
        doubted = torch.cat([real * (1 - CONFIG["judge"]["doubt"]), torch.zeros_like(real)])
        loss = learning.mean_loss(OUTPUTS[0], doubted, answers, torch.cat([weight, weight]))
        return loss + learning.penalty(self.judge, judge.PENALTIES), answers

    def deceiving(self, answers, real, weight):
        """The maker's loss: what it makes is to be held for real."""
        return learning.mean_loss(OUTPUTS[0], real, answers, weight) + learning.penalty(self.maker, model.PENALTIES)


def load_network(path=HERE / FILES[0], device="cpu"):
    """Both networks with their weights: the judge's lie beside the maker's."""
    return Rivals(export.load_network(path, device), export.load_network(Path(path).with_name(FILES[1]), device, judge))


def figures(rivals, samples, numbers, batch_size, device):
    """The losses of both, how many samples the judge told apart, and how much those that were made are like real ones."""
    tally, sums = Tally(samples), np.zeros(3)
    with torch.no_grad():
        for start in range(0, len(numbers), batch_size):
            own = np.asarray(numbers[start : start + batch_size])
            inputs, (real,), (weight,), truths = tensors(samples, own)
            inputs, real, weight = [tensor.to(device) for tensor in inputs], real.to(device), weight.to(device)
            made = rivals.make(inputs)
            tally.add(own, truths, {MADE: made.cpu().numpy()})
            loss, answers = rivals.judged(inputs, made, real, weight)
            other = rivals.deceiving(answers[len(own) :], real, weight)
            right = (answers > 0.5) == (torch.cat([real, torch.zeros_like(real)]) > 0.5)
            sums += len(own) * np.array([other.item(), loss.item(), right.float().mean().item()])
    made, judged, right = sums / len(numbers)
    told = {"loss": made + judged, f"{MADE}_loss": made, f"{JUDGED}_loss": judged, f"{JUDGED}_accuracy": right}
    return {**told, **tally.figures()}


class Learner(learning.Learner):
    """Both networks as they learn: in every step the judge first, then the maker from what the new judge says of the same noise."""

    def __init__(self, options, device, world):
        super().__init__(options, device, 1)
        self.world = world
        resume = options.resume if options.resume in (None, "auto") else Path(options.resume).with_name(FILES[1])
        self.rivals = Rivals(self.network, learning.fresh(judge, FILES[1], resume, device))
        self.ratio = CONFIG["judge"]["lr"] / CONFIG["lr"]
        self.second = make_optimizer(CONFIG["judge"]["optimizer"], self.rivals.judge.parameters(), options.lr * self.ratio)

    def train(self):
        for network in self.rivals.parts():
            network.train()

    def _learn(self, loss, network, optimizer, rate, weight_decay):
        """Down the slopes of one network, which are the mean of all processes'; the other stays as it is."""
        learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
        for parameter, slope in zip(learned, torch.autograd.grad(loss, learned)):
            if self.world > 1:
                dist.all_reduce(slope)
            parameter.grad = slope / self.world
        learning.move(optimizer, rate, weight_decay)

    def step(self, inputs, targets, weights, rate):
        (real,), (weight,), rivals = targets, weights, self.rivals
        with self.lighter():
            loss, _ = rivals.judged(inputs, rivals.make(inputs).detach(), real, weight)
        self._learn(loss, rivals.judge, self.second, rate * self.ratio, CONFIG["judge"]["weight_decay"])
        with self.lighter():
            other = rivals.deceiving(rivals.said(inputs, rivals.make(inputs)), real, weight)
        self._learn(other, rivals.maker, self.optimizer, rate, CONFIG["weight_decay"])
        if self.world > 1:
            # What layers count while training (means and variances) is the first process's.
            for buffer in (buffer for network in rivals.parts() for buffer in network.buffers()):
                dist.broadcast(buffer, 0)
        return loss.item() + other.item()

    def figures(self, samples, numbers, batch_size):
        for network in self.rivals.parts():
            network.eval()
        return figures(self.rivals, samples, numbers, batch_size, self.device)

    def state(self):
        other = {"network": self.rivals.judge.state_dict(), "optimizer": self.second.state_dict()}
        return {**super().state(), "judge": other}

    def restore(self, state):
        super().restore(state)
        self.rivals.judge.load_state_dict(state["judge"]["network"])
        self.second.load_state_dict(state["judge"]["optimizer"])

    def weights(self):
        return [{key: value.detach().cpu().clone() for key, value in network.state_dict().items()} for network in self.rivals.parts()]

    def put(self, weights):
        for network, own in zip(self.rivals.parts(), weights):
            network.load_state_dict(own)

    def save(self, out):
        for network, file in zip(self.rivals.parts(), FILES):
            learning.save(network, out / file)
