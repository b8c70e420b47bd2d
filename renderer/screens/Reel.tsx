// The pictures of a clip, one after the other, over and over. Under reduced motion they move only while they are pointed at.
import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

interface Props {
  /** Addresses of the pictures, in order. */
  readonly frames: readonly string[];
  readonly alt: string;
  readonly className?: string | undefined;
}

const frameMs = 125;

export function Reel({ frames, alt, className }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const still = useReducedMotion();
  const [pointed, setPointed] = useState(false);
  const plays = !still || pointed;
  useEffect(() => {
    if (!plays || frames.length < 2) return;
    let at = 0;
    const timer = setInterval(() => {
      at = (at + 1) % frames.length;
      // Eight pictures a second are no business of React's.
      if (image.current !== null) image.current.src = frames[at]!;
    }, frameMs);
    return () => clearInterval(timer);
  }, [frames, plays]);
  return (
    <img
      ref={image}
      src={frames[0]}
      alt={alt}
      className={className}
      draggable={false}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    />
  );
}
