// Writes compile_model of model.py: the run's optimizer with its schedule, losses and metrics, as Keras has them or as
// functions of their own.
import type { LossDefinition, OptimizerDefinition } from '../choices/choice';
import { kerasClipping } from '../choices/clipping';
import { findLoss } from '../choices/losses';
import { findMetric, metricInKeras } from '../choices/metrics';
import { findOptimizer, hasOwnDecay, optimizerValues } from '../choices/optimizers';
import { type ScheduleDefinition, findSchedule, scheduleValues } from '../choices/schedules';
import { pythonFloatSource } from '../choices/schedules/parts';
import type { KerasCall, KerasValue } from '../layers/layer';
import type { ParamValues } from '../result';
import { layerIdentifiers } from '../run/plan';
import type { RunRecord } from '../run/record';
import { completeTraining, type TrainingConfig } from '../run/training';
import type { Shape } from '../shape';
import { pythonString, pythonValue } from './python';
import { outputSource } from './settings';

function training(record: RunRecord): TrainingConfig {
  return completeTraining(record.plan.training);
}

function optimizerOf(record: RunRecord): OptimizerDefinition {
  const { optimizer: id } = record.plan.training;
  const definition = findOptimizer(id);
  if (definition === undefined) throw new RangeError(`There is no optimizer ${JSON.stringify(id)}.`);
  return definition;
}

function scheduleOf(record: RunRecord): ScheduleDefinition {
  const { id } = training(record).schedule;
  const definition = findSchedule(id);
  if (definition === undefined) throw new RangeError(`There is no learning-rate schedule ${JSON.stringify(id)}.`);
  return definition;
}

/** The schedule as a part of the optimizer, with the class that Keras lacks for it; null for one that is none. */
export function schedule(record: RunRecord): { readonly rate: KerasValue; readonly source: string } | null {
  const definition = scheduleOf(record);
  const made = definition.keras(scheduleValues(definition, training(record).schedule.params) as never);
  if (made === null || 'plateau' in made) return null;
  return { rate: made.rate, source: made.source === undefined ? '' : `${made.source}\n\n` };
}

/** A dictionary of values that are no calls. */
function pythonDictionary(values: KerasCall['args']): string {
  return `{${Object.entries(values)
    .map(([name, value]) => `${pythonString(name)}: ${pythonValue(value)}`)
    .join(', ')}}`;
}

function numbersOf(params: ParamValues): { readonly [param: string]: number } {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, Number(value)]));
}

/**
 * What compile_model takes beside the learning rate: the optimizer's class in Keras with its arguments, weight decay and
 * clipping among them, and the schedule's parameters.
 */
export function compileSettings(record: RunRecord): {
  readonly optimizer: { readonly id: string; readonly params: KerasCall['args'] };
  readonly schedule: { readonly [param: string]: number };
} {
  const { optimizerParams, weightDecay, clipping, schedule: chosen } = training(record);
  const definition = optimizerOf(record);
  const { className, args } = definition.keras(optimizerValues(definition, optimizerParams) as never);
  const { learning_rate: _, ...own } = args;
  const params = {
    ...own,
    ...(weightDecay > 0 && !hasOwnDecay(definition) ? { weight_decay: weightDecay } : {}),
    ...(clipping.by === 'none' ? {} : { [kerasClipping[clipping.by]]: clipping.limit }),
  };
  return {
    optimizer: { id: className.replace(/^optimizers\./, ''), params },
    schedule: schedule(record) === null ? {} : numbersOf(scheduleValues(scheduleOf(record), chosen.params)),
  };
}

/** The first lines of compile_model and what it takes by default: the run's own numbers. */
export function compileHead(record: RunRecord): string {
  const { optimizerParams, epochs, batchSize } = training(record);
  const rate = Number(optimizerValues(optimizerOf(record), optimizerParams)['learningRate']);
  const last = record.epochs[record.epochs.length - 1];
  const { spec, data } = record.plan;
  const steps = last
    ? Math.round(last.step / last.epoch)
    : Math.max(1, Math.ceil((spec.sampleCount * data.split.train) / batchSize));
  const bent = schedule(record);
  const bentRate = bent === null ? '' : pythonValue(bent.rate, '    ');
  const total = bentRate.includes('total_steps');
  const settings = compileSettings(record);
  return `# What compile_model takes where it is given no other; train.py gives what config.yaml says.
OPTIMIZER = {"id": ${pythonString(settings.optimizer.id)}, "params": ${pythonDictionary(settings.optimizer.params)}}
SCHEDULE = ${pythonDictionary(settings.schedule)}


def compile_model(model, learning_rate=${pythonFloatSource(rate)}, steps_per_epoch=${steps}, epochs=${epochs}, optimizer=OPTIMIZER, schedule=SCHEDULE${weighsLabels(record) ? ', label_weights=None' : ''}):
    """Sets the optimizer, losses and metrics that the run used. Steps and epochs shape a learning-rate schedule."""
${total ? '    total_steps = steps_per_epoch * epochs\n' : ''}${bent === null ? '' : `    learning_rate = ${bentRate}\n`}`;
}

