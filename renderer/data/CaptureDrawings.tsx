// Drawings: a pad, classes that the keys 1 to 9 choose, and Enter, which keeps the drawing and clears the pad.
import { Button } from '@mantine/core';
import { Check, Eraser, Pencil, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BrushSize, usualBrush } from '../screens/BrushSize';
import { centreDrawing, isBlank } from '../screens/drawing';
import { Sketch } from '../screens/Sketch';
import { greyOfStrokes, type Stroke } from '../screens/strokes';
import { Keys } from '../ui/Keys';
import { formatCount } from '../ui/numbers';
import { CaptureFrame } from './CaptureFrame';
import classes from './CaptureFrame.module.css';
import type { CapturedClass, NewShot } from './capture';
import { pngOfDrawing, readDrawing } from './readCaptured';
import { useCapture } from './useCapture';

/** Sides of the pad, and of the square pictures that are kept: fine enough for strokes, and quick to learn from. */
const padSide = 240;
const side = 64;

const readFile = async (file: File): Promise<readonly NewShot[]> => [{ files: [await readDrawing(file, side)] }];

/** A key that is meant for a field or a button is none of the pad's. */
const isElsewhere = (event: KeyboardEvent, names: string) =>
  event.target instanceof Element && event.target.closest(names) !== null;

/** What was kept last, and of which class. */
function lastShot(all: readonly CapturedClass[]): { readonly kind: number; readonly shot: number } | undefined {
  return all
    .flatMap(({ id, shots }) => shots.map((shot) => ({ kind: id, shot: shot.id })))
    .reduce<ReturnType<typeof lastShot>>((last, each) => (last && last.shot > each.shot ? last : each), undefined);
}

export function CaptureDrawings({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const capture = useCapture('drawings', readFile);
  const [brush, setBrush] = useState(usualBrush);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [wanted, setWanted] = useState<number | null>(null);
  const chosen = capture.classes.find(({ id }) => id === wanted) ?? capture.classes[0];
  const last = lastShot(capture.classes);

  const keep = () => {
    const grey = greyOfStrokes(strokes, padSide, padSide);
    if (grey === null || isBlank(grey) || chosen === undefined) return;
    // As the pad of the Predict step makes them.
    capture.take(chosen.id, [{ files: [pngOfDrawing(centreDrawing(grey, side, side))] }]);
    setStrokes([]);
  };
  const undo = () => {
    if (strokes.length > 0) setStrokes(strokes.slice(0, -1));
    else if (last !== undefined) capture.discard(last.kind, last.shot);
  };

  const onKey = (event: KeyboardEvent) => {
    const number = Number(event.key);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isElsewhere(event, 'input, textarea')) return;
    if (plain && number >= 1 && number <= 9) setWanted(capture.classes[number - 1]?.id ?? wanted);
    else if (plain && event.key === 'Enter' && !isElsewhere(event, 'button')) keep();
    else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') undo();
    else return;
    // Not the project's own undo as well.
    event.preventDefault();
    event.stopPropagation();
  };
  const handler = useRef(onKey);
  handler.current = onKey;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handler.current(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);

  return (
    <CaptureFrame
      capture={capture}
      view={
        <div className={classes.drawing}>
          <Sketch
            width={padSide}
            height={padSide}
            brush={brush}
            strokes={strokes}
            onDraw={setStrokes}
            label={t('data.capture.padLabel', { name: chosen?.name ?? '' })}
          />
          <Button
            leftSection={<Check size={14} />}
            rightSection={<Keys accelerator="Enter" />}
            disabled={strokes.length === 0 || chosen === undefined}
            onClick={keep}
          >
            <span className={classes.name}>{t('data.capture.keepDrawing', { name: chosen?.name ?? '' })}</span>
          </Button>
          <div className={classes.row}>
            <Button
              variant="default"
              leftSection={<Undo2 size={14} />}
              disabled={strokes.length === 0 && last === undefined}
              onClick={undo}
            >
              {t('data.capture.undo')}
            </Button>
            <Button
              variant="default"
              leftSection={<Eraser size={14} />}
              disabled={strokes.length === 0}
              onClick={() => setStrokes([])}
            >
              {t('screens.clear')}
            </Button>
          </div>
          <BrushSize value={brush} onChange={setBrush} />
        </div>
      }
      ready
      icon={<Pencil size={14} />}
      accept="image/*"
      countOf={(count) => t('data.drawings', { count, n: formatCount(count) })}
      shown={6}
      renderShot={({ files }) => <img src={`data:image/png;base64,${files[0]}`} alt="" />}
      buttonOf={({ id, name }, at) => (
        <Button
          variant={id === chosen?.id ? 'light' : 'default'}
          aria-pressed={id === chosen?.id}
          aria-label={t('data.capture.drawOf', { name })}
          leftSection={<Pencil size={14} />}
          rightSection={at < 9 ? <Keys accelerator={String(at + 1)} /> : undefined}
          onClick={() => setWanted(id)}
        >
          {t('data.capture.draw')}
        </Button>
      )}
      onDone={onDone}
    />
  );
}
