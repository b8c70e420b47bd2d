// The open project and its undo history. The only place that changes a document; everything shown is derived from it.
import { temporal } from 'zundo';
import { create } from 'zustand';
import type { OpenedProject } from '../../shared/ipc';
import { analyze, type Analysis } from '../../shared/network/analyze';
import type { Network, NodeId, ProjectDocument } from '../../shared/network/document';
import { applyFix } from '../../shared/network/fixes';
import { setParams } from '../../shared/network/edits';
import type { Fix, ParamValues, Problem } from '../../shared/result';
import { t } from '../i18n';

/** Edits under one key within this time are one step of undo: typing a number, dragging a slider. */
const mergeWithinMs = 1000;
const undoSteps = 500;

interface DocumentState {
  readonly document: ProjectDocument | null;
  readonly analysis: Analysis | null;
  /** Name of the edit that led to this document: "add Conv2D". Undo and redo are named by it. */
  readonly action: string;
  /** The document as it was last written to its file; edited when it differs from `document`. */
  readonly saved: ProjectDocument | null;
  readonly path: string | null;
  readonly readOnly: boolean;
  readonly openProblems: readonly Problem[];
}

const empty: DocumentState = {
  document: null,
  analysis: null,
  action: '',
  saved: null,
  path: null,
  readOnly: false,
  openProblems: [],
};

export const useDocumentStore = create<DocumentState>()(
  temporal(() => empty, {
    limit: undoSteps,
    partialize: ({ document, action }) => ({ document, action }),
    equality: (past, current) => past.document === current.document,
  }),
);

let lastMerge = { key: '', at: 0 };

/** Shows a project and starts a fresh undo history. */
export function showProject(opened: OpenedProject): void {
  const { document } = opened;
  useDocumentStore.setState({
    document,
    analysis: analyze(document),
    action: '',
    saved: opened.unsaved ? null : document,
    path: opened.path,
    readOnly: opened.readOnly,
    openProblems: opened.problems,
  });
  useDocumentStore.temporal.getState().clear();
  lastMerge = { key: '', at: 0 };
}

export function leaveProject(): void {
  useDocumentStore.setState(empty);
  useDocumentStore.temporal.getState().clear();
}

/**
 * The one way to change the document. `label` names the undo step in lower case ("add Conv2D"); edits that share
 * `merge` and follow each other quickly become one step. A change that returns the same document is no edit.
 */
export function edit(label: string, change: (document: ProjectDocument) => ProjectDocument, merge = ''): void {
  const { document } = useDocumentStore.getState();
  if (document === null) return;
  const next = change(document);
  if (next === document) return;
  const now = performance.now();
  const joins = merge !== '' && merge === lastMerge.key && now - lastMerge.at < mergeWithinMs;
  lastMerge = { key: merge, at: now };
  const history = useDocumentStore.temporal.getState();
  if (joins) history.pause();
  useDocumentStore.setState({ document: next, analysis: analyze(next), action: label });
  if (joins) history.resume();
}

export function editNetwork(label: string, change: (network: Network) => Network, merge?: string): void {
  edit(
    label,
    (document) => {
      const network = change(document.network);
      return network === document.network ? document : { ...document, network };
    },
    merge,
  );
}

export function editParams(node: NodeId, params: ParamValues): void {
  const name = useDocumentStore.getState().analysis?.wiring.nodes.get(node)?.name ?? t('edits.layer');
  editNetwork(
    t('edits.change', { name }),
    (network) => setParams(network, node, params),
    `params:${node}:${Object.keys(params).join()}`,
  );
}

/** Carries out a remedy as one named step. Returns the layer to show, if any; 'goTo' is the caller's business. */
export function repair(fix: Fix, problemNode?: NodeId): NodeId | undefined {
  let select: NodeId | undefined;
  edit(fix.title.charAt(0).toLowerCase() + fix.title.slice(1), (document) => {
    const outcome = applyFix(document, fix, problemNode);
    select = outcome?.select;
    return outcome?.document ?? document;
  });
  return select;
}

export function undo(): void {
  travel('undo');
}

export function redo(): void {
  travel('redo');
}

function travel(direction: 'undo' | 'redo'): void {
  useDocumentStore.temporal.getState()[direction]();
  lastMerge = { key: '', at: 0 };
  const { document } = useDocumentStore.getState();
  useDocumentStore.temporal.getState().pause();
  useDocumentStore.setState({ analysis: document ? analyze(document) : null });
  useDocumentStore.temporal.getState().resume();
}

/** "add Conv2D" for the menu's "Undo add Conv2D"; null when there is nothing to undo or redo. */
export function undoLabel(): string | null {
  return useDocumentStore.temporal.getState().pastStates.length > 0 ? useDocumentStore.getState().action : null;
}

export function redoLabel(): string | null {
  return useDocumentStore.temporal.getState().futureStates.at(-1)?.action ?? null;
}

/** `document` is the one that was written; edits made meanwhile are still to be saved. */
export function markSaved(path: string, document: ProjectDocument): void {
  useDocumentStore.setState({ saved: document, path, readOnly: false });
}

export function isEdited(state: Pick<DocumentState, 'document' | 'saved'>): boolean {
  return state.document !== null && state.document !== state.saved;
}
