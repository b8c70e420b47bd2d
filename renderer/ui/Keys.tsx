// Keys of a shortcut as small caps, in the words of the keyboard at hand.
import { isMac } from '../stores/hostStore';
import styles from './Keys.module.css';

const macSigns: { readonly [key: string]: string } = {
  CmdOrCtrl: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Ctrl: '⌃',
  Enter: '↩',
  Backspace: '⌫',
  Delete: '⌦',
};
const signs: { readonly [key: string]: string } = {
  CmdOrCtrl: 'Ctrl',
  Plus: '+',
  Delete: 'Del',
  Left: '←',
  Right: '→',
  Up: '↑',
  Down: '↓',
  Escape: 'Esc',
};

/** "CmdOrCtrl+Shift+S" as ['Ctrl', 'Shift', 'S'] or ['⌘', '⇧', 'S']. */
function keyWords(accelerator: string, mac: boolean): readonly string[] {
  return accelerator.split('+').map((key) => (mac ? macSigns[key] : undefined) ?? signs[key] ?? key);
}

export function Keys({ accelerator }: { readonly accelerator: string }) {
  const mac = isMac();
  const words = keyWords(accelerator, mac);
  return (
    <kbd className={styles['keys']}>{mac ? words.join('') : words.map((word) => <span key={word}>{word}</span>)}</kbd>
  );
}
