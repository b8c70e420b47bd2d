// The ways in which the data map turns many numbers of a sample into a place.

export const mapMethods = [
  {
    id: 'pca',
    title: 'Principal components',
    help: 'The two directions in which the samples differ most. Quick, and distances mean what they say.',
  },
  {
    id: 'umap',
    title: 'UMAP',
    help: 'Keeps each sample beside those most like it, so that groups come apart. How far groups lie from each other says little.',
  },
] as const;

export type MapMethod = (typeof mapMethods)[number]['id'];
export const mapMethodIds = mapMethods.map(({ id }) => id) as [MapMethod, ...MapMethod[]];
