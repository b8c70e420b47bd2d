// The gallery: samples by what they are for, found by other words than their titles, one group alone.
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gallery } from '../../../renderer/start/Gallery';
import { samples } from '../../../shared/samples';
import { architectures } from '../../../shared/samples/architectures';
import { prepareWindow, renderIn } from '../window';

const onOpen = vi.fn<(id: string) => void>();
beforeAll(prepareWindow);
afterEach(cleanup);
beforeEach(() => {
  onOpen.mockClear();
  const list = samples.map(({ synonyms = [], ...sample }) => ({ ...sample, synonyms }));
  renderIn(<Gallery samples={list} architectures={architectures} opening={null} onOpen={onOpen} />);
});

const cards = () => [...document.querySelectorAll('li button')];
const search = (text: string) =>
  fireEvent.change(screen.getByLabelText(/^Search samples/u), { target: { value: text } });

describe('the gallery', () => {
  it('shows every sample and architecture once, under its group', () => {
    expect(cards()).toHaveLength(samples.length + architectures.length);
    const vision = document.querySelector('[data-group="vision"]')!;
    expect(vision.querySelectorAll('li')).toHaveLength(samples.filter(({ group }) => group === 'vision').length);
  });

  it.each([
    ['imbalanced', 'Card fraud'],
    ['bias', 'Loan decisions'],
    ['speech', 'Spoken digits'],
    ['tcn', 'Electricity with a causal CNN'],
    ['residual', 'Digits with a ResNet'],
  ])('finds by "%s": %s', (word, title) => {
    search(word);
    expect(cards().some((card) => card.textContent.includes(title))).toBe(true);
    expect(cards().length).toBeLessThan(8);
    expect(screen.getByRole('status').textContent).toMatch(/^\d+ found$/u);
  });

  it('says so when nothing is found, and Escape brings all back', () => {
    search('qqqqqqqq');
    expect(cards()).toHaveLength(0);
    expect(screen.getByRole('status').textContent).toContain('qqqqqqqq');
    fireEvent.keyDown(screen.getByLabelText(/^Search samples/u), { key: 'Escape' });
    expect(cards()).toHaveLength(samples.length + architectures.length);
  });

  it('shows one group alone', () => {
    const pill = screen.getByRole('button', { name: 'Sound' });
    fireEvent.click(pill);
    expect(pill.getAttribute('aria-pressed')).toBe('true');
    expect(cards()).toHaveLength(samples.filter(({ group }) => group === 'sound').length);
  });

  it('opens what is pressed', () => {
    fireEvent.click(screen.getByRole('button', { name: /^XOR/u }));
    expect(onOpen).toHaveBeenCalledWith('xor');
  });
});
