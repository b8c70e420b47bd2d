// What tests of components share: jsdom lacks layout and media queries, which Mantine asks for, and every component
// stands in a theme.
import { MantineProvider } from '@mantine/core';
import { configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { startTranslations } from '../../renderer/i18n';
import { theme } from '../../renderer/ui/theme';
import { showProject } from '../../renderer/stores/documentStore';
import { resetView } from '../../renderer/stores/uiStore';
import type { Network, ProjectDocument } from '../../shared/network/document';
import { chain, type Step } from '../../shared/network/chain';
import { emptyDocument } from '../../shared/samples';

export function prepareWindow(): void {
  // What is waited for comes at once; a machine that does much else may let it wait.
  configure({ asyncUtilTimeout: 15_000 });
  startTranslations();
  window.matchMedia ??= ((query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
    dispatchEvent: () => false,
    onchange: null,
  })) as typeof window.matchMedia;
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  if (!('fonts' in document)) Object.defineProperty(document, 'fonts', { value: new EventTarget() });
  Element.prototype.scrollIntoView ??= () => {};
}

export function renderIn(content: ReactNode): ReturnType<typeof render> {
  return render(<MantineProvider theme={theme}>{content}</MantineProvider>);
}

/** Opens a project with this network, saved and without data. */
export function openNetwork(network: Network, id = 'test'): ProjectDocument {
  const document = { ...emptyDocument(id, 'Test'), network };
  showProject({ document, path: '/test.loom', runs: [], unsaved: false, problems: [], readOnly: false });
  resetView('network');
  return document;
}

export function openChain(...steps: readonly Step[]): ProjectDocument {
  return openNetwork(chain(steps));
}
