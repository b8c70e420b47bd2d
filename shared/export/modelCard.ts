// A model card: what the network is, what it learned from, how well it does on data it never saw, and what it is not
// made for. Filled from the run; sections after Mitchell et al., "Model Cards for Model Reporting", 2019.
import { flag } from '../params';
import { html, markdown } from './card/blocks';
import { blocksOf, drawingFile } from './card/content';
import { figureOfPlan, writeFigure } from './figure';
import type { ExportFile, ExportFormat, ExportInput } from './format';

/** The card as Markdown, and its drawing, for a project that measures the test part by itself. */
export function projectCard({ record, origin }: ExportInput): readonly ExportFile[] {
  const drawing = writeFigure(figureOfPlan(record.plan, record.name));
  const unmeasured = 'For figures of the test part, run python evaluate.py.';
  return [
    { path: 'MODEL_CARD.md', text: markdown(blocksOf(record, drawing, null, null, origin, unmeasured)) },
    { path: drawingFile, text: drawing },
  ];
}

export const modelCard: ExportFormat = {
  id: 'model-card',
  title: 'Model card',
  summary:
    'A report on the network: data, training, figures on the test part, limits, and a drawing. As a page to print, as Markdown, and in the desktop app as a PDF.',
  icon: 'FileChartColumn',
  params: {
    speed: flag({
      title: 'Time for a sample',
      help: 'How long the files of 32, 16 and 8 bits take here for one sample. Times differ a little from card to card.',
      default: false,
    }),
  },
  needs: ['evaluation', 'sizes'],
  check: {
    by: 'none',
    reason: 'it is a document, so there is nothing to run. Its figures were measured on the test part just now.',
  },
  opens: 'MODEL_CARD.html',
  prints: 'MODEL_CARD.html',
  files(input: ExportInput) {
    const { record, evaluation = null, sizes, options } = input;
    const measured = sizes === undefined ? null : { measured: sizes, withSpeed: options['speed'] === true };
    const drawing = writeFigure(figureOfPlan(record.plan, record.name));
    const blocks = blocksOf(record, drawing, evaluation, measured, input.origin);
    return [
      { path: 'MODEL_CARD.html', text: html(record.name, blocks) },
      { path: 'MODEL_CARD.md', text: markdown(blocks) },
      { path: drawingFile, text: drawing },
    ];
  },
};
