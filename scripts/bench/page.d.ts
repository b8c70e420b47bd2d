// What the bench scripts leave in the page while they measure.
interface Window {
  benchFrames: number[] | null;
  benchEdits: { readonly times: readonly number[] };
  benchDrawn: readonly number[];
}
