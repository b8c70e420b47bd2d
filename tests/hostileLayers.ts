// Names that would break out of whatever they stand in, for everything that writes names.

/** Names of layers that no language and few files would take as they are, and such as become one name when they are cleaned. */
export const hostileLayers: readonly string[] = [
  'Say "hi" & \'bye\'',
  'back\\slash \\n\\',
  '</script><script>alert(1)</script>',
  '${x} {{name}} %s {0} $&',
  '*/ /* // # --> ??/',
  '""" + \'\'\' + ```',
  '=1+1;| <b>&amp;',
  '畳み込み 1',
  'طبقة\u200f 2 الالتفاف',
  '👩\u200d👩\u200d👧 ❤️',
  'q\u0323\u0307 ﬁ',
  'a b',
  'a-b',
  'a_b',
  'a/b',
  'a',
  '../../etc/x:0',
  '__proto__',
  'constructor',
  'lambda',
  '1',
  'x'.repeat(100),
  '深'.repeat(100),
];
