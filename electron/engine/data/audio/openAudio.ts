// Sounds opened for a run: split, turned into mel spectrograms, scaled as fitted on the training part.
import { type SoundRule, framesOf, scaleSpectrogram, spectrogramMaker, waveOf } from '../../../../shared/data/audio';
import type { DataConfig } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import type { FittedInput, FittedPreprocessing } from '../../../../shared/data/fitted';
import { audioInput, audioTarget } from '../../../../shared/data/kinds/audio';
import { type Names, findCorrected } from '../corrections';
import type { Sound } from '../../../../shared/data/wav';
import { writeWav } from '../../../../shared/data/wav';
import type { ShownSound } from '../../../../shared/data/shown';
import { openAudioSource } from './audioSource';
import type { OpenedData } from '../dataset';
import { pictureUrl } from '../pictures/imageFile';
import { filesAlike } from '../leaks';
import { fittedClasses, partLookup, sortedSet, usableOf } from '../opened';
import { Spectrograms } from './spectrograms';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { shareOutOf } from '../shareOut';

/** Sounds that a fit looks at. */
const fitSample = 2000;

/** A spectrogram as a picture: time to the right, high pitches up, loud is light; over its own range of values. */
export function spectrogramUrl(values: Float32Array, frames: number, mels: number): string {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  // Eighty decibels below the loudest is as quiet as a picture shows: ln(10^8).
  least = Math.max(least, most - Math.log(1e8));
  const pixels = new Uint8Array(frames * mels);
  for (let frame = 0; frame < frames; frame++) {
    for (let band = 0; band < mels; band++) {
      const share = most > least ? (values[frame * mels + band]! - least) / (most - least) : 0;
      pixels[(mels - 1 - band) * frames + frame] = Math.round(255 * Math.min(1, Math.max(0, share)));
    }
  }
  return pictureUrl(pixels, frames, mels, 1);
}

/** What a person sees and hears of a sound that the network is given. */
export function shownSound(rule: SoundRule, samples: Float32Array, playable: boolean): ShownSound {
  const values = spectrogramMaker(rule)(samples);
  return {
    wave: waveOf(samples),
    picture: spectrogramUrl(values, framesOf(rule), rule.mels),
    seconds: samples.length / rule.rate,
    ...(playable ? { wav: Buffer.from(writeWav({ rate: rule.rate, samples })).toString('base64') } : {}),
  };
}

/** Mean and population deviation of all values of these spectrograms; 0 and 1 where there are none. */
async function measure(
  samples: Uint32Array,
  spectrogram: (sample: number) => Promise<Float32Array>,
  watch: Watch,
): Promise<{ readonly subtract: number; readonly divide: number }> {
  let [sum, squares, count] = [0, 0, 0];
  const report = throttledProgress(watch, samples.length, 'Measuring the loudness of the training sounds');
  for (let i = 0; i < samples.length; i++) {
    for (const value of await spectrogram(samples[i]!)) {
      sum += value;
      squares += value * value;
      count++;
    }
    report(i + 1);
    if (i % 50 === 49) {
      checkCancelled(watch);
      await breathe();
    }
  }
  if (count === 0) return { subtract: 0, divide: 1 };
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { subtract: mean, divide: deviation > 0 ? deviation : 1 };
}

/** Throws a DataError where the sounds cannot be used. `given` stands in for fitting. */
export async function openAudio(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { audio } = config;
  if (audio === undefined)
    return stop('data.audio.none', 'The sounds were never listened to. Choose the data again in the data step.');
  const spec = describeData(config);
  const source = await openAudioSource(config.source, watch, config);
  try {
    const names: Names = async (wanted) => Array.from(wanted, (sample) => source.path(sample));
    const corrected = await findCorrected(config, audio.classes, source.labels.length, names);
    const { samples, labelOf } = usableOf(source, audio.classes, corrected);
    const alike = filesAlike('sound', source.prints, source.path);
    const { parts, told } = await shareOutOf(
      source,
      config,
      samples,
      { alike, path: source.path, labels: Int32Array.from(samples, labelOf) },
      watch,
    );
    const known = given?.inputs[audioInput];
    const rule: SoundRule = known?.modality === 'audio' ? known : audio;
    const spectrograms = new Spectrograms(rule, (sample) => source.sound(sample));
    const { seed } = config.split;
    const { variation } = audio;
    const fit = async (): Promise<FittedPreprocessing> => {
      const step = Math.max(1, Math.floor(parts.train.length / fitSample));
      const scale = await measure(
        parts.train.filter((_, i) => i % step === 0),
        (sample) => spectrograms.of(sample),
        watch,
      );
      const { rate, length, trim, fft, hop, mels, minHz, maxHz } = audio;
      const input: FittedInput = { modality: 'audio', rate, length, trim, fft, hop, mels, minHz, maxHz, ...scale };
      return { inputs: { [audioInput]: input }, targets: fittedClasses(spec, parts.train) };
    };
    const fitted = given ?? (await fit());
    const input = fitted.inputs[audioInput];
    if (input?.modality !== 'audio') {
      return stop(
        'data.columns.changed',
        'The trained network does not take sounds. Choose the data it was trained with.',
      );
    }
    const partOf = partLookup(parts);
    const { targetsOf, ...described } = sortedSet({
      config,
      source,
      target: audioTarget,
      classes: audio.classes,
      parts,
      labelOf,
      corrected,
    });
    return {
      spec,
      fitted,
      parts,
      ...described,
      ...told,
      names,
      batch: async (wanted, epoch) => {
        const values = await (epoch === undefined || variation === undefined
          ? spectrograms.all(wanted)
          : spectrograms.varied(wanted, variation, seed, epoch));
        return {
          size: wanted.length,
          inputs: {
            [audioInput]: {
              shape: [wanted.length, framesOf(rule), rule.mels, 1],
              values: scaleSpectrogram(input, values),
            },
          },
          targets: targetsOf(wanted),
        };
      },
      show: async (wanted) => {
        const rows = [];
        const alone = wanted.length === 1;
        for (const sample of wanted) {
          const heard = await spectrograms.wave(sample);
          rows.push({
            index: sample,
            part: partOf(sample),
            sound: shownSound(rule, heard, alone),
            label: audio.classes[labelOf(sample)] ?? source.classes[source.labels[sample]!]!,
          });
        }
        return rows;
      },
      raw: async (wanted) => {
        const rows = [];
        for (const sample of wanted) {
          const { rate, samples: heard }: Sound = await source.sound(sample);
          rows.push({ [audioInput]: { rate, samples: Array.from(heard) } });
        }
        return rows;
      },
      files: async () => {
        const all = [];
        for (let i = 0; i < source.labels.length; i++) all.push(await source.file(i));
        return all;
      },
      close: () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}
