// Every sort of target that the app can tell people about; the first that fits is taken, so special ones stand first.
import type { FittedTarget } from '../../../shared/data/fitted';
import { throwProblem } from '../problems';
import { boxes } from './boxes';
import { classes } from './classes';
import { forecast } from './forecast';
import { labels } from './labels';
import type { AnswerKind } from './kind';
import { made } from './made';
import { masks } from './masks';
import { nextToken } from './nextToken';
import { places } from './places';
import { quantity } from './quantity';
import { rebuilt } from './rebuilt';
import { tokens } from './tokens';

const answerKinds: readonly AnswerKind[] = [
  boxes,
  labels,
  rebuilt,
  made,
  nextToken,
  places,
  masks,
  tokens,
  classes,
  forecast,
  quantity,
];

/** Throws with a Problem where no kind fits. */
export function answerKindOf(target: FittedTarget): AnswerKind {
  return (
    answerKinds.find((kind) => kind.fits(target)) ??
    throwProblem('answer.kind', 'This version cannot show what this network answers. Update Layerloom.')
  );
}

export type { AnswerKind, Asked, Gathering, GivenSample } from './kind';
