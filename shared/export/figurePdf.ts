// The drawing of a network as a PDF of one page: lines and text stay what they are, so that it prints sharp at any size.
// Source: PDF 1.4 reference; text is in Helvetica, which every reader has, so that nothing is embedded.
import { type Drawing, type Figure, card, drawingOf } from './figure';
import { utf8 } from './text';

/** Letters that Windows' code page 1252 has beyond Latin 1, as far as a drawing uses them. */
const beyondLatin: { readonly [letter: string]: number } = { '…': 0x85, '’': 0x92, '–': 0x96, '—': 0x97, '€': 0x80 };

/** A letter's place in code page 1252; null where Helvetica has none. */
function placeOf(letter: string): number | null {
  const code = beyondLatin[letter] ?? letter.codePointAt(0)!;
  const none = code < 32 || (code > 126 && code < 160 && beyondLatin[letter] === undefined) || code > 255;
  return none ? null : code;
}

/** A text as PDF writes it between brackets; letters that Helvetica has not become "?". */
function pdfText(text: string): string {
  return Array.from(text)
    .map((letter) => {
      const code = placeOf(letter);
      if (code === null) return '?';
      return code > 126 || '()\\'.includes(letter) ? `\\${code.toString(8).padStart(3, '0')}` : letter;
    })
    .join('');
}

/** Shapes are digits and crosses, which Helvetica sets 0.556 and 0.584 wide. */
const widthOf = (text: string, size: number): number =>
  Array.from(text).reduce((sum, letter) => sum + (letter === '×' ? 0.584 : letter === ' ' ? 0.278 : 0.556), 0) * size;

const n = (value: number): string => String(Math.round(value * 100) / 100);

function rgb(hex: string): string {
  return [1, 3, 5].map((at) => n(parseInt(hex.slice(at, at + 2), 16) / 255)).join(' ');
}

/** A rectangle with round corners, the upper left one at x, y. */
function rounded(x: number, y: number, wide: number, high: number, r: number): string {
  const k = r * (1 - 0.5523);
  const [right, bottom] = [x + wide, y + high];
  const curve = (...points: readonly number[]): string => `${points.map(n).join(' ')} c`;
  return [
    `${n(x + r)} ${n(y)} m ${n(right - r)} ${n(y)} l`,
    curve(right - k, y, right, y + k, right, y + r),
    `${n(right)} ${n(bottom - r)} l`,
    curve(right, bottom - k, right - k, bottom, right - r, bottom),
    `${n(x + r)} ${n(bottom)} l`,
    curve(x + k, bottom, x, bottom - k, x, bottom - r),
    `${n(x)} ${n(y + r)} l`,
    curve(x, y + k, x + k, y, x + r, y),
    'h',
  ].join(' ');
}

function contentOf({ size, wires, cards }: Drawing): string {
  // PDF counts from the bottom: everything is turned around once, and each text back.
  const out = [`1 0 0 -1 0 ${n(size[1])} cm`, `${n(card.wireWidth)} w ${rgb(card.wire)} RG ${rgb(card.wire)} rg`];
  for (const [start, one, two, end] of wires) {
    out.push(`${start.map(n).join(' ')} m ${[...one, ...two, ...end].map(n).join(' ')} c S`);
    const angle = Math.atan2(end[1] - two[1], end[0] - two[0]);
    const corner = (along: number, across: number): string =>
      `${n(end[0] + along * Math.cos(angle) - across * Math.sin(angle))} ${n(end[1] + along * Math.sin(angle) + across * Math.cos(angle))}`;
    out.push(
      `${corner(0, 0)} m ${corner(-card.arrow, card.arrow / 2)} l ${corner(-card.arrow, -card.arrow / 2)} l h f`,
    );
  }
  out.push('1 w');
  for (const { at, ink, texts } of cards) {
    const [x, y] = at;
    out.push(`1 1 1 rg ${rgb(card.ink)} RG ${rounded(x, y, card.width, card.height, card.radius)} B`);
    out.push(`${rgb(ink)} rg ${rounded(x, y + 8, 4, card.height - 16, 2)} f`);
    for (const {
      text,
      at: [dx, dy],
      size: font,
      ink: own,
      bold,
      ends,
    } of texts) {
      const left = x + dx - (ends === true ? widthOf(text, font) : 0);
      out.push(
        `BT /${bold === true ? 'B' : 'R'} ${n(font)} Tf ${rgb(own)} rg 1 0 0 -1 ${n(left)} ${n(y + dy)} Tm (${pdfText(text)}) Tj ET`,
      );
    }
  }
  return out.join('\n');
}

/** Letters of the drawing that stand as "?" in the file, each once: no font is embedded. */
export function lettersNotInPdf(figure: Figure): readonly string[] {
  const texts = drawingOf(figure).cards.flatMap((one) => one.texts.map(({ text }) => text));
  return [...new Set(texts.flatMap((text) => Array.from(text)))].filter((letter) => placeOf(letter) === null);
}

/** The bytes of the file: the same figure gives the same bytes. */
export function writeFigurePdf(figure: Figure): Uint8Array<ArrayBuffer> {
  const drawing = drawingOf(figure);
  const content = contentOf(drawing);
  // Readers refuse pages of more than 200 inches: larger ones are scaled down by their unit.
  const unit = Math.max(1, Math.max(...drawing.size) / 14_400);
  const [wide, high] = drawing.size.map((side) => n(side / unit));
  const scaled = unit === 1 ? content : `${(1 / unit).toFixed(6)} 0 0 ${(1 / unit).toFixed(6)} 0 0 cm\n${content}`;
  const title = Array.from(drawing.title).flatMap((letter) => {
    const code = letter.codePointAt(0)!;
    return code > 0xffff ? [letter.charCodeAt(0), letter.charCodeAt(1)] : [code];
  });
  const hex = title.map((code) => code.toString(16).padStart(4, '0')).join('');
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${wide} ${high}] /Contents 4 0 R /Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>`,
    `<< /Length ${scaled.length} >>\nstream\n${scaled}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title <feff${hex}> /Producer (Layerloom) >>`,
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = text.length;
  const entries = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  // Nothing but ASCII is in it: bytes and letters are counted alike.
  return Uint8Array.from(utf8(text));
}
