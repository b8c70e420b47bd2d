// A model card gets a PDF where the host can print; what cannot be printed stays an export.
import { expect, it } from 'vitest';
import { withPdf } from '../../../electron/host/printExport';
import type { ExportReport } from '../../../shared/run/exported';

const report: ExportReport = {
  folder: '/out/card',
  files: ['MODEL_CARD.html', 'MODEL_CARD.md', 'network.svg'],
  verified: null,
  verdict: 'Not checked.',
};
const files = ['MODEL_CARD.html', 'MODEL_CARD.md', 'MODEL_CARD.pdf', 'network.svg'];

it.each([
  ['a model card on the desktop', 'model-card', () => Promise.resolve(), { ...report, files }],
  ['a format without a page to print', 'onnx', () => Promise.reject(new Error('asked')), report],
  ['a browser, which prints by itself', 'model-card', undefined, report],
  [
    'a printer that fails',
    'model-card',
    () => Promise.reject(new Error('disk full')),
    { ...report, verdict: 'Not checked. The PDF could not be made (disk full): print MODEL_CARD.html instead.' },
  ],
] as const)('%s', async (_title, format, print, expected) => {
  expect(await withPdf(report, format, print)).toEqual(expected);
});
