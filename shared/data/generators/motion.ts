// Generated clips: a shape that moves left, right, up or down.
import { float, int } from '../../params';
import { type GeneratorDefinition, defineGenerator } from './generator';
import { directions, drawMotion, motionText } from '../motion';

export const motionGenerators: readonly GeneratorDefinition[] = [
  defineGenerator({
    id: 'moving-shapes',
    title: 'Moving shapes',
    summary: 'Short clips of a shape that moves left, right, up or down: no single picture tells which.',
    task: 'classification',
    kind: 'video',
    params: {
      count: int({ title: 'Clips', help: 'How many clips to make.', default: 600, min: 20, max: 10_000 }),
      noise: float({
        title: 'Grain',
        help: 'How strong the grain of every picture is.',
        default: 0.2,
        min: 0,
        max: 1,
        step: 0.05,
      }),
      side: int({
        title: 'Side',
        help: 'Width and height of every picture.',
        default: 24,
        min: 16,
        max: 128,
        unit: 'px',
      }),
      frames: int({ title: 'Pictures', help: 'How many pictures a clip has.', default: 8, min: 2, max: 64 }),
    },
    columns: ['clip', 'direction'],
    target: 'direction',
    make: ({ count, noise, side, frames }, random) => {
      const names = Array.from({ length: count }, (_, i) => directions[i % directions.length]!);
      return {
        columns: {
          clip: names.map((name, i) => motionText(drawMotion(side, frames, noise, name, random.fork(String(i))))),
          direction: names,
        },
      };
    },
  }),
];
