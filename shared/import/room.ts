// How much room a file may ask for beyond what it takes itself: a few bytes must not become gigabytes.
import { BadFile } from './badFile';

/** Packed arrays of weights are seldom half as long as they are unpacked; more than this is made to fill the memory. */
const most = { always: 2 ** 26, perByte: 32 };

/** Counts what is made of one file, in all its layers of packing. */
export class Room {
  private taken = 0;

  constructor(private readonly fileBytes: number) {}

  /** Called before room is made for what does not lie in the file as it is; `what` says what it is made for. Throws BadFile. */
  take(bytes: number, what: string): void {
    this.taken += bytes;
    const limit = most.always + most.perByte * this.fileBytes;
    if (!(this.taken <= limit))
      throw new BadFile(
        `With ${what} the file of ${this.fileBytes} bytes would grow to more than ${limit} bytes, as weights never do. It is damaged, or made to fill the memory.`,
      );
  }
}
