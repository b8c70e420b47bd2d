// First look at a set of sounds: classes, how long they are, and from that rate, length and the spectrogram's measures.
import { trimSilence } from '../../../../shared/data/audio';
import type { AudioConfig, DataConfig, DataSource } from '../../../../shared/data/config';
import { splitOfClasses } from '../../../../shared/data/guess';
import { audio as audioKind } from '../../../../shared/data/kinds/audio';
import { variationOf } from '../../../../shared/data/soundVariation';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { audioOptions, openAudioSource, wavLimits } from './audioSource';
import { type Watch, stop } from '../problem';
import { ColumnFinder } from '../sampleColumns';

/** Without being asked, no sound is heard at a higher rate, nor for longer. */
const highestChosen = 16_000;
const longestChosen = 5;
/** Lowest pitch that a spectrogram shows. */
const lowestPitch = 20;

/** A power of two of about 32 milliseconds. */
function windowFor(rate: number): 128 | 256 | 512 | 1024 | 2048 {
  const wanted = 0.032 * rate;
  return ([128, 256, 512, 1024] as const).find((size) => size >= wanted * 0.75) ?? 2048;
}

/** Throws a DataError where there are no sounds to use. */
export async function inspectAudio(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = audioOptions(values);
  const rates = new Map<number, number>();
  const seconds: number[] = [];
  const opened = await openAudioSource(source, watch, undefined, (sound) => {
    rates.set(sound.rate, (rates.get(sound.rate) ?? 0) + 1);
    const kept = options.trim ? trimSilence(sound.samples, sound.rate) : sound.samples;
    seconds.push(kept.length / sound.rate);
  });
  const beside = new ColumnFinder();
  await opened.columns(beside);
  opened.close();
  const { classes, labels, unreadable, notes } = opened;
  if (labels.length === 0) {
    const [first] = unreadable;
    stop(
      'data.audio.none',
      `"${opened.name}" holds no sound that can be read${first === undefined ? '.' : `, for example ${first.file}: ${first.reason}`} Use ${wavLimits}, in one folder per class.`,
    );
  }
  seconds.sort((a, b) => a - b);
  const at = (share: number) => seconds[Math.min(seconds.length - 1, Math.floor(share * seconds.length))]!;
  const usual = [...rates].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]![0];
  const rate = options.rate === 'auto' ? Math.min(highestChosen, usual) : Number(options.rate);
  const fft = options.window === 'auto' ? windowFor(rate) : (Number(options.window) as AudioConfig['fft']);
  const wanted = options.seconds > 0 ? options.seconds : Math.min(longestChosen, Math.ceil(at(0.95) * 20) / 20);
  const variation = variationOf(options);
  const classCounts = classes.map(() => 0);
  for (const label of labels) if (label >= 0) classCounts[label]!++;
  return {
    kind: 'audio',
    source,
    options: { ...defaultsOf(audioKind.params), ...values },
    audio: {
      rate,
      // At least one whole window.
      length: Math.max(fft, Math.round(wanted * rate)),
      trim: options.trim,
      fft,
      hop: options.overlap === '75' ? fft / 4 : fft / 2,
      mels: options.mels,
      minHz: lowestPitch,
      maxHz: rate / 2,
      ...(variation === undefined ? {} : { variation }),
      classes,
      classCounts,
      clipCount: labels.length,
      durations: { median: at(0.5), most95: at(0.95), longest: seconds[seconds.length - 1]! },
      unreadable: unreadable.slice(0, 100),
    },
    ...beside.found(),
    ...splitOfClasses(opened.partFolders),
    fingerprint: opened.fingerprint,
    ...(notes.length > 0 ? { notes } : {}),
  };
}
