// layerloom check FILE: what the app shows on the canvas, as text.
import { checkData } from '../../shared/data/describe';
import { findLayer } from '../../shared/layers';
import { analyze } from '../../shared/network/analyze';
import { formatShape } from '../../shared/shape';
import { readProject } from './readProject';
import { findShared } from './sharedSamples';
import { exitCodeOf, exitCodes, type Verb } from './verb';

export const check: Verb = {
  name: 'check',
  summary: 'Shows every layer with its output shape and parameters, and every problem.',
  takesFile: true,
  options: [],
  async run(context) {
    const read = await readProject(context);
    if (!read.ok) {
      context.complain(read.problem);
      return exitCodeOf(read.problem);
    }
    const { document } = read.value;
    const analysis = analyze(document);
    const nodes = new Map(document.network.nodes.map((node) => [node.id, node]));
    // Layers in a circle have no order; they follow those that have one.
    const order = [
      ...analysis.order,
      ...document.network.nodes.map((node) => node.id).filter((id) => !analysis.order.includes(id)),
    ];
    const width = Math.max(5, ...document.network.nodes.map((node) => node.name.length));
    context.say(`${document.name}: ${document.network.nodes.length} layers`);
    for (const id of order) {
      const node = nodes.get(id);
      if (node === undefined) continue;
      const shape = analysis.specs.get(id);
      const count = analysis.parameters.get(id);
      const parameters = count === undefined ? null : count.trainable + count.fixed;
      context.line({
        type: 'layer',
        id,
        name: node.name,
        kind: node.kind,
        outputShape: shape?.shape ?? null,
        dtype: shape?.dtype ?? null,
        parameters,
        trainable: count?.trainable ?? null,
      });
      const title = findLayer(node.kind)?.title ?? node.kind;
      context.say(
        `  ${node.name.padEnd(width)}  ${title.padEnd(22)}  ${(shape === undefined ? '?' : formatShape(shape.shape)).padEnd(14)}  ${parameters ?? '?'}`,
      );
    }
    const { trainable, fixed } = analysis.totals;
    context.say(
      `  ${'Total'.padEnd(width)}  ${(trainable + fixed).toLocaleString('en')} parameters, ${trainable.toLocaleString('en')} of them trainable`,
    );
    const { data } = document;
    const readable = data !== null && !checkData(data).some(({ severity }) => severity === 'error');
    const shared = readable ? await findShared(context, data) : [];
    const problems = [...read.value.problems, ...analysis.problems, ...shared];
    for (const problem of problems) {
      const name = problem.node === undefined ? undefined : nodes.get(problem.node)?.name;
      context.line({
        type: 'problem',
        code: problem.code,
        severity: problem.severity,
        message: problem.message,
        ...(problem.node === undefined ? {} : { node: problem.node, name }),
        ...(problem.edge === undefined ? {} : { edge: problem.edge }),
        ...(problem.param === undefined ? {} : { param: problem.param }),
      });
      context.say(`${problem.severity}: ${name === undefined ? '' : `${name}: `}${problem.message}`);
    }
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    context.line({
      type: 'totals',
      layers: document.network.nodes.length,
      parameters: trainable + fixed,
      trainable,
      problems: problems.length,
      errors,
    });
    context.say(errors === 0 ? 'No errors.' : `${errors} ${errors === 1 ? 'error' : 'errors'}.`);
    return errors === 0 ? exitCodes.ok : exitCodes.problems;
  },
};
