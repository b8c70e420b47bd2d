// How much of something large is done, in words for a progress bar.

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

/** "340 of 553 MB"; small ones in kB. */
export function amountOf(done: number, total: number): string {
  return total < 2e6
    ? `${Math.round(done / 1e3)} of ${Math.round(total / 1e3)} kB`
    : `${megabytes(done)} of ${megabytes(total)} MB`;
}
