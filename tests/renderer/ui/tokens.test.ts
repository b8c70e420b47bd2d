// @vitest-environment node
// Colours of text and of families read at 4.5:1 in light and dark (WCAG 2.2, success criterion 1.4.3).
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families } from '../../../shared/layers';
import { layers } from '../../../shared/layers';
import { samples } from '../../../shared/samples';
import { dataKinds } from '../../../shared/data/kinds';
import { hasIcon } from '../../../renderer/ui/Icon';

const css = readFileSync(resolve(import.meta.dirname, '../../../renderer/ui/tokens.css'), 'utf8');

function tokensOf(scheme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const start = css.indexOf(`[data-mantine-color-scheme='${scheme}']`);
  const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1]!, match[2]!]));
}

/** Relative luminance of #rrggbb. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const tokens = tokensOf(scheme);
  const pairs: readonly (readonly [string, string])[] = [
    ...['ink', 'ink-soft', 'ink-faint'].flatMap((ink) =>
      ['panel', 'card', 'ground', 'raised'].map((ground) => [ink, ground] as const),
    ),
    ['ink', 'error-soft'],
    ['ink', 'warning-soft'],
    ['error', 'error-soft'],
    ['error', 'panel'],
    ['warning', 'panel'],
    ['ok', 'panel'],
    ['accent-ink', 'panel'],
    ['accent-ink', 'accent-soft'],
    ['on-accent', 'accent'],
    ...families.map(({ id }) => [`family-${id}`, 'card'] as const),
    ...families.map(({ id }) => [`family-${id}`, 'panel'] as const),
  ];
  it.each(pairs)('%s on %s', (ink, ground) => {
    expect(contrast(tokens.get(ink)!, tokens.get(ground)!)).toBeGreaterThanOrEqual(4.5);
  });
  it('measures as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    // #767676 on white is the textbook's 4.54.
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});

it('every layer, data kind and sample names an icon that there is', () => {
  const named = [...layers, ...dataKinds, ...samples].map(({ icon }) => icon);
  expect(named.filter((icon) => !hasIcon(icon))).toEqual([]);
});
