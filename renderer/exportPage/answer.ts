// An answer of the network as a person reads it.
import type { Sample } from '../../shared/export/rawSample';
import type { ExportedSettings } from '../../shared/export/settings';
import { barsOf } from './bars';
import { element } from './dom';
import { drawnAnswer } from './drawnAnswer';
import type { Answer } from './predict';

/** To the sample that it is of; `several`: beside others, so that it needs its title. */
export function showAnswer(answer: Answer, settings: ExportedSettings, sample: Sample, several: boolean): HTMLElement {
  const box = element('section', 'answer');
  if (several) box.append(element('h3', '', answer.title));
  if ('value' in answer) {
    box.append(element('p', 'value', Number(answer.value.toPrecision(6)).toLocaleString()));
    if (!several) box.append(element('p', 'hint', answer.title));
    return box;
  }
  if ('values' in answer) {
    const list = element('ol', 'values');
    for (const value of answer.values) list.append(element('li', '', Number(value.toPrecision(6)).toLocaleString()));
    box.append(list);
    if (!several) box.append(element('p', 'hint', answer.title));
    return box;
  }
  if ('shape' in answer) {
    const drawn = drawnAnswer(answer, settings, sample);
    box.append(...(drawn ?? [element('p', 'hint', `${answer.answer.length} numbers, which this page cannot draw.`)]));
    return box;
  }
  const words = 'labels' in answer ? answer.labels.join(', ') || '–' : answer.label;
  box.append(element('p', 'value', words));
  box.append(barsOf(answer.probabilities.map((share, index) => ({ share, name: answer.classes[index] ?? '' }))));
  return box;
}
