// The sample project “A whole day of electricity”: a forecast of several steps at once.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const powerDay: Sample = {
  id: 'power-day',
  title: 'A whole day of electricity',
  group: 'time',
  synonyms: ['forecast', 'several steps', 'multi-step', 'horizon', 'gru', 'time series', 'energy', 'demand'],
  icon: 'CalendarClock',
  seconds: 10,
  figure: {
    metric: 'r2',
    atLeast: 0.85,
    beside: 'Taking the same hours of the day before gives 0.57.',
  },
  summary:
    'Forecast all 24 hours of the coming day at once from the last two, and see how the error grows with the hours.',
  source: generated('power', {}),
  options: { window: 48, steps: 24 },
  training: { epochs: 12, batchSize: 64, optimizerParams: adam(0.005) },
  network: (data) => chain([['input'], ['gru', { units: 48 }], headFor(data), ['output']]),
};
