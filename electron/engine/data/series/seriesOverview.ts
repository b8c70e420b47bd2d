// A series as a whole: its groups over time, with the borders of the parts.
import type { DataConfig } from '../../../../shared/data/config';
import { formatTime, partStretches } from '../../../../shared/data/series';
import type { SeriesOverview } from '../../../../shared/data/shown';
import { partNames } from '../../../../shared/data/split';
import type { SeriesSource } from './seriesSource';

/** Points of a curve over the whole series that is shown at once. */
const shownPoints = 600;
const shownGroups = 6;

/** Places of the groups that are drawn, in order of their names: two of every part first, since a part may be of whole groups. */
function drawnGroups(stretches: ReturnType<typeof partStretches>): readonly number[] {
  const places = [...stretches.keys()];
  const ofEach = partNames.flatMap((part) =>
    places.filter((place) => stretches[place]![part].end > stretches[place]![part].start).slice(0, 2),
  );
  return [...new Set([...ofEach, ...places])].slice(0, shownGroups).sort((a, b) => a - b);
}

/**
 * The target over time, or the first column that is seen where the target holds words: group by group as far as they can be
 * drawn, with the borders of the parts.
 */
export function seriesOverview(source: SeriesSource, config: DataConfig): readonly SeriesOverview[] {
  const series = config.series!;
  const drawn = source.classes === null ? source.target : source.values[0]!;
  const time = (row: number) =>
    source.times === null ? String(row + 1) : formatTime(source.times[row]!, series.timeOrder ?? 'number');
  const stretches = partStretches(source.groups, config.split);
  return drawnGroups(stretches).map((place) => {
    const group = source.groups[place]!;
    const rows = group.end - group.start;
    // Each point stands for a stretch of rows by its least and largest value, so that no spike is hidden.
    const perPoint = Math.max(1, rows / shownPoints);
    const points = Array.from({ length: Math.min(rows, shownPoints) }, (_, i) => {
      const from = group.start + Math.floor(i * perPoint);
      const to = Math.min(group.end, group.start + Math.floor((i + 1) * perPoint));
      let [least, largest] = [Infinity, -Infinity];
      for (let row = from; row < Math.max(to, from + 1); row++) {
        const value = drawn[row]!;
        if (Number.isNaN(value)) continue;
        least = Math.min(least, value);
        largest = Math.max(largest, value);
      }
      return least === Infinity ? null : ([least, largest] as const);
    });
    const share = (row: number) => (row - group.start) / rows;
    return {
      name: group.name,
      points,
      first: time(group.start),
      last: time(group.end - 1),
      borders: [share(stretches[place]!.validation.start), share(stretches[place]!.test.start)] as const,
    };
  });
}
