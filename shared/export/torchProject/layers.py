"""Layers that torch.nn has none of, or has differently, with the numbers of Keras. Channels and features come last."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def hard_sigmoid(x):
    return torch.clamp(0.2 * x + 0.5, 0.0, 1.0)


ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: F.softmax(x, dim=-1),
    "tanh": torch.tanh,
    "elu": F.elu,
    "selu": F.selu,
    "gelu": F.gelu,
    "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
    "swish": F.silu,
    "mish": F.mish,
    "relu6": F.relu6,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "hardSigmoid": hard_sigmoid,
    "logSoftmax": lambda x: F.log_softmax(x, dim=-1),
    "hardSwish": F.hardswish,
    "hardTanh": F.hardtanh,
    "logSigmoid": F.logsigmoid,
    "exponential": torch.exp,
}


def _fans(shape):
    """Inputs and outputs of a weight as PyTorch lays it out: [out, in, window...]."""
    if len(shape) < 2:
        return (shape[0], shape[0]) if shape else (1, 1)
    window = math.prod(shape[2:])
    return shape[1] * window, shape[0] * window


def _uniform(weight, limit):
    nn.init.uniform_(weight, -limit, limit)


def _truncated(weight, deviation):
    # A normal distribution cut off at two deviations has 0.8796 of its spread.
    spread = deviation / 0.87962566103423978
    nn.init.trunc_normal_(weight, 0.0, spread, -2 * spread, 2 * spread)


def initialize(network, initial):
    """Fresh weights, drawn as Layerloom draws them: by the names of the initializers."""
    parameters = dict(network.named_parameters())
    with torch.no_grad():
        for name, how in initial.items():
            weight = parameters[name]
            fan_in, fan_out = _fans(weight.shape)
            if how == "zeros":
                weight.zero_()
            elif how == "ones":
                weight.fill_(1.0)
            elif how == "glorotUniform":
                _uniform(weight, math.sqrt(6 / (fan_in + fan_out)))
            elif how == "glorotNormal":
                _truncated(weight, math.sqrt(2 / (fan_in + fan_out)))
            elif how == "heUniform":
                _uniform(weight, math.sqrt(6 / fan_in))
            elif how == "heNormal":
                _truncated(weight, math.sqrt(2 / fan_in))
            elif how == "lecunUniform":
                _uniform(weight, math.sqrt(3 / fan_in))
            elif how == "lecunNormal":
                _truncated(weight, math.sqrt(1 / fan_in))
            elif how == "orthogonal":
                nn.init.orthogonal_(weight) if weight.dim() > 1 else _uniform(weight, 0.05)
            elif how == "identity":
                nn.init.eye_(weight) if weight.dim() == 2 else weight.fill_(1.0)
            elif how == "randomNormal":
                nn.init.normal_(weight, 0.0, 0.05)
            elif how == "truncatedNormal":
                nn.init.trunc_normal_(weight, 0.0, 0.05, -0.1, 0.1)
            elif how == "lstmBias":
                weight.zero_()
                weight[len(weight) // 4 : len(weight) // 2] = 1.0
            else:
                _uniform(weight, 0.05)


def without(module, *names):
    """The module with some of its weights as they begin: they are not learned, and in no file."""
    for name in names:
        start = getattr(module, name).detach()
        delattr(module, name)
        module.register_buffer(name, start, persistent=False)
    return module


def pad_same(x, kernel, strides, value=0.0):
    """TensorFlow's "same": as many steps as strides fit in, the odd pixel at the end. x is [batch, channels, ...]."""
    pads = []
    for length, size, stride in zip(reversed(x.shape[2:]), reversed(kernel), reversed(strides)):
        total = max((math.ceil(length / stride) - 1) * stride + size - length, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value)


class MaxPoolSame(nn.Module):
    def __init__(self, kernel, strides):
        super().__init__()
        self.kernel, self.strides = kernel, strides

    def forward(self, x):
        x = pad_same(x, self.kernel, self.strides, -math.inf)
        pool = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}[len(self.kernel)]
        return pool(x, self.kernel, self.strides)


class AvgPoolSame(nn.Module):
    """Border pixels do not count."""

    def __init__(self, kernel, strides):
        super().__init__()
        self.kernel, self.strides = kernel, strides

    def forward(self, x):
        pool = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}[len(self.kernel)]
        ones = pad_same(torch.ones_like(x[:1, :1]), self.kernel, self.strides)
        share = pool(ones, self.kernel, self.strides)
        return pool(pad_same(x, self.kernel, self.strides), self.kernel, self.strides) / share


