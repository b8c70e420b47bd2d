// The sample project “Electricity with an LSTM”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const powerLstm: Sample = {
  id: 'power-lstm',
  title: 'Electricity with an LSTM',
  group: 'time',
  synonyms: ['forecast', 'recurrent', 'rnn', 'time series', 'energy', 'demand'],
  icon: 'Zap',
  seconds: 10,
  figure: {
    metric: 'r2',
    atLeast: 0.8,
    beside: 'The naive forecast, the same hour of the day before, gives 0.57; of the week before, 0.57.',
  },
  summary: 'What will a town draw from the grid at this hour tomorrow? An LSTM reads the last two days.',
  source: generated('power', {}),
  options: { window: 48, horizon: 24 },
  training: { epochs: 10, batchSize: 64, optimizerParams: adam(0.005) },
  network: (data) => chain([['input'], ['lstm', { units: 32 }], headFor(data), ['output']]),
};
