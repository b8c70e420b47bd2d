// Time series that are made rather than measured: what comes back (a week, a year), what grows, and what nobody can know.
import { float, int } from '../../params';
import { type GeneratorDefinition, defineGenerator } from './generator';

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

const hour = 3_600_000;

const power = defineGenerator({
  id: 'power',
  title: 'Electricity demand',
  summary: 'What a town draws from the grid, hour by hour: it follows the clock, the week, the cold and the heat.',
  task: 'regression',
  kind: 'series',
  params: {
    count: int({
      title: 'Hours',
      help: 'How many hours in a row there are, from 1 January 2024 on.',
      default: 10_000,
      min: 10,
      max: 100_000,
    }),
    noise: float({
      title: 'Noise',
      help: 'What cannot be forecast: the standard deviation of a random part of each hour’s demand, in megawatts.',
      default: 1.5,
      min: 0,
      max: 50,
      step: 0.5,
    }),
  },
  columns: ['time', 'hour', 'weekday', 'temperature', 'demand'],
  target: 'demand',
  make: ({ count, noise }, random) => {
    const time: string[] = [];
    const clocks = new Float64Array(count);
    const weekdays = new Float64Array(count);
    const temperature = new Float64Array(count);
    const demand = new Float64Array(count);
    let weather = 0;
    for (let i = 0; i < count; i++) {
      const now = new Date(Date.UTC(2024, 0, 1) + i * hour);
      time.push(now.toISOString().slice(0, 16).replace('T', ' '));
      const clock = now.getUTCHours();
      const year = (2 * Math.PI * (i / 24 - 105)) / 365.25;
      // Cold and warm spells last for days.
      weather = 0.995 * weather + 0.3 * random.normal();
      const warmth = 11 + 9 * Math.sin(year) + 4 * Math.sin((2 * Math.PI * (clock - 9)) / 24) + weather;
      const weekday = (now.getUTCDay() + 6) % 7;
      const free = weekday >= 5;
      const peak = (at: number, width: number) => Math.exp(-(((clock - at) / width) ** 2));
      const day = free
        ? 14 * peak(12, 4) + 16 * peak(20, 3)
        : 22 * peak(8, 2.2) + 10 * peak(13, 3) + 26 * peak(19, 2.8);
      const heating = 1.3 * Math.max(0, 16 - warmth);
      const cooling = 1.8 * Math.max(0, warmth - 24);
      clocks[i] = clock;
      weekdays[i] = weekday + 1;
      temperature[i] = Math.round(warmth * 10) / 10;
      demand[i] = Math.max(0, Math.round(10 * (60 + day + heating + cooling + noise * random.normal())) / 10);
    }
    return { columns: { time, hour: clocks, weekday: weekdays, temperature, demand } };
  },
});

export const seriesGenerators: readonly GeneratorDefinition[] = [sales, power];
