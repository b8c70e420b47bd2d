// Writes model.py: the network as people write it with Keras' functional API, layer names as on the canvas or, where
// TensorFlow takes no such names, with the name beside.
import { layerIdentifiers } from '../run/plan';
import type { RunRecord } from '../run/record';
import type { ExportedRun } from './format';
import { kerasBody } from './kerasBody';
import { compileHead, ignoresPlaces, loss, lossFunctions, metrics, schedule, weightedMetrics } from './kerasCompile';
import { pythonNumber, pythonString } from './python';
import { weightNames } from './settings';

/** A line of a dictionary or list, indented once more than what holds it. */
function block(open: string, lines: readonly string[], close: string, indent: string): string {
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => `${indent}    ${line},\n`).join('')}${indent}${close}`;
}

/** Reading and writing weights, and what model.py does when it is run by itself. */
const footer = `def load_weights(model, path="weights.npz", only=None):
    """Sets all weights from an .npz file, by the names of the layers; or those of some layers only."""
    with np.load(path) as arrays:
        for layer, names in WEIGHTS.items():
            if only is not None and layer not in only:
                continue
            absent = [name for name in names if f"{layer}/{name}" not in arrays]
            if absent:
                raise ValueError(f"{path} has no weights {layer}/{absent[0]}: it belongs to another network.")
            owner = model.get_layer(layer)
            owner.set_weights([arrays[f"{layer}/{name}"] for name in names])
            if isinstance(owner, keras.layers.Normalization):
                owner.finalize_state()


def save_weights(model, path):
    """Writes all weights to an .npz file that load_weights can read."""
    arrays = {}
    for layer, names in WEIGHTS.items():
        for name, value in zip(names, model.get_layer(layer).get_weights()):
            arrays[f"{layer}/{name}"] = value
    np.savez(path, **arrays)


if __name__ == "__main__":
    build_model().summary()
`;

/** Throws a RangeError when the plan names a layer, loss, metric or optimizer that there is not. */
export function writeKerasModel({ record, weights }: ExportedRun): string {
  const { plan } = record;
  const names = layerIdentifiers(plan);
  const { definitions, lines, variable } = kerasBody(plan, names);
  const byLayer = (entries: readonly (readonly [layer: string, value: string])[], indent: string): string =>
    entries.length === 1
      ? entries[0]![1]
      : block(
          '{',
          entries.map(([layer, value]) => `${pythonString(names.get(layer)!)}: ${value}`),
          '}',
          indent,
        );
  const byOutput = (value: (index: number) => string) =>
    byLayer(
      plan.outputs.map(({ layer }, index) => [layer, value(index)] as const),
      '        ',
    );
  const inputs = byLayer(
    plan.inputs.map(({ layer }) => [layer, variable(layer)] as const),
    '        ',
  );
  const lossWeights =
    plan.outputs.length === 1
      ? ''
      : `        loss_weights=${byOutput((index) => pythonNumber(plan.outputs[index]!.lossWeight))},\n`;
  const weighted = plan.outputs.some((_, index) => ignoresPlaces(record, index))
    ? `        weighted_metrics=${byOutput((index) => weightedMetrics(record, index))},\n`
    : '';

  return `"""The network, written by Layerloom with Keras' functional API."""

import keras
import numpy as np

NAME = ${pythonString(record.name)}

# Names of each layer's arrays in weights.npz, in the order of Keras' \`layer.weights\`.
WEIGHTS = ${block('{', weightLines(record, weights), '}', '')}


${definitions}${schedule(record)?.source ?? ''}${lossFunctions(record)}def build_model():
    """The network with fresh weights."""
${lines}    return keras.Model(
        inputs=${inputs},
        outputs=${byOutput((index) => variable(plan.outputs[index]!.layer))},
        name="network",
    )


${compileHead(record)}    model.compile(
        optimizer=getattr(keras.optimizers, optimizer["id"])(learning_rate=learning_rate, **optimizer["params"]),
        loss=${byOutput((index) => loss(record, index))},
${lossWeights}        metrics=${byOutput((index) => metrics(record, index))},
${weighted}    )


${footer}`;
}

function weightLines(record: RunRecord, weights: ExportedRun['weights']): readonly string[] {
  const names = layerIdentifiers(record.plan);
  return record.plan.layers.flatMap((layer) => {
    const own = weightNames(weights, layer.name);
    return own.length === 0 ? [] : [`${pythonString(names.get(layer.id)!)}: [${own.map(pythonString).join(', ')}]`];
  });
}
