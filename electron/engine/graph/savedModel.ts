// A graph as a SavedModel, the one form in which tfjs-node's add-on takes a graph, and the running of it. Field numbers
// are those of tensorflow/core/protobuf/{saved_model,meta_graph}.proto.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeMessage, message, text, varint } from '../../../shared/export/protobuf';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { GraphBuilder, Output } from '../../../shared/export/tensorflow/graphDef';
import { nativeBackend } from './record';

type Tensor = import('@tensorflow/tfjs').Tensor;

const TAG = 'serve';

/** The bytes of saved_model.pb for this graph, without signatures. */
function encodeSavedModel(graph: GraphBuilder): Uint8Array<ArrayBuffer> {
  const metaInfo = message(1, [text(4, TAG)]);
  return encodeMessage([varint(1, 1), message(2, [metaInfo, message(2, graph.encode())])]);
}

/** A loaded graph with its variables. */
export interface GraphSession {
  /** Feeds tensors to placeholders and gives the outputs, which are the caller's to tidy. Throws what TensorFlow says. */
  run(feeds: readonly (readonly [placeholder: string, value: Tensor])[], fetches: readonly Output[]): Tensor[];
  dispose(): void;
}

/** Loads the graph. The file it passes through is gone again when this returns. Throws what TensorFlow says. */
export function openSession(tf: TensorFlow, graph: GraphBuilder): GraphSession {
  const backend = nativeBackend(tf);
  if (backend === null) throw new Error('Only the native engine runs graphs.');
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-graph-'));
  let id: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(graph));
    id = backend.binding.loadSavedModel(folder, TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  let open = true;
  return {
    run: (feeds, fetches) => {
      const ids = backend.getInputTensorIds(feeds.map(([, value]) => value));
      const names = feeds.map(([placeholder]) => `${placeholder}:0`).join(',');
      return backend.binding
        .runSavedModel(id, ids, names, fetches.join(','))
        .map((info) => backend.createOutputTensor(info));
    },
    dispose: () => {
      if (open) backend.binding.deleteSavedModel(id);
      open = false;
    },
  };
}
