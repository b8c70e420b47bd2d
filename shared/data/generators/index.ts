// Data sets that are made rather than loaded: small two-dimensional problems, each chosen because it shows one thing
// about networks. They are code, so they cost nothing to ship and any size, noise and seed can be asked for.
import { checkParams, defaultsOf, float, int } from '../../params';
import type { Random } from '../../random';
import { type ParamValues, type Result, fail, ok } from '../../result';
import { type GeneratedTable, type GeneratorDefinition, type GeneratorOptions, defineGenerator } from './generator';
import { chords } from './chords';
import { motionGenerators } from './motion';
import { pairGenerators } from './pairs';
import { tagGenerators } from './tagged';
import { sceneGenerators } from './scenes';
import { ratingGenerators } from './ratings';
import { seriesGenerators } from './series';
import { tableGenerators } from './tables';
import { textGenerators } from './texts';
import { writingGenerators } from './writing';

function countParam(count: number) {
  return int({
    title: 'Points',
    help: 'How many points to make. The classes share them equally.',
    default: count,
    min: 10,
    max: 100_000,
  });
}

function noiseParam(noise: number) {
  return float({
    title: 'Noise',
    help: 'How far points stray from their ideal place: the standard deviation of a random nudge along x and along y.',
    default: noise,
    min: 0,
    max: 1,
    step: 0.01,
  });
}

function classesParam(count: number, max: number) {
  return int({
    title: 'Classes',
    help: 'How many classes there are. They are named A, B, C and so on.',
    default: count,
    min: 2,
    max,
  });
}

const CLASS_NAMES = 'ABCDEFGH';

/**
 * Points of classes that take turns. `place` gives the ideal place of a point of class `index`; a normal nudge of
 * standard deviation `noise` is added to x, then to y. Both are drawn at noise 0 as well, so that turning the noise
 * up moves the same points instead of making new ones.
 */
function scatter(
  options: { readonly count: number; readonly noise: number; readonly classes: number },
  random: Random,
  place: (index: number) => readonly [x: number, y: number],
): GeneratedTable {
  const x = new Float64Array(options.count);
  const y = new Float64Array(options.count);
  const names: string[] = [];
  for (let i = 0; i < options.count; i++) {
    const index = i % options.classes;
    const [idealX, idealY] = place(index);
    x[i] = idealX + options.noise * random.normal();
    y[i] = idealY + options.noise * random.normal();
    names.push(CLASS_NAMES.charAt(index));
  }
  return { columns: { x, y, class: names } };
}

const xor = defineGenerator({
  id: 'xor',
  title: 'XOR',
  summary: 'Four squares of points in which opposite corners belong together: no straight line can part them.',
  task: 'binary',
  params: { count: countParam(400), noise: noiseParam(0.05) },
  columns: ['x', 'y', 'class'],
  target: 'class',
  make: ({ count, noise }, random) =>
    scatter({ count, noise, classes: 2 }, random, (index) => {
      // Magnitudes from 0.05 leave a narrow gap along the axes. A: equal signs, B: opposite signs.
      const sign = random.integer(2) === 0 ? -1 : 1;
      const x = sign * (0.05 + 0.95 * random.uniform());
      const y = (index === 0 ? sign : -sign) * (0.05 + 0.95 * random.uniform());
      return [x, y];
    }),
});

