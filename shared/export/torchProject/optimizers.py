"""How the weights move at every step, by the formulas that the network was trained with (those of Keras 3)."""

import math

import torch


class Formula(torch.optim.Optimizer):
    """A formula for one weight after the other; `values` are its numbers, by their names in preprocessing.json."""

    def __init__(self, parameters, rate, values):
        super().__init__(parameters, {"lr": rate})
        self.values = values

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    state = self.state[weight]
                    state["step"] = state.get("step", 0) + 1
                    self.move(weight, weight.grad, state, group["lr"], **self.values)

    def move(self, weight, slope, state, rate, **values):
        raise NotImplementedError


def remembered(state, name, like, start=0.0):
    """What is kept from step to step, made at the first."""
    if name not in state:
        state[name] = torch.full_like(like, start)
    return state[name]


class SGD(Formula):
    def move(self, weight, slope, state, rate, momentum=0.0, nesterov=False):
        if momentum == 0:
            weight.sub_(slope, alpha=rate)
            return
        velocity = remembered(state, "momentum", weight).mul_(momentum).sub_(slope, alpha=rate)
        weight.add_(velocity, alpha=momentum if nesterov else 1.0)
        if nesterov:
            weight.sub_(slope, alpha=rate)


class RMSprop(Formula):
    def move(self, weight, slope, state, rate, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False):
        spread = remembered(state, "velocity", weight).mul_(rho).addcmul_(slope, slope, value=1 - rho)
        if centered:
            mean = remembered(state, "mean", weight).mul_(rho).add_(slope, alpha=1 - rho)
            spread = (spread - mean.square()).clamp_min(0)
        move = rate * slope / (spread + epsilon).sqrt()
        if momentum > 0:
            move = remembered(state, "momentum", weight).mul_(momentum).add_(move)
        weight.sub_(move)


class Nadam(Formula):
    def move(self, weight, slope, state, rate, beta1=0.9, beta2=0.999, epsilon=1e-7):
        step = state["step"]
        now, following = (beta1 * (1 - 0.5 * 0.96**at) for at in (step, step + 1))
        state["product"] = product = state.get("product", 1.0) * now
        momentum = remembered(state, "momentum", weight).lerp_(slope, 1 - beta1)
        velocity = remembered(state, "velocity", weight).lerp_(slope.square(), 1 - beta2)
        ahead = following * momentum / (1 - product * following) + (1 - now) * slope / (1 - product)
        weight.sub_(rate * ahead / ((velocity / (1 - beta2**step)).sqrt() + epsilon))


class Lion(Formula):
    def move(self, weight, slope, state, rate, beta1=0.9, beta2=0.99):
        momentum = remembered(state, "momentum", weight)
        weight.sub_(torch.lerp(slope, momentum, beta1).sign(), alpha=rate)
        momentum.mul_(beta2).add_(slope, alpha=1 - beta2)


class Adamax(Formula):
    def move(self, weight, slope, state, rate, beta1=0.9, beta2=0.999, epsilon=1e-7):
        momentum = remembered(state, "momentum", weight).lerp_(slope, 1 - beta1)
        norm = remembered(state, "norm", weight).mul_(beta2)
        torch.maximum(norm, slope.abs(), out=norm)
        weight.sub_(rate * momentum / ((1 - beta1 ** state["step"]) * (norm + epsilon)))


class Adagrad(Formula):
    def move(self, weight, slope, state, rate, initialAccumulator=0.1, epsilon=1e-7):
        total = remembered(state, "accumulator", weight, initialAccumulator).addcmul_(slope, slope)
        weight.sub_(rate * slope / (total + epsilon).sqrt())


class Adadelta(Formula):
    def move(self, weight, slope, state, rate, rho=0.95, epsilon=1e-7):
        slopes = remembered(state, "slopes", weight).mul_(rho).addcmul_(slope, slope, value=1 - rho)
        moves = remembered(state, "moves", weight)
        move = (moves + epsilon).sqrt() * slope / (slopes + epsilon).sqrt()
        moves.mul_(rho).addcmul_(move, move, value=1 - rho)
        weight.sub_(move, alpha=rate)


