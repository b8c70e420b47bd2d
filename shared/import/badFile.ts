// What every reader of files throws where the bytes themselves are wrong.

/** What is wrong with a file and what to do about it, in words that can be shown. */
export class BadFile extends Error {
  constructor(message: string, step = 'Save the model once more, or fetch the file anew.') {
    super(`${message} ${step}`);
    this.name = 'BadFile';
  }
}
