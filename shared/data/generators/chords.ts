// Chords as tables: the energy in every semitone of three octaves, and the notes that sound together. Any of twelve
// labels may fit at once, and overtones of one note lie where others begin.
import { float, int } from '../../params';
import { defineGenerator } from './generator';

const notes = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;
const octaves = [3, 4, 5];
const bands = octaves.flatMap((octave) => notes.map((note) => `${note}${octave}`));

/** Semitones above the fundamental of the first five partials of a string: 1, 2, 3, 4 and 5 times its frequency. */
const partials = [0, 12, 19, 24, 28];

export const chords = defineGenerator({
  id: 'chords',
  title: 'Chords',
  summary: 'How loud every semitone is while one to four notes sound: several labels may fit one sample.',
  task: 'labels',
  kind: 'table',
  params: {
    count: int({ title: 'Chords', help: 'How many chords to make.', default: 3000, min: 10, max: 100_000 }),
    noise: float({
      title: 'Noise',
      help: 'How much every band differs at random from what sounds. A note is about 1.',
      default: 0.15,
      min: 0,
      max: 2,
      step: 0.05,
    }),
  },
  columns: [...bands, 'notes'],
  target: 'notes',
  make: ({ count, noise }, random) => {
    const energy = bands.map(() => new Float64Array(count));
    const names: string[] = [];
    for (let row = 0; row < count; row++) {
      const sounding = new Set<number>();
      const wanted = 1 + random.integer(4);
      while (sounding.size < wanted) sounding.add(random.integer(notes.length));
      for (const note of sounding) {
        const loudness = 0.6 + 0.8 * random.uniform();
        // How fast partials fade says which instrument it is.
        const fading = 0.4 + 0.45 * random.uniform();
        partials.forEach((above, place) => {
          const band = energy[note + above];
          if (band !== undefined) band[row]! += loudness * fading ** place;
        });
      }
      for (const band of energy)
        band[row] = Math.round(Math.max(0, band[row]! + noise * random.normal()) * 1000) / 1000;
      const inOrder = [...sounding].sort((a, b) => a - b);
      names.push(inOrder.map((note) => notes[note]).join(';'));
    }
    return { columns: { ...Object.fromEntries(bands.map((name, place) => [name, energy[place]!])), notes: names } };
  },
});