const spirals = defineGenerator({
  id: 'spirals',
  title: 'Spirals',
  summary: 'Arms of points that wind around each other: a hard shape that needs a network with hidden layers.',
  task: 'classification',
  params: {
    count: countParam(600),
    noise: noiseParam(0.02),
    classes: classesParam(2, 5),
    turns: float({
      title: 'Turns',
      help: 'How often each arm winds around the centre. More turns are harder to learn.',
      default: 1.25,
      min: 0.25,
      max: 4,
      step: 0.25,
    }),
  },
  columns: ['x', 'y', 'class'],
  target: 'class',
  make: ({ count, noise, classes, turns }, random) =>
    scatter({ count, noise, classes }, random, (index) => {
      // Archimedes' spiral: radius grows with the angle, from 0.1 (the arms would meet at 0) to 1.
      const radius = 0.1 + 0.9 * random.uniform();
      const angle = 2 * Math.PI * (turns * radius + index / classes);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
});

const circles = defineGenerator({
  id: 'circles',
  title: 'Circles',
  summary: 'A small ring inside a large one: the classes differ by their distance from the centre.',
  task: 'binary',
  params: {
    count: countParam(400),
    noise: noiseParam(0.05),
    factor: float({
      title: 'Inner radius',
      help: 'The radius of the inner ring; the outer ring has radius 1. Closer to 1 is harder to learn.',
      default: 0.5,
      min: 0.1,
      max: 0.95,
      step: 0.05,
    }),
  },
  columns: ['x', 'y', 'class'],
  target: 'class',
  make: ({ count, noise, factor }, random) =>
    scatter({ count, noise, classes: 2 }, random, (index) => {
      const radius = index === 0 ? 1 : factor;
      const angle = 2 * Math.PI * random.uniform();
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
});

const moons = defineGenerator({
  id: 'moons',
  title: 'Moons',
  summary: 'Two half circles that reach into each other: a gently curved border parts them.',
  task: 'binary',
  params: { count: countParam(400), noise: noiseParam(0.1) },
  columns: ['x', 'y', 'class'],
  target: 'class',
  make: ({ count, noise }, random) =>
    scatter({ count, noise, classes: 2 }, random, (index) => {
      // The half circles of scikit-learn's make_moons: A the upper one about (0, 0), B the lower one about (1, 0.5).
      const angle = Math.PI * random.uniform();
      return index === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    }),
});

const blobs = defineGenerator({
  id: 'blobs',
  title: 'Blobs',
  summary: 'Round clouds of points, one per class: the easiest problem, straight lines are enough.',
  task: 'classification',
  params: { count: countParam(300), noise: noiseParam(0.2), classes: classesParam(3, 8) },
  columns: ['x', 'y', 'class'],
  target: 'class',
  make: ({ count, noise, classes }, random) =>
    scatter({ count, noise, classes }, random, (index) => {
      // The centres stand evenly on the unit circle.
      const angle = (2 * Math.PI * index) / classes;
      return [Math.cos(angle), Math.sin(angle)];
    }),
});

function slopeParam(axis: string, slope: number) {
  return float({
    title: `Slope along ${axis}`,
    help: `How much the value grows when ${axis} grows by 1. A trained network of one unit finds this as its weight.`,
    default: slope,
    min: -10,
    max: 10,
    step: 0.1,
  });
}

const plane = defineGenerator({
  id: 'plane',
  title: 'Plane',
  summary: 'Points on a tilted plane: predict a number that depends on x and y in a straight way.',
  task: 'regression',
  params: {
    count: int({
      title: 'Points',
      help: 'How many points to make.',
      default: 300,
      min: 10,
      max: 100_000,
    }),
    noise: float({
      title: 'Noise',
      help: 'How far values stray from the plane: the standard deviation of a random nudge up or down.',
      default: 0.05,
      min: 0,
      max: 1,
      step: 0.01,
    }),
    slopeX: slopeParam('x', 2),
    slopeY: slopeParam('y', -1),
    offset: float({
      title: 'Offset',
      help: 'The value at x = 0 and y = 0. A trained network of one unit finds this as its bias.',
      default: 0.5,
      min: -10,
      max: 10,
      step: 0.1,
    }),
  },
  columns: ['x', 'y', 'value'],
  target: 'value',
  make: ({ count, noise, slopeX, slopeY, offset }, random) => {
    const x = new Float64Array(count);
    const y = new Float64Array(count);
    const value = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const pointX = 2 * random.uniform() - 1;
      const pointY = 2 * random.uniform() - 1;
      x[i] = pointX;
      y[i] = pointY;
      value[i] = slopeX * pointX + slopeY * pointY + offset + noise * random.normal();
    }
    return { columns: { x, y, value } };
  },
});

export type { GeneratedTable, GeneratorDefinition, GeneratorOptions } from './generator';

/** Every generated data set, in the order in which they are offered. */
export const generators: readonly GeneratorDefinition[] = [
  xor,
  spirals,
  circles,
  moons,
  blobs,
  plane,
  ...tableGenerators,
  chords,
  ...textGenerators,
  ...writingGenerators,
  ...seriesGenerators,
  ...pairGenerators,
  ...tagGenerators,
  ...sceneGenerators,
  ...motionGenerators,
  ...ratingGenerators,
];

/** The generator with that id, or undefined. */
export function findGenerator(id: string): GeneratorDefinition | undefined {
  return generators.find((generator) => generator.id === id);
}

/**
 * Makes a generated data set from values that may come from anywhere, such as a project file. Parameters left out
 * stand at their default, unknown names are ignored; a Problem says which value is out of range.
 */
export function generateTable(id: string, values: ParamValues = {}): Result<GeneratedTable> {
  const definition = findGenerator(id);
  if (definition === undefined) {
    const known = generators.map((generator) => generator.id).join(', ');
    return fail('data.generator', `There is no generated data set called "${id}". Choose one of ${known}.`);
  }
  const all: ParamValues = { ...defaultsOf(definition.params), ...values };
  const objection = checkParams(definition.params, all);
  if (objection !== null) return fail('data.generator', objection.message, { param: objection.param });
  // Every generator's parameters are numbers, and checkParams has just looked at them.
  return ok(definition.generate(all as GeneratorOptions));
}
