// Texts that are made rather than collected: sentences of a small grammar, so that they may be shipped and shown without
// anybody's words in them. What a network has to find is known exactly.
import { float, int } from '../../params';
import type { Random } from '../../random';
import { type GeneratorDefinition, defineGenerator } from './generator';

function textsParam(count: number) {
  return int({
    title: 'Texts',
    help: 'How many texts to make. The classes share them equally.',
    default: count,
    min: 10,
    max: 100_000,
  });
}

const noiseParam = (share: number) =>
  float({
    title: 'Noise',
    help: 'The share of texts that say the opposite of their class, as careless labels do. No network can get these right.',
    default: share,
    min: 0,
    max: 0.5,
    step: 0.01,
  });

const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)]!;

const things = [
  ['film', 'story', 'acting', 'ending', 'soundtrack', 'camera work', 'first half', 'cast', 'dialogue', 'director'],
  ['room', 'bed', 'breakfast', 'staff', 'view', 'pool', 'location', 'shower', 'lobby', 'price'],
  ['soup', 'bread', 'waiter', 'pasta', 'dessert', 'wine', 'table', 'menu', 'coffee', 'kitchen'],
  ['phone', 'screen', 'battery', 'speaker', 'camera', 'case', 'keyboard', 'charger', 'update', 'manual'],
] as const;
const good = [
  ...['good', 'wonderful', 'great', 'lovely', 'brilliant', 'charming', 'excellent', 'superb', 'delightful', 'perfect'],
  ...['impressive', 'beautiful', 'fresh', 'friendly', 'clever', 'reliable', 'generous', 'warm', 'flawless'],
];
const bad = [
  ...['bad', 'terrible', 'awful', 'boring', 'dull', 'disappointing', 'poor', 'dreadful', 'annoying', 'broken'],
  ...['dirty', 'rude', 'stale', 'slow', 'noisy', 'cheap', 'clumsy', 'cold', 'useless'],
];
const strength = ['', '', '', 'really ', 'very ', 'quite ', 'simply ', 'truly ', 'rather '];
const openings = ['', '', '', 'Honestly, ', 'In short, ', 'As always, ', 'To my surprise, ', 'All in all, '];
const likes = ['I loved', 'I enjoyed', 'We adored', 'I was happy with', 'Everyone praised'];
const dislikes = ['I hated', 'I regretted', 'We disliked', 'I was let down by', 'Everyone complained about'];
const neutral = [
  'We came on a Tuesday.',
  'My sister was there, too.',
  'It rained all evening.',
  'I bought it last month.',
  'There were many people.',
  'A friend had told me about it.',
  'It took about two hours.',
];
const goodEnd = ['I would come again.', 'Highly recommended!', 'Five stars.', 'Worth every cent.'];
const badEnd = ['Never again.', 'Save your money!', 'One star.', 'A waste of time.'];

/** "a dull", "an awful". */
function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}

/** One sentence that praises (or blames), now and then by negating the opposite: "not boring at all". */
function opinion(random: Random, praise: boolean, topic: readonly string[]): string {
  const thing = pick(random, topic);
  const [own, other] = praise ? [good, bad] : [bad, good];
  const was = pick(random, ['was', 'is', 'seemed', 'felt']);
  switch (random.integer(6)) {
    case 0:
      return `${pick(random, praise ? likes : dislikes)} the ${thing}.`;
    case 1:
      return `The ${thing} ${was} not ${pick(random, other)}${pick(random, ['', ' at all'])}.`;
    case 2:
      return `The ${thing} ${was} ${pick(random, own)} and ${pick(random, own)}.`;
    case 3:
      return `What ${withArticle(pick(random, own))} ${thing}!`;
    default:
      return `The ${thing} ${was} ${pick(random, strength)}${pick(random, own)}.`;
  }
}

function review(random: Random, praise: boolean): string {
  const topic = pick(random, things);
  const sentences = Array.from({ length: 1 + random.integer(3) }, () => opinion(random, praise, topic));
  // A reviewer who is fair grants one thing, and still thinks the same of the whole.
  if (random.uniform() < 0.2) {
    sentences.push(`Only the ${pick(random, topic)} was ${pick(random, praise ? bad : good)}.`);
    sentences.push(opinion(random, praise, topic));
  }
  if (random.uniform() < 0.4) sentences.splice(random.integer(sentences.length + 1), 0, pick(random, neutral));
  if (random.uniform() < 0.3) sentences.push(pick(random, praise ? goodEnd : badEnd));
  const opening = pick(random, openings);
  const [first = '', ...rest] = sentences;
  const start = opening === '' || first.startsWith('I ') ? first : first.charAt(0).toLowerCase() + first.slice(1);
  return [`${opening}${start}`, ...rest].join(' ');
}

