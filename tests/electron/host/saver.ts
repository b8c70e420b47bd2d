// A process that saves the same project over and over, to be killed at any moment (atomicSave.test.ts).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProjectFile } from '../../../electron/host/projectFile/write';

const [, , folder = '', naive] = process.argv;
const path = join(folder, 'p.loom');
mkdirSync(join(folder, 'workspace/runs'), { recursive: true });

async function saveForEver(): Promise<void> {
  for (let number = 1; ; number++) {
    const notes = `${number} `.repeat(20_000);
    const document = {
      format: 1,
      id: 'p',
      name: String(number),
      network: { nodes: [], edges: [] },
      data: null,
      training: {},
      notes,
    };
    // The broken twin: what everybody writes first.
    if (naive === 'naive') writeFileSync(path, JSON.stringify(document));
    else await writeProjectFile({ path, document, folder: join(folder, 'workspace'), app: 'x', before: null, now: '' });
    process.stdout.write(`${number}\n`);
  }
}
void saveForEver();
