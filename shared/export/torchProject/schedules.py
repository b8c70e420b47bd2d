"""How the learning rate changes over the training: factors of the full rate, as the app has them."""

import math


def half(share):
    """Half a cosine: 1 at 0, 0 at 1."""
    return 0.5 * (1 + math.cos(math.pi * share))


def between(end, share):
    """From 1 down to `end`."""
    return end + (1 - end) * share


def warming(rise, fall):
    """`rise` says the factor after a share of the warm-up, `fall` after a share of the rest."""

    def factor(step, each, total, warmup, **params):
        rising = math.floor(warmup * total)
        if step < rising:
            return rise(step / rising, **params)
        falling = max(1, total - rising)
        return fall(min(step - rising, falling) / falling, **params)

    return factor


def line_up(share, start, end):
    return start + (1 - start) * share


def restarts(step, each, total, every, longer, height, end):
    """Cycles of half a cosine, each `longer` times as long as the one before and `height` times as high."""
    share, cycle, length = step / (every * each), 0, 1
    if longer == 1:
        cycle = math.floor(share)
        share -= cycle
    else:
        while share >= length:
            share, cycle, length = share - length, cycle + 1, length * longer
        share /= length
    return between(end, height**cycle * half(share))


def inverse_root(step, each, total, warmup):
    rising = max(1, math.floor(warmup * total))
    return min((step + 1) / rising, math.sqrt(rising / (step + 1)))


# By their names in config.yaml: functions of the step, the steps of each epoch and of all, and the schedule's numbers.
SCHEDULES = {
    "constant": lambda step, each, total: 1.0,
    "step": lambda step, each, total, every, factor: factor ** (step // (every * each)),
    "exponential": lambda step, each, total, factor: factor ** (step / each),
    "polynomial": lambda step, each, total, power, end: between(end, (1 - min(step, total) / total) ** power),
    "cosine": lambda step, each, total, end: between(end, half(min(step, total) / total)),
    "cosineWarmup": warming(line_up, lambda share, start, end: between(end, half(share))),
    "cosineRestarts": restarts,
    "linearWarmup": warming(line_up, lambda share, start, end: between(end, 1 - share)),
    "oneCycle": warming(lambda share, start, end: 1 - (1 - start) * half(share), lambda share, start, end: between(end, half(share))),
    "inverseRoot": inverse_root,
}


def factor_at(schedule, step, each, total):
    """The factor of the learning rate before a step, which counts from 0; `each`: steps of an epoch."""
    if schedule["id"] not in SCHEDULES:
        raise ValueError(f"There is no schedule {schedule['id']!r}. There are: {', '.join(SCHEDULES)}.")
    return SCHEDULES[schedule["id"]](step, each, total, **schedule["params"])
