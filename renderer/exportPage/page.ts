// The exported page: a form or a place to drop and draw, and the network's answer. It opens from disk without a
// server, so it is a classic script that finds tfjs, predict.js and model.js as globals. All text goes in as text.
import { longestSound } from '../../shared/data/audio';
import type { FittedColumn } from '../../shared/data/fitted';
import { type Sound, readWav } from '../../shared/data/wav';
import type { Picture, Sample, Value } from '../../shared/export/rawSample';
import type { ExportedInput } from '../../shared/export/settings';
import type { Answer, ExportedModel, Predictor } from './predict';

interface PageGlobals {
  readonly tf?: typeof import('@tensorflow/tfjs');
  readonly layerloom?: { load(tf: typeof import('@tensorflow/tfjs'), model: ExportedModel): Promise<Predictor> };
  readonly layerloomModel?: ExportedModel;
  /** For scripts and tests: asks the network without the form. */
  layerloomPredict?: (samples: readonly Sample[]) => Promise<readonly (readonly Answer[])[]>;
}
const globals = globalThis as unknown as PageGlobals;

function element<T extends keyof HTMLElementTagNameMap>(tag: T, className = '', text = ''): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  if (text !== '') made.textContent = text;
  return made;
}

function place(id: string): HTMLElement {
  return document.getElementById(id)!;
}

function say(message: string): void {
  const note = place('message');
  note.textContent = message;
  note.hidden = message === '';
}

/** Milliseconds after which an answer on the processor is slow enough to try the graphics card. */
const slowMs = 1500;

type Reader = () => Value | null;

function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function columnField(column: FittedColumn, changed: () => void): { field: HTMLElement; read: () => string | null } {
  const field = element('label', 'field');
  field.append(element('span', '', column.name));
  if (column.type === 'number') {
    const input = element('input');
    input.type = 'text';
    input.inputMode = 'decimal';
    input.placeholder = `${numberText(column.fill)} when empty`;
    input.value = numberText(column.fill);
    input.addEventListener('input', changed);
    field.append(input);
    return {
      field,
      read: () => {
        const text = input.value.trim();
        const wrong = text !== '' && !Number.isFinite(Number(text));
        input.setAttribute('aria-invalid', String(wrong));
        return text === '' || wrong ? null : text;
      },
    };
  }
  const select = element('select');
  const none = element('option', '', column.fill === null ? 'Not known' : `Not known (counts as ${column.fill})`);
  // The position, not the text, is the value: a category may be any text, even an empty one.
  none.value = '-1';
  select.append(none);
  column.categories.forEach((category, index) => {
    const option = element('option', '', category);
    option.value = String(index);
    select.append(option);
  });
  select.selectedIndex = column.categories.length > 0 ? 1 : 0;
  select.addEventListener('change', changed);
  field.append(select);
  return { field, read: () => column.categories[Number(select.value)] ?? null };
}

function tableForm(input: Extract<ExportedInput, { modality: 'table' }>, changed: () => void): [HTMLElement, Reader] {
  const form = element('div', 'fields');
  const fields = input.columns.map((column) => ({ name: column.name, ...columnField(column, changed) }));
  form.append(...fields.map(({ field }) => field));
  return [form, () => Object.fromEntries(fields.map(({ name, read }) => [name, read()]))];
}

const drawSize = 280;

