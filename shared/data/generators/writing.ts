// Texts for networks that write: small stories and short conversations, made by a grammar so that they may be shipped
// and shown without anybody's words in them. What follows from what is known exactly: a story keeps its hero to the end,
// and a question has one answer.
import { float, int } from '../../params';
import type { Random } from '../../random';
import { type GeneratorDefinition, defineGenerator } from './generator';

function textsParam(count: number) {
  return int({
    title: 'Texts',
    help: 'How many texts to make.',
    default: count,
    min: 10,
    max: 100_000,
  });
}

const noiseParam = float({
  title: 'Slips',
  help: 'The share of letters that are mistyped. A network that learns from slips makes some.',
  default: 0,
  min: 0,
  max: 0.2,
  step: 0.01,
});

const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)]!;

const letters = 'abcdefghijklmnopqrstuvwxyz';

function withSlips(text: string, share: number, random: Random): string {
  if (share === 0) return text;
  return Array.from(text, (character) =>
    letters.includes(character) && random.uniform() < share ? letters[random.integer(letters.length)]! : character,
  ).join('');
}

interface Hero {
  readonly name: string;
  readonly they: string;
  readonly them: string;
}

const she = (name: string): Hero => ({ name, they: 'she', them: 'her' });
const he = (name: string): Hero => ({ name, they: 'he', them: 'him' });
const heroes: readonly Hero[] = [
  ...['Mila', 'Ada', 'Rosa', 'Ina', 'Tilda', 'Emmi', 'Greta', 'Nora'].map(she),
  ...['Bruno', 'Otto', 'Karl', 'Pim', 'Felix', 'Leo', 'Hugo', 'Anton'].map(he),
];
const animals = ['fox', 'hare', 'bear', 'mouse', 'otter', 'wolf', 'goose', 'cat', 'frog', 'badger'];
const homes = ['by the river', 'in the woods', 'on a hill', 'near the sea', 'under an old oak', 'behind the mill'];
const quests = {
  home: { lost: ['a golden key', 'a red ball', 'a silver spoon', 'a warm hat', 'a blue kite', 'a small bell'] },
  feast: { lost: ['a honey cake', 'a ripe pear', 'a pot of jam', 'a loaf of bread', 'a round cheese', 'a sweet plum'] },
} as const;
const helpers = ['a kind owl', 'an old crow', 'a clever snail', 'a merry duck', 'a shy deer', 'a young hedgehog'];
const searched = ['looked for', 'dreamed of', 'wished for', 'set out to find'];
const ends = {
  home: ['went home happy', 'sang all the way home', 'showed it to the whole village'],
  feast: ['shared it with everyone', 'ate it under the stars', 'saved half of it for winter'],
} as const;

function story(random: Random, kind: keyof typeof quests): string {
  const hero = pick(random, heroes);
  const thing = pick(random, quests[kind].lost);
  const noun = thing.replace(/^an? /, '');
  const helper = pick(random, helpers);
  const met = pick(random, [`${helper} helped ${hero.them}`, `${hero.they} met ${helper}`]);
  return [
    `${hero.name} the ${pick(random, animals)} lived ${pick(random, homes)}.`,
    `One day ${hero.they} ${pick(random, searched)} ${thing}.`,
    `${met.charAt(0).toUpperCase()}${met.slice(1)}.`,
    `At last ${hero.name} found the ${noun} and ${pick(random, ends[kind])}.`,
  ].join(' ');
}

const stories = defineGenerator({
  id: 'stories',
  title: 'Little stories',
  summary: 'Stories of four sentences about an animal that looks for something: for a network that learns to write.',
  task: 'binary',
  kind: 'text',
  params: { count: textsParam(3000), noise: noiseParam },
  columns: ['text', 'kind'],
  target: 'kind',
  make: ({ count, noise }, random) => {
    const text: string[] = [];
    const kind: string[] = [];
    for (let i = 0; i < count; i++) {
      const about = i % 2 === 0 ? 'home' : 'feast';
      text.push(withSlips(story(random, about), noise, random));
      kind.push(about);
    }
    return { columns: { text, kind } };
  },
});

type Turn = readonly [question: string, answer: string];

