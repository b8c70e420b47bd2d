"""Makes samples of noise with the trained network: python make.py --help"""

import argparse
import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from network.export import run
from network.preprocessing import HERE, INPUTS, OUTPUTS

OUTPUT = OUTPUTS[0]
IMITATED = OUTPUT["imitated"]


def make(count, seed=1, weights=HERE / "weights.npz"):
    """So many samples, each as numbers like those that its judge is shown: [count, ...]."""
    noise = np.random.default_rng(seed).standard_normal((count, len(INPUTS[0]["columns"]))).astype("float32")
    made = run({settings["layer"]: noise for settings in INPUTS}, weights)[OUTPUT["name"]]
    return made.reshape(count, *OUTPUT["shape"])


def grid(samples, gap=2):
    """Pictures side by side, in as many rows as columns: uint8 [height, width, channels] on white."""
    pixels = samples * np.array(IMITATED["divide"]) + np.array(IMITATED["subtract"])
    pixels = np.clip(np.round(pixels), 0, 255).astype(np.uint8)
    count, height, width, channels = pixels.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    whole = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap, channels), 255, np.uint8)
    for place, picture in enumerate(pixels):
        top, left = (gap + at * size for at, size in zip(divmod(place, columns), (height + gap, width + gap)))
        whole[top : top + height, left : left + width] = picture
    return whole


def main():
    pictures = IMITATED["modality"] == "image"
    parser = argparse.ArgumentParser(description="Makes samples of noise.")
    parser.add_argument("--count", default=25, type=int, help="how many")
    parser.add_argument("--seed", default=1, type=int, help="seed of the noise")
    parser.add_argument("--weights", default=HERE / "weights.npz", type=Path, help="weights to use")
    parser.add_argument("--out", default=Path("made.png" if pictures else "made.npy"), type=Path, help="file for what is made")
    options = parser.parse_args()
    samples = make(options.count, options.seed, options.weights)
    if pictures:
        from PIL import Image

        whole = grid(samples)
        Image.fromarray(whole[:, :, 0] if whole.shape[2] == 1 else whole).save(options.out)
    else:
        np.save(options.out, samples)
    print(f"{options.count} samples in {options.out}")


if __name__ == "__main__":
    main()
