// The catalogue of all words in the window. Each area has its own file, en/<area>.json, whose keys are called
// "<area>.<key>"; a new file is found by itself. Definitions (layers, losses, commands) carry their own words.
import i18next, { type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';

type Words = { readonly [key: string]: string | Words };

const files = import.meta.glob<Words>('./en/*.json', { eager: true, import: 'default' });

/** All areas of a language as one tree. */
export const english: Words = Object.fromEntries(
  Object.entries(files).map(([path, words]) => [/([^/]+)\.json$/.exec(path)![1]!, words]),
);

/** Called once, before the first component is drawn. */
export function startTranslations(): void {
  if (i18next.isInitialized) return;
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** For code outside of components; components use `useTranslation()`. */
export const t: TFunction = ((...request: Parameters<TFunction>) => {
  startTranslations();
  return i18next.t(...request);
}) as TFunction;
