// The last rows of a series as text: what is pasted from a spreadsheet, and what is not.
import { describe, expect, it } from 'vitest';
import { readWindow, writeWindow } from '../../../renderer/predict/SeriesPanel';

describe('rows of a series', () => {
  it.each([
    [
      'tabs',
      '1\t2\n3\t4',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'semicolons and decimal commas',
      '1,5;2\n-3,25;4\n',
      [
        [1.5, 2],
        [-3.25, 4],
      ],
    ],
    [
      'gaps',
      '1\t\n\t4',
      [
        [1, null],
        [null, 4],
      ],
    ],
    [
      'Windows line ends and blank lines',
      '1\t2\r\n\r\n3\t4\r\n',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['one column', '1\n2\n3', [[1], [2], [3]]],
    ['a word', '1\tx', null],
    ['beyond doubles', '1e999', null],
  ] as const)('%s', (_what, text, rows) => {
    expect(readWindow(text)).toEqual(rows);
  });

  it('what is written reads back', () => {
    const rows = [
      [1.5, null, -2e-7],
      [0, 3, 1e300],
    ];
    expect(readWindow(writeWindow(rows))).toEqual(rows);
  });
});
