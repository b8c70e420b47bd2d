// The rate of layers that disturb the numbers while training.
import { float } from '../../params';
import type { FloatParam } from '../../params';

export function rateParam(help: string, fallback: number): FloatParam {
  return float({ title: 'Rate', help, default: fallback, min: 0, max: 0.95, step: 0.05 });
}

/** "20 %". */
export function rateWord({ rate }: { readonly rate: number }): string {
  return `${Math.round(rate * 1000) / 10} %`;
}
