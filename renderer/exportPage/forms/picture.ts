// A picture: dropped, pasted, chosen, or drawn on the spot.
import type { Picture } from '../../../shared/export/rawSample';
import type { ExportedInput } from '../../../shared/export/settings';
import { element, say } from '../dom';
import { type Form, fileButton, takeDrops, toolsOf } from './form';

const drawSize = 280;

export function pictureForm(input: Extract<ExportedInput, { modality: 'image' }>, changed: () => void): Form {
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
  const wipe = () => {
    context.fillStyle = dark.checked ? '#000' : '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  wipe();
  const clear = () => {
    loaded = null;
    empty = true;
    wipe();
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

  const begin = () => {
    if (loaded !== null || empty) clear();
    empty = false;
  };
  drawWithPointer(canvas, context, { begin, colour: () => (dark.checked ? '#fff' : '#000'), end: changed });

  takeDrops(box, show);
  document.addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file) show(file);
  });

  const again = element('button', 'button', 'Clear');
  again.type = 'button';
  again.addEventListener('click', clear);
  const darkLabel = element('label', 'check');
  darkLabel.append(dark, element('span', '', 'Draw light on dark'));
  const choose = fileButton('Choose a picture', 'image/*', ([file]) => {
    if (file) show(file);
  });
  box.append(canvas, element('p', 'hint', 'Drop or paste a picture, or draw here.'), toolsOf(choose, again, darkLabel));
  return [box, () => (empty ? null : (loaded ?? context.getImageData(0, 0, canvas.width, canvas.height)))];
}

/** Lines that follow the pointer. `begin` is called before a line's first point, `end` after its last one. */
function drawWithPointer(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  { begin, colour, end }: { begin(): void; colour(): string; end(): void },
): void {
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
    context.strokeStyle = colour();
    context.lineWidth = Math.max(8, canvas.width / 14);
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(last.x, last.y);
    context.lineTo(next.x, next.y);
    context.stroke();
    last = next;
  };
  canvas.addEventListener('pointerdown', (event) => {
    begin();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    stroke(event);
  });
  canvas.addEventListener('pointermove', stroke);
  const done = () => {
    if (last === null) return;
    last = null;
    end();
  };
  canvas.addEventListener('pointerup', done);
  canvas.addEventListener('pointercancel', done);
}
