// Source text that is written line by line, with the lines of every layer.

/** Which lines (from 0, the end excluded) of a source belong to a layer. */
export interface SourceLines {
  readonly layer: string;
  readonly from: number;
  readonly to: number;
}

export interface WrittenSource {
  readonly text: string;
  readonly lines: readonly SourceLines[];
}

export interface SourceWriter {
  /** Adds a line, or several that `text` has breaks between: those of `layer`, if one is named. */
  put(text: string, layer?: string): void;
  /** The last line is these layers' as well. */
  share(layers: readonly string[]): void;
  done(): WrittenSource;
}

export function createSource(): SourceWriter {
  const out: string[] = [];
  const lines: SourceLines[] = [];
  return {
    put(text, layer) {
      const parts = text.split('\n');
      if (layer !== undefined) lines.push({ layer, from: out.length, to: out.length + parts.length });
      out.push(...parts);
    },
    share(layers) {
      for (const layer of layers) lines.push({ layer, from: out.length - 1, to: out.length });
    },
    done: () => ({ text: `${out.join('\n')}\n`, lines }),
  };
}
