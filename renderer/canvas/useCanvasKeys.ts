// Keys that mean something on the canvas alone: arrows walk along wires, Alt and arrows move, Enter opens the inspector.
// Everything that a menu also offers is a command (renderer/commands).
import { useEffect, type RefObject } from 'react';
import { useDocumentStore } from '../stores/documentStore';
import { nudgeSelection } from '../stores/networkActions';
import { changeLayout } from '../stores/settingsStore';
import { select, selectNodes, useUiStore } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import { isTyping } from '../ui/isTyping';
import { walk, type Direction } from './walk';

const arrows: { readonly [key: string]: Direction } = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const steps = {
  left: { x: -10, y: 0 },
  right: { x: 10, y: 0 },
  up: { x: 0, y: -10 },
  down: { x: 0, y: 10 },
} as const;

/** Listens while the canvas is shown and the keyboard is with it (or with nothing). */
export function useCanvasKeys(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { dialog, menu } = useUiStore.getState();
      const target = event.target as HTMLElement;
      const here = target === document.body || root.current?.contains(target) === true;
      if (!here || event.defaultPrevented || dialog !== 'none' || menu !== null || isTyping(target)) return;
      if (event.ctrlKey || event.metaKey) return;
      if (handle(event, target)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [root]);
}

function handle(event: KeyboardEvent, target: HTMLElement): boolean {
  const { selectedNodes } = useUiStore.getState();
  const { analysis, document: project } = useDocumentStore.getState();
  const at = selectedNodes[selectedNodes.length - 1];
  const direction = arrows[event.key];
  if (direction !== undefined) {
    if (target.matches('button, [role="toolbar"] *')) return false;
    if (event.altKey) {
      const { x, y } = steps[direction];
      const times = event.shiftKey ? 5 : 1;
      nudgeSelection({ x: x * times, y: y * times });
      return selectedNodes.length > 0;
    }
    const next =
      at === undefined
        ? analysis?.order[0]
        : analysis && walk(analysis.wiring, at, direction, project?.view?.direction);
    if (next) {
      selectNodes(event.shiftKey && at !== undefined ? [...new Set([...selectedNodes, next])] : [next]);
      currentView()?.reveal(next);
      currentView()?.focus(next);
    }
    return true;
  }
  if (event.key === 'Enter' && at !== undefined && !target.matches('button')) {
    changeLayout({ inspectorOpen: true });
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('[data-inspector] :is(input, button[role="switch"], textarea)')?.focus(),
    );
    return true;
  }
  if (event.key === 'Escape' && (selectedNodes.length > 0 || useUiStore.getState().selectedEdges.length > 0)) {
    select([], []);
    return true;
  }
  return false;
}
