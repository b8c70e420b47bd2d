// Files that say where things are in pictures: COCO's JSON (instances) and tables with a box on each row. Both become
// boxes in pixels by picture; what does not make sense is named with its reason and left out.
import { type Json, isRecord } from '../../../../shared/json';
import { parseSmallTable } from '../tables/besideFile';
import type { Unreadable } from '../trees/fileTree';

/** Left, top, width, height in the picture's own pixels. */
export interface PixelThing {
  readonly box: readonly [number, number, number, number];
  readonly name: string;
  /** What it is called in messages: "annotation 7", "row 12". */
  readonly called: string;
}

export interface MarkedPicture {
  /** As the file writes it, with "/" between folders. */
  readonly file: string;
  readonly things: readonly PixelThing[];
  /** Of a table's picture, the cells of its first row in `BoxFile.columns`. */
  readonly cells?: readonly string[];
}

export interface BoxFile {
  readonly pictures: readonly MarkedPicture[];
  /** Names of all classes, in the file's own order where it has one. */
  readonly classes: readonly string[];
  readonly objections: readonly Unreadable[];
  /** A table's columns that say nothing of boxes. */
  readonly columns?: readonly string[];
}

/** Ids of COCO are numbers, but some programs write them as text. */
const idOf = (value: unknown): string | null =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : null;
const listIn = (value: Json, name: string): readonly unknown[] | null =>
  Array.isArray(value[name]) ? (value[name] as readonly unknown[]) : null;

/** Whether the beginning of a file looks like COCO. */
export function looksLikeCoco(head: string): boolean {
  return /^\s*\{/.test(head) && /"(?:images|annotations|categories)"\s*:\s*\[/.test(head);
}

/**
 * Reads COCO's instances. A text that is no JSON gives a reason instead. An annotation of an unknown picture or category,
 * or without four numbers as "bbox", is left out with its reason; crowds ("iscrowd") are, too.
 */
export function readCoco(text: string): BoxFile | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `It is not valid JSON: ${error instanceof Error ? error.message.slice(0, 120) : ''}.`;
  }
  const images = isRecord(parsed) ? listIn(parsed, 'images') : null;
  const annotations = isRecord(parsed) ? listIn(parsed, 'annotations') : null;
  if (!isRecord(parsed) || images === null || annotations === null)
    return 'It is not in COCO’s form: it needs the lists "images", "annotations" and "categories".';
  const names = new Map<string, string>();
  for (const category of listIn(parsed, 'categories') ?? []) {
    const id = isRecord(category) ? idOf(category['id']) : null;
    if (id !== null)
      names.set(id, String((category as Record<string, unknown>)['name'] ?? `class ${id}`).slice(0, 200));
  }
  const objections: Unreadable[] = [];
  const files = new Map<string, { readonly file: string; readonly things: PixelThing[] }>();
  images.forEach((image, place) => {
    const id = isRecord(image) ? idOf(image['id']) : null;
    const file = isRecord(image) ? image['file_name'] : undefined;
    if (id === null || typeof file !== 'string' || file === '')
      objections.push({ file: `image ${place + 1}`, reason: 'It has no "id" or no "file_name".' });
    else files.set(id, { file: file.replace(/\\/g, '/'), things: [] });
  });
  const used = new Set<string>();
  annotations.forEach((annotation, place) => {
    if (!isRecord(annotation)) return;
    const called = `annotation ${idOf(annotation['id']) ?? place + 1}`;
    if (annotation['iscrowd'] === 1) return;
    const picture = files.get(idOf(annotation['image_id']) ?? '');
    const category = idOf(annotation['category_id']);
    const name = category === null ? undefined : names.get(category);
    const box = listIn(annotation, 'bbox');
    if (picture === undefined) {
      objections.push({
        file: called,
        reason: `It names a picture (image_id ${idOf(annotation['image_id']) ?? 'missing'}) that is not in "images".`,
      });
    } else if (name === undefined) {
      objections.push({
        file: picture.file,
        reason: `${called} names an unknown category (category_id ${category ?? 'missing'}).`,
      });
    } else if (
      box === null ||
      box.length !== 4 ||
      !box.every((value) => typeof value === 'number' && Number.isFinite(value))
    ) {
      objections.push({ file: picture.file, reason: `${called} has no "bbox" of four numbers.` });
    } else {
      used.add(name);
      picture.things.push({ box: box as unknown as PixelThing['box'], name, called });
    }
  });
  // Categories that nothing is of are kept out: COCO files often list eighty for three.
  const classes = [...new Set(names.values())].filter((name) => used.has(name));
  return { pictures: [...files.values()], classes, objections };
}

