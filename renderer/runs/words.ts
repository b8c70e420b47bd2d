// What a run came to, in a few words.
import type { RunSummary } from '../../shared/run/record';
import { figureWords, formatFigure } from '../training/figures';

/** The figures of the best epoch, validation first: the ones that were never trained on. */
function bestFigures(
  run: RunSummary,
): readonly { readonly name: string; readonly title: string; readonly words: string }[] {
  if (run.best === null) return [];
  const figures = run.best.validation ?? run.best.train;
  return Object.entries(figures).map(([name, value]) => {
    const { title, format } = figureWords(name);
    return { name, title, words: formatFigure(value, format) };
  });
}

/** "Accuracy 97.3 %, loss 0.081": the first metric, then the loss. */
export function bestWords(run: RunSummary): string {
  const figures = bestFigures(run);
  const metric = figures.find((figure) => !figure.name.endsWith('loss'));
  const loss = figures.find((figure) => figure.name === 'loss');
  return [metric, loss].flatMap((figure) => (figure ? [`${figure.title} ${figure.words}`] : [])).join(', ');
}