function pictureForm(input: Extract<ExportedInput, { modality: 'image' }>, changed: () => void): [HTMLElement, Reader] {
  const box = element('div', 'picture');
  const canvas = element('canvas');
  canvas.width = drawSize;
  canvas.height = Math.max(1, Math.round((drawSize * input.height) / input.width));
  canvas.setAttribute('aria-label', 'Drop a picture here, or draw');
  canvas.setAttribute('role', 'img');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  /** The picture in its own size; null while the canvas is a drawing. */
  let loaded: Picture | null = null;
  let empty = true;

  const dark = element('input');
  dark.type = 'checkbox';
  dark.checked = input.channels === 1;
  const clear = () => {
    loaded = null;
    empty = true;
    context.fillStyle = dark.checked ? '#000' : '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    changed();
  };
  dark.addEventListener('change', clear);

  const show = (file: Blob) => {
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.onload = () => {
      const full = element('canvas');
      full.width = image.naturalWidth;
      full.height = image.naturalHeight;
      const area = full.getContext('2d')!;
      area.drawImage(image, 0, 0);
      loaded = area.getImageData(0, 0, full.width, full.height);
      empty = false;
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      changed();
    };
    image.onerror = () => {
      URL.revokeObjectURL(url);
      say('This file could not be read as a picture. Choose a PNG, JPEG, WebP or GIF file.');
    };
    image.src = url;
  };

  let last: { x: number; y: number } | null = null;
  const at = (event: PointerEvent) => {
    const area = canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - area.left) * canvas.width) / area.width,
      y: ((event.clientY - area.top) * canvas.height) / area.height,
    };
  };
  const stroke = (event: PointerEvent) => {
    if (last === null) return;
    const next = at(event);
    context.strokeStyle = dark.checked ? '#fff' : '#000';
    context.lineWidth = Math.max(8, canvas.width / 14);
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(last.x, last.y);
    context.lineTo(next.x, next.y);
    context.stroke();
    last = next;
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (loaded !== null || empty) clear();
    empty = false;
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    stroke(event);
  });
  canvas.addEventListener('pointermove', stroke);
  const end = () => {
    if (last === null) return;
    last = null;
    changed();
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);

  box.addEventListener('dragover', (event) => event.preventDefault());
  box.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) show(file);
  });
  document.addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file) show(file);
  });

  const choose = element('input');
  choose.type = 'file';
  choose.accept = 'image/*';
  choose.addEventListener('change', () => {
    const file = choose.files?.[0];
    if (file) show(file);
  });
  const chooseLabel = element('label', 'button', 'Choose a picture');
  chooseLabel.append(choose);
  const again = element('button', 'button', 'Clear');
  again.type = 'button';
  again.addEventListener('click', clear);
  const darkLabel = element('label', 'check');
  darkLabel.append(dark, element('span', '', 'Draw light on dark'));
  const tools = element('div', 'tools');
  tools.append(chooseLabel, again, darkLabel);
  box.append(canvas, element('p', 'hint', 'Drop or paste a picture, or draw here.'), tools);
  context.fillStyle = dark.checked ? '#000' : '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  return [box, () => (empty ? null : (loaded ?? context.getImageData(0, 0, canvas.width, canvas.height)))];
}

function textForm(changed: () => void): [HTMLElement, Reader] {
  const box = element('div', 'words');
  const field = element('textarea');
  field.rows = 6;
  field.setAttribute('aria-label', 'Text');
  field.placeholder = 'Type or paste a text.';
  field.addEventListener('input', changed);
  box.append(field);
  return [box, () => (field.value.trim() === '' ? null : { text: field.value })];
}

/** Where in time the answer lies. */
function answerPlace(horizon: number, steps: number): string {
  if (steps === 1) return horizon === 1 ? 'the next row' : `${horizon} rows after the last one`;
  return horizon === 1
    ? `the next ${steps} rows`
    : `${steps} rows, the first of them ${horizon} rows after the last one`;
}

function seriesForm(input: Extract<ExportedInput, { modality: 'series' }>, changed: () => void): [HTMLElement, Reader] {
  const { window: rows, channels, horizon, steps = 1 } = input;
  const box = element('div', 'words');
  const names = channels.map(({ name }) => name).join(', ');
  const field = element('textarea');
  field.rows = 10;
  field.setAttribute('aria-label', 'The last rows of the series');
  field.value = Array.from({ length: rows }, () => channels.map(({ fill }) => numberText(fill)).join('\t')).join('\n');
  field.addEventListener('input', changed);
  const hint = `${rows} rows, the oldest first, with the values of ${names} separated by tabs or semicolons. The answer is ${answerPlace(horizon, steps)}.`;
  box.append(field, element('p', 'hint', hint));
  const read = () => {
    const values = field.value
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.split(/[\t;]/).map((cell) => (cell.trim() === '' ? null : Number(cell))));
    const fits =
      values.length === rows &&
      values.every(
        (row) => row.length === channels.length && row.every((value) => value === null || Number.isFinite(value)),
      );
    field.setAttribute('aria-invalid', String(!fits));
    return fits ? { values } : null;
  };
  return [box, read];
}

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

function soundForm(input: Extract<ExportedInput, { modality: 'audio' }>, changed: () => void): [HTMLElement, Reader] {
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
  const choose = element('input');
  choose.type = 'file';
  choose.accept = 'audio/*';
  choose.addEventListener('change', () => {
    const file = choose.files?.[0];
    if (file) void take(file);
  });
  box.addEventListener('dragover', (event) => event.preventDefault());
  box.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) void take(file);
  });
  const label = element('label', 'button', 'Choose a sound');
  label.append(choose);
  const tools = element('div', 'tools');
  tools.append(label);
  box.append(tools, player, element('p', 'hint', 'Choose or drop a sound file, for example WAV.'));
  return [box, () => sound];
}

