// A pad to draw on, white on black as handwritten digits are kept. What is drawn goes to the network as it is drawn.
import { Button, Slider, Switch } from '@mantine/core';
import { Eraser } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PredictInput } from '../../shared/run/prediction';
import { toBase64 } from '../screens/base64';
import { centreDrawing, greyToRgba, isBlank, mnistShare, rgbaToGrey, shrinkDrawing } from './drawing';
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
  const canvas = useRef<HTMLCanvasElement>(null);
  const [brush, setBrush] = useState(22);
  const [centred, setCentred] = useState(true);
  const [drawn, setDrawn] = useState(false);
  const last = useRef<{ readonly x: number; readonly y: number } | null>(null);
  // The pad keeps the network's proportions.
  const padWidth = width >= height ? side : Math.round((side * width) / height);
  const padHeight = height >= width ? side : Math.round((side * height) / width);

  const clear = useCallback(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.fillStyle = '#000';
    context.fillRect(0, 0, padWidth, padHeight);
    setDrawn(false);
  }, [padWidth, padHeight]);

  useEffect(clear, [clear]);

  const send = useCallback(
    (centre: boolean) => {
      const context = canvas.current?.getContext('2d', { willReadFrequently: true });
      if (!context) return;
      const grey = rgbaToGrey(context.getImageData(0, 0, padWidth, padHeight).data, padWidth, padHeight);
      if (isBlank(grey)) {
        onChange(null);
        return;
      }
      // Very small pictures are filled to the border in their data sets.
      const small = centre
        ? centreDrawing(grey, width, height, Math.min(width, height) < 20 ? 1 : mnistShare)
        : shrinkDrawing(grey, width, height);
      onChange({ type: 'pixels', width, height, rgba: toBase64(greyToRgba(small)) });
    },
    [width, height, padWidth, padHeight, onChange],
  );

  const place = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * padWidth) / box.width,
      y: ((event.clientY - box.top) * padHeight) / box.height,
    };
  };
  const stroke = (to: { readonly x: number; readonly y: number }) => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    const from = last.current ?? to;
    context.strokeStyle = '#fff';
    context.lineWidth = brush;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x + 0.01, to.y);
    context.stroke();
    last.current = to;
    setDrawn(true);
  };

  return (
    <div className={classes.pad}>
      <div className={classes.frame} style={{ width: padWidth, height: padHeight }}>
        <canvas
          ref={canvas}
          width={padWidth}
          height={padHeight}
          className={classes.canvas}
          aria-label={t('predict.padLabel')}
          role="img"
          data-testid="draw-pad"
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            if (under !== undefined) clear();
            last.current = null;
            stroke(place(event));
          }}
          onPointerMove={(event) => {
            if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
            stroke(place(event));
            send(centred);
          }}
          onPointerUp={(event) => {
            if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
            event.currentTarget.releasePointerCapture(event.pointerId);
            last.current = null;
            send(centred);
          }}
        />
        {under !== undefined && <img src={under} alt="" className={classes.under} draggable={false} />}
        {!drawn && under === undefined && <span className={classes.hint}>{t('predict.drawHere')}</span>}
      </div>
      <div className={classes.tools}>
        <Button
          variant="default"
          leftSection={<Eraser size={14} />}
          disabled={!drawn}
          onClick={() => {
            clear();
            onChange(null);
          }}
        >
          {t('predict.clear')}
        </Button>
        <label className={classes.brush}>
          <span>{t('predict.brush')}</span>
          <Slider min={6} max={48} value={brush} onChange={setBrush} label={null} thumbLabel={t('predict.brush')} />
        </label>
        <Switch
          label={t('predict.centre')}
          description={t('predict.centreHelp')}
          checked={centred}
          onChange={(event) => {
            setCentred(event.currentTarget.checked);
            if (drawn) send(event.currentTarget.checked);
          }}
        />
      </div>
    </div>
  );
}
