// Texts on their way into memory, with their classes, and what is left out of them and why.
import { sortCategories } from '../../../../shared/data/cells';
import { maxCategories } from '../../../../shared/data/kinds/table';
import { stop } from '../problem';
import { TextArchive, longestText, checkRoom } from './textArchive';

export interface CollectedTexts {
  /** In index order. */
  readonly classes: readonly string[];
  /** Class of each text, as index into `classes`; -1 where the source has no classes. */
  readonly labels: readonly number[];
  readonly notes: readonly string[];
  text(index: number): string;
}

const number = (n: number) => n.toLocaleString('en-US');

/** Gathers texts with their classes, and counts what is left out and why. */
export class TextCollector {
  readonly archive = new TextArchive();
  readonly labels: number[] = [];
  private readonly places = new Map<string, number>();
  private readonly source: string;
  private empty = 0;
  private unlabelled = 0;
  private shortened = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Whether the text is kept. */
  add(text: string, label: string | null): boolean {
    if (label !== null) return this.keep(text, () => this.placeOf(label));
    this.unlabelled++;
    return false;
  }

  /** A text of a source that has no classes at all. Whether it is kept. */
  addUnlabelled(text: string): boolean {
    return this.keep(text, () => -1);
  }

  private placeOf(label: string): number {
    let place = this.places.get(label);
    if (place === undefined) {
      if (this.places.size >= maxCategories) {
        stop(
          'data.text.manyClasses',
          `The texts of "${this.source}" have more than ${number(maxCategories)} different classes (the last is "${label.slice(0, 50)}"). Choose another column of classes.`,
        );
      }
      place = this.places.size;
      this.places.set(label, place);
    }
    return place;
  }

  private keep(text: string, place: () => number): boolean {
    if (text.trim() === '') {
      this.empty++;
      return false;
    }
    const label = place();
    if (text.length > longestText) this.shortened++;
    this.archive.add(text.length > longestText ? text.slice(0, longestText) : text);
    this.labels.push(label);
    checkRoom(this.source, this.archive);
    return true;
  }

  /** A text that was cut while it was read. */
  noteShortened(): void {
    this.shortened++;
  }

  done(known: readonly string[] = []): CollectedTexts {
    const classes = sortCategories([...new Set([...this.places.keys(), ...known])]);
    const order = new Map(classes.map((name, place) => [name, place]));
    const moved = [...this.places.keys()].map((name) => order.get(name)!);
    const notes: string[] = [];
    const say = (n: number, one: string, many: string) => {
      if (n > 0) notes.push(n === 1 ? one : `${number(n)} ${many}`);
    };
    say(this.empty, 'One text is empty and left out.', 'texts are empty and left out.');
    say(this.unlabelled, 'One text has no class and is left out.', 'texts have no class and are left out.');
    say(
      this.shortened,
      `One text is longer than ${number(longestText)} characters; the rest of it is not read.`,
      `texts are longer than ${number(longestText)} characters; the rest of them is not read.`,
    );
    return { classes, labels: this.labels.map((label) => moved[label] ?? -1), text: (i) => this.archive.get(i), notes };
  }
}
