// Pictures at the network's size, made once: kept in memory up to a bound, and on disk where that is allowed.
import { type PictureDisk, type PictureKey, openPictureDisk } from './pictureDisk';

/** Bytes of decoded pictures that are kept in memory. */
const memoryBytes = 512 * 1024 * 1024;
/** Writes that may be on their way before the next picture waits for one. */
const mostWriting = 64;

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

  has(index: number): boolean {
    return this.kept.has(index);
  }

  get(index: number): Uint8Array | undefined {
    const found = this.kept.get(index);
    if (found === undefined) return undefined;
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
  private readonly make: (index: number) => Promise<Uint8Array>;
  private readonly onDisk = new Set<number>();
  private writing = 0;

  private constructor(bytesEach: number, disk: PictureDisk | null, make: (index: number) => Promise<Uint8Array>) {
    this.memory = new Memory(bytesEach);
    this.disk = disk;
    this.make = make;
  }

  /**
   * `make` decodes a picture to `bytesEach` bytes. With a stamp of the files (see PictureKey) what was made is kept on
   * disk; what is there already is in memory, as far as it fits, once this resolves.
   */
  static async open(
    bytesEach: number,
    make: (index: number) => Promise<Uint8Array>,
    key?: Omit<PictureKey, 'bytesEach'>,
  ): Promise<PictureStore> {
    const disk = key === undefined ? null : await openPictureDisk({ ...key, bytesEach });
    const store = new PictureStore(bytesEach, disk, make);
    await disk?.readAll((index, pixels) => {
      store.onDisk.add(index);
      store.memory.set(index, pixels);
      return !store.memory.isFull;
    });
    return store;
  }

  /** Whether decoding ahead is of use to the next who opens the set. */
  get lasts(): boolean {
    return this.disk !== null;
  }

  async get(index: number): Promise<Uint8Array> {
    const { memory, disk } = this;
    const cached = memory.get(index);
    if (cached !== undefined) return cached;
    const kept = disk === null ? null : await disk.read(index);
    const pixels = kept ?? (await this.make(index));
    memory.set(index, pixels);
    if (kept !== null) this.onDisk.add(index);
    else if (disk !== null) await this.write(disk, index, pixels);
    return pixels;
  }

  private async write(disk: PictureDisk, index: number, pixels: Uint8Array): Promise<void> {
    this.writing++;
    const written = disk.write(index, pixels).finally(() => this.writing--);
    this.onDisk.add(index);
    if (this.writing > mostWriting) await written;
  }

  /** Makes sure that a picture is on disk, if there is room. */
  async keep(index: number): Promise<void> {
    if (this.disk?.holds(index) === true && !this.onDisk.has(index)) await this.get(index);
  }

  close(): void {
    this.memory.clear();
    void this.disk?.close();
  }
}
