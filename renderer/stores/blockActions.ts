// What people do to blocks, each as one named step of undo.
import { findLayer } from '../../shared/layers';
import {
  blocksAround,
  blocksOf,
  changeBlock,
  checkBlockName,
  group,
  membersOf,
  ungroup,
} from '../../shared/network/blocks';
import type { Block, BlockId, Network, NodeId } from '../../shared/network/document';
import type { Inserted } from '../../shared/network/insertBlock';
import { insertSaved, saveBlock, type SavedBlock } from '../../shared/network/savedBlock';
import { fail, ok, type Problem, type Result } from '../../shared/result';
import { type BlockSample, insertSample } from '../../shared/samples/blocks';
import type { TensorSpec } from '../../shared/shape';
import { t } from '../i18n';
import { editNetwork, useDocumentStore } from './documentStore';
import { alongFlow } from './networkActions';
import { keepBlock } from './settingsStore';
import { selectNodes, useUiStore } from './uiStore';
import { currentView } from './viewStore';

function network(): Network | null {
  return useDocumentStore.getState().document?.network ?? null;
}

/** The outermost block whose layers are exactly these. */
export function blockOf(current: Network, ids: readonly NodeId[]): Block | undefined {
  const first = current.nodes.find((node) => node.id === ids[0]);
  if (first === undefined) return undefined;
  const chosen = new Set(ids);
  return [...blocksAround(current, first)].reverse().find((block) => {
    const members = membersOf(current, block.id);
    return members.length === chosen.size && members.every(({ id }) => chosen.has(id));
  });
}

export function canGroup(): boolean {
  const current = network();
  const { selectedNodes } = useUiStore.getState();
  return current !== null && selectedNodes.length > 0 && blockOf(current, selectedNodes) === undefined;
}

/** Puts the selected layers into a block called "Block 1", "Block 2", … */
export function groupSelection(): void {
  const current = network();
  const { selectedNodes } = useUiStore.getState();
  if (current === null || !canGroup()) return;
  const names = new Set(blocksOf(current).map(({ name }) => name));
  let number = 1;
  while (names.has(t('edits.blockName', { number }))) number++;
  const outcome = group(current, selectedNodes, t('edits.blockName', { number }));
  if (outcome.ok) editNetwork(t('edits.group', { count: selectedNodes.length }), () => outcome.value.network);
}

export function canUngroup(): boolean {
  const current = network();
  return current !== null && blockOf(current, useUiStore.getState().selectedNodes) !== undefined;
}

export function ungroupSelection(): void {
  const current = network();
  const block = current === null ? undefined : blockOf(current, useUiStore.getState().selectedNodes);
  if (block !== undefined) editNetwork(t('edits.ungroup', { name: block.name }), (before) => ungroup(before, block.id));
}

/** Null when done, else why the name cannot stand. The same name is no edit. */
export function renameBlock(id: BlockId, name: string): string | null {
  const block = blocksOf(network() ?? { nodes: [], edges: [] }).find((entry) => entry.id === id);
  if (block === undefined || block.name === name) return null;
  const objection = checkBlockName(name);
  if (objection === null)
    editNetwork(t('edits.rename', { from: block.name, to: name }), (before) => changeBlock(before, id, { name }));
  return objection;
}

export function repeatBlock(block: Block, repeat: number): void {
  editNetwork(
    t('edits.repeat', { name: block.name, count: repeat }),
    (before) => changeBlock(before, block.id, { repeat }),
    `repeat:${block.id}`,
  );
}

export function selectBlock(id: BlockId): void {
  const current = network();
  if (current !== null) selectNodes(membersOf(current, id).map((node) => node.id));
}

/** The layer behind which a block chosen without a word about its place goes: the selected one, or the only loose end. */
function place(current: Network): NodeId | undefined {
  const { selectedNodes, selectedEdges } = useUiStore.getState();
  const edge = current.edges.find(({ id }) => id === selectedEdges[0]);
  const chosen = selectedNodes[selectedNodes.length - 1] ?? edge?.source ?? lastHidden(current);
  const into = current.edges.filter(({ target }) => target === chosen);
  // Nothing can follow an Output: the block goes before it.
  const isEnd = findLayer(current.nodes.find(({ id }) => id === chosen)?.kind ?? '')?.role === 'output';
  return isEnd ? into[0]?.source : chosen;
}

function lastHidden(current: Network): NodeId | undefined {
  const feeding = new Set(current.edges.map(({ source }) => source));
  const ends = current.nodes.filter(({ id }) => !feeding.has(id));
  return ends.length === 1 ? ends[0]!.id : undefined;
}

/** Adds a shipped block behind the selected layer. Null, or why not. */
export function addBlock(sample: BlockSample): Problem | null {
  return addBehind(sample.title, (current, after, given) =>
    insertSample(current, after, sample, given, useDocumentStore.getState().analysis?.specs),
  );
}

/** Adds a block of one's own behind the selected layer. Null, or why not. */
export function addSavedBlock(saved: SavedBlock): Problem | null {
  return addBehind(saved.name, (current, after) => {
    const inserted = insertSaved(current, after, saved);
    return inserted === null ? fail('block.place', t('edits.blockPlace', { title: saved.name })) : ok(inserted);
  });
}

function addBehind(
  title: string,
  insert: (current: Network, after: NodeId, given: TensorSpec | undefined) => Result<Inserted>,
): Problem | null {
  const { document, analysis } = useDocumentStore.getState();
  if (document === null || analysis === null) return null;
  const after = place(document.network);
  if (after === undefined) {
    return { code: 'block.place', severity: 'hint', message: t('edits.blockPlace', { title }) };
  }
  let problem: Problem | null = null;
  const inserted = alongFlow(document.network, (turned) => {
    const outcome = insert(turned, after, analysis.specs.get(after));
    if (outcome.ok) return outcome.value;
    problem = outcome.problem;
    return null;
  });
  if (inserted === null) return problem;
  const { network: next, ids } = inserted;
  editNetwork(t('edits.add', { title }), () => next);
  selectNodes(ids);
  if (ids[0] !== undefined) currentView()?.reveal(ids[0]);
  return null;
}

/** Keeps the block for other projects. Null, or why not. */
export function saveToLibrary(id: BlockId): Problem | null {
  const current = network();
  if (current === null) return null;
  const saved = saveBlock(current, id);
  if (!saved.ok) return saved.problem;
  keepBlock(saved.value);
  return null;
}