/** The pixels of a picture file; rejects where it is none. */
async function readPicture(file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const canvas = element('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function clipForm(changed: () => void): [HTMLElement, Reader] {
  const box = element('div', 'words');
  let frames: readonly Picture[] = [];
  const count = element(
    'p',
    'hint',
    'Choose all pictures of a clip at once; they are seen in the order of their names.',
  );
  const take = async (files: readonly File[]) => {
    const inOrder = [...files].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    try {
      frames = await Promise.all(inOrder.map(readPicture));
      count.textContent = `${frames.length} pictures.`;
      changed();
    } catch {
      say('One of these files could not be read as a picture. Choose PNG, JPEG, WebP or GIF files.');
    }
  };
  const choose = element('input');
  choose.type = 'file';
  choose.accept = 'image/*';
  choose.multiple = true;
  choose.addEventListener('change', () => void take([...(choose.files ?? [])]));
  const label = element('label', 'button', 'Choose the pictures');
  label.append(choose);
  const tools = element('div', 'tools');
  tools.append(label);
  box.append(tools, count);
  return [box, () => (frames.length === 0 ? null : { frames })];
}

/** A form for what an input takes. */
function formFor(input: ExportedInput, changed: () => void): [HTMLElement, Reader] {
  switch (input.modality) {
    case 'table':
      return tableForm(input, changed);
    case 'audio':
      return soundForm(input, changed);
    case 'series':
      return seriesForm(input, changed);
    case 'text':
      return textForm(changed);
    case 'video':
      return clipForm(changed);
    case 'image':
      return pictureForm(input, changed);
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0.0005 && share < 0.9995 ? 1 : 0)} %`;
}

/** Bars shown at most, most probable first. */
const maxBars = 12;

function showAnswer(answer: Answer, several: boolean): HTMLElement {
  const box = element('section', 'answer');
  if (several) box.append(element('h3', '', answer.title));
  if ('value' in answer) {
    box.append(element('p', 'value', Number(answer.value.toPrecision(6)).toLocaleString()));
    if (!several) box.append(element('p', 'hint', answer.title));
    return box;
  }
  if ('values' in answer) {
    const list = element('ol', 'values');
    for (const value of answer.values) list.append(element('li', '', Number(value.toPrecision(6)).toLocaleString()));
    box.append(list);
    if (!several) box.append(element('p', 'hint', answer.title));
    return box;
  }
  // No page is written for networks that answer so (shared/export/format.ts).
  if ('shape' in answer) return box;
  const words = 'labels' in answer ? answer.labels.join(', ') || '–' : answer.label;
  box.append(element('p', 'value', words));
  const order = answer.probabilities.map((share, index) => ({ share, name: answer.classes[index] ?? '' }));
  order.sort((a, b) => b.share - a.share);
  const list = element('ul', 'bars');
  for (const { share, name } of order.slice(0, maxBars)) {
    const item = element('li');
    const bar = element('span', 'bar');
    bar.style.width = `${Math.min(100, Math.max(0, share * 100))}%`;
    const track = element('span', 'track');
    track.append(bar);
    item.append(element('span', 'name', name), track, element('span', 'share', percent(share)));
    list.append(item);
  }
  box.append(list);
  return box;
}

async function start(): Promise<void> {
  const { tf, layerloom, layerloomModel } = globals;
  if (tf === undefined || layerloom === undefined || layerloomModel === undefined) {
    say('A file is missing. Keep tf.min.js, predict.js, page.js and model.js in the same folder as this page.');
    return;
  }
  // The processor computes with full float32 numbers; graphics cards may round.
  await tf.setBackend('cpu');
  await tf.ready();
  const predictor = await layerloom.load(tf, layerloomModel);
  globals.layerloomPredict = (samples) => predictor.predict(samples);
  const { settings } = predictor;
  place('name').textContent = settings.name;
  document.title = settings.name;

  let running = false;
  let waiting = false;
  const readers: { source: string; read: Reader }[] = [];
  const predict = async () => {
    if (running) {
      waiting = true;
      return;
    }
    const values = readers.map(({ source, read }) => [source, read()] as const);
    if (values.some(([, value]) => value === null)) {
      place('answers').replaceChildren(element('p', 'hint', 'The answer appears here.'));
      return;
    }
    running = true;
    try {
      say('');
      const began = performance.now();
      const [answers] = await predictor.predict([Object.fromEntries(values) as Sample]);
      place('answers').replaceChildren(...answers!.map((answer) => showAnswer(answer, answers!.length > 1)));
      if (performance.now() - began > slowMs && tf.getBackend() === 'cpu') {
        await tf.setBackend('webgl').then(
          (worked) => (worked ? undefined : tf.setBackend('cpu')),
          () => tf.setBackend('cpu'),
        );
      }
    } catch (error) {
      say(`The network could not answer: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      running = false;
      if (waiting) {
        waiting = false;
        void predict();
      }
    }
  };
  const changed = () => void predict();
  for (const input of settings.inputs) {
    const [form, read] = formFor(input, changed);
    const section = element('section');
    if (settings.inputs.length > 1) section.append(element('h3', '', input.title));
    section.append(form);
    place('inputs').append(section);
    readers.push({ source: input.source, read });
  }
  place('app').hidden = false;
  place('loading').hidden = true;
  await predict();
}

start().catch((error: unknown) => {
  place('loading').hidden = true;
  say(`The network could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
});
