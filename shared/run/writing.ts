// How a language model is asked for a text, in the window and on the command line: what can be set, and how a question is
// put to one that learned to answer.
import { type ParamSchema, float, int } from '../params';

export const writingParams = {
  temperature: float({
    title: 'Temperature',
    help: 'How bold it is: 0 always takes the most probable token, 1 draws as it learned, more is wilder.',
    default: 0.7,
    min: 0,
    max: 3,
    step: 0.1,
  }),
  topK: int({
    title: 'Best tokens only',
    help: 'It chooses among so many of the most probable tokens. 0 is all of them.',
    default: 0,
    min: 0,
    max: 10_000,
  }),
  count: int({ title: 'Most tokens', help: 'Where it stops at the latest.', default: 200, min: 1, max: 2000 }),
  seed: int({
    title: 'Seed',
    help: 'The start of its random choices. The same seed writes the same.',
    default: 1,
    min: 0,
    max: 4_294_967_295,
  }),
} satisfies ParamSchema;

/** Whether a recipe's frame puts questions: it says with {} where they go. */
export const asks = (frame: string): boolean => frame.includes('{}');

/** The beginning that the network goes on with: the question in its frame, or the text as it stands. */
export function promptOf(asked: string, frame: string): string {
  return asks(frame) ? frame.replace('{}', () => asked.trim()) : asked;
}

/** What is shown of a text: of an answer, up to where the next question would begin. */
export function answerOf(written: string, frame: string): string {
  if (!asks(frame)) return written;
  const opening = frame.slice(0, frame.indexOf('{}')).trim();
  const next = opening === '' ? -1 : written.indexOf(opening);
  return (next < 0 ? written : written.slice(0, next)).trim();
}
