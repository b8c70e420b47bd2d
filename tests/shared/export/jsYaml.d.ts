// The part of js-yaml that tests use; the package brings no types.
declare module 'js-yaml' {
  export function load(text: string): unknown;
}
