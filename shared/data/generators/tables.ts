// Tables that are made rather than collected: payments with a few frauds among them, and decisions on loans that were not
// fair. Nobody's data is in them, and what a network can find is known exactly.
import { float, int } from '../../params';
import type { Random } from '../../random';
import { type GeneratorDefinition, defineGenerator } from './generator';

const rowsParam = (title: string, help: string, count: number) =>
  int({ title, help, default: count, min: 10, max: 100_000 });

/** One of the choices, by their weights. */
function weighted(random: Random, choices: readonly (readonly [name: string, weight: number])[]): string {
  let left = random.uniform() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of choices) {
    left -= weight;
    if (left < 0) return name;
  }
  return choices[choices.length - 1]![0];
}

/** A positive quantity whose logarithm is normal, as amounts, times and distances are. */
const skewed = (random: Random, median: number, spread: number) => median * Math.exp(spread * random.normal());
const cents = (value: number) => Math.round(value * 100) / 100;

interface Payment {
  readonly amount: number;
  readonly hour: number;
  readonly merchant: string;
  readonly abroad: boolean;
  readonly cardPresent: boolean;
  readonly minutesSinceLast: number;
  readonly kilometresFromHome: number;
  readonly declinedToday: number;
}

/** Now and then a holiday: far from home, in shops one never goes to, one payment soon after the other. */
function payment(random: Random): Payment {
  if (random.uniform() >= 0.03) return usualPayment(random);
  return {
    amount: skewed(random, 70, 0.8),
    hour: 8 + random.integer(16),
    merchant: weighted(random, [
      ['restaurant', 3],
      ['travel', 3],
      ['clothing', 2],
      ['online shop', 2],
      ['electronics', 1],
    ]),
    abroad: random.uniform() < 0.7,
    cardPresent: random.uniform() < 0.7,
    minutesSinceLast: skewed(random, 120, 1),
    kilometresFromHome: skewed(random, 900, 0.7),
    declinedToday: random.uniform() < 0.75 ? 0 : 1 + random.integer(2),
  };
}

function usualPayment(random: Random): Payment {
  const merchant = weighted(random, [
    ['groceries', 30],
    ['restaurant', 20],
    ['fuel', 14],
    ['clothing', 10],
    ['online shop', 16],
    ['electronics', 5],
    ['travel', 5],
  ]);
  const abroad = random.uniform() < 0.06;
  return {
    amount: skewed(random, merchant === 'travel' || merchant === 'electronics' ? 110 : 25, 0.8),
    hour: ((Math.round(14 + 4.5 * random.normal()) % 24) + 24) % 24,
    merchant,
    abroad,
    cardPresent: merchant === 'online shop' ? false : random.uniform() < 0.94,
    minutesSinceLast: skewed(random, 600, 1.2),
    kilometresFromHome: abroad ? skewed(random, 700, 0.6) : skewed(random, 5, 1),
    declinedToday: random.uniform() < 0.95 ? 0 : 1 + random.integer(2),
  };
}

/** Three ways of theft: a stolen number used in shops online, a copied card far away, a stolen number that is tried out. */
function theft(random: Random): Payment {
  switch (random.integer(3)) {
    case 0: {
      const abroad = random.uniform() < 0.5;
      return {
        amount: skewed(random, 150, 0.7),
        hour: random.integer(24),
        merchant: weighted(random, [
          ['online shop', 3],
          ['electronics', 2],
          ['travel', 1],
        ]),
        abroad,
        cardPresent: false,
        minutesSinceLast: skewed(random, 15, 0.9),
        kilometresFromHome: skewed(random, abroad ? 900 : 200, 0.8),
        declinedToday: random.integer(4),
      };
    }
    case 1:
      return {
        amount: skewed(random, 180, 0.6),
        hour: random.integer(24),
        merchant: weighted(random, [
          ['electronics', 3],
          ['clothing', 2],
          ['travel', 2],
        ]),
        abroad: random.uniform() < 0.85,
        cardPresent: true,
        minutesSinceLast: skewed(random, 40, 0.9),
        kilometresFromHome: skewed(random, 1200, 0.5),
        declinedToday: random.integer(3),
      };
    default:
      return {
        amount: skewed(random, 2, 0.5),
        hour: random.integer(7),
        merchant: 'online shop',
        abroad: random.uniform() < 0.3,
        cardPresent: false,
        minutesSinceLast: skewed(random, 3, 0.7),
        kilometresFromHome: skewed(random, 60, 1.2),
        declinedToday: 1 + random.integer(4),
      };
  }
}