const reviews = defineGenerator({
  id: 'reviews',
  title: 'Reviews',
  summary: 'Short reviews that praise or complain: a first task for a network that reads words.',
  task: 'binary',
  kind: 'text',
  params: { count: textsParam(2000), noise: noiseParam(0.02) },
  columns: ['text', 'sentiment'],
  target: 'sentiment',
  make: ({ count, noise }, random) => {
    const text: string[] = [];
    const sentiment: string[] = [];
    for (let i = 0; i < count; i++) {
      const praise = i % 2 === 0;
      const contrary = random.uniform() < noise;
      text.push(review(random, praise !== contrary));
      sentiment.push(praise ? 'positive' : 'negative');
    }
    return { columns: { text, sentiment } };
  },
});

interface Subject {
  readonly name: string;
  readonly who: readonly string[];
  readonly does: readonly string[];
  readonly what: readonly string[];
}

const subjects: readonly Subject[] = [
  {
    name: 'cooking',
    who: ['the cook', 'my grandmother', 'the baker', 'our neighbour', 'a guest'],
    does: ['stirred', 'seasoned', 'baked', 'chopped', 'tasted', 'served', 'boiled'],
    what: ['the soup', 'fresh bread', 'the onions', 'a tomato sauce', 'the dough', 'roast potatoes', 'an apple pie'],
  },
  {
    name: 'sport',
    who: ['the goalkeeper', 'the trainer', 'our team', 'a young runner', 'the captain'],
    does: ['scored', 'won', 'trained for', 'missed', 'lost', 'celebrated', 'watched'],
    what: ['the final', 'a penalty', 'the race', 'the second half', 'a medal', 'the match', 'the relay'],
  },
  {
    name: 'travel',
    who: ['the tourist', 'the pilot', 'our guide', 'a backpacker', 'the family'],
    does: ['booked', 'reached', 'photographed', 'left', 'explored', 'missed', 'planned'],
    what: [
      'the night train',
      'an old harbour',
      'the hotel',
      'the mountain pass',
      'a ferry',
      'the border',
      'the island',
    ],
  },
  {
    name: 'weather',
    who: ['the forecast', 'a storm', 'the wind', 'heavy rain', 'the first snow'],
    does: ['flooded', 'covered', 'announced', 'cooled', 'hit', 'brought', 'cleared'],
    what: ['the valley', 'a cold front', 'the coast', 'a grey sky', 'the streets', 'thick fog', 'a sunny weekend'],
  },
];
const when = ['yesterday', 'this morning', 'on Sunday', 'after lunch', 'last week', 'in the end', 'once more'];

/** A sentence whose words belong to its subject, but for one that may stray in from another. */
function sentence(random: Random, subject: Subject): string {
  const stray = random.uniform() < 0.25 ? pick(random, subjects) : subject;
  const parts = [pick(random, subject.who), pick(random, stray.does), pick(random, subject.what)];
  const time = random.uniform() < 0.6 ? ` ${pick(random, when)}` : '';
  const text = `${parts.join(' ')}${time}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const topics = defineGenerator({
  id: 'topics',
  title: 'Topics',
  summary: 'Sentences about cooking, sport, travel or the weather: four classes of text.',
  task: 'classification',
  kind: 'text',
  params: { count: textsParam(1600), noise: noiseParam(0.02) },
  columns: ['text', 'topic'],
  target: 'topic',
  make: ({ count, noise }, random) => {
    const text: string[] = [];
    const topic: string[] = [];
    for (let i = 0; i < count; i++) {
      const own = subjects[i % subjects.length]!;
      const contrary = random.uniform() < noise;
      const said = contrary ? pick(random, subjects) : own;
      text.push(Array.from({ length: 1 + random.integer(2) }, () => sentence(random, said)).join(' '));
      topic.push(own.name);
    }
    return { columns: { text, topic } };
  },
});

export const textGenerators: readonly GeneratorDefinition[] = [reviews, topics];
