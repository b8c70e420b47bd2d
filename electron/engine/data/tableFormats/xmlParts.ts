// XML as a stream of tags and texts, for the parts of a workbook: no entities of its own, no depth, no hurry.
import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { DataError } from '../problem';
import { damagedWorkbook } from './workbookZip';

const deepest = 64;
/** Excel's own limit is 32,767 characters to a cell. */
const longestText = 1_000_000;

export interface XmlHandler {
  open?(tag: string, attributes: { readonly [name: string]: string }): void;
  close?(tag: string): void;
  /** All text between two tags may come in several pieces. */
  text?(piece: string): void;
  /** After each piece of the part; false ends the reading. */
  pause?(bytesRead: number): Promise<boolean | void>;
}

/** Without the prefix: some writers call a row "x:row". */
function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Reads a part from beginning to end. Throws a DataError where it is not well-formed. */
export async function readXml(name: string, stream: Readable, handler: XmlHandler): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let run = 0;
  parser.on('error', () => damagedWorkbook(name));
  // No workbook declares a document type; what declares one wants its entities expanded.
  parser.on('doctype', () => damagedWorkbook(name));
  parser.on('opentag', ({ name: tag, attributes }) => {
    run = 0;
    if (++depth > deepest) damagedWorkbook(name);
    handler.open?.(localName(tag), attributes);
  });
  parser.on('closetag', ({ name: tag }) => {
    run = 0;
    depth--;
    handler.close?.(localName(tag));
  });
  const onText = (piece: string) => {
    run += piece.length;
    if (run > longestText) damagedWorkbook(name);
    handler.text?.(piece);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  const decoder = new TextDecoder('utf-8');
  let read = 0;
  try {
    for await (const chunk of stream) {
      read += (chunk as Buffer).length;
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      if ((await handler.pause?.(read)) === false) {
        stream.destroy();
        return;
      }
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    stream.destroy();
    if (error instanceof DataError) throw error;
    // A wrong checksum, a size that does not hold, a broken stream.
    damagedWorkbook(name);
  }
}
