// One colour per class for masks and boxes, the same wherever a picture is drawn: window, engine and exports.

/** Told apart on light and dark pictures and by most people who confuse red and green (after Okabe and Ito, 2008). */
const colours: readonly string[] = [
  '#e69f00',
  '#56b4e9',
  '#cc79a7',
  '#009e73',
  '#f0e442',
  '#d55e00',
  '#0072b2',
  '#b39ddb',
  '#7fd858',
  '#ff7a90',
];

/** A class's colour as #rrggbb: ten that differ well, then hues by the golden angle. */
export function classColour(index: number): string {
  const own = colours[index];
  if (own !== undefined) return own;
  const hue = (index * 137.508) % 360;
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const value = 0.58 - 0.32 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** Red, green and blue of a colour written as #rrggbb. */
export function rgbOf(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
