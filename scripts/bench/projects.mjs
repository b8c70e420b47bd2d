// Documents and project files that the benchmarks open: written here in the file's own format (docs/project-file.md).
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { loadSource } from '../loadSource.mjs';

// The app's own definitions, so that the documents stay whole when a layer gets a further parameter.
const { findLayer } = await loadSource('./shared/layers/index.ts');
const { defaultsOf } = await loadSource('./shared/params.ts');
const { completeTraining } = await loadSource('./shared/run/training.ts');

const withDefaults = (kind, params) => ({ ...defaultsOf(findLayer(kind).params), ...params });

/**
 * A document around a network; `more` replaces parts of its training settings.
 * @param {string} id
 * @param {object} network
 * @param {{ data?: any, [setting: string]: any }} [more]
 */
export function documentOf(id, network, { data = null, ...more } = {}) {
  return {
    format: 1,
    id,
    name: id,
    network,
    data,
    training: completeTraining(more),
    notes: '',
  };
}

/** Layers that follow each other: [kind, params]… */
export function chain(rows) {
  const nodes = rows.map(([kind, params = {}], place) => ({
    id: `n${place}`,
    kind,
    name: `${kind}_${place}`,
    params: withDefaults(kind, params),
    position: { x: 40 + 236 * place, y: 100 },
  }));
  const edges = nodes.slice(1).map((node, place) => ({
    id: `e${place}`,
    source: `n${place}`,
    target: node.id,
    port: 'input',
  }));
  return { nodes, edges };
}

const columns = 25;

/**
 * `count` layers in blocks of five (convolution, normalization, activation, convolution, add) with a short cut around
 * each block. They run to and fro over the canvas and come back along the left column, so that the second layer, whose
 * kernel decides the shapes of all behind it, and the last wire stand side by side. A multiple of 50.
 */
export function largeNetwork(count = 500) {
  const rows = count / columns;
  const place = (index) => {
    const lanes = rows * (columns - 1);
    if (index >= lanes) return { column: 0, row: rows - 1 - (index - lanes) };
    const row = Math.floor(index / (columns - 1));
    const along = index % (columns - 1);
    return { column: 1 + (row % 2 === 0 ? along : columns - 2 - along), row };
  };
  const kinds = [
    ['conv2d', { filters: 8, kernelSize: [3, 3], padding: 'same', activation: 'relu' }],
    ['batchNormalization', {}],
    ['activation', { activation: 'relu' }],
    ['conv2d', { filters: 8, kernelSize: [3, 3], padding: 'same' }],
    ['add', {}],
  ];
  const nodes = [];
  const edges = [];
  const wire = (source, target, port) => edges.push({ id: `e${edges.length}`, source, target, port });
  for (let index = 0; index < count; index++) {
    const { column, row } = place(index);
    const [kind, params] =
      index === 0
        ? ['input', { shape: [64, 64, 3] }]
        : index === 1
          ? ['conv2d', { filters: 8, kernelSize: [3, 3], padding: 'valid' }]
          : index === count - 1
            ? ['output', {}]
            : kinds[(index - 2) % kinds.length];
    const id = `n${index}`;
    nodes.push({
      id,
      kind,
      name: `${kind}_${index}`,
      params: withDefaults(kind, params),
      position: { x: 236 * column, y: 130 * row },
    });
    if (index === 0) continue;
    const port = kind === 'add' ? 'inputs' : 'input';
    if (kind === 'add') wire(`n${index - 5}`, id, port);
    wire(`n${index - 1}`, id, port);
  }
  return { nodes, edges };
}

/** Writes a `.loom` with this document and no runs. */
export async function writeProject(path, document) {
  const bytes = Buffer.from(JSON.stringify(document));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const now = new Date().toISOString();
  const manifest = {
    formatVersion: 1,
    minReader: 1,
    app: 'benchmark',
    created: now,
    modified: now,
    entries: { 'document.json': { bytes: bytes.length, sha256 } },
  };
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('application/vnd.layerloom+zip'), 'mimetype', { compress: false });
  zip.addBuffer(Buffer.from(JSON.stringify(manifest)), 'manifest.json');
  zip.addBuffer(bytes, 'document.json');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}
