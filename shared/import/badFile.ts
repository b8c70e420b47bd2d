// What every reader of files throws where the bytes themselves are wrong.

/** What is wrong with a file, in words that can be shown. */
export class BadFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadFile';
  }
}