class Recurrent(nn.Module):
    """Reads a sequence [batch, steps, features] step by step; weights as Keras lays them out."""

    gates = 1

    def __init__(self, inputs, units, activation="tanh", gate="sigmoid", every_step=False, backwards=False, bias=True):
        super().__init__()
        self.units, self.every_step, self.backwards = units, every_step, backwards
        self.activation, self.gate = ACTIVATIONS[activation], ACTIVATIONS[gate]
        self.kernel = nn.Parameter(torch.zeros(inputs, self.gates * units))
        self.recurrent_kernel = nn.Parameter(torch.zeros(units, self.gates * units))
        self.bias = nn.Parameter(torch.zeros(self.gates * units)) if bias else None

    def forward(self, x):
        scores = x @ self.kernel
        if self.bias is not None:
            scores = scores + self.bias.view(-1, scores.shape[-1])[0]
        state = (x.new_zeros(len(x), self.units), x.new_zeros(len(x), self.units))
        answers = []
        for step in range(x.shape[1] - 1, -1, -1) if self.backwards else range(x.shape[1]):
            state = self.step(scores[:, step], *state)
            if self.every_step:
                answers.append(state[0])
        return torch.stack(answers, dim=1) if self.every_step else state[0]


class SimpleRNN(Recurrent):
    def step(self, x, hidden, cell):
        return self.activation(x + hidden @ self.recurrent_kernel), cell


class LSTM(Recurrent):
    gates = 4

    def step(self, x, hidden, cell):
        i, f, c, o = (x + hidden @ self.recurrent_kernel).chunk(4, dim=-1)
        cell = self.gate(f) * cell + self.gate(i) * self.activation(c)
        return self.gate(o) * self.activation(cell), cell


class GRU(Recurrent):
    gates = 3

    def __init__(self, inputs, units, bias=True, reset_after=False, **options):
        super().__init__(inputs, units, bias=bias, **options)
        self.reset_after = reset_after
        if reset_after and bias:
            self.bias = nn.Parameter(torch.zeros(2, 3 * units))

    def step(self, x, hidden, cell):
        n = 2 * self.units
        if self.reset_after:
            h = hidden @ self.recurrent_kernel
            if self.bias is not None:
                h = h + self.bias[1]
            z, r = (self.gate(part) for part in (x[:, :n] + h[:, :n]).chunk(2, dim=-1))
            return z * hidden + (1 - z) * self.activation(x[:, n:] + r * h[:, n:]), cell
        z, r = (x[:, :n] + hidden @ self.recurrent_kernel[:, :n]).chunk(2, dim=-1)
        z, r = self.gate(z), self.gate(r)
        fresh = self.activation(x[:, n:] + (r * hidden) @ self.recurrent_kernel[:, n:])
        return z * hidden + (1 - z) * fresh, cell


class Bidirectional(nn.Module):
    def __init__(self, forward_layer, backward_layer, merge="concat"):
        super().__init__()
        self.forward_layer, self.backward_layer, self.merge = forward_layer, backward_layer, merge

    def forward(self, x):
        forward, backward = self.forward_layer(x), self.backward_layer(x)
        if self.backward_layer.every_step:
            backward = backward.flip(1)
        if self.merge == "concat":
            return torch.cat([forward, backward], dim=-1)
        if self.merge == "mul":
            return forward * backward
        return forward + backward if self.merge == "sum" else (forward + backward) / 2


