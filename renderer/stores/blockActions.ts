// What people do to blocks, each as one named step of undo.
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
import { t } from '../i18n';
import { editNetwork, useDocumentStore } from './documentStore';
import { selectNodes, useUiStore } from './uiStore';

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
