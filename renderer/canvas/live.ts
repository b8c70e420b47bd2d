// What follows a layer's shape on the canvas without React: after one edit hundreds of wires and labels may change, and
// each needs a few letters, not a render. What is in view changes with the edit, the rest in the next idle moment.
import type { NodeId } from '../../shared/network/document';
import type { TensorSpec } from '../../shared/shape';
import { useDocumentStore } from '../stores/documentStore';

export type SpecListener = (spec: TensorSpec | undefined) => void;

interface Follower {
  readonly id: NodeId;
  readonly listener: SpecListener;
  /** False: it can wait. */
  readonly urgent: () => boolean;
  told: TensorSpec | undefined;
}

const followers = new Set<Follower>();
const waiting = new Set<Follower>();
const idleWithinMs = 300;
const sliceMs = 6;
let stop: (() => void) | null = null;
let idle = false;

function specOf(id: NodeId): TensorSpec | undefined {
  return useDocumentStore.getState().analysis?.specs.get(id);
}

function tell(follower: Follower): void {
  waiting.delete(follower);
  const spec = specOf(follower.id);
  if (spec === follower.told) return;
  follower.told = spec;
  follower.listener(spec);
}

const whenIdle: (work: (left: () => number) => void) => void =
  typeof requestIdleCallback === 'function'
    ? (work) => requestIdleCallback((deadline) => work(() => deadline.timeRemaining()), { timeout: idleWithinMs })
    : (work) => setTimeout(() => work(() => sliceMs), 1);

function work(left: () => number): void {
  idle = false;
  const end = performance.now() + Math.max(sliceMs, left());
  for (const follower of waiting) {
    tell(follower);
    if (performance.now() >= end) break;
  }
  later();
}

function later(): void {
  if (idle || waiting.size === 0) return;
  idle = true;
  whenIdle(work);
}

/** Calls now and whenever the shape that `id` gives has changed. Returns how to stop. */
export function followSpec(id: NodeId, listener: SpecListener, urgent: () => boolean): () => void {
  const follower: Follower = { id, listener, urgent, told: specOf(id) };
  listener(follower.told);
  followers.add(follower);
  stop ??= useDocumentStore.subscribe((state, before) => {
    if (state.analysis === before.analysis) return;
    for (const one of followers) {
      if (state.analysis?.specs.get(one.id) === one.told) waiting.delete(one);
      else if (one.urgent()) tell(one);
      else waiting.add(one);
    }
    later();
  });
  return () => {
    followers.delete(follower);
    waiting.delete(follower);
    if (followers.size > 0) return;
    stop?.();
    stop = null;
  };
}

/** Puts words into an element that holds nothing else; the text that is there is changed, not replaced, which is half the work. */
export function setWords(element: Element, words: string): void {
  const text = element.firstChild;
  if (text === null) element.textContent = words;
  else if (text.nodeValue !== words) text.nodeValue = words;
}

let shown: (x: number, y: number) => boolean = () => true;

/** The canvas says which places of the sheet are in view. */
export function setShown(test: (x: number, y: number) => boolean): void {
  shown = test;
}

export function isShown(x: number, y: number): boolean {
  return shown(x, y);
}
