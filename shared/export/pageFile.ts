// One HTML file with everything in it: TensorFlow.js, the network, its weights and the page. Opens from disk, offline.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import { drawnAs } from './drawn';
import { type ExportFormat, type ExportInput, isOneAnswer } from './format';
import pageTemplate from './page/index.html?raw';
import pageStyle from './page/page.css.txt?raw';
import { decodeUtf8 } from './protobuf';
import { htmlText } from './text';
import { tfjs } from './tfjs';

/** A script that may stand in a script element: nothing in it ends the element. In JavaScript it is the same program. */
function inlined(source: string): string {
  return source.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}

/** Nothing but what stands in the file itself may run or be loaded. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; media-src blob:";

export const pageFile: ExportFormat = {
  id: 'html',
  title: 'Web page in one file',
  summary: 'A single HTML file to send or to put on a stick: a double click opens it, and it answers without internet.',
  icon: 'AppWindow',
  params: {},
  needs: ['topology', 'scripts'],
  check: { by: 'tfjs', page: 'network.html' },
  objection: (target, name, inputs) =>
    isOneAnswer(target) || drawnAs(target, inputs) !== null
      ? null
      : `For each sample this network gives many numbers ("${name}"), not one class or one value. The page shows classes, values, pictures, tags and texts that are written, and cannot draw these.`,
  opens: 'network.html',
  files(input: ExportInput) {
    const { scripts } = input;
    if (scripts === undefined) throw new RangeError('The page needs its scripts.');
    const model = tfjs.files(input).find(({ path }) => path === 'model.js');
    if (model === undefined || !('text' in model)) throw new RangeError('The network could not be written.');
    const parts = [decodeUtf8(scripts.tfjs), scripts.predict, model.text, scripts.page];
    const elements = parts.map((source) => `    <script>${inlined(source)}</script>`).join('\n');
    const head = pageTemplate.replace(/\{\{name\}\}/g, () => htmlText(input.record.name));
    const html = head
      .replace(/content="default-src[^"]*"/, () => `content="${policy}"`)
      .replace(/ *<link rel="stylesheet"[^>]*>/, () => `    <style>\n${pageStyle}\n    </style>`)
      .replace(/( *<script src="[^"]*"><\/script>\n?)+/, () => `${elements}\n`);
    return [{ path: 'network.html', text: html }];
  },
};
