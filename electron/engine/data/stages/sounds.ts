// A sound from its file to the network: each stage by the function that training uses.
import {
  fitSound,
  framesOf,
  heardOf,
  logPower,
  melPowerMaker,
  resample,
  scaleSpectrogram,
  waveOf,
} from '../../../../shared/data/audio';
import { type Sound, writeWav } from '../../../../shared/data/wav';
import type { StageView } from '../../../../shared/data/stages/stage';
import type { RawSound } from '../dataset';
import { spectrogramUrl } from '../audio/openAudio';
import { stop } from '../problem';
import { variedWave } from '../workers/variedSoundsJob';
import { type Walker, drawn, spreadOf } from './walker';

/** Seconds of a sound that come along to be heard. */
const playable = 10;
/** Columns and rows of a picture of spectra, at most. */
const mostFrames = 400;
const mostBands = 256;

function soundView({ rate, samples }: Sound): StageView {
  return {
    form: 'sound',
    wave: waveOf(samples),
    seconds: samples.length / rate,
    rate,
    wav: Buffer.from(writeWav({ rate, samples: samples.subarray(0, playable * rate) })).toString('base64'),
  };
}

/** Values [frames][bands]; of more than can be shown every so manieth. */
function spectrumView(values: ArrayLike<number>, frames: number): StageView {
  const bands = values.length / frames;
  const [across, up] = [Math.ceil(frames / mostFrames), Math.ceil(bands / mostBands)];
  const [columns, rows] = [Math.ceil(frames / across), Math.ceil(bands / up)];
  const shown = Float32Array.from(
    { length: columns * rows },
    (_, i) => values[Math.floor(i / rows) * across * bands + (i % rows) * up]!,
  );
  return { form: 'spectrum', picture: spectrogramUrl(shown, columns, rows), spread: spreadOf(values) };
}

export const walkSound: Walker<'audio'> = async ({ config, data, source, input, sample, draw }) => {
  const [raw] = (await data.raw?.(Uint32Array.of(sample))) ?? [];
  const given = raw?.[source] as Partial<RawSound> | undefined;
  if (given === undefined || typeof given.rate !== 'number' || !Array.isArray(given.samples))
    return stop('data.stages', 'The sounds cannot be read one by one.');
  const sound: Sound = { rate: given.rate, samples: Float32Array.from(given.samples) };
  const { rate } = input;
  const heard = heardOf(input, sound);
  const wave = fitSound(input, sound);
  const frames = framesOf(input);
  const spectra: number[] = [];
  const powers = melPowerMaker(input, (power) => power.forEach((value) => spectra.push(value)))(wave);
  const logarithm = logPower(powers);
  const numbers = scaleSpectrogram(input, logarithm);
  const variation = config.audio?.variation;
  const vary = async (epoch: number) => {
    const { seed } = config.split;
    const samples = variation === undefined ? wave : variedWave(wave, sample, { rule: input, variation, seed, epoch });
    return soundView({ rate, samples });
  };
  return {
    views: {
      recorded: soundView({ rate: sound.rate, samples: heardOf({ trim: false }, sound) }),
      trimmed: soundView({ rate: sound.rate, samples: heard }),
      resampled: soundView({ rate, samples: resample(heard, sound.rate, rate) }),
      length: soundView({ rate, samples: wave }),
      ...(variation === undefined ? {} : { variation: await drawn(draw, vary) }),
      spectrum: spectrumView(spectra, frames),
      mels: spectrumView(powers, frames),
      logarithm: spectrumView(logarithm, frames),
      scaling: spectrumView(numbers, frames),
    },
    numbers,
  };
};
