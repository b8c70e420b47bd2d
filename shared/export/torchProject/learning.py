"""What a step of the training does: the network, its loss, and the optimizer that moves its weights."""

import hashlib

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch.nn.parallel import DistributedDataParallel

from . import model
from .config import CONFIG
from .export import answers, load_network
from .layers import Sampling, initialize
from .losses import LOSSES
from .metrics import figures
from .optimizers import make_optimizer, shrink
from .preprocessing import HERE, OUTPUTS


def clip(parameters):
    by, limit = CONFIG["clipping"]["by"], CONFIG["clipping"]["limit"]
    if by == "value":
        torch.nn.utils.clip_grad_value_(parameters, limit)
    elif by == "globalNorm":
        torch.nn.utils.clip_grad_norm_(parameters, limit)
    elif by == "norm":
        for parameter in parameters:
            torch.nn.utils.clip_grad_norm_([parameter], limit)


def move(optimizer, rate, weight_decay):
    """One step down the slopes, at this learning rate."""
    clip([parameter for group in optimizer.param_groups for parameter in group["params"]])
    for group in optimizer.param_groups:
        group["lr"] = rate
    shrink(optimizer, weight_decay)
    optimizer.step()


def mean_loss(settings, truth, answer, weight):
    """The weighted mean over samples, or over the answers of a sample where these are weighed one by one."""
    loss = LOSSES[settings["loss"]]
    if settings["whole"] and "ignores" in settings:
        # What does not count is in neither of the two things whose overlap is measured: its row of the target is zeros.
        answer = answer * truth.sum(dim=-1, keepdim=True)
    if weight.dim() == 1:
        return (loss(truth, answer) * weight).mean()
    # Several labels are answers of one number each; a class at a place is a row.
    places = weight.dim() < truth.dim()
    width = truth.shape[-1] if places else 1
    each = loss(truth.reshape(-1, width), answer.reshape(-1, width)).reshape(weight.shape)
    counted = truth.sum().clamp(min=1) if places else weight.numel()
    return (each * weight).sum() / counted


def penalty(network, penalties):
    """What keeps weights small: l1 * sum|w| + l2 * sum w²."""
    named = dict(network.named_parameters())
    return sum(l1 * named[name].abs().sum() + l2 * named[name].square().sum() for name, (l1, l2) in penalties.items())


def loss_of(network, inputs, targets, weights):
    """The weighted mean over the batch, and what keeps weights small."""
    given = answers(network, inputs)
    total = 0.0
    for settings, truth, weight in zip(OUTPUTS, targets, weights):
        total = total + settings["lossWeight"] * mean_loss(settings, truth, given[settings["name"]].float(), weight)
    plain = network.module if isinstance(network, DistributedDataParallel) else network
    if CONFIG["divergence"]:
        drawn = [module.divergence for module in plain.modules() if isinstance(module, Sampling)]
        total = total + CONFIG["divergence"] * sum(drawn).mean()
    return total + penalty(plain, model.PENALTIES)


def fresh(source, file, resume, device):
    """A network of the module `source` to begin with: new weights, or those beside the file that --resume names."""
    network = source.Network().to(device)
    initialize(network, source.INITIAL)
    if resume and resume != "auto":
        network.load_state_dict(load_network(resume, device, source).state_dict())
    elif source.FROZEN:
        # What does not learn keeps what the run began with.
        begun = load_network(HERE / file, device, source).state_dict()
        network.load_state_dict({name: value for name, value in begun.items() if name.split(".")[0] in source.FROZEN}, strict=False)
    return network


def save(network, path):
    state = {key: value.cpu().contiguous() for key, value in network.state_dict().items() if not key.endswith("num_batches_tracked")}
    # What the file says of the network goes along, so that Layerloom can import it.
    with safe_open(HERE / path.name, "pt") as begun:
        save_file(state, path, begun.metadata())


class Learner:
    """A network that learns, in one process or in step with others."""

    def __init__(self, options, device, world):
        self.device, self.precision = device, options.precision
        self.network = fresh(model, "weights.safetensors", options.resume, device)
        self.optimizer = make_optimizer(CONFIG["optimizer"], self.network.parameters(), options.lr)
        self.model = DistributedDataParallel(self.network) if world > 1 else self.network

    def lighter(self):
        """Numbers of the forward pass, as --precision says."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bfloat16")

    def train(self):
        self.model.train()

    def step(self, inputs, targets, weights, rate):
        """Learns from a batch; its loss."""
        self.optimizer.zero_grad()
        with self.lighter():
            loss = loss_of(self.model, inputs, targets, weights)
        loss.backward()
        move(self.optimizer, rate, CONFIG["weight_decay"])
        return loss.item()

    def figures(self, samples, numbers, batch_size):
        self.network.eval()
        return figures(self.network, samples, numbers, batch_size, self.device, loss_of)

    def state(self):
        """All that --resume needs of it."""
        return {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict()}

    def restore(self, state):
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])

    def weights(self):
        return {key: value.detach().cpu().clone() for key, value in self.network.state_dict().items()}

    def put(self, weights):
        self.network.load_state_dict(weights)

    def digest(self):
        """The same in all processes whose weights are the same."""
        numbers = b"".join(value.detach().cpu().numpy().tobytes() for value in self.network.parameters())
        return hashlib.sha256(numbers).hexdigest()[:16]

    def save(self, out):
        save(self.network, out / "weights.safetensors")
