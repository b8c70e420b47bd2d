// From a document without errors to a plan: the only way by which a network reaches the engine.
import { lossFor, metricsFor } from '../choices/defaults';
import { findMetric } from '../choices/metrics';
import { findOptimizer, hasOwnDecay, optimizerValues } from '../choices/optimizers';
import { findSchedule, scheduleValues } from '../choices/schedules';
import type { DataSpec } from '../data/spec';
import { findLayer } from '../layers';
import { recipeOf, rivalsOf } from '../recipes';
import { fail, ok, type Result } from '../result';
import type { Plan, PlanInput, PlanLayer, PlanOutput } from '../run/plan';
import type { TrainingConfig } from '../run/training';
import { analyze } from './analyze';
import type { ProjectDocument } from './document';
import { reachable } from './graph';
import { activationOf } from './lint/walk';
import { planLayers } from './planLayers';
import { feederOf } from './remedies';

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
  const layers = planLayers(
    wiring,
    order.filter((id) => needed.has(id)),
    specs,
  );
  const inputs: PlanInput[] = [];
  const outputs: PlanOutput[] = [];
  for (const layer of layers) {
    const { role } = findLayer(layer.kind)!;
    if (role === 'hidden') continue;
    if (role === 'input') {
      const input = inputOf(layer, data);
      if (!input.ok) return input;
      inputs.push(input.value);
      continue;
    }
    const output = outputOf(layer, data, document.training, activationOf(feederOf(wiring, layer.id)));
    if (!output.ok) return output;
    outputs.push(output.value);
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

/** The source that an Input names, or the data's first one. */
function inputOf({ id, params }: PlanLayer, { inputs }: DataSpec): Result<PlanInput> {
  const source = String(params['source'] ?? '') || Object.keys(inputs)[0];
  if (source !== undefined && inputs[source]) return ok({ layer: id, source });
  return fail('input.source', `The data has no input called "${source}". It has: ${Object.keys(inputs).join(', ')}.`, {
    node: id,
    param: 'source',
    fixes: [{ type: 'setParams', title: 'Use the first one', params: { source: '' } }],
  });
}

/** The target that an Output names, or the data's first one; `activation`: what its layer ends with. */
function outputOf(
  { id, name, params, output }: PlanLayer,
  { targets }: DataSpec,
  training: TrainingConfig,
  activation = 'linear',
): Result<PlanOutput> {
  const target = String(params['target'] ?? '') || Object.keys(targets)[0];
  const described = target === undefined ? undefined : targets[target];
  if (target === undefined || !described)
    return fail(
      'output.target',
      `The data has no target called "${target}". It has: ${Object.keys(targets).join(', ') || 'none'}.`,
      {
        node: id,
        param: 'target',
        fixes: [{ type: 'setParams', title: 'Use the first one', params: { target: '' } }],
      },
    );
  const loss = String(params['loss'] ?? 'auto');
  const fitting = training.metrics.filter((metric) => findMetric(metric)?.tasks.includes(described.task));
  const usual = described.shape === undefined ? [] : recipeOf(training).recipe.metrics;
  return ok({
    layer: id,
    name,
    target,
    loss: loss === 'auto' ? lossFor(described, output.shape, activation) : loss,
    lossWeight: Number(params['lossWeight'] ?? 1),
    metrics: fitting.length > 0 ? fitting : usual.length > 0 ? usual : metricsFor(described.task),
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
