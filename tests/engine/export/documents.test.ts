// Exports for people: the page in one file, the model card with its drawing, the notebook. Well formed, whole, and what
// a name or class holds stays text.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import type { ExportReport } from '../../../shared/run/exported';
import { exportCases, hostileName, openCase } from './cases';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = process.env['LAYERLOOM_PYTHON'] ?? '';

async function exported(index: number, format: string, out = `${index}-${format}`): Promise<ExportReport> {
  const open = await openCase(exportCases[index]!);
  try {
    const result = await exportRun({ folder: 'run', format, out: join(folder, out), options: {} }, open.services);
    if (!result.ok) throw new Error(result.problem.message);
    return result.value;
  } finally {
    open.close();
  }
}

const text = (report: ExportReport, file: string) => readFileSync(join(report.folder, file), 'utf8');

describe.each(exportCases.slice(0, 5).map(({ title }, index) => [title, index] as const))('%s', (_title, index) => {
  it('the page holds everything, is checked, and asks for nothing', async () => {
    const report = await exported(index, 'html');
    expect(report.files).toEqual(['network.html']);
    expect(report.verdict).toMatch(/^Checked on \d+ samples by TensorFlow\.js/);
    expect(report.verified!.largestDifference).toBeLessThan(1e-5);
    const { document } = new JSDOM(text(report, 'network.html')).window;
    expect(document.querySelectorAll('script')).toHaveLength(4);
    expect(document.querySelectorAll('[src], link')).toHaveLength(0);
    expect(document.querySelector('meta[http-equiv]')!.getAttribute('content')).toMatch(/^default-src 'none'/);
    const again = await exported(index, 'html', `${index}-html-again`);
    expect(text(again, 'network.html')).toBe(text(report, 'network.html'));
  }, 60_000);

  it('the card has figures of the test part, a drawing and limits', async () => {
    const report = await exported(index, 'model-card');
    expect(report.verdict).toMatch(/^Not checked: it is a document/);
    const { document } = new JSDOM(text(report, 'MODEL_CARD.html')).window;
    expect(document.querySelectorAll('script')).toHaveLength(0);
    const headings = [...document.querySelectorAll('h2')].map((one) => one.textContent);
    expect(headings).toEqual([
      'What it does',
      'The network',
      'Data',
      'Training',
      'How well it does',
      'In smaller numbers',
      'Limits',
    ]);
    expect(document.body.textContent).toMatch(/Test \([\d,]+ samples never seen\)/);
    expect(document.querySelectorAll('svg g').length).toBeGreaterThan(3);
    const drawing = new JSDOM(text(report, 'network.svg'), { contentType: 'image/svg+xml' }).window.document;
    expect(drawing.documentElement.tagName).toBe('svg');
    expect(text(report, 'MODEL_CARD.md')).toMatch(/^# /);
  }, 60_000);
});

it('data that comes with the app keeps its licence: in the card, and beside copies of it', async () => {
  const [card, project] = [await exported(0, 'model-card', 'l1'), await exported(0, 'pytorch', 'l2')];
  const said = /Titanic[^]*Licence[^]*cite/i;
  expect(text(card, 'MODEL_CARD.html')).toMatch(said);
  expect(project.files).toContain('data/data.csv');
  expect(text(project, 'data/LICENCE.md')).toMatch(said);
}, 60_000);

it('a hostile name stays text in the page, the card and the drawing', async () => {
  const [page, card] = [await exported(0, 'html', 'h1'), await exported(0, 'model-card', 'h2')];
  const dom = new JSDOM(text(page, 'network.html')).window.document;
  expect(dom.querySelector('h1')!.textContent).toContain('</script><script>alert');
  const html = new JSDOM(text(card, 'MODEL_CARD.html')).window.document;
  expect(html.querySelector('h1')!.textContent).toBe(hostileName);
  expect(html.querySelectorAll('script')).toHaveLength(0);
  expect(text(card, 'MODEL_CARD.md')).not.toMatch(/<script/);
  const drawing = new JSDOM(text(card, 'network.svg'), { contentType: 'image/svg+xml' }).window.document;
  expect(drawing.querySelectorAll('script')).toHaveLength(0);
});

/** Runs the cells of every folder, one notebook after the other with modules of its own. */
const runCells = `
import json, os, sys
folders = sys.argv[1:]
for folder in folders:
    os.chdir(folder)
    for name in ("network", "predict", "preprocessing"):
        sys.modules.pop(name, None)
    sys.path[0] = folder
    cells = json.load(open("network.ipynb", encoding="utf-8"))["cells"]
    space = {"__name__": "__main__"}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), space)
    print("ran", folder)
`;

it.skipIf(python === '')(
  'notebooks run from top to bottom, and ask about what goes in',
  async () => {
    // A table, a picture, a text, a sound, a window of a series.
    const reports = [];
    // The matrix checks the files that the notebook opens.
    vi.stubEnv('LAYERLOOM_PYTHON', 'none');
    for (const index of [1, 2, 5, 6, 8]) reports.push(await exported(index, 'notebook'));
    vi.unstubAllEnvs();
    for (const report of reports)
      expect(JSON.parse(text(report, 'network.ipynb'))).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
    const output = execFileSync(python, ['-B', '-c', runCells, ...reports.map(({ folder: each }) => each)], {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1', PYTHONIOENCODING: 'utf-8' },
    });
    for (const report of reports) expect(output).toContain(`ran ${report.folder}`);
    expect(output.match(/kernel/g)!.length).toBeGreaterThanOrEqual(reports.length);
  },
  240_000,
);
