// Values with signs that cannot be seen, wherever samples are looked at: escaped, and each in a direction of its own.
import { cleanup, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { FirstRows } from '../../../renderer/data/FirstRows';
import { SampleView } from '../../../renderer/samples/SampleView';
import { Bars } from '../../../renderer/screens/Bars';
import { TaggedText } from '../../../renderer/screens/Places';
import { TokenLine } from '../../../renderer/screens/TokenLine';
import { prepareWindow, renderIn } from '../window';

const odd = 'a\0\u202eb';
const seen = 'a\\x00\\u202eb';

beforeAll(prepareWindow);
afterEach(cleanup);

it.each<[what: string, element: ReactElement]>([
  ['first rows', <FirstRows key="" glance={{ columns: ['x'], rows: [[odd]], pictures: [] }} />],
  ['names of columns', <FirstRows key="" glance={{ columns: [odd], rows: [['1']], pictures: [] }} />],
  ['a text', <SampleView key="" text={odd} />],
  ['cells', <SampleView key="" cells={[['x', odd]]} />],
  ['tokens', <TokenLine key="" tokens={[{ text: odd, id: 5 }]} />],
  ['tagged tokens', <TaggedText key="" names={['N']} places={[{ text: odd, class: 0 }]} />],
  ['classes', <Bars key="" label="classes" bars={[{ key: 'a', name: odd, value: 1, words: '1' }]} />],
])('%s show what cannot be seen', (_what, element) => {
  renderIn(element);
  const shown = screen.getByText(seen);
  expect(shown.closest('bdi, [dir="auto"]')).not.toBeNull();
});
