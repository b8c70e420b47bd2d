// The document that every project begins as.
import { documentFormat, type ProjectDocument } from '../network/document';
import { defaultTraining } from '../run/training';

/** A new document without layers or data. */
export function emptyDocument(id: string, name: string): ProjectDocument {
  return {
    format: documentFormat,
    id,
    name,
    network: { nodes: [], edges: [] },
    data: null,
    training: defaultTraining,
    notes: '',
  };
}
