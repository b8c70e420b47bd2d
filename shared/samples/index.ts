// The shipped projects, in the order in which the start screen shows them, and how one becomes a document.
import type { DataConfig } from '../data/config';
import { describeData } from '../data/describe';
import { recipeOf, specWithRecipe } from '../recipes';
import type { ProjectDocument } from '../network/document';
import { defaultTraining } from '../run/training';
import { emptyDocument } from './empty';
import { autoMpg } from './projects/autoMpg';
import { bookRatings } from './projects/bookRatings';
import { dates } from './projects/dates';
import { detection } from './projects/detection';
import { digits } from './projects/digits';
import { headlines } from './projects/headlines';
import { iris } from './projects/iris';
import { chat } from './projects/chat';
import { madeDigits } from './projects/madeDigits';
import { mnist } from './projects/mnist';
import { namedWords } from './projects/namedWords';
import { newDigits } from './projects/newDigits';
import { oddDigits } from './projects/oddDigits';
import { movement } from './projects/movement';
import { ownPhotos } from './projects/ownPhotos';
import { penguins } from './projects/penguins';
import { reviews } from './projects/reviews';
import { sameDigit } from './projects/sameDigit';
import { sales } from './projects/sales';
import { segmentation } from './projects/segmentation';
import { spirals } from './projects/spirals';
import { spokenDigits } from './projects/spokenDigits';
import { stories } from './projects/stories';
import { titanic } from './projects/titanic';
import { topics } from './projects/topics';
import { xor } from './projects/xor';
import { breastCancer } from './projects/breastCancer';
import { chords } from './projects/chords';
import { credit } from './projects/credit';
import { fraud } from './projects/fraud';
import { mnistResnet } from './projects/mnistResnet';
import { inspection } from './projects/inspection';
import { penguinsTwice } from './projects/penguinsTwice';
import { powerCausal } from './projects/powerCausal';
import { powerDay } from './projects/powerDay';
import { powerLstm } from './projects/powerLstm';
import { sentimentGru } from './projects/sentimentGru';
import { sentimentPooling } from './projects/sentimentPooling';
import { sentimentTransformer } from './projects/sentimentTransformer';
import type { Sample } from './sample';

export { emptyDocument } from './empty';
export { documentOfReady, findReady, readyProjects } from './ready';
export { reaches, sampleGroups } from './sample';
export type { Sample, SampleFigure, SampleGroup } from './sample';

export const samples: readonly Sample[] = [
  xor,
  spirals,
  iris,
  penguins,
  mnist,
  mnistResnet,
  segmentation,
  movement,
  ownPhotos,
  detection,
  digits,
  sameDigit,
  reviews,
  sentimentPooling,
  sentimentGru,
  sentimentTransformer,
  topics,
  namedWords,
  spokenDigits,
  titanic,
  autoMpg,
  breastCancer,
  chords,
  fraud,
  credit,
  penguinsTwice,
  inspection,
  bookRatings,
  sales,
  powerLstm,
  powerCausal,
  powerDay,
  dates,
  headlines,
  oddDigits,
  newDigits,
  madeDigits,
  stories,
  chat,
];

export function findSample(id: string): Sample | undefined {
  return samples.find((sample) => sample.id === id);
}

/** The sample as a document, once its data has been read. */
export function documentOfSample(sample: Sample, id: string, data: DataConfig): ProjectDocument {
  const prepared = sample.prepare?.(data) ?? data;
  return {
    ...emptyDocument(id, sample.title),
    data: prepared,
    network: sample.network(specWithRecipe(describeData(prepared), recipeOf(sample.training))),
    training: { ...defaultTraining, ...sample.training },
  };
}
