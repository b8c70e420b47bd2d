// The sample project “Electricity with a causal CNN”.
import { createDraft } from '../../network/draft';
import { headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const powerCausal: Sample = {
  id: 'power-causal',
  title: 'Electricity with a causal CNN',
  group: 'time',
  synonyms: ['forecast', 'tcn', 'wavenet', 'dilated convolution', 'time series', 'energy', 'demand'],
  icon: 'ChartSpline',
  seconds: 15,
  figure: {
    metric: 'r2',
    atLeast: 0.8,
    beside: 'The naive forecast, the same hour of the day before, gives 0.57; of the week before, 0.57.',
  },
  summary: 'The same forecast by convolutions that look back only, each twice as far as the one before.',
  source: generated('power', {}),
  options: { window: 48, horizon: 24 },
  training: { epochs: 10, batchSize: 64, optimizerParams: adam(0.003) },
  network(data) {
    const draft = createDraft(data);
    let x = draft.add('input', []);
    for (const dilation of [1, 2, 4, 8, 16]) {
      x = draft.add(
        'conv1d',
        x,
        { filters: 24, kernelSize: [2], dilationRate: [dilation], padding: 'causal', activation: 'relu' },
        dilation === 1
          ? 'Looks at this hour and the one before, never ahead.'
          : `Looks ${dilation} hours back at what the layer before has seen: ${2 * dilation} hours in all.`,
      );
    }
    x = draft.add(
      'slice',
      x,
      { axis: '1', start: -1, length: 1, drop: true },
      'The last hour has seen all the others.',
    );
    const [kind, params] = headFor(data);
    draft.add('output', draft.add(kind, x, params));
    return draft.network();
  },
};
