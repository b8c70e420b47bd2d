// What a layer that varies samples makes of some of them, asked of the engine anew whenever network, data or draw change.
import { useEffect, useState } from 'react';
import type { LayerTrial } from '../../shared/data/shown';
import type { NodeId } from '../../shared/network/document';
import type { Result } from '../../shared/result';
import { api } from '../api';
import { useDocumentStore } from '../stores/documentStore';

/** A person is still typing. */
const settleMs = 250;

/** Null until there is an answer. With `place` one sample several times: the one that a data set's stages show there. */
export function useTrial(layer: NodeId, draw: number, place?: number): Result<LayerTrial> | null {
  const network = useDocumentStore((state) => state.document?.network);
  const data = useDocumentStore((state) => state.document?.data);
  const training = useDocumentStore((state) => state.document?.training.recipe);
  const [trial, setTrial] = useState<Result<LayerTrial> | null>(null);
  useEffect(() => {
    const { document } = useDocumentStore.getState();
    if (!document?.data) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      const asked = { document, layer, draw, ...(place === undefined ? {} : { place }) };
      void api.call('tryLayer', asked).then((answer) => {
        if (!gone) setTrial(answer);
      });
    }, settleMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [network, data, training, layer, draw, place]);
  return trial;
}
