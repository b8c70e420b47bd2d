// Published architectures against keras.applications: the same number of parameters in all and in training, and the same
// shapes in the same number of convolutions and dense layers. Oracle: Keras 3, networks built without weights.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../shared/network/analyze';
import { documentOfArchitecture, findArchitecture } from '../../shared/samples/architectures';

const python = process.env['LAYERLOOM_PYTHON'];

const script = `
import json, sys
import keras

answers = {}
for name in sys.argv[1:]:
    model = getattr(keras.applications, name)(weights=None)
    answers[name] = {
        "all": model.count_params(),
        "trained": sum(int(keras.ops.size(w)) for w in model.trainable_weights),
        "kernels": [list(l.output.shape[1:]) for l in model.layers if type(l).__name__ in ("Conv2D", "DepthwiseConv2D", "Dense")],
    }
    keras.backend.clear_session()
print(json.dumps(answers))
`;

interface Answer {
  readonly all: number;
  readonly trained: number;
  readonly kernels: readonly (readonly number[])[];
}

const pairs = [
  ['vgg16', 'VGG16'],
  ['resnet50', 'ResNet50'],
  ['mobilenet-v2', 'MobileNetV2'],
] as const;

describe.skipIf(python === undefined)('keras.applications', () => {
  const ask = (): { readonly [name: string]: Answer } => {
    const output = execFileSync(python!, ['-c', script, ...pairs.map(([, name]) => name)], {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    return JSON.parse(output.trim().split('\n').pop()!) as { readonly [name: string]: Answer };
  };
  let answers: { readonly [name: string]: Answer } | null = null;

  it.each(pairs)('%s is %s', (id, name) => {
    answers ??= ask();
    const { totals, specs, wiring } = analyze(documentOfArchitecture(findArchitecture(id)!, 'd'));
    expect(totals.trainable + totals.fixed).toBe(answers[name]!.all);
    expect(totals.trainable).toBe(answers[name]!.trained);
    // Keras lists layers by depth, we by their building: compared as a bag.
    const ours = [...wiring.nodes.values()]
      .filter(({ kind }) => ['conv2d', 'depthwiseConv2d', 'dense'].includes(kind))
      .map((node) => specs.get(node.id)!.shape.join());
    expect(ours.sort()).toEqual(answers[name]!.kernels.map((shape) => shape.join()).sort());
  });
});
