// The classes of a data set while it is taken: what has been taken of each, and whose button is held.
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaptureMedium } from '../../shared/ipc';
import type { Problem } from '../../shared/result';
import { captureObjection, classOfPath, keepCaptured, mostOfClass, type CapturedClass, type NewShot } from './capture';
import { openDataFile } from './openDataFile';

export interface Capture {
  readonly medium: CaptureMedium;
  readonly classes: readonly CapturedClass[];
  /** The class whose button is held. */
  readonly held: number | null;
  hold(id: number): void;
  letGo(): void;
  /** Adds to the class whose button is held or was held last: a sound is there only after its button was let go. */
  take(shots: readonly NewShot[]): void;
  rename(id: number, name: string): void;
  discard(id: number, shot: number): void;
  /** Empties a class; an empty one goes. */
  remove(id: number): void;
  addClass(): void;
  /** Files into one class, or each into the class that its folder is named after (null). */
  readFiles(files: readonly File[], id: number | null): Promise<void>;
  /** While files are being read. */
  readonly reading: { readonly done: number; readonly total: number } | null;
  stopReading(): void;
  readonly saving: boolean;
  readonly problem: Problem | null;
  setProblem(problem: Problem | null): void;
  readonly objection: ReturnType<typeof captureObjection>;
  /** Keeps everything and opens it as the document's data; false where that failed. */
  use(): Promise<boolean>;
}

/** `readFile` makes shots of a file, and rejects where it is of another kind. */
export function useCapture(medium: CaptureMedium, readFile: (file: File) => Promise<readonly NewShot[]>): Capture {
  const { t } = useTranslation();
  const [classes, setClasses] = useState<readonly CapturedClass[]>(() =>
    [1, 2].map((id) => ({ id, name: t('data.capture.className', { number: id }), shots: [] })),
  );
  const [held, setHeld] = useState<number | null>(null);
  const [reading, setReading] = useState<Capture['reading']>(null);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const last = useRef<number | null>(null);
  const nextId = useRef(3);
  const stopped = useRef(false);

  const add = useCallback((belongs: (kind: CapturedClass) => boolean, shots: readonly NewShot[]) => {
    const numbered = shots.map((shot) => ({ ...shot, id: nextId.current++ }));
    setClasses((before) =>
      before.map((kind) =>
        belongs(kind) ? { ...kind, shots: [...kind.shots, ...numbered].slice(0, mostOfClass) } : kind,
      ),
    );
  }, []);
  const take = useCallback((shots: readonly NewShot[]) => add(({ id }) => id === last.current, shots), [add]);
  const change = (id: number, made: (kind: CapturedClass) => Partial<CapturedClass>) =>
    setClasses((before) => before.map((kind) => (kind.id === id ? { ...kind, ...made(kind) } : kind)));

  const named = (name: string) => {
    const id = nextId.current++;
    // Classes that nobody has named or filled make room for those of the folder.
    setClasses((before) => [
      ...before.filter(({ shots, id: own }) => shots.length > 0 || own > 2),
      { id, name, shots: [] },
    ]);
    return id;
  };
  const readFiles = async (files: readonly File[], into: number | null) => {
    stopped.current = false;
    setProblem(null);
    const ids = new Map(classes.map(({ id, name }) => [name, id]));
    for (const [done, file] of files.entries()) {
      if (stopped.current) break;
      setReading({ done, total: files.length });
      const shots = await readFile(file).catch(() => null);
      if (shots === null) {
        const message = t(`data.capture.noFile.${medium}`, { name: file.name });
        setProblem({ code: 'capture.noFile', severity: 'error', message });
        continue;
      }
      const name = classOfPath(file.webkitRelativePath);
      if (into === null && !ids.has(name)) ids.set(name, named(name));
      const id = into ?? ids.get(name);
      add((kind) => kind.id === id, shots);
    }
    setReading(null);
  };

  const use = async () => {
    setSaving(true);
    const kept = await keepCaptured(medium, classes);
    setSaving(false);
    if (kept.ok) void openDataFile(kept.value);
    else setProblem(kept.problem);
    return kept.ok;
  };

  return {
    medium,
    classes,
    held,
    hold: (id) => {
      last.current = id;
      setHeld(id);
    },
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
      setClasses((before) => [
        ...before,
        { id, name: t('data.capture.className', { number: before.length + 1 }), shots: [] },
      ]);
    },
    readFiles,
    reading,
    stopReading: () => {
      stopped.current = true;
    },
    saving,
    problem,
    setProblem,
    objection: captureObjection(classes),
    use,
  };
}
