// The first look at any source: finds its kind, reads it once, guesses everything with reasons.
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { findGenerator } from '../../../shared/data/generators';
import { findDataKind } from '../../../shared/data/kinds';
import { pictureFile } from '../../../shared/data/tablePictures';
import type { ParamValues, Result } from '../../../shared/result';
import { readBundledSet } from './assets';
import { boxColumns, looksLikeCoco } from './boxes/boxFiles';
import { inspectAudio } from './audio/inspectAudio';
import { inspectBoxes } from './boxes/inspectBoxes';
import { inspectImages } from './pictures/inspectImages';
import { inspectPairs } from './texts/inspectPairs';
import { inspectMasks } from './masks/inspectMasks';
import { inspectSeries } from './series/inspectSeries';
import { inspectTable } from './tables/inspectTable';
import { inspectTags } from './texts/inspectTags';
import { inspectText } from './texts/inspectText';
import { inspectVideo } from './video/inspectVideo';
import { type Watch, checkCancelled, settle } from './problem';
import { kindOfNames, mostNames, mostZipNames, namesInFolder, namesInZip, pathsInFolder, sceneOfPaths } from './sniff';
import { openSourceFile } from './sourceFile';
import { tableFormatOf } from './tableFormats';
import { looksLikePairs } from './texts/pairSource';
import { maskColumns } from './masks/maskSource';
import { type TableHead, tableHead } from './tables/tableHead';
import { looksLikeSeries } from './series/seriesColumns';
import { looksLikeTags } from './texts/tagSource';
import { lineFormOfFile } from './texts/taggedLines';
import { looksLikeTexts } from './texts/textColumns';
import { isPlainText, opensWithLabel } from './texts/textSource';

const inspectors = {
  table: inspectTable,
  images: inspectImages,
  text: inspectText,
  series: inspectSeries,
  audio: inspectAudio,
  video: inspectVideo,
  pairs: inspectPairs,
  masks: inspectMasks,
  boxes: inspectBoxes,
  tags: inspectTags,
};

/** Name of the option that says which kind a source is read as; without it, or with 'auto', the source decides. */
const readAs = 'readAs';

/** More columns than any table of texts, pairs, marks or times has. */
const widestKind = 20;

/** A table's beginning; null where it cannot be read as one, unless that is because the work was cancelled. */
async function headOf(source: DataSource, options: ParamValues, watch: Watch): Promise<TableHead | null> {
  const head = await tableHead(source, options, watch, undefined, widestKind).catch(() => null);
  checkCancelled(watch);
  return head;
}

/** What a table that names pictures says about them: boxes, masks, or nothing of the kind. */
function marksOf({ columns, rows: all }: TableHead): 'masks' | 'boxes' | null {
  if (columns.length > 12) return null;
  const rows = all.slice(0, 50);
  const named = boxColumns(columns)?.['file'];
  if (named !== undefined && rows.some((row) => pictureFile.test(row[named] ?? ''))) return 'boxes';
  return maskColumns(columns, rows) === null ? null : 'masks';
}

/** What a table seems to be about. */
function kindOfTable(head: TableHead): DataConfig['kind'] {
  if (looksLikeTags(head)) return 'tags';
  if (looksLikeTexts(head)) return 'text';
  if (looksLikePairs(head)) return 'pairs';
  return looksLikeSeries(head) ? 'series' : 'table';
}

async function kindOf(source: DataSource, options: ParamValues, watch: Watch): Promise<DataConfig['kind']> {
  const asked = options[readAs];
  if (typeof asked === 'string' && (source.type === 'file' || source.type === 'folder')) {
    const kind = findDataKind(asked);
    if (kind !== undefined) return kind.id;
  }
  switch (source.type) {
    case 'generated':
      return findGenerator(source.id)?.kind ?? 'table';
    case 'folder':
      return sceneOfPaths(await pathsInFolder(source.path)) ?? kindOfNames(await namesInFolder(source.path));
    case 'bundled':
      return (await readBundledSet(source.id)).kind;
    case 'file': {
      const file = await openSourceFile(source.path);
      // An Excel workbook is a zip as well. What is called a document is meant as one, and is told how to be saved as CSV.
      const isZip =
        file.type.is === 'zip' &&
        tableFormatOf(file).id === 'text' &&
        !/\.(docx|ods|odt|csv|tsv|txt)$/i.test(file.name);
      if (isZip) {
        const names = await namesInZip(source.path, mostZipNames);
        return sceneOfPaths(names) ?? kindOfNames(names.slice(0, mostNames));
      }
      if (file.type.is !== 'unknown') return 'table';
      if (looksLikeCoco(file.head.toString('utf8'))) return 'boxes';
      if (lineFormOfFile(file) !== null) return 'tags';
      if (opensWithLabel(file) || isPlainText(file)) return 'text';
      const head = await headOf(source, options, watch);
      const marked = head === null ? null : marksOf(head);
      if (marked !== null) return marked;
      // What cannot be read as a table at all is told so by the table's own reader.
      return head === null ? 'table' : kindOfTable(head);
    }
  }
}

/**
 * Reads the whole source once. Options belong to the kind that the source turns out to be; those of another kind are
 * ignored.
 */
export async function inspectData(
  source: DataSource,
  options: ParamValues,
  watch: Watch = {},
): Promise<Result<DataConfig>> {
  const name = 'name' in source ? source.name : source.id;
  return settle(name, async () => inspectors[await kindOf(source, options, watch)](source, options, watch));
}
