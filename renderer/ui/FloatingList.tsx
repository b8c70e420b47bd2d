// A small searchable list that stands where it was asked for: type, choose with the arrows, Enter takes it.
import { Search } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import styles from './FloatingList.module.css';

export interface ListItem {
  readonly key: string;
  readonly title: string;
  readonly detail?: string;
  readonly picture?: ReactNode;
  readonly run: () => void;
}

interface FloatingListProps {
  readonly label: string;
  readonly placeholder: string;
  /** Left top corner in the window; in its upper middle when left out. */
  readonly at?: { readonly x: number; readonly y: number } | undefined;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly items: readonly ListItem[];
  /** Said in place of an empty list. */
  readonly empty: string;
  readonly onClose: () => void;
}

const width = 300;
const tallest = 348;
const margin = 8;

export function FloatingList({ label, placeholder, at, query, onQuery, items, empty, onClose }: FloatingListProps) {
  const id = useId();
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  const chosen = Math.min(active, Math.max(0, items.length - 1));

  useLayoutEffect(() => {
    before.current = document.activeElement;
    return () => {
      // The keyboard goes back to where it was, unless something else took it meanwhile.
      if (document.activeElement === document.body && before.current instanceof HTMLElement) before.current.focus();
    };
  }, []);
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) onClose();
    };
    window.addEventListener('pointerdown', onPointerDown, true);
    return () => window.removeEventListener('pointerdown', onPointerDown, true);
  }, [onClose]);
  useEffect(() => {
    document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, chosen]);

  const take = (item: ListItem | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const count = items.length;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Tab') onClose();
    else if (event.key === 'Enter') take(items[chosen]);
    else if (event.key === 'ArrowDown' && count > 0) setActive((chosen + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) setActive((chosen + count - 1) % count);
    else return;
    event.preventDefault();
  };

  const left = at
    ? Math.max(margin, Math.min(at.x, window.innerWidth - width - margin))
    : (window.innerWidth - width) / 2;
  const top = at
    ? Math.max(margin, Math.min(at.y, window.innerHeight - tallest - margin))
    : Math.max(margin, window.innerHeight * 0.2);
  return (
    <div ref={box} className={styles['box']} style={{ left, top, width }} role="dialog" aria-label={label}>
      <div className={styles['field']}>
        <Search size={14} aria-hidden />
        <input
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={items.length > 0 ? `${id}-${chosen}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={query}
          onChange={(event) => {
            onQuery(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={label} className={styles['list']}>
        {items.map((item, place) => (
          <div
            key={item.key}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === chosen}
            className={styles['item']}
            onPointerMove={() => setActive(place)}
            onClick={() => take(item)}
          >
            {item.picture}
            <span className={styles['words']}>
              <span className={styles['title']}>{item.title}</span>
              {item.detail !== undefined && <span className={styles['detail']}>{item.detail}</span>}
            </span>
          </div>
        ))}
        {items.length === 0 && <p className={styles['empty']}>{empty}</p>}
      </div>
    </div>
  );
}
