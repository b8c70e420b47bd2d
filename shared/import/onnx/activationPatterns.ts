// Activations that exporters write out in arithmetic.
import type { OnnxNode } from './file';
import { type Nodes, type Pattern, near, number, only, orders, withNumber } from './nodes';

export const swish: Pattern = (node, graph) => {
  if (node.op !== 'Mul') return null;
  for (const [x, gate] of orders(node)) {
    const sigmoid = only(graph, gate, 'Sigmoid');
    if (sigmoid !== null && sigmoid.inputs[0] === x) return { op: 'Layerloom.Swish', inputs: [x] };
    const hard = only(graph, gate, 'HardSigmoid');
    if (
      hard !== null &&
      hard.inputs[0] === x &&
      near(hard.attributes.float('alpha', 0.2), 1 / 6) &&
      near(hard.attributes.float('beta', 0.5), 0.5)
    )
      return { op: 'Layerloom.HardSwish', inputs: [x] };
    const tanh = only(graph, gate, 'Tanh');
    const softplus = tanh === null ? null : only(graph, tanh.inputs[0], 'Softplus');
    if (softplus !== null && softplus.inputs[0] === x) return { op: 'Layerloom.Mish', inputs: [x] };
  }
  return null;
};

/** x · relu6(x + 3) / 6, in the orders in which it is written. */
export const hardSwish: Pattern = (node, graph) => {
  const relu6 = (tensor: string): string | null => {
    const clip = only(graph, tensor, 'Clip');
    if (clip === null) return null;
    const [low, high] = [
      clip.inputs.length > 1 ? number(graph, clip.inputs[1]) : clip.attributes.float('min', NaN),
      clip.inputs.length > 2 ? number(graph, clip.inputs[2]) : clip.attributes.float('max', NaN),
    ];
    return near(low, 0) && near(high, 6) ? withNumber(graph, only(graph, clip.inputs[0], 'Add'), 3) : null;
  };
  const product = (mul: OnnxNode | null): string | null => {
    if (mul === null) return null;
    for (const [x, gate] of orders(mul)) if (relu6(gate) === x) return x;
    return null;
  };
  if (node.op === 'Div' && near(number(graph, node.inputs[1]), 6)) {
    const x = product(only(graph, node.inputs[0], 'Mul'));
    return x === null ? null : { op: 'Layerloom.HardSwish', inputs: [x] };
  }
  if (node.op !== 'Mul') return null;
  for (const [x, gate] of orders(node)) {
    const sixth = only(graph, gate, 'Div');
    if (sixth !== null && near(number(graph, sixth.inputs[1]), 6) && relu6(sixth.inputs[0]!) === x)
      return { op: 'Layerloom.HardSwish', inputs: [x] };
  }
  return null;
};

/** Factors of a product of products, whose inner ones no one else reads. */
function factors(graph: Nodes, node: OnnxNode, depth = 0): readonly string[] {
  return node.inputs.flatMap((input) => {
    const inner = depth < 3 ? only(graph, input, 'Mul') : null;
    return inner === null ? [input] : factors(graph, inner, depth + 1);
  });
}

/** x/2 · (1 + erf(x/√2)), and GPT-2's form through tanh. */
export const gelu: Pattern = (node, graph) => {
  if (node.op !== 'Mul') return null;
  const list = [...factors(graph, node)];
  const halfAt = list.findIndex((one) => near(number(graph, one), 0.5));
  if (list.length !== 3 || halfAt === -1) return null;
  list.splice(halfAt, 1);
  for (const [x, sum] of [list, [...list].reverse()] as unknown as (readonly [string, string])[]) {
    const inner = withNumber(graph, only(graph, sum, 'Add'), 1);
    if (inner === null) continue;
    const erf = only(graph, inner, 'Erf');
    if (erf !== null) {
      const div = only(graph, erf.inputs[0], 'Div');
      const from = div !== null && near(number(graph, div.inputs[1]), Math.SQRT2) ? div.inputs[0] : null;
      if ((from ?? withNumber(graph, only(graph, erf.inputs[0], 'Mul'), Math.SQRT1_2)) === x)
        return { op: 'Layerloom.Gelu', inputs: [x] };
    }
    const tanh = only(graph, inner, 'Tanh');
    const within = tanh === null ? null : withNumber(graph, only(graph, tanh.inputs[0], 'Mul'), Math.sqrt(2 / Math.PI));
    const plus = within === null ? null : only(graph, within, 'Add');
    for (const [first, cubic] of plus === null ? [] : orders(plus)) {
      const cube = withNumber(graph, only(graph, cubic, 'Mul'), 0.044715);
      const pow = cube === null ? null : only(graph, cube, 'Pow');
      if (first === x && pow !== null && pow.inputs[0] === x && near(number(graph, pow.inputs[1]), 3))
        return { op: 'Layerloom.GeluTanh', inputs: [x] };
    }
  }
  return null;
};

export const logSigmoid: Pattern = (node, graph) => {
  const softplus = node.op === 'Neg' ? only(graph, node.inputs[0], 'Softplus') : null;
  const neg = softplus === null ? null : only(graph, softplus.inputs[0], 'Neg');
  if (neg !== null) return { op: 'Layerloom.LogSigmoid', inputs: [neg.inputs[0]!] };
  const sigmoid = node.op === 'Log' ? only(graph, node.inputs[0], 'Sigmoid') : null;
  return sigmoid === null ? null : { op: 'Layerloom.LogSigmoid', inputs: [sigmoid.inputs[0]!] };
};

/** The lower bound before a root or logarithm, which our functions have themselves. */
export const bounded: Pattern = (node, graph) => {
  if (node.op !== 'Sqrt' && node.op !== 'Log') return null;
  const max = only(graph, node.inputs[0], 'Max');
  for (const [x, bound] of max === null ? [] : orders(max)) {
    const low = number(graph, bound);
    if (low !== null && low > 0 && low <= 1.0001e-7) return { op: `Layerloom.${node.op}`, inputs: [x] };
  }
  return null;
};
