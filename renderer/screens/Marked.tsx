// A picture with what is marked on it: a mask laid over it, boxes around things. For the data's truth and for answers.
import { useState } from 'react';
import { classColour } from '../../shared/data/classColours';
import type { Marks } from '../../shared/data/shown';
import { formatPercent } from './format';
import classes from './Marked.module.css';

interface Props {
  readonly picture: string;
  readonly marks: Marks | undefined;
  /** What the picture shows, for those who cannot see it. */
  readonly alt: string;
  /** With names beside boxes; off where pictures are small. */
  readonly named?: boolean;
}

export function Marked({ picture, marks, alt, named = false }: Props) {
  /** Width by height, known once the picture is there: a high one is made narrow, so that all of it fits a square. */
  const [aspect, setAspect] = useState(1);
  return (
    <span className={classes.frame} style={{ width: `${100 * Math.min(1, aspect)}%` }}>
      <img
        src={picture}
        alt={alt}
        className={marks?.mask === undefined ? '' : classes.ground}
        draggable={false}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setAspect(naturalHeight > 0 ? naturalWidth / naturalHeight : 1)
        }
      />
      {marks?.mask !== undefined && <img src={marks.mask} alt="" className={classes.mask} draggable={false} />}
      {marks?.boxes?.map(({ box: [left, top, width, height], name, class: index, score }, place) => (
        <span
          key={place}
          className={classes.box}
          style={{
            left: `${100 * left}%`,
            top: `${100 * top}%`,
            width: `${100 * width}%`,
            height: `${100 * height}%`,
            borderColor: classColour(index),
          }}
          title={score === undefined ? name : `${name} ${formatPercent(score)}`}
        >
          {named && (
            <span
              className={classes.name}
              data-low={top < 0.09 || undefined}
              style={{ background: classColour(index) }}
            >
              {score === undefined ? name : `${name} ${formatPercent(score)}`}
            </span>
          )}
        </span>
      ))}
    </span>
  );
}

/** Which colour stands for which class. */
export function ClassLegend({
  names,
  shown,
}: {
  readonly names: readonly string[];
  readonly shown: readonly number[];
}) {
  return (
    <ul className={classes.legend}>
      {shown.map((index) => (
        <li key={index}>
          <span className={classes.swatch} style={{ background: classColour(index) }} aria-hidden />
          {names[index]}
        </li>
      ))}
    </ul>
  );
}
