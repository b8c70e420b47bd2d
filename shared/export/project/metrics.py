"""How well the network does: what evaluate.py and train.py measure on samples."""

import numpy as np

from .preprocessing import INPUTS, OUTPUTS
from .targets import Tally


def figures(model, samples, numbers, batch_size):
    """For every output what its sort of target is measured by (targets.py): accuracy, errors in the data's own units, overlaps."""
    tally = Tally(samples)
    for start in range(0, len(numbers), batch_size):
        own = np.asarray(numbers[start : start + batch_size])
        inputs, truths = samples.batch(own)
        given = {settings["layer"]: inputs[settings["layer"]] for settings in INPUTS}
        answers = model.predict_on_batch(given if len(given) > 1 else next(iter(given.values())))
        tally.add(own, truths, answers if isinstance(answers, dict) else {OUTPUTS[0]["name"]: answers})
    return tally.figures()
