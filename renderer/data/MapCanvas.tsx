// The points of the data map on a canvas: thousands at once, under a pointer that looks, draws a lasso, zooms and moves.
import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { withoutCorrections } from '../../shared/data/corrections';
import type { DataMap, PreviewRow } from '../../shared/run/engine';
import { api } from '../api';
import { Shown } from '../samples/SampleList';
import { classToken } from '../ui/classColours';
import classes from './DataMap.module.css';
import { fitView, inside, nearest, toScreen, type View, zoomed } from './mapGeometry';

interface Props {
  readonly data: DataConfig;
  readonly map: DataMap;
  /** The class of each point, -1 where the target is a number, -2 where it is left out. */
  readonly labels: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly chosen: ReadonlySet<number>;
  readonly onChoose: (places: ReadonlySet<number>) => void;
}

type Point = readonly [number, number];

const radius = 3;
const reach = 10;
/** A pointer that rests is asked about; one that passes by is not. */
const restMs = 90;

function colours(): (token: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (token) => style.getPropertyValue(token).trim();
}

/** A colour between two others, both "#rrggbb". */
function between(from: string, to: string, share: number): string {
  const part = (colour: string, at: number) => parseInt(colour.slice(at, at + 2), 16);
  return `rgb(${[1, 3, 5].map((at) => Math.round(part(from, at) + share * (part(to, at) - part(from, at)))).join(',')})`;
}

/** Draws again when light turns to dark. */
function useScheme(): string | null {
  const [scheme, setScheme] = useState(document.documentElement.getAttribute('data-mantine-color-scheme'));
  useEffect(() => {
    const observer = new MutationObserver(() =>
      setScheme(document.documentElement.getAttribute('data-mantine-color-scheme')),
    );
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });
    return () => observer.disconnect();
  }, []);
  return scheme;
}

export function MapCanvas(props: Props) {
  const { t } = useTranslation();
  const { data, map, labels, width, height, chosen, onChoose } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const fitted = useMemo(() => fitView(map.x, map.y, width, height), [map, width, height]);
  const [own, setOwn] = useState<View | null>(null);
  const view = own ?? fitted;
  const [line, setLine] = useState<readonly Point[]>([]);
  const [over, setOver] = useState(-1);
  const moving = useRef<Point | null>(null);
  const scheme = useScheme();

  useEffect(() => setOwn(null), [fitted]);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const dense = window.devicePixelRatio || 1;
    element.width = Math.round(width * dense);
    element.height = Math.round(height * dense);
    context.scale(dense, dense);
    context.clearRect(0, 0, width, height);
    const colour = colours();
    const low = map.targets.reduce((a, b) => Math.min(a, b), Infinity);
    const high = map.targets.reduce((a, b) => Math.max(a, b), -Infinity);
    const [cold, warm] = [colour('--family-core'), colour('--family-activation')];
    const filled = new Map<number, string>();
    const fill = (place: number): string => {
      const label = labels[place]!;
      if (label === -1 && map.classes === undefined)
        return between(cold, warm, high > low ? (map.targets[place]! - low) / (high - low) : 0);
      let found = filled.get(label);
      if (found === undefined) filled.set(label, (found = colour(classToken(label))));
      return found;
    };
    const dot = (place: number) => {
      const [x, y] = toScreen(view, [map.x[place]!, map.y[place]!]);
      if (x < -radius || y < -radius || x > width + radius || y > height + radius) return;
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      if (labels[place] === -2) {
        context.strokeStyle = colour('--ink-faint');
        context.lineWidth = 1;
        context.stroke();
        return;
      }
      context.fillStyle = fill(place);
      context.globalAlpha = chosen.size > 0 && !chosen.has(place) ? 0.25 : 0.8;
      context.fill();
      context.globalAlpha = 1;
      if (!chosen.has(place)) return;
      context.strokeStyle = colour('--ink');
      context.lineWidth = 1;
      context.stroke();
    };
    map.x.forEach((_, place) => {
      if (!chosen.has(place)) dot(place);
    });
    chosen.forEach(dot);
    if (over >= 0) {
      const [x, y] = toScreen(view, [map.x[over]!, map.y[over]!]);
      context.beginPath();
      context.arc(x, y, radius + 3, 0, 2 * Math.PI);
      context.strokeStyle = colour('--ink');
      context.lineWidth = 1.5;
      context.stroke();
    }
    if (line.length > 1) {
      context.beginPath();
      line.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
      context.closePath();
      context.globalAlpha = 0.12;
      context.fillStyle = colour('--accent');
      context.fill();
      context.globalAlpha = 1;
      context.strokeStyle = colour('--accent');
      context.lineWidth = 1.5;
      context.stroke();
    }
  }, [map, labels, view, width, height, chosen, line, over, scheme]);

  // The wheel belongs to the map: a passive listener, as React's is, could not keep the page from scrolling.
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      setOwn((before) =>
        zoomed(before ?? fitted, [event.clientX - box.left, event.clientY - box.top], Math.exp(-event.deltaY / 400)),
      );
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [fitted]);

  const at = (event: PointerEvent): Point => {
    const box = canvas.current!.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const onDown = (event: PointerEvent) => {
    canvas.current!.setPointerCapture(event.pointerId);
    canvas.current!.focus();
    setOver(-1);
    // The middle button or Shift moves the map; a plain drag is the lasso.
    if (event.button === 1 || event.shiftKey) moving.current = at(event);
    else if (event.button === 0) setLine([at(event)]);
  };
  const onMove = (event: PointerEvent) => {
    const point = at(event);
    if (moving.current !== null) {
      const [x, y] = moving.current;
      moving.current = point;
      setOwn({ ...view, x: view.x + point[0] - x, y: view.y + point[1] - y });
    } else if (line.length > 0) setLine([...line, point]);
    else setOver(nearest(map.x, map.y, view, point, reach));
  };
  const onUp = (event: PointerEvent) => {
    moving.current = null;
    if (line.length === 0) return;
    setLine([]);
    const drag = line.length > 3;
    const found = drag
      ? map.x.flatMap((x, place) => (inside(line, toScreen(view, [x, map.y[place]!])) ? [place] : []))
      : [nearest(map.x, map.y, view, at(event), reach)].filter((place) => place >= 0);
    onChoose(new Set(found));
  };

  return (
    <>
      <canvas
        ref={canvas}
        className={classes.points}
        style={{ width, height }}
        tabIndex={0}
        role="img"
        aria-label={t('data.map.label', { count: map.samples.length })}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerLeave={() => setOver(-1)}
        onDoubleClick={() => setOwn(null)}
        onKeyDown={(event) => event.key === 'Escape' && onChoose(new Set())}
      />
      {over >= 0 && line.length === 0 && (
        <Hover
          data={data}
          map={map}
          label={labels[over]!}
          place={over}
          point={toScreen(view, [map.x[over]!, map.y[over]!])}
          width={width}
          height={height}
        />
      )}
    </>
  );
}

/** The sample under the pointer, beside it. */
function Hover(props: {
  readonly data: DataConfig;
  readonly map: DataMap;
  readonly label: number;
  readonly place: number;
  readonly point: Point;
  readonly width: number;
  readonly height: number;
}) {
  const { t } = useTranslation();
  const { data, map, label, place, point, width, height } = props;
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
