// A TensorFlow graph under construction. It lives with the exports, which write graphs, too.
export * from '../../../shared/export/tensorflow/graphDef';
