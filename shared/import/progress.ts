// How far an import is: stages one after the other, each with its share of the whole.

/** Hears what goes on, in words, and how much of the whole is done, 0 to 1: never less than before. May throw to end it. */
export type TellImport = (done: number, words: string) => void;

/** Where each stage begins and ends, as long as they take for a large Keras file. */
const stages = {
  read: [0, 0.2],
  unpack: [0.2, 0.55],
  weights: [0.55, 0.85],
  write: [0.85, 1],
} as const;

/** Tells of `done` of `total` of one stage. */
export function tellStage(
  tell: TellImport | undefined,
  stage: keyof typeof stages,
  done: number,
  total: number,
  words: string,
): void {
  const [from, to] = stages[stage];
  tell?.(from + (to - from) * (total > 0 ? Math.min(1, done / total) : 1), words);
}
