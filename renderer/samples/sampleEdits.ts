// Corrections of samples, each a named step of undo.
import type { DataConfig } from '../../shared/data/config';
import { withCorrections, withoutCorrections } from '../../shared/data/corrections';
import { describeData } from '../../shared/data/describe';
import type { PreviewRow } from '../../shared/data/shown';
import { edit } from '../stores/documentStore';

type Named = Pick<PreviewRow, 'name' | 'label'>;

function editCorrections(label: string, change: (data: DataConfig) => DataConfig): void {
  edit(label, (document) => (document.data === null ? document : { ...document, data: change(document.data) }));
}

const counted = (n: number) => (n === 1 ? 'a sample' : `${n} samples`);

/** Gives samples another class, or leaves them out where it is null. `label` of a row is the class that its file gives it. */
export function correctSamples(rows: readonly Named[], label: string | null): void {
  const made = rows.flatMap(({ name, label: was }) =>
    name === undefined ? [] : [{ sample: name, label, ...(was === undefined ? {} : { was }) }],
  );
  if (made.length === 0) return;
  editCorrections(
    label === null ? `leave out ${counted(made.length)}` : `call ${counted(made.length)} ${label}`,
    (data) => ({ ...data, corrections: withCorrections(data.corrections ?? [], made) }),
  );
}

/** Takes corrections back: of these samples, or all of them. */
export function takeBack(names?: readonly string[]): void {
  const gone = new Set(names);
  editCorrections(names === undefined ? 'take all corrections back' : 'take a correction back', (data) => {
    const kept = names === undefined ? [] : (data.corrections ?? []).filter(({ sample }) => !gone.has(sample));
    return kept.length === 0 ? withoutCorrections(data) : { ...data, corrections: kept };
  });
}

/** The classes that a sample may be given: those of the first target that has any; none where it is a number or a mask. */
export function classesOf(data: DataConfig): readonly string[] {
  const [target] = Object.values(describeData(data).targets);
  return target?.shape === undefined ? (target?.classes ?? []) : [];
}
