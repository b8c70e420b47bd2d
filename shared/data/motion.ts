// Generated clips of a shape that moves over grainy ground: no single picture tells where it is heading, so a network has
// to compare one picture with the next.
import { type Random, createRandom, hash32 } from '../random';

export const directions = ['left', 'right', 'up', 'down'] as const;
export type Direction = (typeof directions)[number];

const steps: { readonly [D in Direction]: readonly [x: number, y: number] } = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

export interface Motion {
  readonly side: number;
  readonly frames: number;
  /** Strength of the grain, 0..1. */
  readonly noise: number;
  readonly round: boolean;
  /** Centre in the first picture, and half its width, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Pixels from one picture to the next. */
  readonly speed: number;
  readonly direction: Direction;
  /** Grey levels of shape and ground. */
  readonly level: number;
  readonly ground: number;
}

const tenths = (value: number) => Math.round(10 * value) / 10;

/** A shape that stays within the picture from the first frame to the last, wherever it starts. */
export function drawMotion(side: number, frames: number, noise: number, direction: Direction, random: Random): Motion {
  const radius = tenths(side * (0.1 + 0.08 * random.uniform()));
  const way = (side - 2 * radius) * (0.35 + 0.5 * random.uniform());
  const speed = tenths(way / Math.max(1, frames - 1));
  const whole = speed * (frames - 1);
  const free = (along: number) => side - 2 * radius - Math.abs(along) * whole;
  const [dx, dy] = steps[direction];
  const start = (along: number) => tenths(radius + (along < 0 ? whole : 0) + free(along) * random.uniform());
  const ground = 30 + random.integer(196);
  return {
    side,
    frames,
    noise,
    round: random.integer(2) === 0,
    x: start(dx),
    y: start(dy),
    radius,
    speed,
    direction,
    // Told apart from the ground by at least 80 of 255 levels.
    level: ground < 128 ? ground + 80 + random.integer(176 - ground) : ground - 80 - random.integer(ground - 79),
    ground,
  };
}

/** A motion as one line of text, and back: the form in which a generated table keeps it. */
export function motionText(motion: Motion): string {
  const { side, frames, noise, round, x, y, radius, speed, direction, level, ground } = motion;
  return [side, frames, noise, round ? 'round' : 'square', x, y, radius, speed, direction, level, ground].join(' ');
}

export function parseMotion(text: string): Motion {
  const parts = text.split(' ');
  const [side, frames, noise, , x, y, radius, speed, , level, ground] = parts.map(Number) as [number, number, number, number, number, number, number, number, number, number, number]; // prettier-ignore
  const direction = directions.find((name) => name === parts[8]) ?? 'left';
  return { side, frames, noise, round: parts[3] === 'round', x, y, radius, speed, direction, level, ground };
}

/** The pictures of a motion, grey, 8 bits: [side, side] each. The grain follows from the motion alone. */
export function paintMotion(motion: Motion): readonly Uint8Array[] {
  const { side, frames, noise, round, radius, speed, direction, level, ground } = motion;
  const random = createRandom(hash32(motionText(motion)));
  const [dx, dy] = steps[direction];
  return Array.from({ length: frames }, (_, frame) => {
    const [left, top] = [motion.x + dx * speed * frame, motion.y + dy * speed * frame];
    return Uint8Array.from({ length: side * side }, (_pixel, at) => {
      const [x, y] = [Math.abs((at % side) + 0.5 - left), Math.abs(Math.floor(at / side) + 0.5 - top)];
      const inside = round ? Math.hypot(x, y) <= radius : Math.max(x, y) <= 0.85 * radius;
      const grain = 128 * noise * (random.uniform() - 0.5);
      return Math.max(0, Math.min(255, Math.round((inside ? level : ground) + grain)));
    });
  });
}
