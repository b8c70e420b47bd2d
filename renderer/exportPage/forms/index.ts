// What a person fills in for an input.
import type { ExportedInput } from '../../../shared/export/settings';
import { clipForm } from './clip';
import type { Form } from './form';
import { pictureForm } from './picture';
import { soundForm } from './sound';
import { tableForm } from './table';
import { seriesForm, textForm } from './words';

/** A form for what an input takes. `changed` is called whenever its reader may say something else. */
export function formFor(input: ExportedInput, changed: () => void): Form {
  switch (input.modality) {
    case 'table':
      return tableForm(input, changed);
    case 'audio':
      return soundForm(input, changed);
    case 'series':
      return seriesForm(input, changed);
    case 'text':
      return textForm(changed);
    case 'video':
      return clipForm(changed);
    case 'image':
      return pictureForm(input, changed);
  }
}
