// Two prints of a page are the same bytes, and nothing but their dates is touched.
import { expect, it } from 'vitest';
import { undated } from '../../../electron/main/undated';

/** As Chromium 108 and 156 write it; the text in the stream is no date of the document. */
const printed = (moment: string): Buffer =>
  Buffer.from(
    `%PDF-1.4\n%\xd3\xeb\xe9\xe1\n1 0 obj\n<</Creator (Chromium)\n/Producer (Skia/PDF m108)\n/CreationDate (D:${moment}+00'00')\n/ModDate (D:${moment}+00'00')>>\nendobj\nstream\n (/CreationDate \\(D:20261123161657+00'00'\\)) \x80\xff\nendstream\n`,
    'latin1',
  );

it('whenever they were made', () => {
  const [one, other] = [undated(printed('20261123161657')), undated(printed('20311231235959'))];
  expect(one.equals(other)).toBe(true);
  expect(one.equals(printed('19800101000000'))).toBe(true);
});

it('with any zone, and what is dated otherwise as it is', () => {
  expect(undated(Buffer.from("/ModDate (D:20261123161657-08'30')\n")).toString()).toBe(
    "/ModDate (D:19800101000000-08'30')\n",
  );
  expect(undated(Buffer.from('/ModDate (D:2026)\n')).toString()).toBe('/ModDate (D:2026)\n');
});
