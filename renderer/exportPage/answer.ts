// An answer of the network as a person reads it.
import { element } from './dom';
import type { Answer } from './predict';

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0.0005 && share < 0.9995 ? 1 : 0)} %`;
}

/** Bars shown at most, most probable first. */
const maxBars = 12;

/** `several`: beside others, so that it needs its title. */
export function showAnswer(answer: Answer, several: boolean): HTMLElement {
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
  // No page is written for networks that answer so (shared/export/format.ts).
  if ('shape' in answer) return box;
  const words = 'labels' in answer ? answer.labels.join(', ') || '–' : answer.label;
  box.append(element('p', 'value', words));
  const order = answer.probabilities.map((share, index) => ({ share, name: answer.classes[index] ?? '' }));
  order.sort((a, b) => b.share - a.share);
  const list = element('ul', 'bars');
  for (const { share, name } of order.slice(0, maxBars)) {
    const item = element('li');
    const bar = element('span', 'bar');
    bar.style.width = `${Math.min(100, Math.max(0, share * 100))}%`;
    const track = element('span', 'track');
    track.append(bar);
    item.append(element('span', 'name', name), track, element('span', 'share', percent(share)));
    list.append(item);
  }
  box.append(list);
  return box;
}
