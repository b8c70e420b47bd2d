// A CSV of any size, as sensors and shops write them: an identifier, six measurements, two counts, two categories, a
// date, some gaps, and a target that follows from them. Seeded: the same size gives the same bytes.
import { closeSync, openSync, writeSync } from 'node:fs';

export const columns = 'id,voltage,current,temperature,pressure,flow,vibration,starts,errors,site,mode,day,wear';

/** Writes rows until the file has this many bytes. Returns the number of rows. */
export function makeTable(path, bytes) {
  const file = openSync(path, 'w');
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const modes = ['idle', 'normal', 'boost', 'service'];
  let written = writeSync(file, `${columns}\n`);
  let row = 0;
  try {
    while (written < bytes) {
      let block = '';
      for (let i = 0; i < 5000; i++, row++) {
        const voltage = 230 + 20 * (uniform() - 0.5);
        const temperature = 20 + 60 * uniform() ** 2;
        const starts = Math.floor(uniform() * 900);
        const mode = modes[Math.floor(uniform() ** 2 * 4)];
        const gap = row % 53 === 0;
        const day = new Date(1.6e12 + (row % 1500) * 864e5).toISOString().slice(0, 10);
        block += `${row},${voltage.toFixed(3)},${(uniform() * 12).toFixed(4)},${gap ? '' : temperature.toFixed(2)},${(1 + uniform()).toFixed(5)},${(uniform() * 300).toFixed(3)},${(uniform() * uniform()).toFixed(6)},${starts},${Math.floor(uniform() * 5)},site ${Math.floor(uniform() * 40)},${mode},${day},${(temperature / 10 + starts / 300 + uniform()).toFixed(4)}\n`;
      }
      written += writeSync(file, block);
    }
  } finally {
    closeSync(file);
  }
  return row;
}
