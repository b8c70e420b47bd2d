// Times analysis and lint for reports; scripts/bench/lint.mjs bundles and runs it. Not a test.
import { dataSpecOf, analyze } from '../../../shared/network/analyze';
import type { ProjectDocument } from '../../../shared/network/document';
import { findLayer } from '../../../shared/layers';
import { lint, lintRules } from '../../../shared/network/lint';
import type { Step } from '../../../shared/network/chain';
import { pictures, row } from './documents';

const block: readonly Step[] = [
  ['conv2d', { filters: 8, kernelSize: [3, 3], padding: 'same', activation: 'linear' }],
  ['batchNormalization'],
  ['activation', { activation: 'relu' }],
  ['dropout', { rate: 0.2 }],
];

function network(layers: number): ProjectDocument {
  const body = Array.from({ length: Math.ceil((layers - 4) / block.length) }, () => block).flat();
  return row(
    pictures(10),
    ['input'],
    ...body.slice(0, layers - 4),
    ['globalAveragePooling2d'],
    ['dense', { units: 10, activation: 'softmax' }],
    ['output'],
  );
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const time = (body: () => void) => {
  const begin = performance.now();
  body();
  return performance.now() - begin;
};

for (const layers of [100, 400]) {
  const document = network(layers);
  const analysis = analyze(document);
  const input = { document, ...analysis, data: dataSpecOf(document), layer: findLayer };
  const first = time(() => lint(input));
  const lints = Array.from({ length: 200 }, () => time(() => lint(input)));
  // New nodes every time, so that nothing is remembered: a project that is opened.
  const opened = Array.from({ length: 20 }, () => {
    const fresh = network(layers);
    return time(() => analyze(fresh));
  });
  console.log(
    `${document.network.nodes.length} layers, ${lintRules.length} rules: lint ${median(lints).toFixed(2)} ms ` +
      `(first ${first.toFixed(1)}, slowest ${Math.max(...lints).toFixed(1)}), all of analyze ${median(opened).toFixed(1)} ms`,
  );
}
