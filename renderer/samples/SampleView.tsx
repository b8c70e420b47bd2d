// A sample as a person sees it: a picture, a text, or the cells of a row. The style sheet beside it also lays samples
// out as a list, or side by side where they are pictures.
import { visibleText } from '../../shared/visibleText';
import classes from './SampleView.module.css';

interface Props {
  readonly picture?: string | undefined;
  readonly text?: string | undefined;
  readonly cells?: readonly (readonly [column: string, value: string | null])[] | undefined;
}

export function SampleView({ picture, text, cells }: Props) {
  if (picture !== undefined) return <img className={classes.picture} src={picture} alt="" draggable={false} />;
  if (text !== undefined)
    return (
      <span className={classes.text} dir="auto">
        {visibleText(text.slice(0, 300))}
      </span>
    );
  return (
    <span className={classes.cells}>
      {cells?.map(([column, value]) => (
        <span key={column}>
          <bdi className={classes.column}>{visibleText(column)}</bdi>{' '}
          <bdi>{value === null ? '–' : visibleText(value)}</bdi>
        </span>
      ))}
    </span>
  );
}
