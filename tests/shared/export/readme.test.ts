// What goes in and comes out, said in a list: a user's names stay text in Markdown and in HTML.
import { expect, it } from 'vitest';
import { describeInputs, describeOutputs, describedHtml, describedMarkdown } from '../../../shared/export/readme';
import type { ExportedSettings } from '../../../shared/export/settings';

const hostile = '<b>*x*</b>';
const settings = (classes: readonly string[]) =>
  ({
    inputs: [{ modality: 'text', source: 'what is said', level: 'word', length: 12 }],
    outputs: [{ name: hostile, task: 'classification', classes }],
  }) as unknown as ExportedSettings;

it("keeps its own words' code, and users' names as text", () => {
  const asked = describeInputs(settings([]));
  expect(describedMarkdown(asked)).toContain('- **what is said**: a text; the first 12 words of it');
  expect(describedMarkdown(asked)).toContain('`tokenizer.json`');
  expect(describedHtml(asked)).toContain('<code>tokenizer.json</code>');
  const answered = describeOutputs(settings(['`a`', hostile]));
  expect(describedMarkdown(answered)).toBe(
    '- **&lt;b&gt;\\*x\\*&lt;/b&gt;**: one of 2 classes: \\`a\\`, &lt;b&gt;\\*x\\*&lt;/b&gt;',
  );
  expect(describedHtml(answered)).toBe(
    '<ul>\n<li><strong>&lt;b&gt;*x*&lt;/b&gt;</strong>: one of 2 classes: `a`, &lt;b&gt;*x*&lt;/b&gt;</li>\n</ul>',
  );
});

it('names the first thirty', () => {
  const many = Array.from({ length: 32 }, (_, i) => `c${i}`);
  expect(describedMarkdown(describeOutputs(settings(many)))).toMatch(/: c0, c1, .*, c29, and 2 more$/);
});
