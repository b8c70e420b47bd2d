// Time series that are made rather than measured: what comes back (a week, a year), what grows, and what nobody can know.
import { float, int } from '../params';
import { type GeneratorDefinition, defineGenerator } from './defineGenerator';

const day = 86_400_000;

const sales = defineGenerator({
  id: 'sales',
  title: 'Ice cream sales',
  summary: 'Sales per day that rise over the years, with the week, with summer and with the heat of the day.',
  task: 'regression',
  kind: 'series',
  params: {
    count: int({
      title: 'Days',
      help: 'How many days in a row there are, from 1 January 2020 on.',
      default: 2500,
      min: 10,
      max: 100_000,
    }),
    noise: float({
      title: 'Noise',
      help: 'What cannot be forecast: the standard deviation of a random part of each day’s sales, in units sold.',
      default: 6,
      min: 0,
      max: 200,
      step: 1,
    }),
    trend: float({
      title: 'Trend',
      help: 'How many more are sold per day after a year.',
      default: 20,
      min: -100,
      max: 100,
      step: 1,
    }),
    season: float({
      title: 'Season',
      help: 'How strongly summer and the week move the sales: 0 for not at all.',
      default: 1,
      min: 0,
      max: 3,
      step: 0.1,
    }),
  },
  columns: ['date', 'temperature', 'sales'],
  target: 'sales',
  make: ({ count, noise, trend, season }, random) => {
    const date: string[] = [];
    const temperature = new Float64Array(count);
    const sold = new Float64Array(count);
    const week = [-20, -15, -10, 0, 15, 45, 40];
    let weather = 0;
    for (let i = 0; i < count; i++) {
      const now = new Date(Date.UTC(2020, 0, 1) + i * day);
      date.push(now.toISOString().slice(0, 10));
      const year = (2 * Math.PI * (i - 105)) / 365.25;
      // Warm and cold spells last: each day keeps seven tenths of the day before.
      weather = 0.7 * weather + 2.5 * random.normal();
      const warmth = 12 + 10 * season * Math.sin(year) + weather;
      const amount =
        180 +
        (trend * i) / 365.25 +
        season * (60 * Math.sin(year) + week[(now.getUTCDay() + 6) % 7]!) +
        4 * weather +
        noise * random.normal();
      temperature[i] = Math.round(warmth * 10) / 10;
      sold[i] = Math.max(0, Math.round(amount));
    }
    return { columns: { date, temperature, sales: sold } };
  },
});

export const seriesGenerators: readonly GeneratorDefinition[] = [sales];
