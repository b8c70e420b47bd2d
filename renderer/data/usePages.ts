// Rows or pictures of the data, fetched page by page as they come into view.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DataConfig, Part } from '../../shared/data/config';
import type { Problem } from '../../shared/result';
import type { DataPreview, PreviewRow, SeriesOverview } from '../../shared/data/shown';
import { api } from '../api';

const pageSize = 100;
/** Quick changes of the data (a slider that is dragged) ask once, when they are over. */
const settleMs = 200;

export interface Pages {
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  readonly parts: DataPreview['parts'] | undefined;
  readonly overview: readonly SeriesOverview[] | undefined;
  readonly problem: Problem | null;
  row(index: number): PreviewRow | undefined;
  /** Asks for what is needed to show rows `from` to `to`. */
  want(from: number, to: number): void;
}

interface State {
  readonly key: object;
  readonly pages: ReadonlyMap<number, readonly PreviewRow[]>;
  readonly total: number | undefined;
  readonly parts: DataPreview['parts'] | undefined;
  readonly overview: readonly SeriesOverview[] | undefined;
  readonly problem: Problem | null;
}

export function usePages(data: DataConfig, part: Part | 'all'): Pages {
  const [state, setState] = useState<State>({
    key: {},
    pages: new Map(),
    total: undefined,
    parts: undefined,
    overview: undefined,
    problem: null,
  });
  const asked = useRef(new Set<number>());
  const key = useRef<object>({});

  const fetchPage = useCallback(
    (page: number) => {
      if (asked.current.has(page)) return;
      asked.current.add(page);
      const mine = key.current;
      void api.call('previewData', { data, part, offset: page * pageSize, limit: pageSize }).then((answer) => {
        if (key.current !== mine) return;
        setState((before) =>
          answer.ok
            ? {
                key: mine,
                // What came for an older state of the data is let go with the first page of the new one.
                pages: new Map(before.key === mine ? before.pages : []).set(page, answer.value.rows),
                total: answer.value.total,
                parts: answer.value.parts,
                overview: answer.value.overview,
                problem: null,
              }
            : { ...before, problem: answer.problem },
        );
      });
    },
    [data, part],
  );

  useEffect(() => {
    key.current = {};
    asked.current = new Set();
    const timer = setTimeout(() => fetchPage(0), settleMs);
    return () => clearTimeout(timer);
  }, [fetchPage]);

  return {
    total: state.total,
    parts: state.parts,
    overview: state.overview,
    problem: state.problem,
    row: (index) => state.pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    want: (from, to) => {
      // The first page is asked for by the effect, once the data has settled.
      if (state.key !== key.current) return;
      for (let page = Math.floor(from / pageSize); page <= Math.floor(to / pageSize); page++) fetchPage(page);
    },
  };
}
