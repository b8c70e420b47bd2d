// The network on the canvas as a drawing of its own: SVG and PDF, to be scaled, searched and printed, or PNG.
import { type Figure, writeFigure } from '../../shared/export/figure';
import { lettersNotInPdf, writeFigurePdf } from '../../shared/export/figurePdf';
import { t } from '../i18n';
import { useDocumentStore } from '../stores/documentStore';
import { showMessage, showProblem } from '../ui/showProblem';

const keptMs = 10_000;
/** Of letters that the PDF has not, so many are named. */
const lettersNamed = 12;
/** Pixels of a PNG for each of the canvas, as screens of high density have them, and as many as browsers can draw. */
const density = 2;
const mostPixels = 16_000;

/** What stands on the canvas; null when there is nothing to draw. */
function drawnFigure(): Figure | null {
  const { document: project, analysis } = useDocumentStore.getState();
  if (project === null || analysis === null || project.network.nodes.length === 0) return null;
  return {
    title: project.name,
    nodes: project.network.nodes.map(({ id, kind, name, params, position }) => ({
      id,
      kind,
      name,
      params,
      x: position.x,
      y: position.y,
      shape: analysis.specs.get(id)?.shape ?? null,
    })),
    wires: project.network.edges.map(({ source, target }) => ({ source, target })),
    direction: project.view?.direction ?? 'right',
  };
}

const fileName = ({ title }: Figure, extension: string): string =>
  `${title.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'network'}.${extension}`;

/** The drawing as it stands on the canvas; null when there is nothing to draw. */
export function figureOfCanvas(): { readonly name: string; readonly svg: string } | null {
  const figure = drawnFigure();
  return figure === null ? null : { name: fileName(figure, 'svg'), svg: writeFigure(figure) };
}

/** The same as a PDF of one page. */
export function pdfOfCanvas(): {
  readonly name: string;
  readonly pdf: Uint8Array<ArrayBuffer>;
  /** Letters that it has "?" for. */
  readonly missing: readonly string[];
} | null {
  const figure = drawnFigure();
  return figure === null
    ? null
    : { name: fileName(figure, 'pdf'), pdf: writeFigurePdf(figure), missing: lettersNotInPdf(figure) };
}

/** Saves it where the browser or the system puts what is saved. */
function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}

export function saveFigure(): void {
  const figure = figureOfCanvas();
  if (figure !== null) save(figure.name, new Blob([figure.svg], { type: 'image/svg+xml' }));
}

export function saveFigurePdf(): void {
  const figure = pdfOfCanvas();
  if (figure === null) return;
  save(figure.name, new Blob([figure.pdf], { type: 'application/pdf' }));
  if (figure.missing.length > 0)
    showMessage(t('export.pdfLetters', { letters: figure.missing.slice(0, lettersNamed).join(' ') }), {
      title: t('export.saveSvg'),
      run: saveFigure,
    });
}

/** Drawn by the browser itself, on white. */
export function saveFigurePng(): void {
  const figure = drawnFigure();
  if (figure !== null)
    void pngOf(writeFigure(figure)).then((blob) => {
      if (blob !== null) save(fileName(figure, 'png'), blob);
      else showProblem({ code: 'figure.png', severity: 'error', message: t('export.noPng') });
    });
}

/** An SVG as pixels; null where the browser cannot draw it, as it may be of a size for which it has no memory. */
async function pngOf(svg: string): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    const scale = Math.min(density, mostPixels / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
