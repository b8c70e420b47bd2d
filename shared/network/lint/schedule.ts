// Rules about the learning-rate schedule and its fit with the training and the network. Comparisons are written so that what
// is not a number says nothing: the rules on ranges speak of it.
import { findSchedule, scheduleValues } from '../../choices/schedules';
import { checkParams, defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import { setTraining, wholeRule } from './rule';
import type { LintRule } from './rule';
import { familyOf, rateOf } from './walk';

const schedule = wholeRule(
  'training.schedule',
  'The learning-rate schedule and its numbers must be ones that this version knows.',
  ({ document }) => {
    const { id, params } = document.training.schedule;
    const definition = findSchedule(id);
    const fixes = [setTraining('Keep the rate constant', { schedule: { id: 'constant', params: {} } })];
    if (!definition)
      return { severity: 'error', message: `This version does not know the learning-rate schedule "${id}".`, fixes };
    const objection = checkParams(definition.params, scheduleValues(definition, params));
    return objection ? { severity: 'error', param: objection.param, message: objection.message, fixes } : null;
  },
);

const attentionWarmup = wholeRule(
  'training.attentionWarmup',
  'The first steps of attention layers are wild; a rate that rises slowly keeps them from harm.',
  (input) => {
    const { schedule: chosen } = input.document.training;
    const rate = rateOf(input.document) ?? 0;
    if (chosen.id !== 'constant' || rate < 0.001) return null;
    const layers = input.document.network.nodes.filter(
      (node) => familyOf(input, node) === 'attention' && (input.parameters.get(node.id)?.trainable ?? 0) > 0,
    );
    return layers.length < 4
      ? null
      : {
          severity: 'hint',
          message: `The network has ${layers.length} attention layers, and deep ones learn more steadily when the learning rate warms up.`,
          fixes: [
            setTraining('Warm up, then cosine', {
              schedule: { id: 'cosineWarmup', params: defaultsOf(findSchedule('cosineWarmup')!.params) as ParamValues },
            }),
          ],
        };
  },
);

const plateauPatience = wholeRule(
  'training.plateauPatience',
  'Early stopping that is less patient than the schedule ends the run before the rate has ever shrunk.',
  ({ document }) => {
    const { schedule: chosen, earlyStopping } = document.training;
    if (chosen.id !== 'plateau' || !earlyStopping.enabled) return null;
    const values = scheduleValues(findSchedule('plateau')!, chosen.params);
    const patience = Number(values['patience']);
    if (!(patience >= earlyStopping.patience)) return null;
    return {
      severity: 'warning',
      message: `Early stopping ends the run after ${earlyStopping.patience} epochs without a gain, before the schedule shrinks the learning rate (after ${patience}).`,
      fixes: [
        setTraining('Stop later', { earlyStopping: { ...earlyStopping, patience: 2 * patience + 1 } }),
        ...(earlyStopping.patience > 1
          ? [
              setTraining('Shrink the rate earlier', {
                schedule: {
                  ...chosen,
                  params: { ...chosen.params, patience: Math.max(1, Math.floor(earlyStopping.patience / 2)) },
                },
              }),
            ]
          : []),
      ],
    };
  },
);

const lateStep = wholeRule(
  'training.scheduleLate',
  'A schedule whose first change comes after the last epoch changes nothing.',
  ({ document }) => {
    const { schedule: chosen, epochs } = document.training;
    const definition = chosen.id === 'step' ? findSchedule('step') : undefined;
    const every = definition && Number(scheduleValues(definition, chosen.params)['every']);
    return every === undefined || !(every >= epochs)
      ? null
      : {
          severity: 'hint',
          message: `The learning rate would change every ${every} epochs, but the training has ${epochs}: it stays constant.`,
          fixes:
            epochs < 2
              ? [setTraining('Keep the rate constant', { schedule: { id: 'constant', params: {} } })]
              : [
                  setTraining(`Change it every ${Math.max(1, Math.floor(epochs / 3))}`, {
                    schedule: { ...chosen, params: { ...chosen.params, every: Math.max(1, Math.floor(epochs / 3)) } },
                  }),
                ],
        };
  },
);

export const scheduleRules: readonly LintRule[] = [schedule, attentionWarmup, plateauPatience, lateStep];
