// The network on the canvas as a drawing of its own: SVG, to be scaled, searched and edited.
import { writeFigure } from '../../shared/export/figure';
import { useDocumentStore } from '../stores/documentStore';

const keptMs = 10_000;

/** The drawing as it stands on the canvas; null when there is nothing to draw. */
export function figureOfCanvas(): { readonly name: string; readonly svg: string } | null {
  const { document: project, analysis } = useDocumentStore.getState();
  if (project === null || analysis === null || project.network.nodes.length === 0) return null;
  const svg = writeFigure({
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
  });
  return { name: `${project.name.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'network'}.svg`, svg };
}

/** Saves it where the browser or the system puts what is saved. */
export function saveFigure(): void {
  const figure = figureOfCanvas();
  if (figure === null) return;
  const url = URL.createObjectURL(new Blob([figure.svg], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = figure.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}
