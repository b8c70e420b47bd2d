// Pairs of texts that are made rather than collected, for networks that read one text and write another.
import { float, int } from '../../params';
import type { Random } from '../../random';
import { type GeneratorDefinition, defineGenerator } from './generator';

const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)]!;

const pairsParam = (count: number) =>
  int({ title: 'Pairs', help: 'How many pairs of texts to make.', default: count, min: 10, max: 100_000 });

const noiseParam = float({
  title: 'Noise',
  help: 'The share of pairs whose target belongs to another source. No network can get these right.',
  default: 0,
  min: 0,
  max: 0.5,
  step: 0.01,
});

/** Targets of a share of the pairs change places. */
function disturb(random: Random, target: string[], noise: number): void {
  for (let i = 0; i < target.length; i++) {
    if (random.uniform() >= noise) continue;
    const other = random.integer(target.length);
    [target[i], target[other]] = [target[other]!, target[i]!];
  }
}

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'],
  ...['September', 'October', 'November', 'December'],
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function ordinal(day: number): string {
  const end = day % 100 >= 11 && day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${end}`;
}

/** A day as people write it, in one of many ways. Numbers alone stand day first. */
function written(random: Random, year: number, month: number, day: number, weekday: number): string {
  const name = months[month - 1]!;
  const short = name.slice(0, 3);
  const two = (n: number) => String(n).padStart(2, '0');
  const ways = [
    `${day} ${name} ${year}`,
    `${name} ${day}, ${year}`,
    `${short} ${day} ${year}`,
    `${day} ${short} ${year}`,
    `${ordinal(day)} of ${name} ${year}`,
    `${name} ${ordinal(day)}, ${year}`,
    `${weekdays[weekday]!.slice(0, 3)}, ${day} ${short} ${year}`,
    `${weekdays[weekday]} ${day} ${name} ${year}`,
    `${day}.${month}.${year}`,
    `${two(day)}/${two(month)}/${year}`,
    `${day}-${short}-${two(year % 100)}`,
    `the ${ordinal(day)} of ${name}, ${year}`,
  ];
  const text = pick(random, ways);
  const style = random.integer(4);
  return style === 0 ? text.toUpperCase() : style === 1 ? text.toLowerCase() : text;
}

const dates = defineGenerator({
  id: 'dates',
  title: 'Written dates',
  summary: 'Dates as people write them, and the same day as a computer does: a first task for a network that writes.',
  task: 'classification',
  kind: 'pairs',
  params: { count: pairsParam(8000), noise: noiseParam },
  columns: ['written', 'iso'],
  target: 'iso',
  make: ({ count, noise }, random) => {
    const source: string[] = [];
    const target: string[] = [];
    const first = Date.UTC(1970, 0, 1);
    const days = Math.round((Date.UTC(2050, 0, 1) - first) / 86_400_000);
    for (let i = 0; i < count; i++) {
      const at = new Date(first + random.integer(days) * 86_400_000);
      source.push(written(random, at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCDay()));
      target.push(at.toISOString().slice(0, 10));
    }
    disturb(random, target, noise);
    return { columns: { written: source, iso: target } };
  },
});

const people = ['Anna', 'Ben', 'Clara', 'David', 'Elena', 'Felix', 'Greta', 'Henry', 'Ida', 'Jonas', 'Kira', 'Leo'];
const places = ['the lake', 'the old mill', 'the harbour', 'the market', 'the museum', 'the park', 'the station'];
const deeds = [
  ['bought', 'a bicycle', 'bicycle bought'],
  ['lost', 'a red umbrella', 'umbrella lost'],
  ['found', 'a silver ring', 'ring found'],
  ['sold', 'an old piano', 'piano sold'],
  ['repaired', 'a broken clock', 'clock repaired'],
  ['painted', 'a small boat', 'boat painted'],
  ['photographed', 'a rare bird', 'bird photographed'],
  ['won', 'a chess match', 'chess match won'],
] as const;
const days = ['on Monday', 'on Friday', 'yesterday', 'last night', 'this morning', 'at noon'];
const asides = [
  'The weather was fine and many people were about.',
  'It had rained all week, so the paths were muddy.',
  'Nobody had expected it.',
  'A friend came along and carried the bags.',
  'Afterwards there was coffee and cake for everyone.',
  'The bus was late as usual.',
  'Some neighbours watched from their windows.',
];

const reports = defineGenerator({
  id: 'reports',
  title: 'Short reports',
  summary: 'Reports of three sentences and the headline that sums each up: who did what, and where.',
  task: 'classification',
  kind: 'pairs',
  params: { count: pairsParam(6000), noise: noiseParam },
  columns: ['report', 'headline'],
  target: 'headline',
  make: ({ count, noise }, random) => {
    const report: string[] = [];
    const headline: string[] = [];
    for (let i = 0; i < count; i++) {
      const who = pick(random, people);
      const where = pick(random, places);
      const [did, what, short] = pick(random, deeds);
      const when = pick(random, days);
      const news = pick(random, [
        `${who} ${did} ${what} near ${where} ${when}.`,
        `Near ${where}, ${who} ${did} ${what} ${when}.`,
        `It was ${when} near ${where} that ${who} ${did} ${what}.`,
      ]);
      const first = random.integer(asides.length);
      const others = [asides[first]!, asides[(first + 1 + random.integer(asides.length - 1)) % asides.length]!];
      others.splice(random.integer(3), 0, news);
      report.push(others.join(' '));
      headline.push(`${who}: ${short} at ${where.slice(4)}`);
    }
    disturb(random, headline, noise);
    return { columns: { report, headline } };
  },
});

export const pairGenerators: readonly GeneratorDefinition[] = [dates, reports];
