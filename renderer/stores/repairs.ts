// Carries out a remedy wherever it is offered: in the document, in the selection, or by leading to the right step.
import type { NodeId } from '../../shared/network/document';
import type { Fix } from '../../shared/result';
import { repair } from './documentStore';
import { goTo, selectNodes } from './uiStore';

/** `node` is the layer that the problem sits on, for fixes that speak of "this layer". */
export function carryOut(fix: Fix, node?: NodeId): void {
  if (fix.type === 'goTo') {
    goTo(fix.step);
    return;
  }
  const show = repair(fix, node);
  if (show !== undefined) selectNodes([show]);
}