class ConvLSTM2D(nn.Module):
    """An LSTM over pictures [batch, steps, height, width, channels]."""

    def __init__(self, inputs, filters, kernel, strides, padding, activation, gate, every_step, bias):
        super().__init__()
        self.size, self.strides, self.same, self.every_step = kernel, strides, padding == "same", every_step
        self.activation, self.gate = ACTIVATIONS[activation], ACTIVATIONS[gate]
        self.kernel = nn.Parameter(torch.zeros(*kernel, inputs, 4 * filters))
        self.recurrent_kernel = nn.Parameter(torch.zeros(*kernel, filters, 4 * filters))
        self.bias = nn.Parameter(torch.zeros(4 * filters)) if bias else None

    def forward(self, x):
        weight, recurrent = self.kernel.permute(3, 2, 0, 1), self.recurrent_kernel.permute(3, 2, 0, 1)
        hidden = cell = None
        answers = []
        for step in range(x.shape[1]):
            seen = x[:, step].permute(0, 3, 1, 2)
            if self.same:
                seen = pad_same(seen, self.size, self.strides)
            scores = F.conv2d(seen, weight, self.bias, self.strides)
            if hidden is not None:
                scores = scores + F.conv2d(hidden, recurrent, padding="same")
            i, f, c, o = scores.chunk(4, dim=1)
            fresh = self.gate(i) * self.activation(c)
            cell = fresh if cell is None else self.gate(f) * cell + fresh
            hidden = self.gate(o) * self.activation(cell)
            answers.append(hidden.permute(0, 2, 3, 1))
        return torch.stack(answers, dim=1) if self.every_step else answers[-1]


def _causal(scores):
    """Keys after their query are pushed far down."""
    ahead = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
    return scores.masked_fill(ahead, -1e9)


class MultiHeadAttention(nn.Module):
    def __init__(self, features, value_features, heads, size, causal=False, dropout=0.0, bias=True):
        super().__init__()
        self.size, self.causal, self.dropout = size, causal, nn.Dropout(dropout)
        for part, width in (("query", features), ("key", value_features), ("value", value_features)):
            setattr(self, f"{part}_kernel", nn.Parameter(torch.zeros(width, heads, size)))
            setattr(self, f"{part}_bias", nn.Parameter(torch.zeros(heads, size)) if bias else None)
        self.attention_output_kernel = nn.Parameter(torch.zeros(heads, size, features))
        self.attention_output_bias = nn.Parameter(torch.zeros(features)) if bias else None

    def project(self, x, part):
        y = torch.einsum("bsf,fhd->bhsd", x, getattr(self, f"{part}_kernel"))
        bias = getattr(self, f"{part}_bias")
        return y if bias is None else y + bias[:, None]

    def forward(self, query, value=None):
        value = query if value is None else value
        q, k, v = self.project(query, "query"), self.project(value, "key"), self.project(value, "value")
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.size)
        shares = self.dropout(F.softmax(_causal(scores) if self.causal else scores, dim=-1))
        y = torch.einsum("bhsd,hdf->bsf", shares @ v, self.attention_output_kernel)
        return y if self.attention_output_bias is None else y + self.attention_output_bias


class Attention(nn.Module):
    def __init__(self, scaled=False, causal=False, dropout=0.0):
        super().__init__()
        self.causal, self.dropout = causal, nn.Dropout(dropout)
        self.scale = nn.Parameter(torch.ones(())) if scaled else None

    def forward(self, query, value):
        scores = query @ value.transpose(-1, -2)
        if self.scale is not None:
            scores = scores * self.scale
        return self.dropout(F.softmax(_causal(scores) if self.causal else scores, dim=-1)) @ value


class Weighted(nn.Module):
    """Holds weights of given shapes under their own names."""

    def __init__(self, **shapes):
        super().__init__()
        for name, shape in shapes.items():
            setattr(self, name, nn.Parameter(torch.zeros(shape)))


class AttentionPooling(Weighted):
    def forward(self, x):
        return (F.softmax(x @ self.kernel, dim=1) * x).sum(dim=1)


class SqueezeAndExcite(Weighted):
    def forward(self, x):
        small = F.relu(x.mean(dim=(1, 2)) @ self.reduce_kernel + self.reduce_bias)
        return x * torch.sigmoid(small @ self.expand_kernel + self.expand_bias)[:, None, None]


class TokenAndPositionEmbedding(Weighted):
    def forward(self, x):
        return self.tokens[x.long()] + self.positions[: x.shape[1]]


class PositionEmbedding(Weighted):
    def forward(self, x):
        return x + self.positions[: x.shape[1]]


class LayerScale(Weighted):
    def forward(self, x):
        return x * self.gamma


class PReLU(Weighted):
    def forward(self, x):
        return F.relu(x) - self.alpha * F.relu(-x)


class RMSNormalization(nn.Module):
    def __init__(self, scale, epsilon):
        super().__init__()
        self.scale, self.epsilon = nn.Parameter(torch.ones(scale)), epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + self.epsilon) * self.scale


