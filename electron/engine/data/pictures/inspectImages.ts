// First look at a set of pictures: classes, counts, a size and a number of channels to start with.
import type { DataConfig, DataSource } from '../../../../shared/data/config';
import { splitOfClasses } from '../../../../shared/data/guess';
import { images } from '../../../../shared/data/kinds/images';
import { pictureSizeOf } from '../../../../shared/data/preprocess';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { imageOptions, openImageSource } from './imageSource';
import type { Survey } from './imageSurvey';
import { preparedAs } from './prepared';
import { type Watch, stop } from '../problem';
import { ColumnFinder } from '../sampleColumns';

/** Throws a DataError where there are no pictures to use. */
export async function inspectImages(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = imageOptions(values);
  const preparedOf = ({ sizes, grey }: Survey) => preparedAs({ sizes, coloured: !grey, values, options });
  const opened = await openImageSource(source, watch, { expects: (survey) => pictureSizeOf(preparedOf(survey)) });
  try {
    const { classes, labels, unreadable, survey } = opened;
    const classCounts = classes.map(() => 0);
    for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) classCounts[labels[i]!]!++;
    if (labels.length === 0) {
      const [first] = unreadable;
      stop(
        'data.images.none',
        `"${opened.name}" holds no picture that can be read${first === undefined ? '' : `, for example ${first.file}: ${first.reason}`} Use PNG, JPEG, GIF, WebP, BMP or AVIF, in one folder per class.`,
      );
    }
    const prepared = preparedOf(survey ?? { sizes: [], grey: false });
    const beside = new ColumnFinder();
    await opened.columns?.(beside);
    return {
      kind: 'images',
      source,
      options: { ...defaultsOf(images.params), ...values, framing: prepared.framing },
      images: {
        ...prepared,
        classes,
        classCounts,
        imageCount: labels.length,
        ...(options.pairs > 0 ? { pairs: options.pairs } : {}),
        unreadable: unreadable.slice(0, 100),
      },
      ...beside.found(),
      ...splitOfClasses(opened.partFolders),
      fingerprint: opened.fingerprint,
      ...(opened.notes.length > 0 ? { notes: opened.notes } : {}),
    };
  } finally {
    opened.close();
  }
}
