// A network to start from, made from what the data gives: small, sound, with the reasons on its layers (suggested/).
import type { DataSpec } from '../data/spec';
import type { Network } from './document';
import { detector } from './suggestDetector';
import { suggestByInputs } from './suggested/byInputs';
import { labeller } from './suggested/labeller';
import { rebuilder } from './suggested/rebuilder';
import { speaker } from './suggested/speaker';
import { writer } from './suggested/writer';
import { unet } from './suggestUnet';

/** Empty where the data gives no input. Its size follows from the number of samples. */
export function suggestNetwork(data: DataSpec): Network {
  const [first] = Object.values(data.inputs);
  const [target] = Object.values(data.targets);
  if (!first) return { nodes: [], edges: [] };
  if (first.modality === 'image' && target?.task === 'classification' && target.shape?.length === 2) return unet(data);
  if (first.modality === 'image' && target?.task === 'detection') return detector(data);
  if (target?.places !== undefined || (target?.ahead ?? 1) < 1) return labeller(data);
  if (first.modality === 'text' && target?.shape !== undefined)
    return Object.keys(data.inputs).length > 1 ? writer(data) : speaker(data);
  if (target?.task === 'regression' && target.shape !== undefined && target.ahead === undefined)
    return rebuilder(data, target);
  return suggestByInputs(data);
}
