// Pictures at the network's size, made once: kept in memory up to a bound, and on disk where that is allowed.
import { Aborted } from '../workers/pool';
import { mapInTurn } from './inTurn';
import { type PictureDisk, type PictureKey, openPictureDisk } from './pictureDisk';

/** Bytes of decoded pictures that are kept in memory. */
const memoryBytes = 512 * 1024 * 1024;
/** Bytes that may be on their way to the disk before the next ones wait. */
const mostWriting = 64 * 1024 * 1024;

/** A picture, or the error that is to be told of the one that cannot be made: the others are made all the same. */
export type MadePicture = Uint8Array | Error;

/**
 * Makes the pictures of these numbers, in their order. With a signal nobody waits for them any more once it is aborted:
 * it then rejects with `Aborted`.
 */
export type MakePictures = (indices: readonly number[], signal?: AbortSignal) => Promise<readonly MadePicture[]>;

/** Where pictures are made one by one, `atOnce` of them at a time; `make` rejects with what is to be told. */
export const oneByOne =
  (make: (index: number, signal?: AbortSignal) => Promise<Uint8Array>, atOnce?: number): MakePictures =>
  (indices, signal) =>
    mapInTurn(
      indices,
      (index) =>
        make(index, signal).catch((error: unknown): Error => {
          if (!(error instanceof Error) || error instanceof Aborted) throw error;
          return error;
        }),
      { signal, ...(atOnce === undefined ? {} : { atOnce }) },
    );

/** Pictures by their number, the least recently used dropped first. */
class Memory {
  private readonly kept = new Map<number, Uint8Array>();
  private readonly most: number;

  constructor(bytesEach: number) {
    this.most = Math.max(1, Math.floor(memoryBytes / bytesEach));
  }

  get isFull(): boolean {
    return this.kept.size >= this.most;
  }

  get(index: number): Uint8Array | undefined {
    const found = this.kept.get(index);
    // As long as there is room for all, nothing is ever dropped.
    if (found === undefined || !this.isFull) return found;
    this.kept.delete(index);
    this.kept.set(index, found);
    return found;
  }

  set(index: number, pixels: Uint8Array): void {
    this.kept.set(index, pixels);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!);
  }

  clear(): void {
    this.kept.clear();
  }
}

export class PictureStore {
  private readonly memory: Memory;
  private readonly disk: PictureDisk | null;
  private readonly make: MakePictures;
  private readonly onDisk = new Set<number>();
  /** Whether `onDisk` names all that is there, so that nothing else need be looked for. */
  private knowsDisk = true;
  /** Bytes on their way to the disk. */
  private writing = 0;

  private constructor(
    readonly bytesEach: number,
    disk: PictureDisk | null,
    make: MakePictures,
  ) {
    this.memory = new Memory(bytesEach);
    this.disk = disk;
    this.make = make;
  }

  /**
   * `make` decodes pictures to `bytesEach` bytes each. With a stamp of the files (see PictureKey) what was made is kept on
   * disk; what is there already is in memory, as far as it fits, once this resolves.
   */
  static async open(bytesEach: number, make: MakePictures, key?: Omit<PictureKey, 'bytesEach'>): Promise<PictureStore> {
    const disk = key === undefined ? null : await openPictureDisk({ ...key, bytesEach });
    const store = new PictureStore(bytesEach, disk, make);
    await disk?.readAll((index, pixels) => {
      store.onDisk.add(index);
      store.memory.set(index, pixels);
      return !store.memory.isFull;
    });
    store.knowsDisk = !store.memory.isFull;
    return store;
  }

  /** Whether decoding ahead is of use to the next who opens the set. */
  get lasts(): boolean {
    return this.disk !== null;
  }

  async get(index: number): Promise<Uint8Array> {
    return (await this.getAll([index]))[0]!;
  }

  /**
   * The pictures of these numbers, in their order; those that are nowhere yet are made together. Rejects with the error of
   * the first that cannot be made; the others are kept by then.
   */
  async getAll(wanted: ArrayLike<number>, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
    const pictures = Array.from(wanted, (index) => this.memory.get(index));
    if (pictures.every((pixels) => pixels !== undefined)) return pictures;
    const found = new Map<number, Uint8Array>();
    pictures.forEach((pixels, i) => pixels !== undefined && found.set(wanted[i]!, pixels));
    const missing = () => [...new Set(Array.from(wanted))].filter((index) => !found.has(index));
    await this.fromDisk(missing(), found);
    const left = missing();
    if (left.length > 0) {
      const made = await this.make(left, signal);
      for (const [i, pixels] of made.entries()) if (!(pixels instanceof Error)) this.remember(left[i]!, pixels, found);
      const whole = left.filter((index) => found.has(index));
      await this.write(
        whole,
        whole.map((index) => found.get(index)!),
      );
      const failed = made.find((pixels) => pixels instanceof Error);
      if (failed !== undefined) throw failed;
    }
    return Array.from(wanted, (index) => found.get(index)!);
  }

  private remember(index: number, pixels: Uint8Array, found: Map<number, Uint8Array>): void {
    found.set(index, pixels);
    this.memory.set(index, pixels);
  }

  private async fromDisk(indices: readonly number[], found: Map<number, Uint8Array>): Promise<void> {
    const { disk, onDisk, knowsDisk } = this;
    if (disk === null) return;
    const read = async (index: number) => {
      const pixels = await disk.read(index);
      if (pixels === null) return;
      onDisk.add(index);
      this.remember(index, pixels, found);
    };
    await Promise.all(indices.filter((index) => !knowsDisk || onDisk.has(index)).map(read));
  }

  private async write(indices: readonly number[], pixels: readonly Uint8Array[]): Promise<void> {
    if (this.disk === null) return;
    const bytes = indices.length * this.bytesEach;
    this.writing += bytes;
    const written = this.disk.write(indices, pixels).finally(() => (this.writing -= bytes));
    for (const index of indices) this.onDisk.add(index);
    if (this.writing > mostWriting) await written;
  }

  /** Makes sure that pictures are on disk, if there is room. */
  async keep(indices: ArrayLike<number>, signal: AbortSignal): Promise<void> {
    const { disk, onDisk } = this;
    const wanted = Array.from(indices).filter((index) => disk?.holds(index) === true && !onDisk.has(index));
    if (wanted.length > 0) await this.getAll(wanted, signal);
  }

  close(): void {
    this.memory.clear();
    void this.disk?.close();
  }
}
