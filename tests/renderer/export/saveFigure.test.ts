// The canvas as a drawing: every layer and wire is in it, and a hostile name is text.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanup } from '@testing-library/react';
import { openChain, prepareWindow } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const { figureOfCanvas } = await import('../../../renderer/export/saveFigure');
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

  it('there is none of an empty canvas', () => {
    openChain();
    expect(figureOfCanvas()).toBeNull();
  });
});
