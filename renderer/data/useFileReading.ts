// Files of a person's own, read one after another into the classes of a data set that is being taken.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaptureMedium } from '../../shared/ipc';
import type { Problem } from '../../shared/result';
import { classOfPath, mostOfClass, type CapturedClass, type NewShot } from './capture';
import { leftOutProblem, reasonOf, type LeftOut, type Reason } from './leftOut';

export interface FileReading {
  /** Files into one class, or each into the class that its folder is named after (null). */
  readFiles(files: readonly File[], id: number | null): Promise<void>;
  /** While files are being read. */
  readonly reading: { readonly done: number; readonly total: number } | null;
  stopReading(): void;
}

interface Into {
  readonly classes: readonly CapturedClass[];
  take(id: number, shots: readonly NewShot[]): void;
  /** Its number; `wanted` are the names of all classes that are being read. */
  addNamed(name: string, wanted: ReadonlySet<string>): number;
  setProblem(problem: Problem | null): void;
}

/** `readFile` makes shots of a file, and rejects where it is of another kind. Reading ends with the window. */
export function useFileReading(
  medium: CaptureMedium,
  readFile: (file: File) => Promise<readonly NewShot[]>,
  { classes, take, addNamed, setProblem }: Into,
): FileReading {
  const { t } = useTranslation();
  const [reading, setReading] = useState<FileReading['reading']>(null);
  const stopped = useRef(false);
  const stopReading = useCallback(() => {
    stopped.current = true;
  }, []);
  useEffect(() => stopReading, [stopReading]);

  const readFiles = async (files: readonly File[], into: number | null) => {
    stopped.current = false;
    setProblem(null);
    const ids = new Map(classes.map(({ id, name }) => [name, id]));
    const counts = new Map(classes.map(({ id, shots }) => [id, shots.length]));
    const wanted = new Set(files.map((file) => classOfPath(file.webkitRelativePath)));
    const idOf = (name: string) => {
      const id = ids.get(name) ?? addNamed(name, wanted);
      ids.set(name, id);
      return id;
    };
    const leftOut: LeftOut[] = [];
    let taken = 0;
    const tell = () => leftOut.length > 0 && setProblem(leftOutProblem(t, medium, leftOut, taken));
    const leave = (name: string, reason: Reason) => {
      leftOut.push({ name, reason });
      tell();
    };
    const full = (id: number | undefined) => id !== undefined && (counts.get(id) ?? 0) >= mostOfClass;
    for (const [done, file] of files.entries()) {
      if (stopped.current) break;
      const name = classOfPath(file.webkitRelativePath);
      if (full(into ?? ids.get(name))) {
        leave(file.name, 'full');
        continue;
      }
      setReading({ done, total: files.length });
      const shots = await readFile(file).catch(reasonOf);
      if (typeof shots === 'string') {
        leave(file.name, shots);
        continue;
      }
      const id = into ?? idOf(name);
      counts.set(id, (counts.get(id) ?? 0) + shots.length);
      take(id, shots);
      taken++;
    }
    tell();
    setReading(null);
  };

  return { readFiles, reading, stopReading };
}
