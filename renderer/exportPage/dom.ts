// The page's own elements. All text goes in as text.

export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className = '',
  text = '',
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  if (text !== '') made.textContent = text;
  return made;
}

/** An element of index.html. */
export function place(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** What is wrong, at the top of the page; nothing for ''. */
export function say(message: string): void {
  const note = place('message');
  note.textContent = message;
  note.hidden = message === '';
}
