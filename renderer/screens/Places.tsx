// A class for every place: the tokens of a text in the colours of their tags, the rows of a window as a band under its curve.
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { classColour } from '../../shared/data/classColours';
import { tagKinds } from '../../shared/data/tags';
import { visibleText } from '../../shared/visibleText';
import classes from './Places.module.css';
import { formatPercent } from './format';
import marked from './Marked.module.css';

/** Opacity of a tag's ground, as the last two digits of #rrggbbaa. */
const cover = '3d';

export interface Place {
  readonly text: string;
  /** As index of the names; null where nobody said one. */
  readonly class: number | null;
  /** How sure the network is. */
  readonly chance?: number;
  /** What the data set says, where that is known. */
  readonly truth?: number;
}

interface Props {
  readonly names: readonly string[];
  readonly places: readonly Place[];
}

/** "B-NAME, 98 %; the data say O" */
function useWords(names: readonly string[]) {
  const { t } = useTranslation();
  return ({ text, class: index, chance, truth }: Place) => {
    const name = index === null ? t('screens.noClass') : (names[index] ?? '');
    const said = chance === undefined ? name : `${name}, ${formatPercent(chance)}`;
    const wrong = truth === undefined || truth === index ? '' : t('screens.dataSay', { name: names[truth] });
    return `${visibleText(text)}: ${said}${wrong}`;
  };
}

/** Tokens in their order; those with a tag stand on its colour, with its name below where they are read one by one. */
export function TaggedText({ names, places, named = false }: Props & { readonly named?: boolean }) {
  const words = useWords(names);
  const { kindOf } = tagKinds(names);
  return (
    <span className={classes.text} data-named={named || undefined} dir="auto">
      {places.map((place, at) => {
        const kind = place.class === null ? -1 : (kindOf[place.class] ?? -1);
        const wrong = place.truth !== undefined && place.truth !== place.class;
        return (
          <span
            key={at}
            className={classes.token}
            data-tagged={kind >= 0 || undefined}
            data-wrong={wrong || undefined}
            style={
              kind < 0
                ? undefined
                : ({ '--tag': classColour(kind), '--tag-soft': `${classColour(kind)}${cover}` } as CSSProperties)
            }
            title={words(place)}
          >
            <bdi>{visibleText(place.text)}</bdi>
            {named && (
              <small>
                {kind < 0 ? ' ' : names[place.class!]}
                {wrong && ` (${names[place.truth]})`}
              </small>
            )}
          </span>
        );
      })}
    </span>
  );
}

/** One cell for each row of a window, of its class's colour; rows in a row of one class are one cell. */
export function PlaceBand({ names, places, label }: Props & { readonly label: string }) {
  const words = useWords(names);
  const { kindOf } = tagKinds(names);
  const runs: { readonly from: number; length: number }[] = [];
  places.forEach((place, at) => {
    const last = runs[runs.length - 1];
    if (last !== undefined && places[last.from]!.class === place.class) last.length++;
    else runs.push({ from: at, length: 1 });
  });
  return (
    <span className={classes.band} role="img" aria-label={label}>
      {runs.map(({ from, length }) => {
        const place = places[from]!;
        const kind = place.class === null ? -1 : (kindOf[place.class] ?? -1);
        return (
          <span
            key={from}
            style={{ flexGrow: length, ...(kind < 0 ? {} : { background: classColour(kind) }) }}
            title={length === 1 ? words(place) : (names[place.class ?? -1] ?? '')}
          />
        );
      })}
    </span>
  );
}

/** Which colour stands for what. */
export function PlaceLegend({ names }: Pick<Props, 'names'>) {
  return (
    <ul className={marked.legend}>
      {tagKinds(names)
        .kinds.slice(0, 40)
        .map((kind, at) => (
          <li key={kind}>
            <span className={marked.swatch} style={{ background: classColour(at) }} aria-hidden />
            <bdi>{visibleText(kind)}</bdi>
          </li>
        ))}
    </ul>
  );
}
