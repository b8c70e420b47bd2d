// Generated pictures of shapes, with masks or with boxes: data sets in which every picture's truth is known exactly.
import { float, int } from '../../params';
import { type GeneratorDefinition, defineGenerator } from './generator';
import { drawScene, sceneText } from '../shapes';

const params = (count: number, most: number) => ({
  count: int({ title: 'Pictures', help: 'How many pictures to make.', default: count, min: 10, max: 20_000 }),
  noise: float({
    title: 'Texture',
    help: 'How strong the grain and the stripes of the ground are.',
    default: 0.3,
    min: 0,
    max: 1,
    step: 0.05,
  }),
  side: int({ title: 'Side', help: 'Width and height of every picture.', default: 64, min: 32, max: 256, unit: 'px' }),
  most: int({
    title: 'Shapes',
    help: 'Every picture shows from one to so many shapes.',
    default: most,
    min: 1,
    max: 8,
  }),
});

/** Scenes as text, one a row, and the names of what is in them. `shared/data/shapes.ts` draws them. */
function scenes(
  options: { readonly count: number; readonly side: number; readonly most: number; readonly noise: number },
  random: Parameters<typeof drawScene>[3],
) {
  const scene: string[] = [];
  const shapes: string[] = [];
  for (let i = 0; i < options.count; i++) {
    const drawn = drawScene(options.side, options.most, options.noise, random.fork(String(i)));
    scene.push(sceneText(drawn));
    shapes.push(drawn.shapes.map(({ name }) => name).join(' '));
  }
  return { columns: { scene, shapes } };
}

export const sceneGenerators: readonly GeneratorDefinition[] = [
  defineGenerator({
    id: 'shape-masks',
    title: 'Shapes with masks',
    summary: 'Circles, squares and triangles on textured ground: say for every pixel what it belongs to.',
    task: 'classification',
    kind: 'masks',
    params: params(500, 3),
    columns: ['scene', 'shapes'],
    target: 'shapes',
    make: scenes,
  }),
  defineGenerator({
    id: 'shape-boxes',
    title: 'Shapes with boxes',
    summary: 'Circles, squares and triangles on textured ground: find each one and draw a box around it.',
    task: 'detection',
    kind: 'boxes',
    params: params(1000, 4),
    columns: ['scene', 'shapes'],
    target: 'shapes',
    make: scenes,
  }),
];
