// JSON for the WebSocket and the command line that keeps NaN and the infinities, which plain JSON turns into null.

const names: { readonly [name: string]: number } = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };
const tag = '$number';

/** Text of a message; non-finite numbers become {"$number": "NaN"}. */
export function toWire(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? { [tag]: String(value) } : value,
  );
}

/** The message again. Throws SyntaxError when the text is not JSON. */
export function fromWire(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => {
    if (key === '__proto__') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    const name = (value as Record<string, unknown>)[tag];
    return typeof name === 'string' && Object.prototype.hasOwnProperty.call(names, name) ? names[name] : value;
  });
}
