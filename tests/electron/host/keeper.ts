// A process that edits a project and tells each edit that was acknowledged, to be killed at any moment.
import { createSession } from '../../../electron/host/session';
import { documentNamed } from '../folder';

const [, , userData = ''] = process.argv;

async function edit(): Promise<void> {
  const session = createSession(userData);
  const opened =
    process.argv[3] === undefined ? await session.create(documentNamed('Kept')) : await session.reopen(process.argv[3]);
  if (!opened.ok) throw new Error(opened.problem.message);
  const start = Number(opened.value.document.notes || '0');
  process.stdout.write(`open ${start} ${opened.value.readOnly}\n`);
  for (let number = start + 1; ; number++) {
    const kept = await session.keep({ ...opened.value.document, notes: String(number) });
    process.stdout.write(`${kept.ok ? 'kept' : kept.problem.code} ${number}\n`);
  }
}
void edit();
