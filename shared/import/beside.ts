// Files with weights beside a model: no more is read of them than the model says it needs.
import { BadFile } from './badFile';

export interface BesideFile {
  readonly size: number;
  /** Null where the file is no longer what it was. */
  read(): Promise<Uint8Array | null>;
}

/** A file beside the model, by a path that was checked to stay there; null where it is none or may not be read. */
export type Beside = (path: string) => Promise<BesideFile | null>;

function missing(path: string): BadFile {
  return new BadFile(
    `The file ${path} with weights is missing beside the model, or is no plain file.`,
    'Put all files of the model into one folder.',
  );
}

export async function besideFile(beside: Beside, path: string): Promise<BesideFile> {
  const file = await beside(path);
  if (file === null) throw missing(path);
  return file;
}

export async function bytesBeside(file: BesideFile, path: string): Promise<Uint8Array> {
  const data = await file.read();
  if (data === null || data.length !== file.size) throw missing(path);
  return data;
}
