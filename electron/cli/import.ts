// layerloom import FILE --out PROJECT: a model of another program as a project to edit and train.
import { promises as fs } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { version } from '../../package.json';
import { findLayer } from '../../shared/layers';
import { analyze } from '../../shared/network/analyze';
import { projectExtension } from '../../shared/project/format';
import { fail } from '../../shared/result';
import { formatShape } from '../../shared/shape';
import { fileProblem, isThere } from '../host/atomicFile';
import { documentOfImport, type Imported, importModelFile } from '../host/importing';
import { writeProjectFile } from '../host/projectFile/write';
import type { Task } from '../tasks';
import type { ProjectDocument } from '../../shared/network/document';
import { runsFolder } from '../host/runs';
import { startWeightsPath } from '../host/startWeights';
import { type Context, exitCodeOf, type ExitCode, exitCodes, type Verb } from './verb';

export const importVerb: Verb = {
  name: 'import',
  summary:
    'Makes a project of a Keras (.keras, .h5, JSON), ONNX (.onnx) or TensorFlow.js (model.json) model, weights included.',
  takesFile: true,
  options: [
    { name: 'out', value: 'PROJECT', help: 'The project file (.loom) to write; must not be there yet', required: true },
  ],
  async run(context) {
    const out = resolve(context.option('out') ?? '');
    if (!out.toLowerCase().endsWith(projectExtension)) {
      context.complain(
        fail('file.name', `A project's name ends with ${projectExtension}. Name another with --out.`).problem,
      );
      return exitCodes.usage;
    }
    if (await isThere(out)) {
      context.complain(fail('file.exists', `${out} is there already. Name another file with --out.`).problem);
      return exitCodes.file;
    }
    return context.asTask((task) => importTo(context, out, task));
  },
};

async function importTo(context: Context, out: string, task: Task): Promise<ExitCode> {
  const folder = await context.temporaryFolder();
  const request = { path: context.file, out: startWeightsPath(folder) };
  const model = await importModelFile(context.importWorker, request, task);
  if (!model.ok) {
    context.complain(model.problem);
    return model.problem.code.startsWith('import.') ? exitCodes.problems : exitCodeOf(model.problem);
  }
  const document = documentOfImport(basename(context.file).replace(/\.[^.]+$/u, ''), 'imported', model.value);
  try {
    await fs.mkdir(dirname(out), { recursive: true });
    await fs.mkdir(runsFolder(folder), { recursive: true });
    // A fixed date: the same model gives the same project.
    const now = '1980-01-01T00:00:00.000Z';
    await writeProjectFile({ path: out, document, folder, app: `Layerloom ${version}`, before: null, now, task });
  } catch (error) {
    const problem = fileProblem(error, out, 'written');
    context.complain(problem);
    return exitCodeOf(problem);
  }
  tellOf(context, document, model.value, out);
  return exitCodes.ok;
}

function tellOf(context: Context, document: ProjectDocument, { notes, weights }: Imported, out: string): void {
  const { order, specs, parameters } = analyze(document);
  const nodes = new Map(document.network.nodes.map((node) => [node.id, node]));
  for (const id of order) {
    const node = nodes.get(id)!;
    const count = parameters.get(id);
    const total = count === undefined ? 0 : count.trainable + count.fixed;
    const shape = specs.get(id)?.shape ?? null;
    context.line({ type: 'layer', id, name: node.name, kind: node.kind, outputShape: shape, parameters: total });
    context.say(
      `  ${node.name.padEnd(24)} ${(findLayer(node.kind)?.title ?? node.kind).padEnd(24)} ${shape === null ? '' : formatShape(shape)}`,
    );
  }
  for (const message of notes) {
    context.line({ type: 'note', message });
    context.say(message);
  }
  context.line({
    type: 'imported',
    path: out,
    layers: document.network.nodes.length,
    weights,
    notes: notes.length,
  });
  context.say(
    `${document.network.nodes.length} layers and ${weights} weights are in ${out}. Open it to choose data and train.`,
  );
}
