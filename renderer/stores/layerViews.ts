// What panels and cards ask about one layer. Each hook returns the same object until what it shows has changed.
import { useMemo } from 'react';
import type { LayerNode, NodeId } from '../../shared/network/document';
import type { LayerDefinition } from '../../shared/layers/layer';
import { checkParams } from '../../shared/params';
import type { Problem } from '../../shared/result';
import type { TensorSpec } from '../../shared/shape';
import { useDocumentStore } from './documentStore';

type DocumentState = ReturnType<typeof useDocumentStore.getState>;

export function useLayer(id: NodeId): LayerNode | undefined {
  return useDocumentStore((state) => state.analysis?.wiring.nodes.get(id));
}

export function useSpec(id: NodeId): TensorSpec | undefined {
  return useDocumentStore((state) => state.analysis?.specs.get(id));
}

/** Numbers in the layer's weights; undefined while its shape is unknown. */
export function useParameterCount(id: NodeId): number | undefined {
  return useDocumentStore((state) => {
    const count = state.analysis?.parameters.get(id);
    return count && count.trainable + count.fixed;
  });
}

const none: readonly Problem[] = [];
const rank = { error: 0, warning: 1, hint: 2 } as const;

/** Problems on this layer, errors first. */
export function useProblems(id: NodeId): readonly Problem[] {
  const selector = useMemo(() => {
    let last = none;
    return (state: DocumentState): readonly Problem[] => {
      const found = state.analysis?.problemsByNode.get(id) ?? none;
      if (!sameProblems(last, found)) last = [...found].sort((a, b) => rank[a.severity] - rank[b.severity]);
      return last;
    };
  }, [id]);
  return useDocumentStore(selector);
}

function sameProblems(a: readonly Problem[], b: readonly Problem[]): boolean {
  return (
    a.length === b.length &&
    b.every((problem) =>
      a.some(
        (other) =>
          other === problem ||
          (other.code === problem.code &&
            other.message === problem.message &&
            JSON.stringify(other.fixes) === JSON.stringify(problem.fixes)),
      ),
    )
  );
}

/** The line of words on a card; empty while a parameter is out of its range, which its problem tells. */
export function wordsOf(node: LayerNode, definition: LayerDefinition): string {
  return checkParams(definition.params, node.params) === null ? definition.words(node.params as never) : '';
}
