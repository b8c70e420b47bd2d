// What a network that was made before its data, such as an imported one, asks of pictures.
import { pictureParams } from '../data/kinds/images';
import { checkParams, defaultsOf } from '../params';
import type { ParamValues } from '../result';
import type { Network } from './document';

const colours: { readonly [channels: number]: string } = { 1: 'grey', 3: 'colour' };

/**
 * Reading options by which pictures come in the shape [height, width, channels] typed into the only Input; none where
 * there are several Inputs, or where no picture has that shape.
 */
export function pictureOptionsOf({ nodes }: Network): ParamValues {
  const [input, ...others] = nodes.filter(({ kind }) => kind === 'input');
  const shape = input?.params['shape'];
  if (others.length > 0 || !Array.isArray(shape) || shape.length !== 3) return {};
  const [height, width, channels] = shape as [number, number, number];
  const colour = colours[channels];
  if (colour === undefined) return {};
  const options = { width, height, colour };
  return checkParams(pictureParams, { ...defaultsOf(pictureParams), ...options }) === null ? options : {};
}
