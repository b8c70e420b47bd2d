// A picture of any size in C.
import { channelAt } from '../../../data/pictureScalings';
import type { Picture } from '../../rawSample';
import { utf8 } from '../../text';
import type { WriteCInput } from './input';
import { cArray, cDouble } from './literals';

const framings = { stretch: 'NN_STRETCH', crop: 'NN_CROP', padBlack: 'NN_PAD_BLACK', padEdge: 'NN_PAD_EDGE' };

/** A PAM file: as a canvas has it, with opacity. */
function pamOf({ data, width, height }: Picture): Uint8Array {
  const head = utf8(`P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`);
  const file = new Uint8Array(head.length + 4 * width * height);
  file.set(head);
  for (let i = 0; i < 4 * width * height; i++) file[head.length + i] = data[i]!;
  return file;
}

export const pictureInC: WriteCInput<'image'> = (input, id) => {
  const { width, height, channels, framing = 'stretch', subtract, divide } = input;
  const [colour, less, by] = [`network_colour_${id}`, `network_less_${id}`, `network_by_${id}`];
  const colours = subtract.map((_, c) => String(channelAt(input, c)));
  return {
    parts: ['picture'],
    arrays: [
      cArray('int', colour, colours),
      cArray('double', less, subtract.map(cDouble)),
      cArray('double', by, divide.map(cDouble)),
    ],
    member: `nn_picture picture_${id}; /* of any size, brought to ${width} by ${height} */`,
    prepare: (x) =>
      `  if (nn_prepare_picture(&sample->picture_${id}, ${framings[framing]}, ${width}, ${height}, ${channels}, ${colour}, ${less}, ${by}, ${x})) return ${id};\n`,
    takes: ['a picture: a PPM, PGM or PAM file of any size'],
    statics: '',
    gather: (from) =>
      `  sample.picture_${id}.pixels = 0;\n  if (!wrong) wrong = read_picture(given[${from}], &sample.picture_${id});\n`,
    release: `  free((void *)sample.picture_${id}.pixels);\n`,
    given: (value) => [{ file: pamOf(value as Picture), extension: 'pam' }],
  };
};
