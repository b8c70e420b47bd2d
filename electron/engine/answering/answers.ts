// What a network's numbers mean, and how they are written.
/** At most six significant digits, as people write numbers: "21.5", "0.00123", "12000000". */
export function formatNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
