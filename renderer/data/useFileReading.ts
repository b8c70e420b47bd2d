// Files of a person's own, read one after another into the classes of a data set that is being taken.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaptureMedium } from '../../shared/ipc';
import type { Problem } from '../../shared/result';
import { formatCount } from '../ui/numbers';
import { classOfPath, mostOfClass, type CapturedClass, type NewShot } from './capture';

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
    const full = (id: number | undefined) => id !== undefined && (counts.get(id) ?? 0) >= mostOfClass;
    for (const [done, file] of files.entries()) {
      if (stopped.current) break;
      const name = classOfPath(file.webkitRelativePath);
      if (full(into ?? ids.get(name))) {
        const message = t('data.capture.full', { n: formatCount(mostOfClass), name: file.name });
        setProblem({ code: 'capture.full', severity: 'warning', message });
        continue;
      }
      setReading({ done, total: files.length });
      const shots = await readFile(file).catch(() => null);
      if (shots === null) {
        const message = t(`data.capture.noFile.${medium}`, { name: file.name });
        setProblem({ code: 'capture.noFile', severity: 'error', message });
        continue;
      }
      const id = into ?? idOf(name);
      counts.set(id, (counts.get(id) ?? 0) + shots.length);
      take(id, shots);
    }
    setReading(null);
  };

  return { readFiles, reading, stopReading };
}
