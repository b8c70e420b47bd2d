// What every form of the page is: an element, and how to read it.
import type { Value } from '../../../shared/export/rawSample';
import { element } from '../dom';

/** The value that the form holds now; null while it holds none. */
export type Reader = () => Value | null;
export type Form = readonly [HTMLElement, Reader];

export function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A button that lets a person choose a file, or `several`; `take` is called with those that were. */
export function fileButton(
  title: string,
  accept: string,
  take: (files: readonly File[]) => void,
  several = false,
): HTMLElement {
  const choose = element('input');
  choose.type = 'file';
  choose.accept = accept;
  choose.multiple = several;
  choose.addEventListener('change', () => take([...(choose.files ?? [])]));
  const label = element('label', 'button', title);
  label.append(choose);
  return label;
}

/** Hands on the first file that is dropped here. */
export function takeDrops(box: HTMLElement, take: (file: File) => void): void {
  box.addEventListener('dragover', (event) => event.preventDefault());
  box.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
}

/** A row of buttons and such. */
export function toolsOf(...tools: readonly HTMLElement[]): HTMLElement {
  const row = element('div', 'tools');
  row.append(...tools);
  return row;
}