class Adafactor(Formula):
    """Of a weight with rows and columns their means are remembered, not every entry."""

    def move(self, weight, slope, state, rate, decay=-0.8, smallest=0.001, clipThreshold=1.0):
        def size(values):
            return values.square().mean().sqrt()

        step = state["step"]
        fresh = step**decay
        squares = slope.square() + 1e-30
        if weight.dim() < 2:
            velocity = remembered(state, "velocity", weight).lerp_(squares, fresh)
        else:
            rows = remembered(state, "rows", squares[..., 0]).lerp_(squares.mean(-1), fresh)
            columns = remembered(state, "columns", squares[..., 0, :]).lerp_(squares.mean(-2), fresh)
            velocity = (rows / rows.mean(-1, keepdim=True)).unsqueeze(-1) * columns.unsqueeze(-2)
        direction = slope / velocity.sqrt()
        scale = size(weight).clamp_min(smallest) * min(rate, 1 / math.sqrt(step))
        weight.sub_(scale * direction / (size(direction) / clipThreshold).clamp_min(1))


class Adam(Formula):
    def move(self, weight, slope, state, rate, beta1=0.9, beta2=0.999, epsilon=1e-7, amsgrad=False):
        step = state["step"]
        momentum = remembered(state, "momentum", weight).lerp_(slope, 1 - beta1)
        velocity = remembered(state, "velocity", weight).lerp_(slope.square(), 1 - beta2)
        if amsgrad:
            largest = remembered(state, "largest", weight)
            velocity = torch.maximum(largest, velocity, out=largest)
        rate = rate * math.sqrt(1 - beta2**step) / (1 - beta1**step)
        weight.sub_(rate * momentum / (velocity.sqrt() + epsilon))


def adam(parameters, rate, values):
    """Torch's own is the quickest, and differs only by where epsilon stands and what amsgrad compares."""
    epsilon = values.get("epsilon", 1e-7)
    if epsilon > 1e-6 or values.get("amsgrad"):
        return Adam(parameters, rate, values)
    return torch.optim.Adam(parameters, rate, (values.get("beta1", 0.9), values.get("beta2", 0.999)), epsilon)


OPTIMIZERS = {
    "adam": adam,
    "adamw": adam,
    "sgd": SGD,
    "rmsprop": RMSprop,
    "nadam": Nadam,
    "lion": Lion,
    "adamax": Adamax,
    "adagrad": Adagrad,
    "adadelta": Adadelta,
    "adafactor": Adafactor,
}


def make_optimizer(settings, parameters, rate):
    """`settings`: the training's "optimizer" in preprocessing.json."""
    values = {name: value for name, value in settings["params"].items() if name not in ("learningRate", "weightDecay")}
    return OPTIMIZERS[settings["id"]](parameters, rate, values)


@torch.no_grad()
def shrink(optimizer, decay):
    """Weight decay apart from the loss, on every weight, just before the optimizer's step."""
    if decay > 0:
        for group in optimizer.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    weight.mul_(1 - decay * group["lr"])


class Plateau:
    """The learning rate shrinks after epochs without a better loss, as Keras' ReduceLROnPlateau has it."""

    def __init__(self, rate, factor, patience, min_delta, cooldown, min_lr):
        self.factor, self.patience, self.min_delta, self.rest, self.least = factor, patience, min_delta, cooldown, min_lr
        self.known = {"rate": rate, "best": math.inf, "waited": 0, "resting": 0}

    @property
    def rate(self):
        return self.known["rate"]

    def look(self, loss):
        """After an epoch."""
        known = self.known
        if known["resting"] > 0:
            known["resting"] -= 1
            known["waited"] = 0
        if loss + self.min_delta < known["best"]:
            known["best"], known["waited"] = loss, 0
        elif known["resting"] == 0:
            known["waited"] += 1
            if known["waited"] >= self.patience and self.rate > self.least:
                known |= {"rate": max(self.rate * self.factor, self.least), "resting": self.rest, "waited": 0}
