// The sample project “Two answers at once”.
import { createDraft } from '../../network/draft';
import { endFor } from '../../choices/defaults';
import { asTarget } from '../../data/guess';
import { adam, bundled, type Sample } from '../sample';

export const penguinsTwice: Sample = {
  id: 'penguins-two-answers',
  title: 'Two answers at once',
  group: 'tables',
  synonyms: ['multi output', 'several outputs', 'multi task', 'regression and classification', 'penguins'],
  icon: 'Split',
  seconds: 10,
  figure: { metric: 'species/accuracy', atLeast: 0.93, beside: 'Always saying Adelie gives 0.44.' },
  summary: 'One network, two outputs: which penguin is it, and how heavy? What both need is learned once.',
  source: bundled('penguins'),
  options: {},
  training: { epochs: 60, batchSize: 16, optimizerParams: adam(0.005) },
  prepare: (data) =>
    data.table === undefined
      ? data
      : {
          ...data,
          table: {
            ...data.table,
            columns: data.table.columns.map((column) =>
              column.name === 'body_mass_g' ? asTarget(column, data.table!.rowCount) : column,
            ),
          },
        },
  network(data) {
    const draft = createDraft(data);
    let x = draft.add('input', []);
    x = draft.add('dense', x, { units: 32, activation: 'relu' }, 'What both answers need is learned here, from both.');
    for (const [name, target] of Object.entries(data.targets)) {
      const { units, activation } = endFor(target);
      const own = draft.add('dense', x, { units: 16, activation: 'relu' }, `What only “${name}” needs.`);
      draft.add('output', draft.add('dense', own, { units, activation }), { target: name }, undefined, name);
    }
    return draft.network();
  },
};
