// The theme's colours for what is painted on a canvas element, which knows no variables.
import { useEffect, useMemo, useState } from 'react';

/** Reads a colour by the name of its variable. A new function when light and dark change places. */
export function useThemeColours(): (name: string) => string {
  const [theme, setTheme] = useState(themeOf);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(themeOf()));
    observer.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    return () => observer.disconnect();
  }, []);
  return useMemo(() => {
    void theme;
    const style = getComputedStyle(document.documentElement);
    const known = new Map<string, string>();
    return (name) => {
      const found = known.get(name) ?? style.getPropertyValue(name).trim();
      known.set(name, found);
      return found;
    };
  }, [theme]);
}

function themeOf(): string {
  return document.documentElement.dataset['mantineColorScheme'] ?? '';
}
