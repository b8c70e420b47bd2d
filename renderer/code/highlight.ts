// Colours for a line of source: comments, texts, numbers and words of the language. Enough to read by, not a parser.

export interface Token {
  readonly kind: 'plain' | 'comment' | 'text' | 'number' | 'word' | 'call';
  readonly text: string;
}

const words = {
  python: 'import from as def class return self None True False lambda if else for in not and or with super',
  javascript: 'import from as const let function return null true false new',
};

const pattern =
  /("""[^]*?"""|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*$|\/\/.*$|\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b|[A-Za-z_]\w*)/gm;

export function tokensOf(line: string, syntax: 'python' | 'javascript'): readonly Token[] {
  const known = new Set(words[syntax].split(' '));
  const found: Token[] = [];
  let at = 0;
  for (const match of line.matchAll(pattern)) {
    const text = match[0];
    const start = match.index;
    if (syntax === 'javascript' && text.startsWith('#')) continue;
    if (syntax === 'python' && text.startsWith('//')) continue;
    if (start < at) continue;
    if (start > at) found.push({ kind: 'plain', text: line.slice(at, start) });
    const kind: Token['kind'] = /^(#|\/\/)/.test(text)
      ? 'comment'
      : /^["']/.test(text)
        ? 'text'
        : /^\d/.test(text)
          ? 'number'
          : known.has(text)
            ? 'word'
            : line[start + text.length] === '('
              ? 'call'
              : 'plain';
    found.push({ kind, text });
    at = start + text.length;
  }
  if (at < line.length) found.push({ kind: 'plain', text: line.slice(at) });
  return found;
}
