// Numbers in words, the same on every screen: exact, short, in tabular figures.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const percent1 = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent2 = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Up to four significant digits, without a string of zeros: "0.0342", "12.4", "3.1e-7". */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
    return value
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  if (size >= 10_000) return whole.format(value);
  return new Intl.NumberFormat('en', { maximumSignificantDigits: digits }).format(value);
}

/** "97.3 %"; close to the ends two digits, so that 99.96 % is not shown as all. */
export function formatPercent(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (value > 0.9999 && value < 1) return '> 99.99 %';
  if (value > 0 && value < 0.0001) return '< 0.01 %';
  const near = (value > 0.995 && value < 1) || (value > 0 && value < 0.005);
  return (near ? percent2 : percent1).format(value).replace('%', ' %');
}

/** "3.2 ms", "0.4 s", "12 s", "3 min 20 s", "1 h 5 min". */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (ms < 100) return `${ms < 9.95 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const total = Math.round(seconds);
  if (total < 3600) {
    const rest = total % 60;
    return rest === 0 ? `${total / 60} min` : `${Math.floor(total / 60)} min ${rest} s`;
  }
  const minutes = Math.round(total / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Time left, less exact the further away: "a few seconds", "about 40 s", "about 12 min". */
export function formatRemaining(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 5) return 'a few seconds';
  if (seconds < 90) return `about ${seconds < 20 ? Math.round(seconds) : Math.round(seconds / 5) * 5} s`;
  if (seconds < 3600) {
    const minutes = seconds / 60;
    return minutes < 10 && Math.round(minutes * 2) % 2 === 1
      ? `about ${Math.floor(Math.round(minutes * 2) / 2)}½ min`
      : `about ${Math.round(minutes)} min`;
  }
  return `about ${formatDuration(Math.round(seconds / 300) * 300_000)}`;
}

/** "2 minutes ago", "yesterday", else the date. `now` is handed in by tests. */
export function formatAgo(iso: string, now = Date.now()): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const seconds = (then - now) / 1000;
  if (seconds > -45) return 'just now';
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  if (seconds > -604_800) return relative.format(Math.round(seconds / 86_400), 'day');
  return new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' }).format(then);
}
