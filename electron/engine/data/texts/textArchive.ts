// Many texts in memory at the cost of their UTF-8 bytes.
import { stop } from '../problem';

const blockBytes = 4 * 1024 * 1024;

/** Longest text that is kept, in UTF-16 units: a network sees far less, and one endless line must not fill the memory. */
export const longestText = 100_000;
/** Bytes of all texts of a set together. */
const mostBytes = 512 * 1024 * 1024;

/** Texts by number. Each lies whole within a block. */
export class TextArchive {
  private readonly blocks: Buffer[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private used = blockBytes;

  get count(): number {
    return this.starts.length;
  }

  /** Bytes taken. */
  get bytes(): number {
    return this.blocks.length * blockBytes;
  }

  /** At most `longestText` units long. */
  add(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    if (this.used + bytes.length > blockBytes) {
      this.blocks.push(Buffer.allocUnsafe(blockBytes));
      this.used = 0;
    }
    bytes.copy(this.blocks[this.blocks.length - 1]!, this.used);
    const start = (this.blocks.length - 1) * blockBytes + this.used;
    this.starts.push(start);
    this.ends.push(start + bytes.length);
    this.used += bytes.length;
  }

  get(index: number): string {
    const start = this.starts[index]!;
    const block = Math.floor(start / blockBytes);
    const base = block * blockBytes;
    return this.blocks[block]!.toString('utf8', start - base, this.ends[index]! - base);
  }
}

/** Throws a DataError once the texts of a source take more than there is room for. */
export function checkRoom(source: string, ...archives: readonly TextArchive[]): void {
  if (archives.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes)
    stop(
      'data.text.large',
      `"${source}" holds more than ${mostBytes / 2 ** 20} MB of text, which is more than is kept in memory. Take a part of it.`,
    );
}
