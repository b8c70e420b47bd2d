// Ratings that are made rather than collected: readers with tastes, books with qualities, and a rating where they meet.
import { float, int } from '../../params';
import { type GeneratorDefinition, defineGenerator } from './generator';

/** How many tastes there are: what a network has to find out. */
const tastes = 3;

const ratings = defineGenerator({
  id: 'ratings',
  title: 'Book ratings',
  summary: 'Who gave which book how many stars. Readers have three hidden tastes: find out what to recommend.',
  task: 'regression',
  kind: 'table',
  params: {
    count: int({ title: 'Ratings', help: 'How many ratings to make.', default: 5000, min: 100, max: 100_000 }),
    noise: float({
      title: 'Noise',
      help: 'How far a rating strays from what the reader really thinks, in stars.',
      default: 0.3,
      min: 0,
      max: 3,
      step: 0.1,
    }),
    users: int({ title: 'Readers', help: 'How many people rate.', default: 90, min: 2, max: 1000 }),
    items: int({ title: 'Books', help: 'How many books are rated.', default: 100, min: 2, max: 1000 }),
  },
  columns: ['reader', 'book', 'stars'],
  target: 'stars',
  make: ({ count, noise, users, items }, random) => {
    const draw = (rows: number) =>
      Array.from({ length: rows }, () => ({
        liking: Array.from({ length: tastes }, () => random.normal()),
        kindness: 0.4 * random.normal(),
      }));
    const readers = draw(users);
    const books = draw(items);
    const digits = (most: number) => String(most).length;
    const name = (mark: string, index: number, most: number) =>
      `${mark}${String(index + 1).padStart(digits(most), '0')}`;
    const met = new Set<number>();
    const reader: string[] = [];
    const book: string[] = [];
    const stars = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      // Everybody and everything comes up: nobody is known from the test part alone.
      let meeting = (i < users ? i : random.integer(users)) * items + (i < items ? i : random.integer(items));
      // Nobody rates a book twice, as long as there are others left.
      while (met.has(meeting) && met.size < users * items) meeting = (meeting + 1) % (users * items);
      met.add(meeting);
      const [user, item] = [Math.floor(meeting / items), meeting % items];
      const [u, v] = [readers[user]!, books[item]!];
      const fit = u.liking.reduce((sum, value, taste) => sum + value * v.liking[taste]!, 0);
      const thought = 3 + 0.6 * fit + u.kindness + v.kindness + noise * random.normal();
      reader.push(name('reader-', user, users));
      book.push(name('book-', item, items));
      stars[i] = Math.min(5, Math.max(1, Math.round(2 * thought) / 2));
    }
    return { columns: { reader, book, stars } };
  },
});

export const ratingGenerators: readonly GeneratorDefinition[] = [ratings];
