// Sounds sorted into classes: WAV files in a folder or zip with one folder per class. Each becomes a mel spectrogram,
// a picture of which pitch sounded when.
import { choice, flag, float, int } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import { framesOf } from '../audio';
import type { DataConfig } from '../config';
import { variationParams } from '../soundVariation';
import type { DataSpec } from '../spec';
import { type DataKindDefinition, checkClasses, count, dataProblem, sortedTargets } from './kind';

/** Names of the one input and the one target of a set of sounds. */
export const audioInput = 'sound';
export const audioTarget = 'class';

const params = {
  rate: choice({
    title: 'Rate',
    help: 'Samples a second to which every sound is brought. Half of it is the highest pitch that the network hears.',
    default: 'auto',
    options: [
      { value: 'auto', title: 'Decide', help: 'The usual rate of the files, but at most 16,000.' },
      { value: '8000', title: '8,000', help: 'Telephone: enough for speech.' },
      { value: '16000', title: '16,000', help: 'Good for speech and most sounds.' },
      { value: '22050', title: '22,050', help: 'Music without its highest tones.' },
      { value: '44100', title: '44,100', help: 'Everything that people hear. Four times the work of 11,025.' },
    ],
  }),
  seconds: float({
    title: 'Length',
    help: 'Seconds of each sound that the network hears. Longer ones are cut at the end, shorter ones filled up with silence. At 0 Layerloom decides.',
    default: 0,
    min: 0,
    max: 30,
    step: 0.1,
    unit: 's',
  }),
  trim: flag({
    title: 'Leave out silence at the ends',
    help: 'Begins with the first sound that is louder than 2 % of the loudest, so that it makes no difference how early a recording was started.',
    default: true,
  }),
  mels: int({
    title: 'Mel bands',
    help: 'How many pitches are told apart. The mel scale spaces them as ears do: close together for low tones, far apart for high ones.',
    default: 40,
    min: 8,
    max: 128,
  }),
  window: choice({
    title: 'Window',
    help: 'Samples that one spectrum is made of. A long window tells pitches well apart, a short one moments.',
    default: 'auto',
    advanced: true,
    options: [
      { value: 'auto', title: 'Decide', help: 'About 32 milliseconds.' },
      ...['128', '256', '512', '1024', '2048'].map((value) => ({ value, title: value, help: `${value} samples.` })),
    ],
  }),
  overlap: choice({
    title: 'Overlap',
    help: 'How far the next window reaches into the one before. More overlap gives more frames.',
    default: '50',
    advanced: true,
    options: [
      { value: '50', title: 'Half', help: 'The next window begins half a window later.' },
      { value: '75', title: 'Three quarters', help: 'The next window begins a quarter of a window later.' },
    ],
  }),
  ...variationParams,
};

function describeAudio(config: DataConfig): DataSpec {
  const { audio } = config;
  if (audio === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { classes, mels } = audio;
  return {
    inputs: {
      [audioInput]: { title: 'Sound', modality: 'audio', tensor: tensorSpec([framesOf(audio), mels, 1]) },
    },
    targets: sortedTargets(audioTarget, 'Class', classes),
    sampleCount: audio.clipCount,
  };
}

function checkAudio(config: DataConfig): readonly Problem[] {
  const { audio } = config;
  if (audio === undefined || audio.clipCount === 0) {
    return [
      dataProblem(
        'error',
        'data.audio.none',
        'There are no sounds. Choose a folder that holds one folder of WAV files per class.',
      ),
    ];
  }
  const problems = [...checkClasses(audioTarget, audio.classes, audio.classCounts)];
  const empty = audio.classes.filter((_, i) => audio.classCounts[i] === 0);
  if (empty.length > 0) {
    problems.push(
      dataProblem(
        'warning',
        'data.audio.emptyClass',
        `The class "${empty[0]}"${empty.length > 1 ? ` and ${empty.length - 1} more` : ''} has no readable sound, so it can never be learned. Add sounds or remove the folder.`,
      ),
    );
  }
  if (audio.unreadable.length > 0) {
    const [first] = audio.unreadable;
    problems.push(
      dataProblem(
        'warning',
        'data.audio.unreadable',
        `${audio.unreadable.length >= 100 ? '100 or more files' : count(audio.unreadable.length, 'file')} could not be used as sounds, for example ${first!.file}: ${first!.reason}`,
      ),
    );
  }
  const seconds = audio.length / audio.rate;
  if (audio.durations.most95 > 1.05 * seconds) {
    problems.push(
      dataProblem(
        'hint',
        'data.audio.cut',
        `Sounds are cut after ${Number(seconds.toFixed(2))} seconds; one in twenty lasts longer than ${Number(audio.durations.most95.toFixed(2))}. If what matters comes late, raise the length.`,
        'seconds',
      ),
    );
  }
  return problems;
}

export const audio: DataKindDefinition = {
  id: 'audio',
  title: 'Audio',
  summary: 'Sounds sorted into classes: a folder or a zip file that holds one folder of WAV files per class.',
  icon: 'AudioLines',
  extensions: ['.zip'],
  folders: true,
  params,
  reason: ({ audio }) =>
    audio?.classCounts.some((count) => count > 0) === true
      ? 'Sounds that lie in one folder per class.'
      : 'Sounds in one folder, without folders of classes: give them theirs under "Label".',
  spec: describeAudio,
  check: checkAudio,
};
