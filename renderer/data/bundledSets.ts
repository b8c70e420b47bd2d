// The data sets that ship with the app, as their own descriptions say.
import type { BundledSet } from '../../shared/data/bundled';

const files = import.meta.glob<BundledSet>('../../assets/data/*/dataset.json', { eager: true, import: 'default' });

/** In the order in which they are offered: pictures first, then by size. */
export const bundledSets: readonly BundledSet[] = Object.values(files).sort(
  (a, b) => Number(b.kind === 'images') - Number(a.kind === 'images') || a.title.localeCompare(b.title),
);

export function findBundledSet(id: string): BundledSet | undefined {
  return bundledSets.find((set) => set.id === id);
}
