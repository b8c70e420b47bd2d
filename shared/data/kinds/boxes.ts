// Pictures with boxes around things, and what each thing is. For detection.
import { choice } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import { boxNumbers } from '../boxes';
import type { BoxConfig, DataConfig } from '../config';
import type { DataSpec } from '../spec';
import { imageInput, pictureParams } from './images';
import { type DataKindDefinition, count, dataProblem } from './kind';
import { variationParam } from './masks';

/** Name of the one target of pictures with boxes. */
export const boxTarget = 'boxes';

const params = {
  ...pictureParams,
  cell: choice({
    title: 'Grid',
    help: 'The picture is divided into cells of this size, and each cell finds at most one thing: the one whose centre lies in it. Smaller cells tell close things apart, larger ones are faster.',
    default: '8',
    options: [
      { value: '4', title: '4 pixels', help: 'For many small things close together.' },
      { value: '8', title: '8 pixels', help: 'A good start.' },
      { value: '16', title: '16 pixels', help: 'For large pictures.' },
      { value: '32', title: '32 pixels', help: 'For large pictures with few things.' },
    ],
  }),
  variation: variationParam,
};

/** Rows and columns of the grid that a network of these pictures answers with. */
export function gridOf({ width, height, cell, classes }: Pick<BoxConfig, 'width' | 'height' | 'cell' | 'classes'>) {
  const cells = (side: number) => Math.max(1, Math.floor(side / cell));
  return { rows: cells(height), columns: cells(width), classes: classes.length };
}

function describeBoxes(config: DataConfig): DataSpec {
  const { boxes } = config;
  if (boxes === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { width, height, channels, classes } = boxes;
  const { rows, columns } = gridOf(boxes);
  return {
    inputs: { [imageInput]: { title: 'Image', modality: 'image', tensor: tensorSpec([height, width, channels]) } },
    targets: {
      [boxTarget]: { title: 'Boxes', task: 'detection', classes, shape: [rows, columns, boxNumbers + classes.length] },
    },
    sampleCount: boxes.imageCount,
  };
}

function checkBoxes(config: DataConfig): readonly Problem[] {
  const { boxes } = config;
  if (boxes === undefined || boxes.imageCount === 0) {
    return [
      dataProblem(
        'error',
        'data.boxes.none',
        'There are no pictures with boxes. Choose a folder with pictures and a COCO file or a table of boxes in it.',
      ),
    ];
  }
  const problems: Problem[] = [];
  const { classes, classCounts, unreadable, crowded, leftOut, width, height, cell } = boxes;
  const all = classCounts.reduce((sum, n) => sum + n, 0);
  if (all === 0) {
    problems.push(
      dataProblem('error', 'data.boxes.noBoxes', 'No picture has a box that can be used, so there is nothing to find.'),
    );
  }
  const empty = classes.filter((_, i) => classCounts[i] === 0);
  if (all > 0 && empty.length > 0) {
    problems.push(
      dataProblem(
        'hint',
        'data.boxes.emptyClass',
        `There is no box of "${empty[0]}"${empty.length > 1 ? ` and ${empty.length - 1} more` : ''}, so it can never be found.`,
      ),
    );
  }
  if (leftOut > 0) {
    problems.push(
      dataProblem(
        'warning',
        'data.boxes.leftOut',
        `${count(leftOut, 'box is', 'boxes are')} left out: outside of the picture, mostly cropped away, without an area, or of an unknown category. The list of files below says which.`,
      ),
    );
  }
  if (crowded > 0) {
    problems.push(
      dataProblem(
        crowded > all / 50 ? 'warning' : 'hint',
        'data.boxes.crowded',
        `${count(crowded, 'thing shares', 'things share')} its cell of the grid with a larger one and cannot be learned. Choose larger pictures or smaller cells under "Reading".`,
      ),
    );
  }
  if (width % cell !== 0 || height % cell !== 0) {
    problems.push(
      dataProblem(
        'hint',
        'data.boxes.size',
        `${width} by ${height} pixels do not divide evenly into cells of ${cell}. Choose ${cell * Math.max(1, Math.round(width / cell))} by ${cell * Math.max(1, Math.round(height / cell))} under "Reading".`,
      ),
    );
  }
  if (unreadable.length > 0) {
    const [first] = unreadable;
    problems.push(
      dataProblem(
        'warning',
        'data.boxes.unreadable',
        `${unreadable.length >= 100 ? '100 or more entries' : count(unreadable.length, 'entry', 'entries')} could not be used, for example ${first!.file}: ${first!.reason}`,
      ),
    );
  }
  return problems;
}

export const boxes: DataKindDefinition = {
  id: 'boxes',
  title: 'Images with boxes',
  summary: 'Pictures and, for each, boxes around the things in it: a COCO file, or a table with a box on each row.',
  icon: 'SquareDashedMousePointer',
  extensions: ['.json', '.csv', '.tsv', '.txt', '.zip'],
  folders: true,
  params,
  reason: () => 'A list says where things lie in each picture.',
  spec: describeBoxes,
  check: checkBoxes,
};
