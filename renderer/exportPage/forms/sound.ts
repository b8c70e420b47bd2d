// A sound file.
import { longestSound } from '../../../shared/data/audio';
import { type Sound, readWav } from '../../../shared/data/wav';
import type { ExportedInput } from '../../../shared/export/settings';
import { element, say } from '../dom';
import { type Form, fileButton, takeDrops, toolsOf } from './form';

/** Milliseconds after which a browser that still decodes a file is not waited for. */
const decodeMs = 10_000;

/** WAV files are read as Layerloom reads them; for others the browser decodes. */
async function readSound(file: Blob, rate: number): Promise<Sound> {
  const bytes = await file.arrayBuffer();
  const wav = readWav(new Uint8Array(bytes), longestSound);
  if (wav.ok) return wav.value;
  const context = new AudioContext({ sampleRate: rate });
  try {
    const decoded = await Promise.race([
      context.decodeAudioData(bytes),
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('It took too long.')), decodeMs)),
    ]);
    const samples = new Float32Array(decoded.length);
    for (let c = 0; c < decoded.numberOfChannels; c++) {
      const channel = decoded.getChannelData(c);
      for (let i = 0; i < samples.length; i++) samples[i]! += channel[i]! / decoded.numberOfChannels;
    }
    return { rate: decoded.sampleRate, samples };
  } finally {
    void context.close();
  }
}

export function soundForm(input: Extract<ExportedInput, { modality: 'audio' }>, changed: () => void): Form {
  const box = element('div', 'words');
  let sound: Sound | null = null;
  const player = element('audio');
  player.controls = true;
  player.hidden = true;
  const take = async (file: Blob) => {
    try {
      sound = await readSound(file, input.rate);
      URL.revokeObjectURL(player.src);
      player.src = URL.createObjectURL(file);
      player.hidden = false;
      changed();
    } catch {
      say('This file could not be read as a sound. Choose a WAV, MP3, OGG or FLAC file.');
    }
  };
  takeDrops(box, (file) => void take(file));
  const choose = fileButton('Choose a sound', 'audio/*', ([file]) => {
    if (file) void take(file);
  });
  box.append(toolsOf(choose), player, element('p', 'hint', 'Choose or drop a sound file, for example WAV.'));
  return [box, () => sound];
}
