// A pad to draw on, white on black as handwritten digits are kept. What is drawn goes to the network as it is drawn.
import { Button, Switch } from '@mantine/core';
import { Eraser } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PredictInput } from '../../shared/run/prediction';
import { toBase64 } from '../screens/base64';
import { BrushSize, usualBrush } from '../screens/BrushSize';
import { centreDrawing, greyToRgba, isBlank, mnistShare, shrinkDrawing } from '../screens/drawing';
import { greyOfStrokes, type Stroke } from '../screens/strokes';
import { Sketch } from '../screens/Sketch';
import classes from './DrawPad.module.css';

const side = 280;

interface Props {
  /** What the network takes. */
  readonly width: number;
  readonly height: number;
  /** A sample's picture to show instead of the drawing; drawing begins on a clean pad. */
  readonly under: string | undefined;
  readonly onChange: (input: PredictInput | null) => void;
}

export function DrawPad({ width, height, under, onChange }: Props) {
  const { t } = useTranslation();
  const [brush, setBrush] = useState(usualBrush);
  const [centred, setCentred] = useState(true);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const drawn = strokes.length > 0;
  // The pad keeps the network's proportions.
  const padWidth = width >= height ? side : Math.round((side * width) / height);
  const padHeight = height >= width ? side : Math.round((side * height) / width);

  const send = (drawing: readonly Stroke[], centre: boolean) => {
    const grey = greyOfStrokes(drawing, padWidth, padHeight);
    if (grey === null) return;
    if (isBlank(grey)) {
      onChange(null);
      return;
    }
    // Very small pictures are filled to the border in their data sets.
    const small = centre
      ? centreDrawing(grey, width, height, Math.min(width, height) < 20 ? 1 : mnistShare)
      : shrinkDrawing(grey, width, height);
    onChange({ type: 'pixels', width, height, rgba: toBase64(greyToRgba(small)) });
  };

  return (
    <div className={classes.pad}>
      <Sketch
        width={padWidth}
        height={padHeight}
        brush={brush}
        strokes={strokes}
        label={t('predict.padLabel')}
        onDraw={(all, begun) => {
          const drawing = begun && under !== undefined ? all.slice(-1) : all;
          setStrokes(drawing);
          send(drawing, centred);
        }}
      >
        {under === undefined ? undefined : <img src={under} alt="" className={classes.under} draggable={false} />}
      </Sketch>
      <div className={classes.tools}>
        <Button
          variant="default"
          leftSection={<Eraser size={14} />}
          disabled={!drawn}
          onClick={() => {
            setStrokes([]);
            onChange(null);
          }}
        >
          {t('screens.clear')}
        </Button>
        <BrushSize value={brush} onChange={setBrush} />
        <Switch
          label={t('predict.centre')}
          description={t('predict.centreHelp')}
          checked={centred}
          onChange={(event) => {
            setCentred(event.currentTarget.checked);
            if (drawn) send(strokes, event.currentTarget.checked);
          }}
        />
      </div>
    </div>
  );
}
