// A sample of the training part on its way from the file to the network: how it looks behind each stage that
// shared/data/stages lists.
import type { DataConfig } from '../../../../shared/data/config';
import type { FittedInput } from '../../../../shared/data/fitted';
import { stagesOf } from '../../../../shared/data/stages';
import type { StagedSample } from '../../../../shared/data/stages/stage';
import { spreadOver } from '../../spreadOver';
import type { OpenedData } from '../dataset';
import { stop } from '../problem';
import { walkPictures } from './pictures';
import { walkSeries } from './series';
import { walkSound } from './sounds';
import { walkText } from './texts';
import type { Walked, Way } from './walker';

/** Samples from all over the training part that a person goes through. */
const mostPlaces = 12;

/** The samples that are shown, in order; places count round. */
export function stagedPlaces({ parts }: Pick<OpenedData, 'parts'>): Uint32Array {
  return spreadOver(parts.train, mostPlaces);
}

function walk({ input, ...way }: Way<FittedInput>): Promise<Walked> {
  switch (input.modality) {
    case 'image':
    case 'video':
      return walkPictures({ ...way, input });
    case 'audio':
      return walkSound({ ...way, input });
    case 'text':
      return walkText({ ...way, input });
    case 'series':
      return walkSeries({ ...way, input });
    case 'table':
      return stop('data.stages', 'A table is prepared column by column.');
  }
}

/** One input of a sample behind its stages. Rejects with a DataError where the sample cannot be read. */
export async function walkSample(
  data: OpenedData,
  config: DataConfig,
  source: string,
  sample: number,
  draw: number,
): Promise<Walked> {
  const input = data.fitted.inputs[source] ?? stop('data.stages', `The data has no input called "${source}".`);
  return walk({ config, data, source, input, sample, draw });
}

export interface AskedSample {
  readonly source: string;
  readonly place: number;
  readonly draw: number;
}

/** The views of a sample, and the figures that its stages go by. */
export async function stageSample(
  data: OpenedData,
  config: DataConfig,
  { source, place, draw }: AskedSample,
): Promise<StagedSample> {
  const samples = stagedPlaces(data);
  if (samples.length === 0)
    return stop('data.stages', 'The training part is empty. Give it a larger share of the samples.');
  const at = place % samples.length;
  const sample = samples[at]!;
  // Names the file where it is damaged.
  const [row] = await data.show(Uint32Array.of(sample));
  const { views } = await walkSample(data, config, source, sample, draw);
  const input = data.fitted.inputs[source]!;
  const figures = stagesOf(config, source).flatMap(({ id, figures: of }) => {
    const found = of?.(input, config) ?? null;
    return found === null ? [] : [[id, found] as const];
  });
  return { place: at, places: samples.length, label: row?.label ?? '', views, figures: Object.fromEntries(figures) };
}
