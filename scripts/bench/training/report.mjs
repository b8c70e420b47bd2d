// The benchmark's figures as the page docs/training-speed.md.
import { median, short } from '../figures.mjs';

const line = (cells) => `| ${cells.join(' | ')} |`;
const rule = (cells) => line(cells.map((_, column) => (column === 0 ? '---' : '---:')));
const spread = (list) => `${short(median(list))} (${short(Math.min(...list))}–${short(Math.max(...list))})`;
const geometric = (values) => short(Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length));
const difference = (value) => (Number.isFinite(value) ? value.toExponential(1) : 'not compared');

/**
 * @param {any} of `results` by network, `libraries`, `depths`, `gpu` (null without one); `machine`, `repeats` and `seconds` to
 *   be told.
 */
export function report({ results, libraries, depths, gpu, machine, repeats, seconds }) {
  const versions = Object.entries(libraries).map(([library, { version }]) => `${library} ${version}`);
  return [
    '# Training speed',
    '',
    'Written by `npm run bench -- --write`: the same networks, batches and amounts of data, one after the other in turns.',
    `${machine}; ${[...versions, 'TensorFlow 2.21 under Layerloom and Keras'].join(', ')}.`,
    `Steps a second: median of ${repeats} turns of ${seconds} s (slowest–fastest). Each peer runs the variant and the number of`,
    'threads that were fastest for it in a first round; Layerloom takes one thread for small networks, which its plan tells.',
    'Layerloom also keeps the figures of every batch on disk and tells them; so does no peer.',
    '',
    ...speedTable(results),
    '',
    ...startTable(results),
    '',
    ...(depths.length === 0 ? [] : [...depthTable(depths), '']),
    ...gpuPart(gpu, { repeats, seconds }),
    '',
  ].join('\n');
}

function speedTable(results) {
  const rows = Object.entries(results);
  const rivals = ['Keras', 'PyTorch', 'tfjs-node'].filter((library) => rows[0]?.[1].times[library]);
  const ratio = (of, library) => median(of.times.Layerloom) / median(of.times[library]);
  const variantOf = ({ best }, library) => {
    const { variant, threads } = best[library] ?? {};
    return variant === undefined ? '' : ` ${variant}${threads === 'one' ? ', 1 thread' : ''}`;
  };
  const head = ['network', 'Layerloom', ...rivals.flatMap((library) => [library, 'ratio'])];
  return [
    line(head),
    rule(head),
    ...rows.map(([name, of]) =>
      line([
        `${name}${of.threads === 'one' ? ' (1 thread)' : ''}`,
        spread(of.times.Layerloom),
        ...rivals.flatMap((library) => [
          `${spread(of.times[library])}${variantOf(of, library)}`,
          short(ratio(of, library)),
        ]),
      ]),
    ),
    line([
      'geometric mean',
      '',
      ...rivals.flatMap((library) => ['', geometric(rows.map(([, of]) => ratio(of, library)))]),
    ]),
  ];
}

function startTable(results) {
  const head = ['network', 'to the first batch', 'loss against Keras', 'Keras against Keras', 'compiled'];
  return [
    'Losses: the largest relative difference over 200 steps from the same weights with the same batches, Keras with as many',
    'threads as Layerloom takes; and between Keras with one thread and Keras with all, which shows how far last digits carry.',
    '',
    line(head),
    rule(head),
    ...Object.entries(results).map(([name, of]) =>
      line([
        name,
        `${short(of.firstMs / 1000)} s`,
        difference(of.difference),
        difference(of.control),
        of.compiled ? 'yes' : 'no',
      ]),
    ),
  ];
}

function depthTable(depths) {
  const head = ['layers', 'network built', 'step compiled', 'first step done', 'a step after that'];
  return [
    'Dense layers of 32 numbers one after the other, milliseconds from the plan:',
    '',
    line(head),
    line(head.map(() => '---:')),
    ...depths.map(({ layers, builtMs, compiledMs, firstMs, stepMs }) =>
      line([layers, ...[builtMs, compiledMs, firstMs, stepMs].map((ms) => short(ms))]),
    ),
  ];
}

function gpuPart(gpu, { repeats, seconds }) {
  if (gpu === null) return ['This machine has no GPU that an engine could use, so none was timed.'];
  const { name, batch, engines, results } = gpu;
  const head = ['network', ...engines.flatMap(({ title }) => [title, 'to PyTorch']), 'PyTorch'];
  const told = (of, id) => (of.times[id] === undefined ? (of.failures[id] ?? 'not there') : spread(of.times[id]));
  const ratio = (of, id) =>
    of.times[id] === undefined || of.times.PyTorch === undefined
      ? ''
      : short(median(of.times[id]) / median(of.times.PyTorch));
  return [
    `## On ${name}`,
    '',
    `Batches of ${batch}; steps a second, median of ${repeats} turns of ${seconds} s (slowest–fastest).`,
    '',
    line(head),
    rule(head),
    ...Object.entries(results).map(([network, of]) =>
      line([
        network,
        ...engines.flatMap(({ id }) => [told(of, id), ratio(of, id)]),
        `${told(of, 'PyTorch')} ${of.variant ?? ''}`.trim(),
      ]),
    ),
  ];
}
