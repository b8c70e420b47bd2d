// Sentences with a tag for every word that are made rather than collected, for networks that answer at every place.
import { float, int } from '../../params';
import type { Random } from '../../random';
import { type GeneratorDefinition, defineGenerator } from './generator';

const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)]!;

const firstNames = [
  ...['Anna', 'Ben', 'Clara', 'David', 'Elena', 'Felix', 'Greta', 'Henry', 'Ida', 'Jonas', 'Kira', 'Leo', 'Maya'],
  ...['Noah', 'Olga', 'Paul', 'Rosa', 'Simon', 'Tara', 'Victor', 'Paris', 'Florence', 'Austin', 'May', 'June', 'April'],
];
const lastNames = [
  ...['Berg', 'Carter', 'Diaz', 'Fischer', 'Hall', 'Ivanov', 'Khan', 'Lane', 'Moreau', 'Novak', 'Okafor', 'Park'],
  ...['Quinn', 'Rossi', 'Stone', 'Tanaka', 'York', 'Lincoln', 'Jordan', 'March'],
];
const cities = [
  ...['Berlin', 'Cairo', 'Dublin', 'Geneva', 'Lagos', 'Lima', 'Madrid', 'Osaka', 'Oslo', 'Prague', 'Quito', 'Rome'],
  ...['Sofia', 'Vienna', 'Paris', 'Florence', 'Austin', 'Lincoln', 'York', 'Jordan'],
];
const twoWordCities = ['New York', 'Cape Town', 'San Marino', 'Buenos Aires', 'Hong Kong', 'Saint Paul'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November'],
  'December',
];
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** "B-NAME I-NAME": the first word of a run, and the others. */
function run(text: string, kind: string): Tagged {
  const words = text.split(' ');
  return { words, tags: words.map((_, at) => `${at === 0 ? 'B' : 'I'}-${kind}`) };
}

interface Tagged {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

const parts: { readonly [slot: string]: (random: Random) => Tagged } = {
  '<who>': (random) =>
    run(
      random.integer(2) === 0 ? pick(random, firstNames) : `${pick(random, firstNames)} ${pick(random, lastNames)}`,
      'NAME',
    ),
  '<where>': (random) => run(random.integer(4) === 0 ? pick(random, twoWordCities) : pick(random, cities), 'PLACE'),
  '<when>': (random) => {
    const day = 1 + random.integer(28);
    const year = 1950 + random.integer(80);
    const month = pick(random, months);
    return run(
      pick(random, [
        `${day} ${month} ${year}`,
        `${month} ${day}`,
        `${month} ${year}`,
        pick(random, weekdays),
        String(year),
      ]),
      'DATE',
    );
  },
};

/** A name may also be a city or a month: only what stands around it tells. */
const frames = [
  '<who> moved to <where> in <when> .',
  'In <when> , <who> met <who> in <where> .',
  '<who> was born on <when> .',
  'The train from <where> to <where> was late again .',
  'Nobody in <where> knew what <who> had planned for <when> .',
  '<who> and <who> opened a small shop near <where> .',
  'A letter from <who> arrived on <when> .',
  'On <when> the museum of <where> shows paintings by <who> .',
  'Did <who> really travel from <where> to <where> ?',
  'The meeting with <who> is on <when> in <where> .',
  'It may rain in <where> , said <who> .',
  '<who> and the others march through <where> every year .',
  '<where> was quiet when <who> came back .',
  '<who> will stay until <when> .',
];

const tagged = defineGenerator({
  id: 'tagged',
  title: 'Names, places and dates',
  summary:
    'Sentences in which every word says whether it belongs to a name, a place or a date; some words can be any of them.',
  task: 'classification',
  kind: 'tags',
  params: {
    count: int({ title: 'Sentences', help: 'How many sentences to make.', default: 2500, min: 10, max: 100_000 }),
    noise: float({
      title: 'Noise',
      help: 'The share of words whose tag is lost: they count nowhere.',
      default: 0,
      min: 0,
      max: 0.5,
      step: 0.01,
    }),
  },
  columns: ['sentence', 'tags'],
  target: 'tags',
  make: ({ count, noise }, random) => {
    const sentence: string[] = [];
    const tags: string[] = [];
    const seen = new Set<string>();
    for (let tries = 0; sentence.length < count; tries++) {
      const all = pick(random, frames)
        .split(' ')
        .map((word) => parts[word]?.(random) ?? { words: [word], tags: ['O'] });
      const text = all.flatMap(({ words }) => words).join(' ');
      // Each sentence once, as long as there are others.
      if (seen.has(text) && tries < 20 * count) continue;
      seen.add(text);
      sentence.push(text);
      const own = all.flatMap((part) => part.tags);
      tags.push(own.map((tag) => (noise > 0 && random.uniform() < noise ? '_' : tag)).join(' '));
    }
    return { columns: { sentence, tags } };
  },
});

export const tagGenerators: readonly GeneratorDefinition[] = [tagged];
