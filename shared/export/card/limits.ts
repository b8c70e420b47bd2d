// The part of a model card that says what a network is not made for.
import type { Evaluation } from '../../run/evaluation';
import type { RunRecord } from '../../run/record';

/** What a reader must know before they rely on it: from the run where it can be told, in general otherwise. */
export function limitsOf(record: RunRecord, evaluation: Evaluation | null): readonly string[] {
  const { plan } = record;
  const items = [
    'It knows only what its data showed it. Samples that look different from those get an answer, too, which may be wrong with full confidence.',
    'A high figure on the test part speaks for data from the same source. Measure it anew where it is to be used.',
  ];
  if (plan.data.split.test === 0)
    items.push('There was no test part: no figure here comes from data that had no part in training.');
  if (evaluation !== null && evaluation.count < 100)
    items.push(`The test part has only ${evaluation.count} samples: its figures may be off by several points.`);
  for (const output of evaluation?.outputs ?? []) {
    const weak = (output.perClass ?? []).flatMap(({ recall, support }, i) =>
      support > 0 && recall < 0.6 ? [output.classes?.[i] ?? ''] : [],
    );
    if (weak.length > 0)
      items.push(
        `It misses more than four in ten of: ${weak.slice(0, 10).join(', ')}${weak.length > 10 ? ', …' : ''}.`,
      );
    const supports = (output.perClass ?? []).map(({ support }) => support).filter((support) => support > 0);
    if (supports.length > 1 && Math.max(...supports) > 5 * Math.min(...supports))
      items.push(
        'Some classes are far rarer than others in the data. Look at the figures of each class, not only at the total.',
      );
  }
  const best = record.epochs.find(({ epoch }) => epoch === record.bestEpoch);
  if (
    best?.validation != null &&
    best.validation['loss'] !== undefined &&
    best.train['loss'] !== undefined &&
    best.validation['loss'] > 1.5 * best.train['loss']
  )
    items.push(
      'It does clearly better on the samples it learned from than on others, a sign that it has learned some of them by heart.',
    );
  const compared = evaluation?.outputs.find(({ groups }) => groups !== undefined)?.groups?.column;
  items.push(
    compared === undefined
      ? 'If its answers touch people, check whether it does equally well for all groups of them before using it. It was not checked for that here.'
      : `If its answers touch people, check whether it does equally well for all groups of them before using it. Here only the groups of ${compared} were compared, on this data's test part.`,
  );
  return items;
}