def _angles(steps, size, longest, device):
    """In double precision: a sine of a large float32 would be off."""
    pair = torch.arange(size // 2 if size % 2 == 0 else (size + 1) // 2, dtype=torch.float64, device=device)
    return torch.arange(steps, dtype=torch.float64, device=device)[:, None] * longest ** (-2 * pair / size)


def sinusoidal(x, longest):
    angles = _angles(x.shape[1], x.shape[2], longest, x.device)
    table = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, : x.shape[2]]
    return x + table.to(x.dtype)


def rotary(x, heads, longest):
    batch, steps, features = x.shape
    size = features // heads
    angles = _angles(steps, size, longest, x.device)[:, None]
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    a, b = x.reshape(batch, steps, heads, size).chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1).reshape(batch, steps, features)


def unit(x):
    return x * torch.rsqrt(x.square().sum(dim=-1, keepdim=True).clamp(min=1e-24))


def cosine(a, b):
    return (unit(a) * unit(b)).sum(dim=-1, keepdim=True)


def distance(a, b, measure):
    if measure == "manhattan":
        return (a - b).abs().sum(dim=-1, keepdim=True)
    square = (a - b).square().sum(dim=-1, keepdim=True)
    return square if measure == "squared" else square.clamp(min=1e-12).sqrt()


def dot(a, b, axes, normalize=False):
    """Sums products along one axis of each; the rest of both stays."""
    rows, columns = a.dim() == 2, b.dim() == 2
    a = a.unsqueeze(1) if rows else a if axes[0] == 2 else a.transpose(1, 2)
    b = b.unsqueeze(1) if columns else b if axes[1] == 2 else b.transpose(1, 2)
    if normalize:
        a, b = unit(a), unit(b)
    product = a @ b.transpose(1, 2)
    if columns:
        product = product.squeeze(2)
    return product.squeeze(1) if rows and not (rows and columns) else product


