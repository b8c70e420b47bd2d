// Clips against the exported Python: the same folder of pictures through the data room and through preprocessing.py, which
// resizes with numpy.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const home = mkdtempSync(join(tmpdir(), 'layerloom-video-oracle-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const random = createRandom(4);
function noise(width: number, height: number): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(width, height);
  for (let at = 0; at < pixels.data.length; at++) pixels.data[at] = at % 4 === 3 ? 255 : random.integer(256);
  context.putImageData(pixels, 0, 0);
  return canvas.toBuffer('image/png');
}

const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
from preprocessing import encode
print(json.dumps(encode(json.loads(sys.argv[2]), sys.argv[3]).ravel().tolist()))
`;

describe.skipIf(python === '')('clips', () => {
  it.each([
    { frames: 5, width: 5, height: 7, scaling: 'standardize' },
    { frames: 14, colour: 'grey', scaling: 'minusOneToOne' },
  ])('with %j are the same numbers in Python', async (options) => {
    const place = mkdtempSync(join(home, 'clips-'));
    for (const label of ['a', 'b']) {
      for (let clip = 0; clip < 4; clip++) {
        mkdirSync(join(place, label, `clip ${clip}`), { recursive: true });
        // "10" comes after "9", as people count.
        for (let i = 1; i <= 11; i++) writeFileSync(join(place, label, `clip ${clip}`, `${i}.png`), noise(9, 8));
      }
    }
    const config = await inspectData({ type: 'folder', path: place, name: 'clips' }, options);
    if (!config.ok) throw new Error(config.problem.message);
    const data = await openData(config.value);
    if (!data.ok) throw new Error(data.problem.message);
    const project = mkdtempSync(join(home, 'project-'));
    writeFileSync(join(project, 'preprocessing.json'), JSON.stringify({ inputs: [], outputs: [] }));
    const source = resolve(import.meta.dirname, '../../shared/export/project/preprocessing.py');
    copyFileSync(source, join(project, 'preprocessing.py'));
    const input = JSON.stringify(data.value.fitted.inputs['video']);
    const args = ['-c', program, project, input, join(place, 'b/clip 1')];
    const theirs = JSON.parse(execFileSync(python, args, { encoding: 'utf8' })) as readonly number[];
    const ours = (await data.value.batch(Uint32Array.from([5]))).inputs['video']!.values;
    expect(Array.from(ours)).toEqual(theirs.map(Math.fround));
    data.value.close();
  });
});
