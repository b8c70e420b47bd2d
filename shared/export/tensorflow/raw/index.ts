// Signatures that answer raw values: a row, a picture, a text, a window, a sound go in as the data has them, and the graph
// prepares them. One preparation for each kind of input; what comes out is told in words, too.
import { untaken } from '../../../names';
import type { FittedInput } from '../../../data/fitted';
import { CannotExport } from '../../format';
import type { Program } from '../../program/program';
import { pythonIdentifier } from '../../python';
import type { Sample } from '../../rawSample';
import type { ExportedInput, ExportedSettings } from '../../settings';
import { dataTypes } from '../graphDef';
import { type GraphNode, type TensorFlowGraph, toTensorFlow } from '../nodes';
import { type Info, type Signature, infoOf } from '../savedModel';
import { type Answer, answersOf } from './answers';
import { RawGraph, type Wire } from './graph';
import { prepareImage, prepareVideo } from './picture';
import type { Preparation, RawArgument, RawTensor, Refusal } from './preparation';
import { prepareSeries } from './series';
import { prepareSound } from './sound';
import { prepareTable } from './table';
import { prepareText } from './text';

type Preparations = {
  readonly [M in FittedInput['modality']]: (
    input: Extract<FittedInput, { readonly modality: M }>,
  ) => Preparation | Refusal;
};

const preparations: Preparations = {
  table: prepareTable,
  image: prepareImage,
  video: prepareVideo,
  text: prepareText,
  series: prepareSeries,
  audio: prepareSound,
};

/** Takes all values at once, in the form of arrays; takes one sample, pictures as the contents of their files. */
export const rawNames = { raw: 'raw', file: 'raw_file' } as const;

/** An argument of a signature, by the name that it has there. */
export interface NamedArgument extends Omit<RawArgument, 'file'> {
  readonly name: string;
  readonly input: ExportedInput;
  readonly file?: NonNullable<RawArgument['file']>;
}

export interface NamedAnswer extends Omit<Answer, 'wire'> {
  readonly name: string;
}

/** What the signatures for raw values take, in the order of the inputs. Throws CannotExport where an input needs code. */
export function rawArguments({ inputs }: Pick<ExportedSettings, 'inputs'>): readonly NamedArgument[] {
  const taken = new Set<string>();
  return inputs.flatMap((input) =>
    preparationOf(input).arguments.map((argument) => ({
      ...argument,
      input,
      name: pythonIdentifier(argument.column ?? input.layer, taken),
    })),
  );
}

function preparationOf(input: ExportedInput): Preparation {
  const found = (preparations[input.modality] as Preparations['text'])(input as never);
  if ('because' in found)
    throw new CannotExport(
      `The input ${input.layer} ${found.because}. ${found.next}, or turn off "Answer raw values, too": the example in the folder prepares values as well.`,
    );
  return found;
}

/** One sample as the arguments of "raw", or of "raw_file", take it. */
export function givenTo(
  named: readonly NamedArgument[],
  sample: Sample,
  signature: keyof typeof rawNames,
): ReadonlyMap<string, RawTensor> {
  return new Map(
    named.map(({ name, input, given, file }) => {
      const value = sample[input.source];
      if (value === undefined) throw new Error(`The sample has no value for the input "${input.source}".`);
      return [name, signature === 'file' && file !== undefined ? file.given(value) : given(value)];
    }),
  );
}

export interface RawServing {
  readonly named: readonly NamedArgument[];
  readonly graph: TensorFlowGraph;
  readonly signatures: readonly Signature[];
  /** What the signatures answer beside the network's own outputs. */
  readonly answers: readonly NamedAnswer[];
}

/** The network with preparations before its inputs and words behind its outputs. Throws CannotExport. */
export function toRawTensorFlow(program: Program, settings: ExportedSettings): RawServing {
  const named = rawArguments(settings);
  const nodes = new Map<string, Info>();
  const files = new Map<string, Info>();
  const graph = toTensorFlow(program, ({ name, tensor }, all) => {
    const input = settings.inputs.find(({ layer }) => layer === name)!;
    const g = new RawGraph(all, `${tensor.name}/raw`);
    const wires = named
      .filter((argument) => argument.input === input)
      .map((argument, place) => {
        const node = `${tensor.name}/raw/given_${place}`;
        const { type, shape, file } = argument;
        nodes.set(argument.name, { node, type, shape });
        if (file === undefined) return g.placeholder(node, type, shape);
        files.set(argument.name, { node: `${node}_file`, type: file.type, shape: file.shape });
        const decoded = file.decode(g, g.placeholder(`${node}_file`, file.type, file.shape));
        return g.placeholder(node, type, shape, decoded);
      });
    const prepared = preparationOf(input).nodes(g, wires);
    return g.cast(prepared, tensor.dtype === 'int32' ? dataTypes.int32 : dataTypes.float32).output;
  });
  const { answers, added, outputs } = answering(graph, settings);
  const inputsOf = (infos: (name: string) => Info) => named.map(({ name }) => [name, infos(name)] as const);
  return {
    named,
    graph: { ...graph, nodes: [...graph.nodes, ...added] },
    answers,
    signatures: [
      { name: rawNames.raw, inputs: inputsOf((name) => nodes.get(name)!), outputs },
      ...(files.size === 0
        ? []
        : [{ name: rawNames.file, inputs: inputsOf((name) => files.get(name) ?? nodes.get(name)!), outputs }]),
    ],
  };
}

/** The outputs of the signatures: the network's own, and what they mean. */
function answering(graph: TensorFlowGraph, settings: ExportedSettings) {
  const added: GraphNode[] = [];
  const taken = new Set(graph.outputs.map(({ name }) => name));
  const answers: NamedAnswer[] = [];
  const outputs: (readonly [string, Info])[] = graph.outputs.map((port) => [port.name, infoOf(port)]);
  graph.outputs.forEach((port, place) => {
    const g = new RawGraph(added, `${port.node}/words`);
    const numbers: Wire = { output: port.node, type: infoOf(port).type };
    for (const { wire, ...answer } of answersOf(g, settings.outputs[place]!, numbers)) {
      const name = untaken(`${port.name}_${answer.suffix}`, taken);
      taken.add(name);
      answers.push({ ...answer, name });
      outputs.push([name, { node: wire.output, type: wire.type, shape: answer.shape }]);
    }
  });
  return { answers, added, outputs };
}
