// The engine's data room: all that the rest of the engine asks of it.
export { copySource } from './copySource';
export { encodeInput } from './encodeInput';
export { glanceData } from './glance';
export { inspectData } from './inspect';
export { findShared } from './leaks';
export { openData } from './openData';
export { pictureCache, useDiskCache } from './pictures/pictureDisk';
export { findMedia, readMedia } from './mediaFiles';
export { useWorkers } from './workers/pool';
export { closePreview, compareParts, lendPreview, previewData, showSamples } from './preview';
