// The classes of a data set while it is taken: what has been taken of each, and whose button is held.
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaptureMedium } from '../../shared/ipc';
import type { Problem } from '../../shared/result';
import { captureObjection, itemsOf, mostOfClass, newCapturedSet, type CapturedClass, type NewShot } from './capture';
import { openDataFiles } from './openDataFile';
import { useFileReading, type FileReading } from './useFileReading';

export interface Capture extends FileReading {
  readonly medium: CaptureMedium;
  readonly classes: readonly CapturedClass[];
  /** The class whose button is held. */
  readonly held: number | null;
  /** One button at a time: another one is not heard until this one is let go. */
  hold(id: number): void;
  letGo(): void;
  /** Adds to a class: `held` as it was when the button went down, for a sound is there only after it was let go. */
  take(id: number | null, shots: readonly NewShot[]): void;
  rename(id: number, name: string): void;
  discard(id: number, shot: number): void;
  /** Empties a class; an empty one goes. */
  remove(id: number): void;
  addClass(): void;
  readonly saving: boolean;
  readonly problem: Problem | null;
  setProblem(problem: Problem | null): void;
  readonly objection: ReturnType<typeof captureObjection>;
  /** Keeps everything and opens it as the document's data; false where that failed. */
  use(): Promise<boolean>;
}

/** Classes that the window opens with, for a person to name. */
const firstClasses: readonly number[] = [1, 2];

/** `readFile` makes shots of a file, and rejects where it is of another kind. */
export function useCapture(medium: CaptureMedium, readFile: (file: File) => Promise<readonly NewShot[]>): Capture {
  const { t } = useTranslation();
  const unnamed = (number: number) => t('data.capture.className', { number });
  const [classes, setClasses] = useState<readonly CapturedClass[]>(() =>
    firstClasses.map((id) => ({ id, name: unnamed(id), shots: [] })),
  );
  const [held, setHeld] = useState<number | null>(null);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const nextId = useRef(firstClasses.length + 1);

  const take = useCallback((id: number | null, shots: readonly NewShot[]) => {
    const numbered = shots.map((shot) => ({ ...shot, id: nextId.current++ }));
    setClasses((before) =>
      before.map((kind) =>
        kind.id === id ? { ...kind, shots: [...kind.shots, ...numbered].slice(0, mostOfClass) } : kind,
      ),
    );
  }, []);
  const change = (id: number, made: (kind: CapturedClass) => Partial<CapturedClass>) =>
    setClasses((before) => before.map((kind) => (kind.id === id ? { ...kind, ...made(kind) } : kind)));

  const files = useFileReading(medium, readFile, {
    classes,
    take,
    setProblem,
    addNamed: (name, wanted) => {
      const id = nextId.current++;
      // The classes that were there at the start make room, unless somebody filled or named one or it is wanted too.
      const stays = (kind: CapturedClass) =>
        kind.shots.length > 0 ||
        !firstClasses.includes(kind.id) ||
        kind.name !== unnamed(kind.id) ||
        wanted.has(kind.name);
      setClasses((before) => [...before.filter(stays), { id, name, shots: [] }]);
      return id;
    },
  });

  const use = async () => {
    setSaving(true);
    const kept = await newCapturedSet(medium).write(itemsOf(classes));
    setSaving(false);
    if (kept.ok) void openDataFiles([kept.value]);
    else setProblem(kept.problem);
    return kept.ok;
  };

  return {
    medium,
    classes,
    held,
    hold: (id) => setHeld((before) => before ?? id),
    letGo: useCallback(() => setHeld(null), []),
    take,
    rename: (id, name) => change(id, () => ({ name })),
    discard: (id, shot) => change(id, ({ shots }) => ({ shots: shots.filter((entry) => entry.id !== shot) })),
    remove: (id) =>
      setClasses((before) =>
        before.flatMap((kind) => (kind.id !== id ? [kind] : kind.shots.length > 0 ? [{ ...kind, shots: [] }] : [])),
      ),
    addClass: () => {
      const id = nextId.current++;
      setClasses((before) => [...before, { id, name: unnamed(before.length + 1), shots: [] }]);
    },
    ...files,
    saving,
    problem,
    setProblem,
    objection: captureObjection(classes),
    use,
  };
}