const columnNames: { readonly [role: string]: RegExp } = {
  file: /^(?:file|file_?name|file_?path|image|image_?(?:file|path|id|name)|path|picture|photo|img)$/i,
  label: /^(?:label|labels|class|class_?name|category|name|object|type)$/i,
  left: /^(?:x_?min|left|x1|bbox_x_?min)$/i,
  top: /^(?:y_?min|top|y1|bbox_y_?min)$/i,
  right: /^(?:x_?max|right|x2|bbox_x_?max)$/i,
  bottom: /^(?:y_?max|bottom|y2|bbox_y_?max)$/i,
  x: /^(?:x|bbox_x)$/i,
  y: /^(?:y|bbox_y)$/i,
  width: /^(?:w|width|box_?width|bbox_w(?:idth)?)$/i,
  height: /^(?:h|height|box_?height|bbox_h(?:eight)?)$/i,
};

/** Places of the columns that a table of boxes needs; null where they are not all there. */
export function boxColumns(columns: readonly string[]): { readonly [role: string]: number } | null {
  const places = Object.fromEntries(
    Object.entries(columnNames).map(([role, pattern]) => [
      role,
      columns.findIndex((name) => pattern.test(name.trim())),
    ]),
  );
  const has = (...roles: readonly string[]) => roles.every((role) => places[role]! >= 0);
  if (!has('file', 'label')) return null;
  if (has('left', 'top', 'right', 'bottom')) return { ...places, x: -1 };
  return has('x', 'y', 'width', 'height') || has('left', 'top', 'width', 'height') ? { ...places, right: -1 } : null;
}

/**
 * Reads a table with a box on each row: file, label, and x, y, width, height or xmin, ymin, xmax, ymax, in pixels. A row
 * with a file alone is a picture with nothing in it. Null where it is no such table.
 */
export function readBoxTable(text: string): BoxFile | null {
  const { columns, rows } = parseSmallTable(text);
  const places = boxColumns(columns);
  if (places === null) return null;
  const corners = places['right']! >= 0;
  const roles = corners
    ? ['left', 'top', 'right', 'bottom']
    : [places['x']! >= 0 ? 'x' : 'left', places['y']! >= 0 ? 'y' : 'top', 'width', 'height'];
  const others = columns.flatMap((_, place) => (Object.values(places).includes(place) ? [] : [place]));
  const files = new Map<string, { readonly things: PixelThing[]; readonly cells: readonly string[] }>();
  const objections: Unreadable[] = [];
  const classes = new Set<string>();
  rows.forEach((row, place) => {
    const called = `row ${place + 2}`;
    const file = (row[places['file']!] ?? '').replace(/\\/g, '/');
    if (file === '') {
      objections.push({ file: called, reason: 'It names no picture.' });
      return;
    }
    const picture = files.get(file) ?? { things: [], cells: others.map((other) => row[other] ?? '') };
    files.set(file, picture);
    const { things } = picture;
    const cells = roles.map((role) => row[places[role]!] ?? '');
    const name = row[places['label']!] ?? '';
    if (name === '' && cells.every((cell) => cell === '')) return;
    const numbers = cells.map((cell) => (cell === '' ? NaN : Number(cell)));
    const bad = numbers.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      objections.push({
        file,
        reason: `In ${called} "${columns[places[roles[bad]!]!]}" must be a number; it is "${cells[bad]!.slice(0, 40)}".`,
      });
    } else if (name === '') {
      objections.push({ file, reason: `${called} has a box without a label.` });
    } else {
      const [a, b, c, d] = numbers as [number, number, number, number];
      classes.add(name);
      things.push({ box: corners ? [a, b, c - a, d - b] : [a, b, c, d], name, called });
    }
  });
  return {
    pictures: [...files].map(([file, picture]) => ({ file, ...picture })),
    classes: [...classes].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
    objections,
    columns: others.map((other) => columns[other]!),
  };
}

/** A box within a picture of this size, as shares of it: cut at the edges; or why it is none. */
export function withinPicture(
  [left, top, width, height]: PixelThing['box'],
  picture: { readonly width: number; readonly height: number },
): readonly [number, number, number, number] | string {
  if (!(width > 0 && height > 0)) return `its box has no area (${width} by ${height}).`;
  const cut = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const [x1, x2] = [cut(left, picture.width), cut(left + width, picture.width)];
  const [y1, y2] = [cut(top, picture.height), cut(top + height, picture.height)];
  if (x2 - x1 < 0.5 || y2 - y1 < 0.5)
    return `its box (${[left, top, width, height].map((value) => Math.round(value)).join(', ')}) lies outside of the picture, which has ${picture.width} by ${picture.height} pixels.`;
  return [x1 / picture.width, y1 / picture.height, (x2 - x1) / picture.width, (y2 - y1) / picture.height];
}
