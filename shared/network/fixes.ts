// Carries out a remedy: from a document and a fix to the document after it. Fixes that lead elsewhere change nothing.
import type { ColumnConfig, SplitConfig } from '../data/config';
import type { Fix, ParamValues } from '../result';
import type { TrainingConfig } from '../run/training';
import type { NodeId, ProjectDocument } from './document';
import { addAfter, addNode, insertOnEdge, removeEdges, removeNodes, setFrozen, setParams } from './edits';
import { unshare } from './sharing';

/** The changed document, and the layer to show afterwards; null when the fix no longer fits the document. */
export function applyFix(
  document: ProjectDocument,
  fix: Fix,
  problemNode: NodeId | undefined,
): { readonly document: ProjectDocument; readonly select?: NodeId } | null {
  const { network } = document;
  switch (fix.type) {
    case 'insertBefore': {
      const node = fix.node ?? problemNode;
      const edge = network.edges.find((entry) => entry.target === node);
      const inserted = edge && insertOnEdge(network, edge.id, fix.kind, fix.params);
      return inserted ? { document: { ...document, network: inserted.network }, select: inserted.id } : null;
    }
    case 'setParams': {
      const node = fix.node ?? problemNode;
      return node === undefined
        ? null
        : { document: { ...document, network: setParams(network, node, fix.params) }, select: node };
    }
    case 'setFrozen': {
      const node = fix.node ?? problemNode;
      return node === undefined
        ? null
        : { document: { ...document, network: setFrozen(network, [node], fix.frozen) }, select: node };
    }
    case 'setTraining': {
      const { optimizerParams, ...rest } = fix.values as ParamValues & { readonly optimizerParams?: ParamValues };
      const merged = {
        ...document.training,
        ...rest,
        optimizerParams: { ...document.training.optimizerParams, ...optimizerParams },
      };
      return { document: { ...document, training: merged as TrainingConfig } };
    }
    case 'setSplit': {
      const { data } = document;
      return data === null
        ? null
        : {
            document: {
              ...document,
              data: { ...data, split: { ...data.split, ...(fix.values as Partial<SplitConfig>) } },
            },
          };
    }
    case 'setColumn': {
      const { data } = document;
      if (data?.table === undefined) return null;
      const columns = data.table.columns.map((column) =>
        column.name === fix.column ? { ...column, ...(fix.values as Partial<ColumnConfig>) } : column,
      );
      return { document: { ...document, data: { ...data, table: { ...data.table, columns } } } };
    }
    case 'removeNode': {
      const node = fix.node ?? problemNode;
      return node === undefined ? null : { document: { ...document, network: removeNodes(network, [node]) } };
    }
    case 'removeEdge':
      return { document: { ...document, network: removeEdges(network, [fix.edge]) } };
    case 'unshare': {
      const node = fix.node ?? problemNode;
      return node === undefined ? null : { document: { ...document, network: unshare(network, node) }, select: node };
    }
    case 'addLayer': {
      const source = fix.after ?? lastNode(document);
      const added =
        source === undefined
          ? addNode(network, fix.kind, { x: 0, y: 0 }, fix.params)
          : addAfter(network, source, fix.kind, fix.params);
      return added ? { document: { ...document, network: added.network }, select: added.id } : null;
    }
    case 'goTo':
      return { document };
  }
}

/** The rightmost layer that feeds nothing yet: where a chain goes on. */
function lastNode(document: ProjectDocument): NodeId | undefined {
  const feeding = new Set(document.network.edges.map((edge) => edge.source));
  return [...document.network.nodes]
    .filter((node) => !feeding.has(node.id))
    .sort((a, b) => b.position.x - a.position.x)[0]?.id;
}
