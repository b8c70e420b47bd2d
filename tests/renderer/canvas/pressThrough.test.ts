// A press on a cover reaches what lies below it, with its click, and only that.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pressThrough } from '../../../renderer/canvas/pressThrough';

let off: () => void;
let heard: string[];
const at = (id: string) => document.getElementById(id)!;

beforeEach(() => {
  document.body.innerHTML =
    '<div id="sheet"><div id="card" tabindex="0"><b id="title"></b></div><i id="cover"></i></div>';
  heard = [];
  document.elementFromPoint = () => (at('cover').hidden ? at('title') : at('cover'));
  off = pressThrough(at('cover'), () => (at('cover').hidden = true));
  for (const type of ['pointerdown', 'mousedown', 'click'])
    at('sheet').addEventListener(type, ({ target }) => heard.push(`${type} ${(target as Element).id}`));
});
afterEach(() => off());

/** As a browser does: the press belongs to the cover, and the click to what cover and card share. */
function press(target: string, clickAt = { clientX: 5, clientY: 5 }): void {
  const init = { bubbles: true, cancelable: true };
  at(target).dispatchEvent(new PointerEvent('pointerdown', { ...init, clientX: 5, clientY: 5 }));
  at(target).dispatchEvent(new MouseEvent('mousedown', { ...init, clientX: 5, clientY: 5 }));
  at(target === 'cover' ? 'sheet' : target).dispatchEvent(new MouseEvent('click', { ...init, ...clickAt }));
}

it('is given to what lies below, which also has the keyboard', () => {
  press('cover');
  expect(heard).toEqual(['pointerdown title', 'mousedown title', 'click title']);
  expect(document.activeElement?.id).toBe('card');
});

it('is no click after a drag', () => {
  press('cover', { clientX: 50, clientY: 5 });
  expect(heard).toEqual(['pointerdown title', 'mousedown title', 'click sheet']);
});

it('changes nothing about a press elsewhere, nor about the next one', () => {
  press('cover');
  heard = [];
  press('card');
  expect(heard).toEqual(['pointerdown card', 'mousedown card', 'click card']);
});
