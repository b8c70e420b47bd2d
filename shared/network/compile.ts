// From a document without errors to a plan: the only way by which a network reaches the engine.
import { lossFor, metricsFor } from '../choices/defaults';
import { findMetric } from '../choices/metrics';
import { findOptimizer, hasOwnDecay, optimizerValues } from '../choices/optimizers';
import { findSchedule, scheduleValues } from '../choices/schedules';
import { findLayer } from '../layers';
import { recipeOf, rivalsOf } from '../recipes';
import { fail, ok, type Result } from '../result';
import type { Plan, PlanInput, PlanLayer, PlanOutput } from '../run/plan';
import type { TrainingConfig } from '../run/training';
import { analyze } from './analyze';
import type { ProjectDocument } from './document';
import { edgesInto, orderedSources, reachable } from './graph';
import { activationOf } from './lint/walk';
import { feederOf } from './remedies';
import { ownerOf } from './sharing';

/**
 * The plan of a document, or its first error. Layers that lead to no output are left out; 'auto' losses and empty
 * metrics become concrete, so that a run's record says exactly what was used.
 */
export function compile(document: ProjectDocument): Result<Plan> {
  const analysis = analyze(document);
  const errors = analysis.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) {
    const [first] = errors;
    return errors.length === 1
      ? { ok: false, problem: first! }
      : {
          ok: false,
          problem: { ...first!, message: `${errors.length} problems stand in the way. First: ${first!.message}` },
        };
  }
  if (document.network.nodes.length === 0)
    return fail('structure.empty', 'The network has no layers yet. Add an Input, some layers and an Output.', {
      fixes: [{ type: 'goTo', title: 'Go to the network', step: 'network' }],
    });
  const { data, specs } = analysis;
  const { wiring, order } = analysis.flat;
  if (!document.data || !data) return fail('data.none', 'No data is chosen yet.');

  const ends = document.network.nodes.filter((node) => findLayer(node.kind)!.role === 'output').map((node) => node.id);
  const needed = reachable(wiring, ends, 'backward');
  const layers: PlanLayer[] = [];
  const inputs: PlanInput[] = [];
  const outputs: PlanOutput[] = [];
  /** The plan's first user of each owner's weights: the one that is built. */
  const firstUser = new Map<string, string>();
  for (const id of order) {
    if (!needed.has(id)) continue;
    const node = wiring.nodes.get(id)!;
    const definition = findLayer(node.kind)!;
    const sources = orderedSources(definition.inputs, edgesInto(wiring, id));
    const output = specs.get(id)!;
    const owner = ownerOf(wiring.nodes, id) ?? id;
    const shares = firstUser.get(owner);
    if (shares === undefined) firstUser.set(owner, id);
    layers.push({
      id,
      kind: node.kind,
      name: node.name,
      params: node.params,
      inputs: sources.filter((source): source is string => source !== null),
      output,
      ...(wiring.nodes.get(owner)?.frozen === true ? { frozen: true } : {}),
      ...(shares === undefined ? {} : { shares }),
    });
    if (definition.role === 'input') {
      const source = String(node.params['source'] ?? '') || Object.keys(data.inputs)[0];
      if (source === undefined || !data.inputs[source])
        return fail(
          'input.source',
          `The data has no input called "${source}". It has: ${Object.keys(data.inputs).join(', ')}.`,
          {
            node: id,
            param: 'source',
            fixes: [{ type: 'setParams', title: 'Use the first one', params: { source: '' } }],
          },
        );
      inputs.push({ layer: id, source });
    }
    if (definition.role === 'output') {
      const target = String(node.params['target'] ?? '') || Object.keys(data.targets)[0];
      const described = target === undefined ? undefined : data.targets[target];
      if (target === undefined || !described)
        return fail(
          'output.target',
          `The data has no target called "${target}". It has: ${Object.keys(data.targets).join(', ') || 'none'}.`,
          {
            node: id,
            param: 'target',
            fixes: [{ type: 'setParams', title: 'Use the first one', params: { target: '' } }],
          },
        );
      const chosen = String(node.params['loss'] ?? 'auto');
      const loss =
        chosen === 'auto' ? lossFor(described, output.shape, activationOf(feederOf(wiring, id)) ?? 'linear') : chosen;
      const fitting = document.training.metrics.filter((metric) => findMetric(metric)?.tasks.includes(described.task));
      const usual = described.shape === undefined ? [] : recipeOf(document.training).recipe.metrics;
      outputs.push({
        layer: id,
        name: node.name,
        target,
        loss,
        lossWeight: Number(node.params['lossWeight'] ?? 1),
        metrics: fitting.length > 0 ? fitting : usual.length > 0 ? usual : metricsFor(described.task),
      });
    }
  }
  return ok({
    layers,
    inputs,
    outputs: judged(outputs, document.training),
    data: document.data,
    spec: data,
    training: decided(document.training),
  });
}

/** Of two networks that learn against each other, what one makes is measured by what the other says of it. */
function judged(outputs: readonly PlanOutput[], training: TrainingConfig): readonly PlanOutput[] {
  const rivals = rivalsOf(training);
  const judge = outputs.find(({ target }) => target === rivals?.judged);
  if (rivals === null || judge === undefined) return outputs;
  return outputs.map((output) => {
    if (output.target === rivals.made) return { ...output, loss: judge.loss, metrics: [] };
    // How well the two are ranked says no more here than how many are told apart.
    return training.metrics.length === 0 ? { ...output, metrics: ['accuracy'] } : output;
  });
}

/** Training settings with nothing left open: parameters that an older file lacks, and weight decay where it counts. */
function decided(training: TrainingConfig): TrainingConfig {
  const optimizer = findOptimizer(training.optimizer);
  const schedule = findSchedule(training.schedule.id);
  return {
    ...training,
    optimizerParams: optimizer ? optimizerValues(optimizer, training.optimizerParams) : training.optimizerParams,
    schedule: schedule
      ? { id: schedule.id, params: scheduleValues(schedule, training.schedule.params) }
      : training.schedule,
    weightDecay: optimizer && hasOwnDecay(optimizer) ? 0 : training.weightDecay,
  };
}
