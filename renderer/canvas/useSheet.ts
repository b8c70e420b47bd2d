// The sheet that all cards lie on, moved without React: a pan paints nothing.
import { useStoreApi } from '@xyflow/react';
import { useEffect, useLayoutEffect } from 'react';
import { rememberView, useSettingsStore } from '../stores/settingsStore';
import { farBelow, wordsFrom } from './drawPicture';
import { networkBox, type HeightOf } from './geometry';
import { setShown } from './live';
import type { Motion, View } from './motion';
import type { CardNode, WireEdge } from './projection';
import { createShield } from './shield';
import { useLayout } from './useLayout';

const groundAir = 2000;
const groundStep = 500;

/**
 * Moves the sheet in the frame in which the view moves, and tells the rest once the hand rests: React Flow, the detail of
 * far away cards, the remembered view.
 */
export function useSheet(
  root: React.RefObject<HTMLDivElement | null>,
  motion: Motion,
  holding: React.RefObject<boolean>,
  project: string,
  heightOf: HeightOf,
): void {
  const store = useStoreApi<CardNode, WireEdge>();
  const layers = useLayout();
  useLayoutEffect(() => {
    const sheet = root.current!.querySelector<HTMLElement>('.react-flow__viewport')!;
    const shield = createShield(root.current!.querySelector<HTMLElement>('.react-flow__renderer')!);
    const tell = ({ x, y, zoom }: View) => {
      const [oldX, oldY, oldZoom] = store.getState().transform;
      if (x !== oldX || y !== oldY || zoom !== oldZoom) store.setState({ transform: [x, y, zoom] });
    };
    /** Something follows the pointer over the sheet, or lies on it outside of it: it needs the view of this frame. */
    const cannotWait = () => {
      const { connection, nodesSelectionActive, userSelectionActive } = store.getState();
      return holding.current || connection.inProgress || nodesSelectionActive || userSelectionActive;
    };
    /** At whole pixels of the screen: letters stay sharp, and a move copies what is drawn. */
    const place = ({ x, y, zoom }: View) => {
      const sharp = window.devicePixelRatio || 1;
      const whole = (value: number) => Math.round(value * sharp) / sharp;
      sheet.style.transform = `translate(${whole(x)}px, ${whole(y)}px) scale(${zoom})`;
    };
    const stopMove = motion.onMove((view, zoomed) => {
      const busy = cannotWait();
      if (busy) tell(view);
      place(view);
      // Stretched while it is zoomed, drawn sharply when it rests.
      if (zoomed && sheet.style.willChange === '') sheet.style.willChange = 'transform';
      if (store.getState().paneDragging) shield.lower();
      else if (zoomed && !busy) shield.flash();
    });
    const rest = (view: View) => {
      sheet.style.willChange = '';
      shield.lift();
      const far = String(view.zoom < farBelow);
      if (root.current!.dataset['far'] !== far) root.current!.dataset['far'] = far;
      const remote = String(view.zoom < wordsFrom);
      if (root.current!.dataset['remote'] !== remote) root.current!.dataset['remote'] = remote;
      tell(view);
      place(view);
    };
    setShown((x, y) => {
      const view = motion.current();
      const { width, height } = motion.size();
      const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
      return left > -60 && top > -60 && left < width + 60 && top < height + 60;
    });
    const measure = () => motion.resize({ width: root.current!.clientWidth, height: root.current!.clientHeight });
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(root.current!);
    rest(motion.current());
    // React Flow lets go of the sheet.
    const stopDragging = store.subscribe((state, before) => {
      if (before.paneDragging && !state.paneDragging) shield.lift();
    });
    const stopSettle = motion.onSettle((view) => {
      rest(view);
      const { x, y, zoom } = useSettingsStore.getState().views[project] ?? {};
      if (x !== view.x || y !== view.y || zoom !== view.zoom) rememberView(project, view);
    });
    return () => {
      stopMove();
      stopSettle();
      stopDragging();
      shield.remove();
      sizes.disconnect();
    };
  }, [root, motion, holding, project, store]);
  useEffect(() => {
    // The ground under all cards (Canvas.module.css) makes them one layer of the compositor.
    const box = networkBox(layers, heightOf);
    const sheet = root.current!.querySelector<HTMLElement>('.react-flow__viewport')!;
    const round = (value: number) => Math.round(value / groundStep) * groundStep;
    const place = {
      '--ground-x': round(box?.left ?? 0) - groundAir,
      '--ground-y': round(box?.top ?? 0) - groundAir,
      '--ground-width': round((box?.right ?? 0) - (box?.left ?? 0)) + 2 * groundAir,
      '--ground-height': round((box?.bottom ?? 0) - (box?.top ?? 0)) + 2 * groundAir,
    };
    for (const [name, value] of Object.entries(place)) sheet.style.setProperty(name, `${value}px`);
  }, [root, layers, heightOf]);
}
