// What a command of shared/commands.ts does in the window.

export interface Action {
  /** Whether it can be given now; left out means always. */
  readonly isEnabled?: () => boolean;
  readonly run: () => void;
  /** Says more than the list's title: "Undo add Conv2D". */
  readonly title?: () => string;
}

export type Actions = { readonly [id: string]: Action };
