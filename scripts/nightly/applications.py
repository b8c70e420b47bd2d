"""Writes networks of keras.applications without weights as <name>.json.gz: configuration, and each layer's shape and count."""

import gzip
import json
import sys

import keras

SIZES = {"InceptionV3": 75, "InceptionResNetV2": 75, "Xception": 71}


def layers_of(model):
    """Shapes without the batch and numbers of parameters, also of layers in models within."""
    found = {}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found.update(layers_of(layer))
        else:
            found[layer.name] = [list(layer.output.shape[1:]), layer.count_params()]
    return found


def main(folder, *names):
    for name in names:
        keras.backend.clear_session()
        size = SIZES.get(name, 64)
        model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3), classes=10)
        facts = {"model": json.loads(model.to_json()), "layers": layers_of(model), "parameters": model.count_params()}
        text = json.dumps(facts, separators=(",", ":"), sort_keys=True)
        with open(f"{folder}/{name}.json.gz", "wb") as file:
            file.write(gzip.compress(text.encode(), 9, mtime=0))


main(*sys.argv[1:])
