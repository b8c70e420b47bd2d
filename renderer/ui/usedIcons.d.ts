// The icons that definitions name, gathered by scripts/usedIcons.mjs.
declare module 'virtual:used-icons' {
  const icons: { readonly [name: string]: import('lucide-react').LucideIcon | undefined };
  export = icons;
}
