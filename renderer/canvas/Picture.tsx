// All layers of a large network that have no card of their own at the moment, in one picture behind the cards: from far
// away the whole network, from near what a quick pan uncovers before its cards are there.
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { NodeId } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { useUiStore } from '../stores/uiStore';
import { useThemeColours } from '../ui/themeColours';
import type { HeightOf } from './geometry';
import type { Motion } from './motion';
import { createPictures, type Pictures } from './pictures';
import styles from './Picture.module.css';

/** Behind cards that show everything the picture is made ready a moment later. */
const behindCardsMs = 400;

interface PictureProps {
  readonly motion: Motion;
  readonly heightOf: HeightOf;
  /** The layers with cards. */
  readonly drawn: ReadonlySet<NodeId>;
}

export function Picture({ motion, heightOf, drawn }: PictureProps) {
  const near = useRef<HTMLCanvasElement>(null);
  const whole = useRef<HTMLCanvasElement>(null);
  const pictures = useRef<Pictures>(null);
  const network = useDocumentStore((state) => state.document?.network);
  const direction = useDocumentStore((state) => state.document?.view?.direction ?? 'right');
  const analysis = useDocumentStore((state) => state.analysis);
  const selected = useUiStore((state) => state.selectedNodes);
  const colours = useThemeColours();

  useLayoutEffect(() => {
    const made = createPictures({ near: near.current!, whole: whole.current! }, motion, heightOf);
    pictures.current = made;
    const stopMove = motion.onMove((view, zoomed) => made.follow(view, zoomed));
    const stopSettle = motion.onSettle((view) => made.paint(view, 'rest'));
    return () => {
      stopMove();
      stopSettle();
      made.remove();
    };
  }, [motion, heightOf]);

  useLayoutEffect(() => {
    const there = network !== undefined && analysis !== null;
    pictures.current!.show(there ? { network, analysis, drawn, selected, colours, direction } : null);
  }, [network, analysis, drawn, selected, colours, direction]);

  useEffect(() => {
    // After the cards: what was edited is seen there first. Nobody waits for what cards cover, or while the hand moves.
    if (motion.moving()) return undefined;
    const now = () => pictures.current!.paint(motion.current(), motion.moving() ? 'pan' : 'rest');
    if (!pictures.current!.ready()) {
      const frame = requestAnimationFrame(now);
      return () => cancelAnimationFrame(frame);
    }
    const timer = setTimeout(now, behindCardsMs);
    return () => clearTimeout(timer);
  }, [motion, network, analysis, drawn, selected, colours, direction]);

  return (
    <>
      <canvas ref={whole} className={styles['picture']} aria-hidden />
      <canvas ref={near} className={styles['picture']} aria-hidden data-testid="picture" />
    </>
  );
}
