// The sample project “Ice cream sales”.
import { suggestNetwork } from '../../network/suggest';
import { adam, generated, type Sample } from '../sample';

export const sales: Sample = {
  id: 'sales',
  title: 'Ice cream sales',
  group: 'time',
  synonyms: ['forecast', 'gru', 'time series'],
  icon: 'ChartLine',
  seconds: 5,
  figure: {
    metric: 'r2',
    atLeast: 0.87,
    beside: 'Taking the sales of a week before gives 0.83, those of the day before 0.71.',
  },
  summary: 'Forecast tomorrow’s sales from the last four weeks, and see the forecast beside the truth.',
  source: generated('sales', {}),
  options: { window: 28 },
  training: { epochs: 12, batchSize: 64, optimizerParams: adam(0.01) },
  network: suggestNetwork,
};
