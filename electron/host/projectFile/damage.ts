// What may be wrong with a project file, carried out of deep code to the one place that reads it.
import { asSentence } from '../../../shared/printable';

export class Damage extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const damaged = (what: string) => new Damage('file.damaged', `The project file is damaged: ${asSentence(what)}`);
/** What only a file that was made to do harm has. */
export const hostile = (what: string) =>
  new Damage('file.refused', `The project file was refused and nothing was unpacked: ${what}.`);
