// Reading options that Layerloom decides: what it decided, and why, in the option itself.
import { type ChoiceParam, choice } from '../params';

export const auto = { value: 'auto', title: 'Decide', help: 'Layerloom looks at the file and decides.' };

/** The choice with what was `found` in the title of "Decide", and `because`, a sentence, for its help. */
export function decided(param: ChoiceParam, found: string | undefined, because?: string): ChoiceParam {
  const title = param.options.find(({ value }) => value === found)?.title;
  if (title === undefined) return param;
  const options = param.options.map((option) =>
    option.value === auto.value ? { ...option, title: `Decide (${title})`, help: because ?? option.help } : option,
  );
  return { ...param, options };
}

/** A choice among a table's columns in place of a name to be typed; `more` options stand before the columns. */
export function columnChoice(
  { title, help }: { readonly title: string; readonly help: string },
  found: string | undefined,
  columns: readonly string[],
  more: ChoiceParam['options'] = [],
): ChoiceParam {
  return choice({
    title,
    help,
    default: '',
    options: [
      { value: '', title: `Decide (${found ?? 'none'})`, help: auto.help },
      ...more,
      ...columns.slice(0, mostColumns).map((name) => ({ value: name, title: name, help: '' })),
    ],
  });
}

/** A list that one can still scroll through. */
const mostColumns = 500;
