// CSV, TSV and their kin: text, whatever its name, unless it is known to be something else.
import { type FileType } from '../magic';
import { stop } from '../problem';
import { scanTable } from '../csv/scanTable';
import { fileBytes } from '../csv/tableBytes';
import type { TableFormat } from './format';

/** Stops with the reason where a file is known to be no text. */
function refuseOthers(name: string, type: FileType): void {
  const save = 'Save the table as CSV there and choose that file.';
  if (type.is === 'zip')
    stop('data.format', `"${name}" is a zip file, but neither a table nor an Excel workbook. ${save}`);
  if (type.is === 'image')
    stop(
      'data.format',
      `"${name}" is a picture (${type.format.toUpperCase()}), not a text table. To train on pictures choose a folder that holds one folder of pictures per class.`,
    );
  if (type.is === 'other') stop('data.format', `"${name}" is ${type.what}, not a text table. ${save}`);
}

export const text: TableFormat = {
  id: 'text',
  accepts: () => true,
  async open(file, options) {
    refuseOthers(file.name, file.type);
    const bytes = fileBytes(file);
    return {
      size: file.size,
      bytes,
      scan: (makeReceiver, watch, known) => scanTable(bytes, options, makeReceiver, watch, known),
    };
  },
};
