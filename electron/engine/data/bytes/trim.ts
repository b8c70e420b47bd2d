// Cells as counted: without the spaces around them, and with an eye for the marks that say "no value".

/** Marks by their length and first byte, so that most cells are told apart by one look. */
export class MissingMarks {
  private readonly byLength: (Buffer[] | undefined)[] = [];
  private readonly firsts = new Uint8Array(256);
  readonly longest: number;

  constructor(marks: ReadonlySet<string>) {
    let longest = 0;
    for (const mark of marks) {
      const bytes = Buffer.from(mark, 'utf8');
      (this.byLength[bytes.length] ??= []).push(bytes);
      this.firsts[bytes[0]!] = 1;
      longest = Math.max(longest, bytes.length);
    }
    this.longest = longest;
  }

  has(bytes: Buffer, start: number, end: number): boolean {
    const length = end - start;
    if (length > this.longest || this.firsts[bytes[start]!] === 0) return false;
    const marks = this.byLength[length];
    if (marks === undefined) return false;
    for (const mark of marks) {
      let same = 0;
      while (same < length && bytes[start + same] === mark[same]) same++;
      if (same === length) return true;
    }
    return false;
  }
}