function lossOf(record: RunRecord, index: number): LossDefinition {
  const id = record.plan.outputs[index]!.loss;
  const definition = findLoss(id);
  if (definition === undefined) throw new RangeError(`There is no loss ${JSON.stringify(id)}.`);
  return definition;
}

function outputShape(record: RunRecord, index: number): Shape {
  const { plan } = record;
  return outputSource(plan, plan.outputs[index]!.layer).output.shape;
}

/** Outputs of several labels whose labels weigh differently, each for itself: Keras' own weights are of samples. */
function weighsLabels(record: RunRecord, index?: number): boolean {
  const { outputs, spec } = record.plan;
  const asked = index === undefined ? outputs : [outputs[index]!];
  return (
    training(record).classWeights === 'balanced' && asked.some(({ target }) => spec.targets[target]?.task === 'labels')
  );
}

const labelLoss = `def label_loss(loss, weights):
    """The loss with every label weighed for itself: pairs of what it counts where it is not given and where it is."""
    if weights is None:
        return loss
    function = keras.losses.get(loss)
    # Called as a whole, a Loss object gives one number for all labels and samples.
    function = function.call if isinstance(function, keras.losses.Loss) else function
    absent, there = np.asarray(weights, dtype="float32").T

    def weighted(truth, answer):
        each = function(truth[..., None], answer[..., None])
        return keras.ops.mean(each * (truth * there + (1 - truth) * absent), axis=-1)

    return weighted


`;

const seenLoss = `def seen_loss(loss):
    """The loss of what counts: a place whose row of the target is zeros is none of the answer either."""

    def seen(truth, answer):
        return loss.call(truth, answer * keras.ops.sum(truth, axis=-1, keepdims=True))

    return seen


`;

/** Losses that see a sample as a whole must not see the places that do not count. */
function seesPart(record: RunRecord, index: number): boolean {
  return ignoresPlaces(record, index) && lossOf(record, index).whole === true;
}

/** An output's loss: a name, a call, or a function of the file's own. */
export function loss(record: RunRecord, index: number): string {
  const definition = lossOf(record, index);
  if (definition.python !== undefined) return definition.keras;
  const source = definition.kerasSource?.(outputShape(record, index).length + 1) ?? pythonString(definition.keras);
  const name = layerIdentifiers(record.plan).get(record.plan.outputs[index]!.layer)!;
  if (seesPart(record, index)) return `seen_loss(${source})`;
  return weighsLabels(record, index)
    ? `label_loss(${source}, (label_weights or {}).get(${pythonString(name)}))`
    : source;
}

/** Functions for losses that Keras does not have, each once. */
export function lossFunctions(record: RunRecord): string {
  const sources = record.plan.outputs.flatMap((_, index) => lossOf(record, index).python ?? []);
  const part = record.plan.outputs.some((_, index) => seesPart(record, index));
  return [
    ...[...new Set(sources)].map((source) => `${source}\n\n`),
    weighsLabels(record) ? labelLoss : '',
    part ? seenLoss : '',
  ].join('');
}

/** Whether some of an output's places count for nothing. */
export function ignoresPlaces({ plan }: RunRecord, index: number): boolean {
  return plan.spec.targets[plan.outputs[index]!.target]?.ignores !== undefined;
}

/** What is measured with the weights of places: accuracy, which has a number for each of them. */
export function weightedMetrics(record: RunRecord, index: number): string {
  return ignoresPlaces(record, index) && lossOf(record, index).whole !== true ? '["accuracy"]' : '[]';
}

/** The list of an output's metrics in which every answer counts the same. */
export function metrics(record: RunRecord, index: number): string {
  if (ignoresPlaces(record, index)) return '[]';
  const output = record.plan.outputs[index]!;
  // Top-3 and the like compare rows of probabilities: they cannot read the single number of a sigmoid.
  const rows = findLoss(output.loss)?.target === 'onehot';
  const shape = outputShape(record, index);
  const sources = output.metrics.flatMap((id) => {
    const definition = findMetric(id);
    if (definition === undefined) throw new RangeError(`There is no metric ${JSON.stringify(id)}.`);
    const source = metricInKeras(definition, shape[shape.length - 1] ?? 1);
    // Keras' F1 score takes a row per sample, and no grid of them.
    const refused =
      (shape.length > 1 && /F1Score/.test(source ?? '')) ||
      (!rows && /TopK|OneHot|average="(macro|weighted)"/.test(source ?? ''));
    return source === null || refused ? [] : [source];
  });
  return `[${sources.join(', ')}]`;
}
