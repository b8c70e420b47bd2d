// What a person typed in for a category, as the file writes it.
import { parseNumber } from '../../shared/data/cells';

/** The category itself, else the one that is the same number (1 for 1.0); what was typed where there is neither. */
export function categoryTyped(categories: readonly string[], typed: string): string {
  const text = typed.trim();
  const value = parseNumber(text);
  if (Number.isNaN(value) || categories.includes(text)) return text;
  return categories.find((category) => parseNumber(category) === value) ?? text;
}
