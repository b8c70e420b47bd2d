// A SavedModel's folder opened with the native engine's own TensorFlow, and its signatures asked by name.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { ReadMessage } from '../../../shared/export/protobuf';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { NativeBackend } from '../graph/record';
import { tidied } from '../training/stepTensors';

export interface OpenedSignature {
  /** Names of what it answers. */
  readonly outputs: ReadonlyMap<string, string>;
  /** The named outputs' values for tensors by the arguments' names; texts for strings. Throws what TensorFlow says. */
  ask(given: ReadonlyMap<string, number>, names: readonly string[]): readonly (readonly number[] | readonly string[])[];
}

export interface SavedModelSession {
  /** Null where there is none of this name. */
  signature(name: string): OpenedSignature | null;
  close(): void;
}

/** Tensors by the names that a signature of the first graph in a saved_model.pb has for them. */
function portsOf(file: ReadMessage, name: string) {
  const entry = file
    .message(2)
    ?.messages(5)
    .find((each) => each.text(1) === name);
  const signature = entry?.message(2);
  if (!signature) return null;
  const ports = (field: number) =>
    new Map(signature.messages(field).map((port) => [port.text(1), port.message(2)?.text(1) ?? '']));
  return { inputs: ports(1), outputs: ports(2) };
}

/** Throws what TensorFlow says when the folder cannot be opened. */
export async function openSavedModel(
  folder: string,
  tf: TensorFlow,
  backend: NativeBackend,
): Promise<SavedModelSession> {
  const file = new ReadMessage(await fs.readFile(join(folder, 'saved_model.pb')));
  const id = backend.binding.loadSavedModel(folder, 'serve');
  return {
    signature(name) {
      const ports = portsOf(file, name);
      if (ports === null) return null;
      const { inputs, outputs } = ports;
      return {
        outputs,
        ask: (given, names) =>
          tidied(tf, () =>
            backend.binding
              .runSavedModel(
                id,
                [...given.values()],
                [...given.keys()].map((argument) => inputs.get(argument)!).join(','),
                names.map((output) => outputs.get(output)!).join(','),
              )
              // What a tensor holds is copied: it is gone when this returns.
              .map((info) => {
                const values: ArrayLike<number> | string[] = backend.createOutputTensor(info).dataSync();
                return Array.from<number | string>(values) as number[] | string[];
              }),
          ),
      };
    },
    close: () => backend.binding.deleteSavedModel(id),
  };
}