const capitals: readonly (readonly [country: string, capital: string])[] = [
  ['France', 'Paris'],
  ['Italy', 'Rome'],
  ['Spain', 'Madrid'],
  ['Japan', 'Tokyo'],
  ['Egypt', 'Cairo'],
  ['Peru', 'Lima'],
  ['Kenya', 'Nairobi'],
  ['Norway', 'Oslo'],
  ['Poland', 'Warsaw'],
  ['Greece', 'Athens'],
  ['Cuba', 'Havana'],
  ['Austria', 'Vienna'],
  ['Ireland', 'Dublin'],
  ['Portugal', 'Lisbon'],
  ['Sweden', 'Stockholm'],
  ['Finland', 'Helsinki'],
];
const colours: readonly (readonly [thing: string, colour: string])[] = [
  ['the sky', 'blue'],
  ['grass', 'green'],
  ['snow', 'white'],
  ['coal', 'black'],
  ['a lemon', 'yellow'],
  ['a carrot', 'orange'],
  ['blood', 'red'],
  ['a plum', 'purple'],
  ['chocolate', 'brown'],
  ['an elephant', 'grey'],
];
const opposites: readonly (readonly [word: string, opposite: string])[] = [
  ['hot', 'cold'],
  ['big', 'small'],
  ['fast', 'slow'],
  ['old', 'young'],
  ['full', 'empty'],
  ['dark', 'light'],
  ['near', 'far'],
  ['early', 'late'],
  ['loud', 'quiet'],
  ['sweet', 'sour'],
];
const sounds: readonly (readonly [animal: string, sound: string])[] = [
  ['dog', 'woof'],
  ['cat', 'meow'],
  ['cow', 'moo'],
  ['sheep', 'baa'],
  ['duck', 'quack'],
  ['lion', 'roar'],
  ['bee', 'buzz'],
  ['frog', 'croak'],
];
const smallTalk: readonly Turn[] = [
  ['Hello!', 'Hello, nice to meet you.'],
  ['Hi there!', 'Hello, nice to meet you.'],
  ['How are you?', 'I am well, thank you.'],
  ['Who are you?', 'I am a small network.'],
  ['What is your name?', 'They call me Loom.'],
  ['What can you do?', 'I can answer a few questions.'],
  ['Thank you!', 'You are welcome.'],
  ['Goodbye!', 'Goodbye, see you soon.'],
];
const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const subjects: { readonly [name: string]: (random: Random) => Turn } = {
  capitals: (random) => {
    const [country, capital] = pick(random, capitals);
    return [
      pick(random, [`What is the capital of ${country}?`, `Which city is the capital of ${country}?`]),
      `The capital of ${country} is ${capital}.`,
    ];
  },
  colours: (random) => {
    const [thing, colour] = pick(random, colours);
    return [
      pick(random, [`What colour is ${thing}?`, `Which colour has ${thing}?`]),
      `${thing.charAt(0).toUpperCase()}${thing.slice(1)} is ${colour}.`,
    ];
  },
  opposites: (random) => {
    const [a, b] = pick(random, opposites);
    const [word, opposite] = random.uniform() < 0.5 ? [a, b] : [b, a];
    return [
      pick(random, [`What is the opposite of ${word}?`, `Tell me the opposite of ${word}.`]),
      `The opposite of ${word} is ${opposite}.`,
    ];
  },
  sounds: (random) => {
    const [animal, sound] = pick(random, sounds);
    return [pick(random, [`What does a ${animal} say?`, `How does a ${animal} sound?`]), `A ${animal} says ${sound}.`];
  },
  sums: (random) => {
    const a = random.integer(6);
    const b = random.integer(6);
    return [
      pick(random, [`What is ${numbers[a]} plus ${numbers[b]}?`, `How much is ${numbers[a]} plus ${numbers[b]}?`]),
      `It is ${numbers[a + b]}.`,
    ];
  },
  talk: (random) => pick(random, smallTalk),
};

/** How a turn is written, and how a question is put to a network that learned from such: `{}` is what a person says. */
export const chatFrame = 'You: {} Bot:';

/** Two turns that follow each other, so that few conversations are alike. */
const turns = 2;

const chat = defineGenerator({
  id: 'chat',
  title: 'Questions and answers',
  summary:
    'Two short questions about capitals, colours, opposites, animals and sums with their answers: for a small chat.',
  task: 'classification',
  kind: 'text',
  params: { count: textsParam(3000), noise: noiseParam },
  columns: ['text', 'subject'],
  target: 'subject',
  make: ({ count, noise }, random) => {
    const names = Object.keys(subjects);
    const text: string[] = [];
    const subject: string[] = [];
    for (let i = 0; i < count; i++) {
      const name = names[i % names.length]!;
      const said = Array.from({ length: turns }, (_, turn) => {
        const about = turn === turns - 1 ? name : pick(random, names);
        const [question, answer] = subjects[about]!(random);
        return `${chatFrame.replace('{}', question)} ${answer}`;
      });
      text.push(withSlips(said.join(' '), noise, random));
      subject.push(name);
    }
    return { columns: { text, subject } };
  },
});

export const writingGenerators: readonly GeneratorDefinition[] = [stories, chat];
