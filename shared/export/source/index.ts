// The network as source while it is being edited: Keras, PyTorch and TensorFlow.js, each with the lines of every layer.
// Layers whose shape is not known yet are left out with a word about it, so that there is always something to read.
import { findLayer } from '../../layers';
import type { Analysis } from '../../network/analyze';
import type { ProjectDocument } from '../../network/document';
import { flatten } from '../../network/flatten';
import { edgesInto, orderedSources } from '../../network/graph';
import { planLayers } from '../../network/planLayers';
import type { Plan } from '../../run/plan';
import { CannotExport } from '../format';
import type { WrittenSource } from '../sourceLines';
import { writeTorchModel } from '../torch/model';
import { kerasSource } from './keras';
import { tfjsSource } from './tfjs';

export interface Source extends WrittenSource {
  /** What is not in the source, one sentence each. */
  readonly notes: readonly string[];
}

export interface SourceLanguage {
  readonly id: string;
  readonly title: string;
  /** Name of a file that the source is saved as. */
  readonly file: string;
  readonly syntax: 'python' | 'javascript';
  write(plan: Plan, name: string): WrittenSource;
  /** What a source needs beside it to run. */
  notesOn?(text: string): readonly string[];
}

/** In the order in which the pane shows them. */
export const sourceLanguages: readonly SourceLanguage[] = [
  { id: 'keras', title: 'Keras', file: 'model.py', syntax: 'python', write: kerasSource },
  {
    id: 'pytorch',
    title: 'PyTorch',
    file: 'model.py',
    syntax: 'python',
    write(plan, name) {
      const { text, lines } = writeTorchModel(plan, name, null);
      return { text, lines };
    },
    notesOn: (text) =>
      /^import layers$/m.test(text)
        ? [
            'layers.py, which the source imports, is in the export as a PyTorch Python project: torch.nn has no such layers.',
          ]
        : [],
  },
  { id: 'tfjs', title: 'TensorFlow.js', file: 'model.mjs', syntax: 'javascript', write: tfjsSource },
];

/** What can be written of a document: layers with a known shape whose inputs are all there. */
function planOf(
  document: ProjectDocument,
  { wiring, order, specs, data }: Analysis,
): { readonly plan: Plan; readonly left: readonly string[] } {
  const known = new Set<string>();
  const left: string[] = [];
  for (const id of order) {
    const { kind, name } = wiring.nodes.get(id)!;
    const definition = findLayer(kind);
    const sources = definition === undefined ? [] : orderedSources(definition.inputs, edgesInto(wiring, id));
    const whole = definition !== undefined && specs.has(id) && sources.every((one) => one !== null && known.has(one));
    if (whole) known.add(id);
    else left.push(name);
  }
  const layers = planLayers(wiring, [...known], specs);
  const ofRole = (role: string) => layers.filter(({ kind }) => findLayer(kind)!.role === role);
  const marks = ofRole('output');
  // Without an Output the source hands out whatever nobody reads.
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  const ends =
    marks.length > 0 ? marks : layers.filter(({ id, kind }) => !read.has(id) && findLayer(kind)!.role === 'hidden');
  return {
    left,
    plan: {
      layers,
      inputs: ofRole('input').map(({ id }) => ({ layer: id, source: id })),
      outputs: ends.map(({ id, name }) => ({ layer: id, name, target: '', loss: '', lossWeight: 1, metrics: [] })),
      data: null as never,
      spec: data ?? { inputs: {}, targets: {}, sampleCount: 0 },
      training: document.training,
    },
  };
}

/** The source of a document in a language. Never throws for what a person can draw. */
export function sourceOf(language: SourceLanguage, document: ProjectDocument, analysis: Analysis): Source {
  const { plan, left } = planOf(document, analysis);
  const notes =
    left.length === 0
      ? []
      : [
          `Not in the source, because something is missing: ${left.slice(0, 8).join(', ')}${left.length > 8 ? ', …' : ''}.`,
        ];
  if (plan.inputs.length === 0 || plan.outputs.length === 0)
    return { text: '', lines: [], notes: ['There is no source yet: wire an Input to at least one layer.'] };
  try {
    const { text, lines } = language.write(plan, document.name);
    const { origin } = flatten(document.network);
    const drawn = lines.map((line) => ({ ...line, layer: origin.get(line.layer) ?? line.layer }));
    return { text, lines: drawn, notes: [...notes, ...(language.notesOn?.(text) ?? [])] };
  } catch (error) {
    if (error instanceof CannotExport) return { text: '', lines: [], notes: [error.message] };
    throw error;
  }
}
