// Names of the files in a run's folder, runs/<id>: the engine writes all but the label, the host reads some and
// packs them.
export const runFiles = {
  record: 'run.json',
  /** Of the best epoch. */
  weights: 'weights.safetensors',
  /** Figures of every batch (batches.ts). */
  batches: 'batches.bin',
  checkpoint: 'checkpoint.safetensors',
  earlierCheckpoint: 'checkpoint.previous.safetensors',
  teacher: 'teacher.safetensors',
  /** What a person calls it; the host's. */
  label: 'label.json',
} as const;
