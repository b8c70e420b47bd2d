// Columns of samples that are files: those of a metadata.csv or metadata.jsonl among them, as Hugging Face's ImageFolder and
// AudioFolder have it; where there is none, what the files' paths say.
import { type PlacedSample, pathColumns } from '../../../shared/data/pathColumns';
import { isRecord } from '../../../shared/json';
import { parseSmallTable } from './tables/besideFile';
import type { Found } from './trees/fileTree';
import { type ColumnListener, plainRules } from './sampleColumns';

const metadataFile = /(?:^|\/)metadata\.(?:csv|jsonl)$/i;
const largestMetadata = 64 * 2 ** 20;
const fileNames = /^file(?:_?name)?$/i;

/** Whether a file says something of the others rather than being a sample. */
export function isMetadata({ path }: Found): boolean {
  return metadataFile.test(path);
}

/** Cells by the names of their columns. */
type Cells = ReadonlyMap<string, string>;

function rowsOfTable(text: string): readonly Cells[] {
  const { columns, rows } = parseSmallTable(text);
  return rows.map((row) => new Map(columns.map((name, place) => [name, row[place] ?? ''])));
}

/** A line that is no object is passed over, and so is a value that is none of a cell. */
function rowsOfLines(text: string): readonly Cells[] {
  return text.split('\n').flatMap((line) => {
    let said: unknown;
    try {
      said = JSON.parse(line);
    } catch {
      return [];
    }
    const isCell = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
    return isRecord(said)
      ? [
          new Map(
            Object.entries(said)
              .filter(([, value]) => isCell(value))
              .map(([name, value]) => [name, String(value)] as const),
          ),
        ]
      : [];
  });
}

/** Where the files of a source are listed. */
interface Listed {
  /** Those that say something of the others. */
  readonly metadata: readonly Found[];
  read(path: string): Promise<Buffer>;
}

interface Metadata {
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, Cells>;
}

/** What the metadata say, by the paths of the files that they name relative to their own folder. */
async function readMetadata({ metadata, read }: Listed): Promise<Metadata> {
  const columns = new Set<string>();
  const rows = new Map<string, Cells>();
  for (const { path, bytes } of metadata) {
    const content = bytes > largestMetadata ? null : await read(path).catch(() => null);
    if (content === null) continue;
    const text = content.toString('utf8').replace(/^\ufeff/, '');
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const cells of /\.csv$/i.test(path) ? rowsOfTable(text) : rowsOfLines(text)) {
      const named = [...cells.keys()].find((name) => fileNames.test(name));
      if (named === undefined) continue;
      const file = `${folder}${cells.get(named)!.replace(/\\/g, '/').replace(/^\.\//, '')}`;
      if (!rows.has(file)) rows.set(file, cells);
      for (const name of cells.keys()) if (name !== named) columns.add(name);
    }
  }
  return { columns: [...columns], rows };
}

/** Tells what is known of these samples besides what they hold. */
export async function tellOfFiles(
  listener: ColumnListener,
  list: Listed,
  samples: readonly PlacedSample[],
): Promise<void> {
  const { columns, rows } = await readMetadata(list);
  if (columns.length > 0 && samples.some(({ path }) => rows.has(path))) {
    listener.begin(
      columns.map((name) => ({ name })),
      plainRules(),
    );
    for (const { path } of samples) listener.take(columns.map((name) => rows.get(path)?.get(name) ?? ''));
    return;
  }
  const found = pathColumns(samples);
  listener.begin(found, plainRules());
  samples.forEach((_, i) => listener.take(found.map(({ cells }) => cells[i] ?? '')));
}
