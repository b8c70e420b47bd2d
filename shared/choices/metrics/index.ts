// Metrics: what people read while training. Each is a vector that is added up over batches and a number made of it, so
// that the figure of an epoch is exact, not a mean of means. tests/oracle compares the numbers with Keras, and with
// numpy where Keras has no such metric.
import type { MetricDefinition } from '../choice';
import { binaryMetrics } from './binary';
import { boxMetrics } from '../boxLoss';
import { classMetrics } from './classes';
import { quantityMetrics } from './quantities';

export const metrics: readonly MetricDefinition[] = [
  ...classMetrics,
  ...binaryMetrics,
  ...quantityMetrics,
  ...boxMetrics,
];

export function findMetric(id: string): MetricDefinition | undefined {
  return metrics.find((metric) => metric.id === id);
}

/** Python source of the same metric for an output of that many numbers; null where Keras has none. */
export function metricInKeras(metric: MetricDefinition, size: number): string | null {
  return typeof metric.keras === 'function' ? metric.keras(size) : metric.keras;
}
