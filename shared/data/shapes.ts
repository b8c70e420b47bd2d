// Scenes of simple shapes on textured ground: drawn by a formula, so that any number of pictures with exact masks and
// boxes costs nothing to ship.
import { type Random, createRandom, hash32 } from '../random';

export const shapeNames = ['circle', 'square', 'triangle'] as const;
export type ShapeName = (typeof shapeNames)[number];

export interface Shape {
  readonly name: ShapeName;
  /** Centre, and distance from it to the furthest point, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** In degrees; circles have none. */
  readonly turn: number;
  readonly colour: readonly [number, number, number];
}

export interface Scene {
  readonly side: number;
  /** Strength of the ground's grain, 0..1. */
  readonly noise: number;
  readonly ground: readonly [number, number, number];
  /** Stripes: degrees, pixels from one to the next. */
  readonly stripes: readonly [number, number];
  readonly shapes: readonly Shape[];
}

/** A scene with 1 to `most` shapes that hardly cover each other. */
export function drawScene(side: number, most: number, noise: number, random: Random): Scene {
  const level = () => 40 + random.integer(176);
  const ground = [level(), level(), level()] as const;
  const stripes = [random.integer(180), 4 + random.integer(12)] as const;
  const wanted = 1 + random.integer(most);
  const shapes: Shape[] = [];
  for (let tries = 0; shapes.length < wanted && tries < 60; tries++) {
    const name = shapeNames[random.integer(shapeNames.length)]!;
    const radius = Math.round(side * (0.13 + 0.12 * random.uniform()) * 10) / 10;
    const place = () => Math.round((radius + (side - 2 * radius) * random.uniform()) * 10) / 10;
    const [x, y] = [place(), place()];
    // Squares stand and triangles point up, more or less: a diamond is a shape of its own to a beginner's eye.
    const turn = name === 'square' ? 25 + random.integer(41) : 240 + random.integer(61);
    let colour = [random.integer(256), random.integer(256), random.integer(256)] as const;
    // Told apart from the ground: at least 130 of 765 steps away from it.
    const away = colour.reduce((sum, value, c) => sum + Math.abs(value - ground[c]!), 0);
    if (away < 130) colour = [(colour[0] + 128) % 256, (colour[1] + 128) % 256, (colour[2] + 128) % 256];
    const clear = shapes.every((other) => Math.hypot(other.x - x, other.y - y) > 0.85 * (other.radius + radius));
    if (clear) shapes.push({ name, x, y, radius, turn: name === 'circle' ? 0 : turn, colour });
  }
  return { side, noise, ground, stripes, shapes };
}

/** A scene as one line of text, and back: the form in which a generated table keeps it. */
export function sceneText({ side, noise, ground, stripes, shapes }: Scene): string {
  const parts = shapes.map(({ name, x, y, radius, turn, colour }) => [name, x, y, radius, turn, ...colour].join(' '));
  return [[side, noise, ...ground, ...stripes].join(' '), ...parts].join('; ');
}

export function parseScene(text: string): Scene {
  const [head = '', ...parts] = text.split('; ');
  const [side = 1, noise = 0, red = 0, green = 0, blue = 0, angle = 0, period = 8] = head.split(' ').map(Number);
  return {
    side,
    noise,
    ground: [red, green, blue],
    stripes: [angle, period],
    shapes: parts.map((part) => {
      const [name = 'circle', ...numbers] = part.split(' ');
      const [x = 0, y = 0, radius = 1, turn = 0, r = 0, g = 0, b = 0] = numbers.map(Number);
      return { name: name as ShapeName, x, y, radius, turn, colour: [r, g, b] };
    }),
  };
}

/** Corners of a square or triangle. */
function cornersOf({ name, x, y, radius, turn }: Shape): readonly (readonly [number, number])[] {
  const corners = name === 'square' ? 4 : 3;
  return Array.from({ length: corners }, (_, i) => {
    const angle = ((turn + (360 * i) / corners) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

/** Whether a point lies within the shape: on the inner side of all its edges. */
function contains(shape: Shape, corners: readonly (readonly [number, number])[], px: number, py: number): boolean {
  if (shape.name === 'circle') return (px - shape.x) ** 2 + (py - shape.y) ** 2 <= shape.radius ** 2;
  return corners.every(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length]!;
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax) >= 0;
  });
}

export interface DrawnScene {
  /** RGB, 8 bits each, [side, side, 3]. */
  readonly pixels: Uint8Array;
  /** Class of each pixel, [side, side]: 0 ground, 1 + place in `shapeNames`. */
  readonly mask: Uint8Array;
  /** Around what is to be seen of each shape: left, top, width, height in pixels; hidden shapes have none. */
  readonly boxes: readonly { readonly name: ShapeName; readonly box: readonly [number, number, number, number] }[];
}

/** Draws a scene; later shapes cover earlier ones. The grain follows from the scene alone. */
export function paintScene(scene: Scene): DrawnScene {
  const { side, noise, ground, stripes, shapes } = scene;
  const random = createRandom(hash32(sceneText(scene)));
  const pixels = new Uint8Array(side * side * 3);
  const mask = new Uint8Array(side * side);
  const owner = new Int16Array(side * side).fill(-1);
  const corners = shapes.map(cornersOf);
  const angle = (stripes[0] * Math.PI) / 180;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = y * side + x;
      for (let i = shapes.length - 1; i >= 0 && owner[at]! < 0; i--)
        if (contains(shapes[i]!, corners[i]!, x + 0.5, y + 0.5)) owner[at] = i;
      const shape = shapes[owner[at]!];
      if (shape !== undefined) mask[at] = 1 + shapeNames.indexOf(shape.name);
      const wave = Math.sin(((x * Math.cos(angle) + y * Math.sin(angle)) * 2 * Math.PI) / stripes[1]);
      for (let c = 0; c < 3; c++) {
        const grain = 128 * noise * (random.uniform() - 0.5);
        const base = shape === undefined ? ground[c]! + 60 * noise * wave : shape.colour[c]!;
        pixels[3 * at + c] = Math.max(0, Math.min(255, Math.round(base + grain)));
      }
    }
  }
  const boxes = shapes.flatMap(({ name }, i) => {
    let [left, top, right, bottom] = [side, side, -1, -1];
    for (let at = 0; at < owner.length; at++) {
      if (owner[at] !== i) continue;
      const [x, y] = [at % side, Math.floor(at / side)];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    return right < 0 ? [] : [{ name, box: [left, top, right - left + 1, bottom - top + 1] as const }];
  });
  return { pixels, mask, boxes };
}
