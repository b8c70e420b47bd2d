// What a model card is made of, and how that is written as Markdown and as a page.
import { type Described, describedHtml, describedMarkdown } from '../readme';
import { htmlText, markdownText } from '../text';

export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'described'; readonly items: readonly Described[] }
  | { readonly type: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'figure'; readonly svg: string; readonly file: string; readonly alt: string };

/** A text of Markdown; figures are files beside it. */
export function markdown(blocks: readonly Block[]): string {
  const cell = (text: string) => (text === '' ? ' ' : markdownText(text));
  return `${blocks
    .map((block) => {
      switch (block.type) {
        case 'heading':
          return `${'#'.repeat(block.level)} ${markdownText(block.text)}`;
        case 'text':
          return markdownText(block.text);
        case 'list':
          return block.items.map((item) => `- ${markdownText(item)}`).join('\n');
        case 'described':
          return describedMarkdown(block.items);
        case 'figure':
          return `![${markdownText(block.alt)}](${block.file})`;
        case 'table':
          return [
            `| ${block.head.map(cell).join(' | ')} |`,
            `|${block.head.map(() => '---').join('|')}|`,
            ...block.rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
          ].join('\n');
      }
    })
    .join('\n\n')}\n`;
}

const style = `body{font:15px/1.55 Inter,Helvetica,Arial,sans-serif;color:#1d1f24;max-width:60rem;margin:2rem auto;padding:0 1.25rem}
h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #e4e5e9;padding-bottom:.3rem}h3{font-size:1rem}
table{border-collapse:collapse;margin:.8rem 0;font-size:.92rem}th,td{border:1px solid #e4e5e9;padding:.3rem .6rem;text-align:left}th{background:#f6f6f7}
figure{margin:1rem 0;overflow-x:auto}svg{max-width:100%;height:auto}@media print{body{margin:0}h2{break-after:avoid}table,figure{break-inside:avoid}}`;

/** A page that loads nothing; figures are drawn in it. */
export function html(title: string, blocks: readonly Block[]): string {
  const body = blocks
    .map((block) => {
      switch (block.type) {
        case 'heading':
          return `<h${block.level}>${htmlText(block.text)}</h${block.level}>`;
        case 'text':
          return `<p>${htmlText(block.text)}</p>`;
        case 'list':
          return `<ul>\n${block.items.map((item) => `<li>${htmlText(item)}</li>`).join('\n')}\n</ul>`;
        case 'described':
          return describedHtml(block.items);
        case 'figure':
          return `<figure>${block.svg.replace(/^<\?xml[^>]*\?>\s*/, '')}</figure>`;
        case 'table':
          return `<table>\n${block.head.some((one) => one !== '') ? `<thead><tr>${block.head.map((one) => `<th scope="col">${htmlText(one)}</th>`).join('')}</tr></thead>\n` : ''}<tbody>\n${block.rows.map((row) => `<tr>${row.map((one) => `<td>${htmlText(one)}</td>`).join('')}</tr>`).join('\n')}\n</tbody></table>`;
      }
    })
    .join('\n');
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<title>${htmlText(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}
