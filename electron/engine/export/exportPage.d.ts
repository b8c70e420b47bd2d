// The exported page's scripts as text, bundled by scripts/exportPage.mjs.
declare module 'virtual:export-page' {
  export const page: string;
  export const predict: string;
}
