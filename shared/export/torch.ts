// PyTorch: a Python project that rebuilds the network with torch.nn, predicts from raw values, trains on one machine or
// many, and measures.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import { findOptimizer, hasOwnDecay, optimizerValues } from '../choices/optimizers';
import { type ScheduleChoice, findSchedule, scheduleValues } from '../choices/schedules';
import { rivalsOf } from '../recipes';
import { type ParamValues } from '../result';
import { type RunRecord } from '../run/record';
import { type TrainingConfig, completeTraining } from '../run/training';
import { writeSafetensors } from '../run/safetensors';
import type { ExportFile, ExportFormat, ExportInput } from './format';
import { dataFiles, dataSources, projectReadme, projectSettings } from './keras';
import dataSource from './project/data.py?raw';
import { jobFiles } from './jobs';
import { type Requirements, modules, packaging } from './packaging';
import { projectCard } from './modelCard';
import { configFile } from './projectConfig';
import { networkInFile } from './ownNetwork';
import { withRivals } from './rivals';
import { layersById } from './settings';
import { stableJson } from './text';
import { trainingConfig } from './trainingSettings';
import { type TorchModel, writeTorchModel } from './torch/model';
import batchesSource from './torchProject/batches.py.txt?raw';
import evaluateSource from './torchProject/evaluate.py?raw';
import layersSource from './torchProject/layers.py?raw';
import learningSource from './torchProject/learning.py?raw';
import lossesSource from './torchProject/losses.py?raw';
import exportSource from './torchProject/export.py?raw';
import metricsSource from './torchProject/metrics.py?raw';
import optimizersSource from './torchProject/optimizers.py?raw';
import readmeTemplate from './torchProject/README.md?raw';
import rivalsSource from './torchProject/rivals.py?raw';
import schedulesSource from './torchProject/schedules.py?raw';
import smokeSource from './torchProject/test_smoke.py?raw';
import trainSource from './torchProject/train.py?raw';

const framework = 'torch==2.15.0';
// PyTorch has the same name for both; which it is, the index says that pip asks.
const requirements: Requirements = {
  pins: ['safetensors==0.8.0', 'numpy==2.4.6', 'pillow==13.0.0'],
  framework,
  cpu: framework,
  cuda: framework,
};

/** data.py of the Keras project with tensors in place of Keras' batches. */
function torchData(): string {
  const from = dataSource.indexOf('class Batches(');
  const to = dataSource.indexOf('def balanced_weights(');
  return `${dataSource.slice(0, from)}${batchesSource}${dataSource.slice(to)}`
    .replace('import math\nimport sys\n', 'import sys\n')
    .replace('import keras\nimport numpy as np\n', 'import numpy as np\nimport torch\n')
    .replace(/\n{4,}/g, '\n\n\n');
}

/** The schedule as schedules.py has it; one that looks back is `plateau`. */
function scheduleSettings({ schedule }: TrainingConfig): ScheduleChoice {
  const definition = findSchedule(schedule.id);
  if (definition === undefined || definition.looksBack) return { id: 'constant', params: {} };
  return { id: definition.id, params: scheduleValues(definition, schedule.params) };
}

/** An optimizer without its learning rate, and by how much weights shrink with it. */
function optimizerSettings(id: string, given: ParamValues, weightDecay: number) {
  const definition = findOptimizer(id);
  const all: ParamValues = definition === undefined ? {} : optimizerValues(definition, given);
  const { learningRate: _, weightDecay: own, ...params } = all;
  return {
    optimizer: { id, params },
    weight_decay: definition !== undefined && hasOwnDecay(definition) ? Number(own ?? 0) : weightDecay,
  };
}

/** The settings of config.yaml. */
function config(record: RunRecord): { readonly [setting: string]: unknown } {
  const training = completeTraining(record.plan.training);
  const { optimizer, optimizerParams, clipping, weightDecay } = training;
  const rivals = rivalsOf(training);
  const shared = trainingConfig(record);
  return {
    ...shared,
    ...optimizerSettings(optimizer, optimizerParams, weightDecay),
    ...(rivals === null
      ? {}
      : {
          judge: {
            ...(shared['judge'] as object),
            ...optimizerSettings(rivals.optimizer, rivals.optimizerParams, weightDecay),
          },
        }),
    clipping,
    schedule: scheduleSettings(training),
    workers: 0,
  };
}

function settings(input: ExportInput): object {
  const { record } = input;
  const { plan } = record;
  const shared = projectSettings(input) as { outputs: readonly object[] };
  const layers = layersById(plan);
  return {
    ...shared,
    inputShapes: plan.inputs.map(({ layer }) => layers.get(layer)!.output.shape),
    outputs: shared.outputs.map((output, i) => ({
      ...output,
      lossWeight: plan.outputs[i]!.lossWeight,
    })),
  };
}

/** The bytes of weights.safetensors, by the names of the state dict; its metadata hold the network. */
export function torchWeights({ plan }: RunRecord, { tensors }: TorchModel): Uint8Array<ArrayBuffer> {
  const arrays = [...tensors].map(
    ([name, { shape, values }]) => [name, { dtype: 'F32' as const, shape, data: values }] as const,
  );
  return writeSafetensors(new Map(arrays), { format: 'pt', layerloom: networkInFile(plan) });
}

/** A model's source as a module of the project's package. */
function inPackage({ text }: TorchModel): string {
  return text.replace(/^import layers$/m, 'from . import layers');
}

export const torch: ExportFormat = {
  id: 'pytorch',
  title: 'PyTorch Python project',
  summary: 'Python source with torch.nn, your weights and a training script that runs on one machine or a cluster.',
  icon: 'Flame',
  params: {},
  needs: ['data', 'judge'],
  check: { by: 'python', title: 'PyTorch', module: 'torch', modules: ['torch', 'safetensors', 'numpy'] },
  opens: 'README.md',
  files(input) {
    const model = writeTorchModel(input.record.plan, input.record.name, input.weights);
    const files: readonly ExportFile[] = [
      ...packaging(requirements),
      ...projectCard(input),
      { path: 'README.md', text: projectReadme(readmeTemplate, input) },
      configFile(
        config(input.record),
        'which losses the network has and how much each counts stands in preprocessing.json',
      ),
      { path: 'evaluate.py', text: evaluateSource },
      ...jobFiles('pytorch', input.data !== undefined),
      { path: 'preprocessing.json', text: `${stableJson(settings(input))}\n` },
      ...dataSources(input, 'weights.safetensors'),
      ...modules({
        data: torchData(),
        export: exportSource,
        layers: layersSource,
        learning: learningSource,
        losses: lossesSource,
        metrics: metricsSource,
        model: inPackage(model),
        optimizers: optimizersSource,
        schedules: schedulesSource,
      }),
      { path: 'tests/test_smoke.py', text: smokeSource },
      { path: 'train.py', text: trainSource },
      {
        path: 'weights.safetensors',
        bytes: torchWeights(input.record, model),
      },
    ];
    const whole = [...files, ...dataFiles(input)];
    if (input.judge === undefined) return whole;
    const { record, weights } = input.judge;
    const judge = writeTorchModel(record.plan, record.name, weights);
    return withRivals(whole, 'weights.safetensors', {
      rivals: rivalsSource,
      judge: inPackage(judge),
      weights: { path: 'judge.safetensors', bytes: torchWeights(record, judge) },
    });
  },
};
