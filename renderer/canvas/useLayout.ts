// Where layers stand, for what does not care about anything else that is edited.
import { useState } from 'react';
import type { LayerNode } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { samePlaces } from './geometry';

type DocumentState = ReturnType<typeof useDocumentStore.getState>;
const noNodes: readonly LayerNode[] = [];

/** The layers, the same array as long as none has come, gone or moved. */
export function useLayout(): readonly LayerNode[] {
  const [select] = useState(() => {
    let last = noNodes;
    return (state: DocumentState) => {
      const next = state.document?.network.nodes ?? noNodes;
      return samePlaces(last, next) ? last : (last = next);
    };
  });
  return useDocumentStore(select);
}
