// The ordered ways from a file to the network, a list of stages for each kind of input. Tables have theirs column by
// column, in steps.ts.
import type { DataConfig } from '../config';
import { describeData } from '../describe';
import type { FittedInput } from '../fitted';
import { clipStages, pictureStages } from './pictures';
import { seriesStages } from './series';
import { soundStages } from './sounds';
import type { Stage } from './stage';
import { textStages } from './texts';

const ways: {
  readonly [M in FittedInput['modality']]: (config: DataConfig, source: string) => readonly Stage[];
} = {
  table: () => [],
  image: pictureStages,
  video: clipStages,
  audio: () => soundStages,
  text: textStages,
  series: () => seriesStages,
};

/** The stages that samples of this input go through, in order: the last one gives the network's numbers. */
export function stagesOf(config: DataConfig, source: string): readonly Stage[] {
  const input = describeData(config).inputs[source];
  return input === undefined ? [] : ways[input.modality](config, source);
}

/** The inputs of this data that have such a way. */
export function stagedInputs(config: DataConfig): readonly string[] {
  return Object.keys(describeData(config).inputs).filter((source) => stagesOf(config, source).length > 0);
}
