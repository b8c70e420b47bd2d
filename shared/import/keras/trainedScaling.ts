// How pictures were scaled for the weights that Keras offers for its own networks.
import { type PictureScaling, scalingOptions } from '../../data/pictureScalings';
import { own } from './json';
import { type Json, isRecord } from '../../json';

/** By the name that keras.applications gives a model; `preprocess_input` beside each says so in Keras. */
const scalings: readonly (readonly [name: RegExp, scaling: PictureScaling])[] = [
  [/^(vgg1[69]|resnet(50|101|152))$/, 'caffe'],
  [/^densenet(121|169|201)$/, 'imagenet'],
  [
    /^(resnet(50|101|152)v2|inception_(v3|resnet_v2)|xception|mobilenet(v2)?_[\d.]+_\d+|nasnet_(mobile|large))$/,
    'minusOneToOne',
  ],
  [
    /^(efficientnet(b[0-7]|v2-(b[0-3]|s|m|l))|MobileNetV3(Small|Large)|convnext_(tiny|small|base|large|xlarge))$/i,
    'none',
  ],
];

/** A sentence for a network of keras.applications, also where it is a layer of a model; none for others. */
export function aboutScaling(model: Json): readonly string[] {
  const config = own(model, 'config');
  if (!isRecord(config)) return [];
  const layers = own(config, 'layers');
  const inner = Array.isArray(layers)
    ? (layers as readonly unknown[]).filter(isRecord).map((layer) => own(layer, 'config'))
    : [];
  for (const one of [config, ...inner]) {
    const name = isRecord(one) ? own(one, 'name') : undefined;
    if (typeof name !== 'string' || !isRecord(one) || !Array.isArray(own(one, 'layers'))) continue;
    const scaling = scalings.find(([pattern]) => pattern.test(name))?.[1];
    const title = scalingOptions.find(({ value }) => value === scaling)?.title;
    if (title !== undefined)
      return [
        `${name}: the weights that Keras offers for it were learned from pictures in the scaling "${title}". Choose that one in the Data step.`,
      ];
  }
  return [];
}
