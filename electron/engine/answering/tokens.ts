// A text that is written token by token. Evaluated as it was trained, with the truth as what was written so far: a text is
// right at every place exactly when the network, left to itself, would have written it token for token (greedily).
import { joinTokens, paddingId, textOfCodes, tokensOf } from '../../../shared/data/text';
import { writtenInput } from './decode';
import { scoresByGroup } from './groups';
import { throwProblem } from '../problems';
import { type AnswerKind, type Asked, classTarget } from './kind';
import { showAt, worstOf } from './worst';

interface Answer {
  readonly truth: Uint32Array;
  /** Right tokens before the first wrong one, and what was written in that one's place. */
  readonly right: number;
  readonly wrong: number;
  /** How sure the network was of it. */
  readonly confidence: number;
}

function written({ target, fitted }: Asked) {
  return (
    writtenInput(target, fitted) ??
    throwProblem('answer.kind', 'This run does not know the vocabulary of what it writes. Train again.')
  );
}

export const tokens: AnswerKind = {
  fits: (target) => target.task !== 'regression' && target.follows !== undefined,
  gather: (asked) => {
    const { input } = written(asked);
    const { classes } = classTarget(asked.target);
    const answers: Answer[] = [];
    const scores: number[] = [];
    let counted = 0;
    let correct = 0;
    return {
      take: (truths, values, size) => {
        const length = truths.length / size;
        const codes = values.length / truths.length;
        for (let row = 0; row < size; row++) {
          const truth: number[] = [];
          const before = correct;
          let right = -1;
          let wrong = -1;
          let confidence = 0;
          for (let place = 0; place < length; place++) {
            const code = truths[row * length + place]!;
            if (code === paddingId) continue;
            const at = (row * length + place) * codes;
            let best = 0;
            for (let i = 1; i < codes; i++) if (values[at + i]! > values[at + best]!) best = i;
            truth.push(code);
            counted++;
            if (best === code) correct++;
            else if (right < 0) {
              right = truth.length - 1;
              wrong = best;
              confidence = values[at + best]!;
            }
          }
          scores.push((correct - before) / truth.length);
          answers.push({ truth: Uint32Array.from(truth), right: right < 0 ? truth.length : right, wrong, confidence });
        }
      },
      describe: async (data, samples) => {
        const missed = answers.flatMap(({ wrong }, position) => (wrong < 0 ? [] : [position]));
        const chosen = worstOf(missed, (position) => answers[position]!.confidence);
        const shown = await showAt(asked.plan, data, samples, chosen);
        const textOf = (codes: ArrayLike<number>) => textOfCodes(input, tokensOf(codes));
        const worst = chosen.map((position, index) => {
          const { truth, right, wrong, confidence } = answers[position]!;
          const start = textOf(truth.slice(0, right));
          const predicted = joinTokens([start, classes[wrong] ?? '?'].filter(Boolean), input.level);
          return { position, truth: textOf(truth), predicted: `${predicted}…`, confidence, ...shown[index] };
        });
        const exactMatch = answers.length === 0 ? 0 : (answers.length - missed.length) / answers.length;
        const sequences = { exactMatch, tokenAccuracy: counted === 0 ? 0 : correct / counted };
        return { sequences, ...scoresByGroup(data, samples, 'tokens', scores), worst };
      },
    };
  },
  // The text itself is written by decode.ts, which asks the network again and again.
  answer: () => ({}),
  // How tokens are put together says the input that they continue.
  truth: () => null,
};