const fraud = defineGenerator({
  id: 'fraud',
  title: 'Card payments',
  summary: 'Payments by card of which three in a hundred are frauds: what is rare is easily overlooked.',
  task: 'binary',
  kind: 'table',
  params: {
    count: rowsParam('Payments', 'How many payments to make.', 12_000),
    noise: float({
      title: 'Noise',
      help: 'The share of frauds that look like any other payment. No network can find these.',
      default: 0.12,
      min: 0,
      max: 1,
      step: 0.01,
    }),
    share: float({
      title: 'Frauds',
      help: 'The share of payments that are frauds.',
      default: 0.03,
      min: 0.001,
      max: 0.5,
      step: 0.005,
    }),
  },
  columns: [
    'amount',
    'hour',
    'merchant',
    'country',
    'card_present',
    'minutes_since_last',
    'kilometres_from_home',
    'declined_today',
    'fraud',
  ],
  target: 'fraud',
  make: ({ count, noise, share }, random) => {
    const isFraud: boolean[] = [];
    const payments: Payment[] = [];
    for (let i = 0; i < count; i++) {
      const fraudulent = random.uniform() < share;
      isFraud.push(fraudulent);
      payments.push(fraudulent && random.uniform() >= noise ? theft(random) : payment(random));
    }
    const numbers = (of: (payment: Payment) => number) => Float64Array.from(payments, of);
    return {
      columns: {
        amount: numbers(({ amount }) => Math.max(0.5, cents(amount))),
        hour: numbers(({ hour }) => hour),
        merchant: payments.map(({ merchant }) => merchant),
        country: payments.map(({ abroad }) => (abroad ? 'abroad' : 'home')),
        card_present: payments.map(({ cardPresent }) => (cardPresent ? 'yes' : 'no')),
        minutes_since_last: numbers(({ minutesSinceLast }) => Math.max(1, Math.round(minutesSinceLast))),
        kilometres_from_home: numbers(({ kilometresFromHome }) => Math.round(kilometresFromHome * 10) / 10),
        declined_today: numbers(({ declinedToday }) => declinedToday),
        fraud: isFraud.map((yes) => (yes ? 'yes' : 'no')),
      },
    };
  },
});

const credit = defineGenerator({
  id: 'credit',
  title: 'Loan decisions',
  summary:
    'Loans that a bank granted or refused, harder on one district than on the other: what is unfair is learned, too.',
  task: 'binary',
  kind: 'table',
  params: {
    count: rowsParam('Applications', 'How many applications for a loan to make.', 4000),
    noise: float({
      title: 'Noise',
      help: 'How much of a decision was chance: the standard deviation of a random part of the score, which is about 2 wide.',
      default: 0.35,
      min: 0,
      max: 5,
      step: 0.05,
    }),
    bias: float({
      title: 'Bias',
      help: 'How much was taken off the score of applicants from Riverside, whatever their figures: 0 is fair.',
      default: 1,
      min: 0,
      max: 5,
      step: 0.1,
    }),
  },
  columns: [
    'income',
    'loan',
    'debt',
    'savings',
    'years_employed',
    'missed_payments',
    'home',
    'kilometres_to_branch',
    'district',
    'granted',
  ],
  target: 'granted',
  // It is there to check decisions by, not to decide by.
  ignore: ['district'],
  make: ({ count, noise, bias }, random) => {
    const columns = {
      income: new Float64Array(count),
      loan: new Float64Array(count),
      debt: new Float64Array(count),
      savings: new Float64Array(count),
      years_employed: new Float64Array(count),
      missed_payments: new Float64Array(count),
      home: [] as string[],
      kilometres_to_branch: new Float64Array(count),
      district: [] as string[],
      granted: [] as string[],
    };
    const hundreds = (value: number) => Math.round(value / 100) * 100;
    for (let i = 0; i < count; i++) {
      const riverside = random.uniform() < 0.4;
      const income = skewed(random, 36_000, 0.35);
      const loan = skewed(random, 12_000, 0.6);
      const debt = random.uniform() < 0.3 ? 0 : skewed(random, 6000, 0.8);
      const savings = random.uniform() < 0.25 ? 0 : skewed(random, 5000, 1);
      const years = Math.max(0, Math.round(7 + 5 * random.normal()));
      const missed = random.uniform() < 0.65 ? 0 : 1 + random.integer(4);
      const owns = random.uniform() < 0.45;
      // The branch stands in Oldtown, so the way to it gives the district away.
      const way = riverside ? 7 + 1.5 * random.normal() : 2.5 + 1.2 * random.normal();
      const score =
        1.4 +
        1.2 * Math.log(income / 36_000) -
        1.6 * ((loan + debt) / income - 0.5) +
        0.25 * Math.log1p(savings / 5000) +
        0.06 * (years - 7) -
        0.7 * missed +
        (owns ? 0.3 : 0) -
        (riverside ? bias : 0) +
        noise * random.normal();
      columns.income[i] = hundreds(income);
      columns.loan[i] = hundreds(loan);
      columns.debt[i] = hundreds(debt);
      columns.savings[i] = hundreds(savings);
      columns.years_employed[i] = years;
      columns.missed_payments[i] = missed;
      columns.home.push(owns ? 'own' : 'rent');
      columns.kilometres_to_branch[i] = Math.round(Math.max(0.2, way) * 10) / 10;
      columns.district.push(riverside ? 'Riverside' : 'Oldtown');
      columns.granted.push(score > 0.4 ? 'yes' : 'no');
    }
    return { columns };
  },
});

