// One real training step on the native engine. Prints the device's name; exits with another code than 0 if it fails.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';

const require = createRequire(import.meta.url);
// Node 23 dropped this function, which tfjs-node 4.22 calls.
require('node:util').isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require('@tensorflow/tfjs-node-gpu');

const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, activation: 'relu' }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const images = tf.randomNormal([8, 6, 6, 1], 0, 1, 'float32', 1);
const history = await model.fit(images, tf.ones([8, 1]), { epochs: 2, verbose: 0 });
const [first, second] = history.history.loss;
if (!(second < first)) throw new Error(`The loss did not fall: ${first}, then ${second}.`);
console.log(existsSync('/proc/driver/nvidia/gpus') ? 'GPU and processor' : 'processor');
