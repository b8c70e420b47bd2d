// The vocabulary of a set's training texts: counted text by text and, for word pieces, learned piece by piece.
import { learnPieces } from '../../../../shared/data/pieces';
import { type FittedText, orderTokens, splitText } from '../../../../shared/data/text';
import { type Watch, breathe, checkCancelled, throttledProgress } from '../problem';
import { TokenCounts } from './tokenCounts';

/**
 * The `size` most frequent tokens of these texts, or as many pieces. `what` says which texts they are: "training texts".
 * Throws a DataError once it is cancelled.
 */
export async function fitVocabulary(
  { level, lowercase }: Pick<FittedText, 'level' | 'lowercase'>,
  size: number,
  texts: { readonly count: number; text(place: number): string },
  what: string,
  watch: Watch,
): Promise<Pick<FittedText, 'vocabulary' | 'merges'>> {
  const counts = new TokenCounts();
  const report = throttledProgress(watch, texts.count, `Making the vocabulary from the ${what}`);
  for (let i = 0; i < texts.count; i++) {
    counts.add(splitText(texts.text(i), level === 'subword' ? 'word' : level, lowercase));
    report(i + 1);
    if (i % 500 === 499) await rest(watch);
  }
  if (level !== 'subword') return { vocabulary: orderTokens(counts).slice(0, size) };
  const learned = throttledProgress(watch, size, `Learning word pieces from the ${what}`);
  const learning = learnPieces(counts, size);
  for (;;) {
    const step = learning.next();
    if (step.done === true) return step.value;
    learned(step.value);
    await rest(watch);
  }
}

async function rest(watch: Watch): Promise<void> {
  checkCancelled(watch);
  await breathe();
}