/** Pixels along a side of the picture in a row of the table. */
const side = 8;
const pixelNames = Array.from(
  { length: side * side },
  (_, at) => `pixel_${Math.floor(at / side) + 1}_${(at % side) + 1}`,
);

/** A scratch of this length, in pixels, somewhere on a plain face: grey levels from 0 to 1, row by row. */
function scratched(random: Random, length: number): Float64Array {
  const angle = Math.PI * random.uniform();
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  // The whole scratch is in the picture.
  const middle = (step: number) =>
    side / 2 + (random.uniform() - 0.5) * Math.max(0, side - 1 - Math.abs(step) * length);
  const [x, y] = [middle(dx), middle(dy)];
  const depth = 0.7 + 0.1 * random.uniform();
  return Float64Array.from({ length: side * side }, (_, at) => {
    const [px, py] = [(at % side) + 0.5 - x, Math.floor(at / side) + 0.5 - y];
    const along = Math.max(-length / 2, Math.min(length / 2, px * dx + py * dy));
    const off = Math.hypot(px - along * dx, py - along * dy);
    const ink = length === 0 ? 0 : depth * Math.exp(-((off / 0.7) ** 2));
    return Math.round(1000 * Math.max(0, Math.min(1, 0.1 + ink + 0.04 * random.normal()))) / 1000;
  });
}

const inspection = defineGenerator({
  id: 'inspection',
  title: 'Inspected parts',
  summary:
    'A camera’s picture of each part and two measurements: a scratch breaks a part that is thinner than it is long.',
  task: 'binary',
  kind: 'table',
  params: {
    count: rowsParam('Parts', 'How many parts to make.', 3000),
    noise: float({
      title: 'Noise',
      help: 'The share of parts that were labelled wrong. No network can get these right.',
      default: 0.02,
      min: 0,
      max: 0.5,
      step: 0.01,
    }),
  },
  columns: [...pixelNames, 'thickness', 'weight', 'broke'],
  target: 'broke',
  make: ({ count, noise }, random) => {
    const pixels = pixelNames.map(() => new Float64Array(count));
    const thickness = new Float64Array(count);
    const weight = new Float64Array(count);
    const broke: string[] = [];
    for (let i = 0; i < count; i++) {
      const thick = 1 + 5 * random.uniform();
      const length = random.uniform() < 0.2 ? 0 : 1 + 6 * random.uniform();
      scratched(random, length).forEach((value, at) => (pixels[at]![i] = value));
      thickness[i] = Math.round(100 * thick) / 100;
      weight[i] = Math.round(10 * (8 * thick + 1.5 * random.normal())) / 10;
      const wrong = random.uniform() < noise;
      broke.push(length > thick !== wrong ? 'yes' : 'no');
    }
    const ofPixels = Object.fromEntries(pixelNames.map((name, at) => [name, pixels[at]!]));
    return { columns: { ...ofPixels, thickness, weight, broke } };
  },
});

export const tableGenerators: readonly GeneratorDefinition[] = [fraud, credit, inspection];
