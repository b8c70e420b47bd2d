// The points of the data map on a canvas: thousands at once, under a pointer that looks, draws a lasso, zooms and moves.
import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import type { DataMap } from '../../shared/data/shown';
import { useThemeColours } from '../ui/themeColours';
import classes from './DataMap.module.css';
import { drawMap } from './drawMap';
import { MapHover } from './MapHover';
import { fitView, inside, nearest, toScreen, type Point, type View, zoomed } from './mapGeometry';

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

const reach = 10;

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
  const colour = useThemeColours();

  useEffect(() => setOwn(null), [fitted]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    drawMap(context, { map, labels, view, width, height, chosen, line, over }, colour, window.devicePixelRatio || 1);
  }, [map, labels, view, width, height, chosen, line, over, colour]);

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
        onPointerCancel={() => {
          moving.current = null;
          setLine([]);
        }}
        onPointerLeave={() => setOver(-1)}
        onDoubleClick={() => setOwn(null)}
        onKeyDown={(event) => event.key === 'Escape' && onChoose(new Set())}
      />
      {over >= 0 && line.length === 0 && (
        <MapHover
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
