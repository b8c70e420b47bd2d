// Points in time from text, to put samples in order: dates as people and programs write them, or plain numbers.

const iso =
  /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const dayFirstOrMonth =
  /^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{2}|\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$/;
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?$/;

/** Hours of a clock of twelve hours. */
function hours(text: string | undefined, half: string | undefined): number {
  const given = Number(text ?? 0);
  return half === undefined ? given : (given % 12) + (/p/i.test(half) ? 12 : 0);
}

function zone(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/** Milliseconds since 1970 (or of the day, for a time alone); NaN for what is no time. `monthFirst` settles 3/4/2024. */
export function parseTime(text: string, monthFirst: boolean): number {
  const trimmed = text.trim();
  if (trimmed.length > 40) return NaN;
  let found = iso.exec(trimmed);
  if (found !== null) {
    const [, year, month, day = '1', hour = '0', minute = '0', second = '0', fraction = '', offset] = found;
    if (Number(month) > 12 || Number(day) > 31 || Number(month) === 0 || Number(day) === 0) return NaN;
    return (
      Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) +
      Number(`0.${fraction || '0'}`) * 1000 -
      zone(offset)
    );
  }
  found = dayFirstOrMonth.exec(trimmed);
  if (found !== null) {
    const [, first, mark, second, yearText, hour, minute = '0', seconds = '0', half] = found;
    const swap = monthFirst && mark !== '.';
    const [day, month] = swap ? [Number(second), Number(first)] : [Number(first), Number(second)];
    const short = Number(yearText);
    const year = yearText!.length === 4 ? short : short < 70 ? 2000 + short : 1900 + short;
    if (month > 12 || month === 0 || day > 31 || day === 0) return NaN;
    return Date.UTC(year, month - 1, day, hours(hour, half), Number(minute), Number(seconds));
  }
  found = clock.exec(trimmed);
  if (found === null) return NaN;
  const [, hour, minute, second = '0', half] = found;
  return ((hours(hour, half) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
}

/**
 * Keys by which samples stand in order: numbers where most values are numbers, else points in time; NaN for neither. Of
 * 3/4/2024 the first number is the month unless some value of the column has more than 12 there.
 */
export class TimeKeys {
  private numbers: number[] = [];
  private monthFirst: number[] = [];
  private dayFirst: number[] = [];
  private asNumbers = 0;
  private present = 0;
  private certain = false;

  add(text: string | null): void {
    let number = NaN;
    let month = NaN;
    let day = NaN;
    if (text !== null) {
      this.present++;
      number = text.trim() === '' ? NaN : Number(text);
      if (Number.isFinite(number)) this.asNumbers++;
      else {
        number = NaN;
        month = parseTime(text, true);
        day = parseTime(text, false);
        if (!this.certain) {
          const found = dayFirstOrMonth.exec(text.trim());
          this.certain = found !== null && found[2] !== '.' && Number(found[1]) > 12;
        }
      }
    }
    this.numbers.push(number);
    this.monthFirst.push(month);
    this.dayFirst.push(day);
  }

  done(): Float64Array {
    const numbers = this.asNumbers * 2 > this.present;
    return Float64Array.from(numbers ? this.numbers : this.certain ? this.dayFirst : this.monthFirst);
  }
}

export function timeKeys(values: readonly (string | null)[]): Float64Array {
  const keys = new TimeKeys();
  for (const value of values) keys.add(value);
  return keys.done();
}