def depth_to_space(x, size):
    batch, height, width, depth = x.shape
    x = x.reshape(batch, height, width, size, size, depth // size**2).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(batch, height * size, width * size, depth // size**2)


def space_to_depth(x, size):
    batch, height, width, channels = x.shape
    x = x.reshape(batch, height // size, size, width // size, size, channels).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(batch, height // size, width // size, size**2 * channels)


class Sampling(nn.Module):
    """A draw from N(mean, e^log_variance) while training, the mean otherwise.

    `divergence`: how far each sample's last distribution was from N(0, 1) (Kullback and Leibler), for losses that count it.
    """

    def forward(self, mean, log_variance):
        self.divergence = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).flatten(1).sum(dim=1)
        return mean + torch.exp(log_variance / 2) * torch.randn_like(mean) if self.training else mean


class GaussianNoise(nn.Module):
    def __init__(self, stddev):
        super().__init__()
        self.stddev = stddev

    def forward(self, x):
        return x + self.stddev * torch.randn_like(x) if self.training else x


class GaussianDropout(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.spread = math.sqrt(rate / (1 - rate))

    def forward(self, x):
        return x * (1 + self.spread * torch.randn_like(x)) if self.training else x


class Normalization(nn.Module):
    """(x - mean) / deviation, or that undone; of `channels` alone mean and variance are kept in the state."""

    def __init__(self, channels=None, mean=0.0, variance=1.0, invert=False):
        super().__init__()
        kept = channels is not None
        self.register_buffer("mean", torch.zeros(channels) if kept else torch.tensor(mean), persistent=kept)
        self.register_buffer("variance", torch.ones(channels) if kept else torch.tensor(variance), persistent=kept)
        if kept:
            self.register_buffer("count", torch.zeros(()))
        self.invert = invert

    def forward(self, x):
        deviation = self.variance.sqrt().clamp(min=1e-7)
        return x * deviation + self.mean if self.invert else (x - self.mean) / deviation


class RandomFlip(nn.Module):
    def __init__(self, mode):
        super().__init__()
        self.axes = [axis for axis, name in ((1, "vertical"), (2, "horizontal")) if name in mode]

    def forward(self, x):
        if self.training:
            for axis in self.axes:
                chosen = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5
                x = torch.where(chosen, x.flip(axis), x)
        return x


class RandomAffine(nn.Module):
    """Turns, moves or zooms every picture by its own amount."""

    def __init__(self, degrees=0.0, height=0.0, width=0.0, zoom=0.0, fill="reflect"):
        super().__init__()
        self.turn, self.height, self.width, self.zoom = math.radians(degrees), height, width, zoom
        self.fill = {"constant": "zeros", "nearest": "border"}.get(fill, "reflection")

    def forward(self, x):
        if not self.training:
            return x

        def draw(most):
            return (2 * torch.rand(len(x), device=x.device) - 1) * most

        angle, scale = draw(self.turn), 1 + draw(self.zoom)
        ratio = x.shape[1] / x.shape[2]
        rows = [
            torch.stack([scale * angle.cos(), -scale * angle.sin() * ratio, 2 * draw(self.width)], dim=1),
            torch.stack([scale * angle.sin() / ratio, scale * angle.cos(), 2 * draw(self.height)], dim=1),
        ]
        picture = x.permute(0, 3, 1, 2)
        grid = F.affine_grid(torch.stack(rows, dim=1), picture.shape, align_corners=False)
        return F.grid_sample(picture, grid, padding_mode=self.fill, align_corners=False).permute(0, 2, 3, 1)


class RandomContrast(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        if not self.training:
            return x
        factor = 1 + (2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1) * self.factor
        mean = x.mean(dim=(1, 2), keepdim=True)
        return (x - mean) * factor + mean


class RandomBrightness(nn.Module):
    def __init__(self, factor, range):
        super().__init__()
        self.factor = factor * {"zeroToOne": 1, "minusOneToOne": 2}.get(range, 255)

    def forward(self, x):
        return x + (2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1) * self.factor if self.training else x


class RandomCrop(nn.Module):
    """A window of every picture at a place of its own; otherwise the largest one of that shape in the middle, resized."""

    def __init__(self, height, width):
        super().__init__()
        self.height, self.width = height, width

    def forward(self, x):
        _, high, wide, _ = x.shape
        if not self.training:
            height = max(1, min(high, wide * self.height // self.width))
            width = max(1, min(wide, high * self.width // self.height))
            top, left = (high - height) // 2, (wide - width) // 2
            window = x[:, top : top + height, left : left + width].permute(0, 3, 1, 2)
            size = (self.height, self.width)
            return F.interpolate(window, size, mode="bilinear", align_corners=False).permute(0, 2, 3, 1)
        tops = torch.randint(high - self.height + 1, (len(x),), device=x.device)
        lefts = torch.randint(wide - self.width + 1, (len(x),), device=x.device)
        rows = tops[:, None] + torch.arange(self.height, device=x.device)
        columns = lefts[:, None] + torch.arange(self.width, device=x.device)
        samples = torch.arange(len(x), device=x.device)[:, None, None]
        return x[samples, rows[:, :, None], columns[:, None, :]]


class Coloured(nn.Module):
    """Changes colours between black and white of a range of pixels, while training alone."""

    def __init__(self, range):
        super().__init__()
        self.lowest, self.highest = {"zeroToOne": (0.0, 1.0), "minusOneToOne": (-1.0, 1.0)}.get(range, (0.0, 255.0))

    def forward(self, x):
        if not self.training:
            return x
        wide = self.highest - self.lowest
        changed = self.change((x - self.lowest) / wide)
        return (changed * wide + self.lowest).clamp(self.lowest, self.highest)


class RandomHue(Coloured):
    def __init__(self, turns, range):
        super().__init__(range)
        self.turns = turns

    def change(self, x):
        red, green, blue = x.unbind(-1)
        value = x.amax(-1)
        spread = value - x.amin(-1)
        by = spread.clamp(min=1e-7)
        others = torch.where(green == value, (blue - red) / by + 2, (red - green) / by + 4)
        hue = torch.where(red == value, (green - blue) / by, others)
        hue = hue + (2 * torch.rand(len(x), 1, 1, device=x.device) - 1) * 6 * self.turns

        def channel(n):
            k = (n + hue) % 6
            return value - spread * torch.minimum(k, 4 - k).clamp(0, 1)

        return torch.stack([channel(5), channel(3), channel(1)], dim=-1)


class RandomSaturation(Coloured):
    def __init__(self, factor, range):
        super().__init__(range)
        self.factor = factor

    def change(self, x):
        f = (1 + (2 * torch.rand(len(x), 1, 1, 1, device=x.device) - 1) * self.factor) / 2
        value = x.amax(-1, keepdim=True)
        spread = (value - x.amin(-1, keepdim=True)).clamp(min=1e-7)
        return value - (value - x) * torch.minimum(f / (1 - f + 1e-7), value / spread)
