// The web service: its own tests pass, and it answers raw samples over HTTP as the run's network does, of a table whose
// name would break out of any source, and of pictures sent as files and as JSON.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import { chooseSamples, isPicture } from '../../electron/engine/export/check';
import { exportCases, openCase } from '../engine/export/cases';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-server-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answers {
  readonly answers: readonly { readonly [output: string]: { readonly answer: number[] } }[];
}

describe.skipIf(python === '').each(exportCases.slice(0, 3).map((each, index) => ({ ...each, index })))(
  '$title',
  (given) => {
    it('answers over HTTP as the run does', async () => {
      const open = await openCase(given);
      try {
        const out = join(folder, `case-${given.index}`);
        const report = await exportRun({ folder: 'run', format: 'server', out, options: {} }, open.services);
        if (!report.ok) throw new Error(report.problem.message);
        expect(report.value.verdict).toMatch(/^Checked on \d+ samples by ONNX Runtime/);
        expect(report.value.files).toContain('Dockerfile');
        const cwd = report.value.folder;
        execFileSync(python, ['-B', '-m', 'unittest', 'test_server'], { cwd, stdio: 'pipe' });
        const child = spawn(python, ['-B', 'server.py', '--port', '0'], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
        try {
          const address = await new Promise<string>((done) =>
            child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim())),
          );
          const opened = await open.services.openData(open.trained.record.plan.data);
          if (!opened.ok) throw new Error(opened.problem.message);
          const samples = await chooseSamples(open.trained, opened.value);
          const raw = samples.raw.map((sample) =>
            Object.fromEntries(
              Object.entries(sample).map(([source, value]) => [
                source,
                isPicture(value) ? { base64: value.png.toString('base64') } : value,
              ]),
            ),
          );
          const ask = async (body: string | Buffer, type: string): Promise<unknown> => {
            const sent = typeof body === 'string' ? body : new Uint8Array(body);
            const answer = await fetch(`${address}/predict`, {
              method: 'POST',
              body: sent,
              headers: { 'Content-Type': type },
            });
            expect(answer.status).toBe(200);
            return answer.json();
          };
          const { answers } = (await ask(JSON.stringify({ samples: raw }), 'application/json')) as Answers;
          expect(answers).toHaveLength(samples.raw.length);
          answers.forEach((answer, at) =>
            samples.outputs.forEach(({ name }, output) =>
              samples.own[at]![output]!.forEach((value, i) =>
                expect(Math.abs(value - answer[name]!.answer[i]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))),
              ),
            ),
          );
          const [first] = Object.values(samples.raw[0]!);
          if (isPicture(first!)) expect(await ask(first.png, 'image/png')).toEqual(answers[0]);
          else expect(await ask(JSON.stringify(raw[0]), 'application/json')).toEqual(answers[0]);
          const about = (await (await fetch(address)).json()) as { name: string };
          expect(about.name).toBe(open.trained.record.name);
          opened.value.close();
        } finally {
          child.kill();
        }
        expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toContain('python server.py');
      } finally {
        open.close();
      }
    }, 120_000);
  },
);
