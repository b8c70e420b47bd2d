// A list of numbers as people type it: "0.485, 0.456, 0.406".

export function writeNumbers(values: readonly number[]): string {
  return values.join(', ');
}

/** The numbers typed so far; null while there is none, or something in the text that is no number. */
export function readNumbers(text: string): readonly number[] | null {
  const parts = text
    .trim()
    .replace(/^[[(]|[\])]$/g, '')
    .split(/\s*[,;]\s*|\s+/)
    .filter((part) => part !== '');
  const values = parts.map((part) => (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(part) ? Number(part) : Number.NaN));
  return values.length > 0 && values.every((value) => Number.isFinite(value)) ? values : null;
}
