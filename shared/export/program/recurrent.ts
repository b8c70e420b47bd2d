// SimpleRNN, LSTM and GRU written out step by step, and the wrappers around them.
import { completed } from '../../params';
import type { ParamValues } from '../../result';
import type { ExportWeight } from '../format';
import { gruBias } from '../gruBias';
import { parts } from './convolution';
import { type Express, type Given, activate, first, fixed } from './express';
import { cannot, flag, number, weightOf, word } from '../given';
import type { Tensor } from './program';

/** Each step becomes some twenty operations; beyond this, files grow large and runtimes slow. */
const mostSteps = 1024;

/** Columns [from, to) of a matrix. */
function columns({ shape, values }: ExportWeight, from: number, to: number): ExportWeight {
  const [rows, all] = shape as [number, number];
  const out = new Float32Array(rows * (to - from));
  for (let row = 0; row < rows; row++) out.set(values.subarray(row * all + from, row * all + to), row * (to - from));
  return { shape: [rows, to - from], values: out };
}

function recurrent(kind: 'simpleRNN' | 'lstm' | 'gru'): Express {
  return (given) => {
    const b = given.build;
    const x = first(given);
    const [steps] = fixed(given, x) as [number, number];
    if (steps > mostSteps)
      cannot(
        given,
        `It reads ${steps} steps; this format writes recurrent layers out, for ${mostSteps} steps at most.`,
      );
    const units = number(given, 'units');
    const act = (value: Tensor) => activate(given, word(given, 'activation'), value);
    const gate = (value: Tensor) => activate(given, word(given, 'recurrentActivation'), value);
    const biases = given.weights.has('bias') ? gruBias(weightOf(given, 'bias')) : null;
    const scores = b.dense(
      x,
      b.weight('kernel', weightOf(given, 'kernel')),
      biases === null ? undefined : b.weight('bias', biases.inputs),
    );
    const second = biases?.candidate ? b.weight('recurrent_bias', biases.candidate) : undefined;
    const recurrentKernel = weightOf(given, 'recurrent_kernel');
    // GRU applies its candidate's weights apart from the gates'.
    const kernel = b.weight(
      'recurrent_kernel',
      kind === 'gru' ? columns(recurrentKernel, 0, 2 * units) : recurrentKernel,
    );
    const candidate =
      kind === 'gru' ? b.weight('recurrent_candidate', columns(recurrentKernel, 2 * units, 3 * units)) : kernel;
    /** What the memory adds to a GRU's candidate; null for nothing. */
    const remembered = (r: Tensor, before: Tensor | null): Tensor | null => {
      if (!flag(given, 'resetAfter')) return before === null ? null : b.dense(b.mul(r, before), candidate);
      const sum = before === null ? second : b.dense(before, candidate, second);
      return sum === undefined ? null : b.mul(r, sum);
    };
    let hidden: Tensor | null = null;
    let cell: Tensor | null = null;
    const answers: Tensor[] = [];
    for (let i = 0; i < steps; i++) {
      const at = flag(given, 'goBackwards') ? steps - 1 - i : i;
      const seen = b.squeeze(b.slice(scores, 1, at, 1), 1);
      if (kind === 'gru') {
        const [xz, xr, xh] = parts(b, seen, 3) as [Tensor, Tensor, Tensor];
        const added: readonly Tensor[] | null = hidden === null ? null : parts(b, b.dense(hidden, kernel), 2);
        const z = gate(added === null ? xz : b.add(xz, added[0]!));
        const reset = remembered(gate(added === null ? xr : b.add(xr, added[1]!)), hidden);
        const fresh = act(reset === null ? xh : b.add(xh, reset));
        const share = b.mul(b.sub(b.scalar(1), z), fresh);
        hidden = hidden === null ? share : b.add(b.mul(z, hidden), share);
      } else {
        const z: Tensor = hidden === null ? seen : b.add(seen, b.dense(hidden, kernel));
        if (kind === 'simpleRNN') hidden = act(z);
        else {
          const [zi, zf, zc, zo] = parts(b, z, 4) as [Tensor, Tensor, Tensor, Tensor];
          const fresh = b.mul(gate(zi), act(zc));
          cell = cell === null ? fresh : b.add(b.mul(gate(zf), cell), fresh);
          hidden = b.mul(gate(zo), act(cell));
        }
      }
      if (flag(given, 'returnSequences')) answers.push(b.expandDims(hidden, 1));
    }
    return answers.length === 0 ? hidden! : b.concat(answers, 1);
  };
}

interface Inner {
  readonly kind: string;
  readonly params: ParamValues;
}

/** The wrapped layer's parameters with its defaults. */
function innerOf(given: Given): Inner {
  const { kind, params } = given.params['layer'] as unknown as Inner;
  return { kind, params: completed(given.context.layer(kind)?.params ?? {}, params) };
}

const bidirectional: Express = (given) => {
  const b = given.build;
  const { kind, params } = innerOf(given);
  const merge = word(given, 'mergeMode');
  const read = (way: 'forward' | 'backward'): Tensor =>
    given.inner(kind, {
      params: { ...params, goBackwards: (params['goBackwards'] === true) !== (way === 'backward') },
      weights: new Map(
        [...given.weights]
          .filter(([name]) => name.startsWith(`${way}_`))
          .map(([name, weight]) => [name.slice(way.length + 1), weight]),
      ),
    });
  const forward = read('forward');
  const last = read('backward');
  const backward = params['returnSequences'] === true ? b.reverse(last, 1) : last;
  if (merge === 'concat') return b.concat([forward, backward], forward.shape.length - 1);
  if (merge === 'sum') return b.add(forward, backward);
  if (merge === 'mul') return b.mul(forward, backward);
  return b.times(b.add(forward, backward), 0.5);
};

/** Steps stand in for samples: [batch, steps, …] → [batch · steps, …] and back. */
const timeDistributed: Express = (given) => {
  const b = given.build;
  const [x] = given.inputs;
  const { kind, params } = innerOf(given);
  const [steps, ...inside] = fixed(given, x!);
  const outside = given.output.shape.slice(1);
  const result = given.inner(kind, {
    params,
    inputs: [b.reshape(x!, [null, ...inside])],
    output: { shape: outside, dtype: 'float32' },
  });
  return b.reshape(result, [null, steps!, ...fixed(given, result)]);
};

export const recurrents: { readonly [kind: string]: Express } = {
  simpleRNN: recurrent('simpleRNN'),
  lstm: recurrent('lstm'),
  gru: recurrent('gru'),
  bidirectional,
  timeDistributed,
};
