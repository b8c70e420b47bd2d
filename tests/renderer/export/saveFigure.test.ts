// The canvas as a drawing: every layer and wire is in it, and a hostile name is text.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanup } from '@testing-library/react';
import { openChain, prepareWindow } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const { figureOfCanvas, pdfOfCanvas } = await import('../../../renderer/export/saveFigure');
const { useDocumentStore } = await import('../../../renderer/stores/documentStore');

beforeEach(prepareWindow);
afterEach(cleanup);

describe('the drawing of the canvas', () => {
  it('has a card per layer and a line per wire', () => {
    openChain(['input', { shape: [28, 28, 1] }], ['conv2d'], ['flatten'], ['dense', { units: 7 }], ['output']);
    const { svg, name } = figureOfCanvas()!;
    const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(drawing.querySelector('parsererror')).toBeNull();
    expect(drawing.querySelectorAll('g')).toHaveLength(5);
    expect(drawing.querySelectorAll('path[marker-end]')).toHaveLength(4);
    expect(drawing.documentElement.textContent).toContain('28×28×1');
    expect(name).toMatch(/\.svg$/);
  });

  it('a hostile project name stays a title', () => {
    openChain(['input', { shape: [4] }]);
    const { document: project } = useDocumentStore.getState();
    useDocumentStore.setState({ document: { ...project!, name: '</title><script>alert(1)</script>"' } });
    const { svg, name } = figureOfCanvas()!;
    expect(svg).not.toContain('<script');
    expect(name).not.toMatch(/[<>"/]/);
  });

  it('is a sound PDF, too: every object where the table says, every text in it', () => {
    openChain(['input', { shape: [28, 28, 1] }], ['conv2d'], ['flatten'], ['dense', { units: 7 }], ['output']);
    const { document: project } = useDocumentStore.getState();
    useDocumentStore.setState({ document: { ...project!, name: 'a) (b \\ 猫 😀' } });
    const { pdf, name } = pdfOfCanvas()!;
    const text = new TextDecoder('latin1').decode(pdf);
    expect(name).toMatch(/\.pdf$/);
    const table = Number(/startxref\n(\d+)/.exec(text)![1]);
    expect(text.slice(table, table + 4)).toBe('xref');
    const places = [...text.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map(([, place]) => Number(place));
    places.forEach((place, i) => expect(text.slice(place).startsWith(`${i + 1} 0 obj\n`)).toBe(true));
    const [, length, stream] = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text)!;
    expect(stream).toHaveLength(Number(length));
    expect(text.match(/ Tj ET/g)!.length).toBeGreaterThanOrEqual(15);
    expect(text).toContain('(28\\32728\\3271)');
    expect(text).toContain('d83dde00');
    expect([...pdf].every((byte) => byte < 128)).toBe(true);
  });

  it('names the letters that the PDF has not, each once; Western ones it has', () => {
    openChain(['input', { shape: [4] }], ['dense', { units: 2 }]);
    expect(pdfOfCanvas()!.missing).toEqual([]);
    const { document: project } = useDocumentStore.getState();
    const named = (name: string) => {
      const [first, ...others] = project!.network.nodes;
      const network = { ...project!.network, nodes: [{ ...first!, name }, ...others] };
      useDocumentStore.setState({ document: { ...project!, network } });
    };
    named('Größe – 猫猫я');
    expect(pdfOfCanvas()!.missing).toEqual(['猫', 'я']);
    named('Größe – naïve');
    expect(pdfOfCanvas()!.missing).toEqual([]);
  });

  it('there is none of an empty canvas', () => {
    openChain();
    expect(pdfOfCanvas()).toBeNull();
    expect(figureOfCanvas()).toBeNull();
  });
});
