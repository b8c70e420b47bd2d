// The sample under the pointer on the data map, beside it.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { withoutCorrections } from '../../shared/data/corrections';
import type { DataMap, PreviewRow } from '../../shared/data/shown';
import { api } from '../api';
import { Shown } from '../samples/SampleList';
import classes from './DataMap.module.css';
import type { Point } from './mapGeometry';

/** A pointer that rests is asked about; one that passes by is not. */
const restMs = 90;

interface Props {
  readonly data: DataConfig;
  readonly map: DataMap;
  readonly label: number;
  readonly place: number;
  readonly point: Point;
  readonly width: number;
  readonly height: number;
}

export function MapHover({ data, map, label, place, point, width, height }: Props) {
  const { t } = useTranslation();
  const [row, setRow] = useState<PreviewRow | null>(null);
  const sample = map.samples[place]!;
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      void api.call('showSamples', { data: withoutCorrections(data), samples: [sample] }).then((answer) => {
        if (!gone && answer.ok) setRow(answer.value[0] ?? null);
      });
    }, restMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [data, sample]);
  if (row === null || row.index !== sample) return null;
  const [x, y] = point;
  const name = label === -2 ? t('samples.out') : (map.classes?.[label] ?? row.label);
  return (
    <div
      className={classes.hover}
      style={{
        ...(x > width / 2 ? { right: width - x + 12 } : { left: x + 12 }),
        ...(y > height / 2 ? { bottom: height - y + 12 } : { top: y + 12 }),
      }}
    >
      <Shown data={data} row={row} />
      <strong>{name}</strong>
    </div>
  );
}
