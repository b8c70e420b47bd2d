// What can be done on a thread of its own: a pure function of plain data, with plain data for an answer.

export interface JobWatch {
  /** How far the work has come, in a unit of its own; may be called as often as one likes. */
  readonly progress: (done: number) => void;
  /** True once nobody waits for the answer any more. Work of more than a moment asks now and then, and lets messages in. */
  readonly aborted: () => boolean;
}

export interface Job<Request, Done> {
  /** Rejects with an Error whose message is a sentence for a person. The request must survive a structured clone. */
  run(request: Request, watch: JobWatch): Promise<Done>;
  /** Memory of an answer that is handed over instead of copied. */
  transfer?(done: Done): ArrayBuffer[];
}

/** The same memory: what crosses between threads arrives as a plain Uint8Array. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
