// What a Python project has more where two networks learn against each other: the one that judges, a step of both, and a
// program that makes samples.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { ExportFile, ExportInput } from './format';
import { modules } from './packaging';
import makeSource from './project/make.py?raw';
import testSource from './project/test_make.py?raw';
import { exportedSettings } from './settings';

/** What preprocessing.json says of the judge, which alone reads the data; nothing where a network learns alone. */
export function judgeSettings({ judge }: ExportInput, names?: 'identifiers'): object {
  if (judge === undefined) return {};
  const { inputs, outputs } = exportedSettings(judge.record, names);
  return { judge: { name: outputs[0]!.name, inputs } };
}

export interface RivalSources {
  /** rivals.py: a step of both. */
  readonly rivals: string;
  /** judge.py, as model.py is for the network that makes samples. */
  readonly judge: string;
  /** The judge's weights. */
  readonly weights: ExportFile;
}

/** Scripts that teach or measure both. */
const ofBoth = new Set(['train.py', 'evaluate.py']);
const aboutOne = /^from network\.(?:export|learning|metrics|model) import/gm;

/** A project's files with those of two networks in place of one; `weights`: the file of the one that makes samples. */
export function withRivals(
  files: readonly ExportFile[],
  weights: string,
  { rivals, judge, weights: judging }: RivalSources,
): readonly ExportFile[] {
  const scripts = files.map((file) =>
    ofBoth.has(file.path) && 'text' in file
      ? { ...file, text: file.text.replace(aboutOne, 'from network.rivals import') }
      : file,
  );
  return [
    ...scripts,
    judging,
    { path: 'make.py', text: makeSource.replace(/weights\.npz/g, weights) },
    ...modules({ judge, rivals }),
    { path: 'tests/test_make.py', text: testSource },
  ];
}
