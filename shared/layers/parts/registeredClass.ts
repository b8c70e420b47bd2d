// Classes of tfjs layers that are ours: made from tfjs' own once tfjs is there.
import type { TensorFlow } from '../layer';

/** The class that `make` gives, the same for one tfjs, and known to it by name, so that saved models that name it can be read. */
export function registeredClass<Class extends object>(make: (tf: TensorFlow) => Class): (tf: TensorFlow) => Class {
  const classes = new WeakMap<TensorFlow, Class>();
  return (tf) => {
    const known = classes.get(tf);
    if (known !== undefined) return known;
    const made = make(tf);
    tf.serialization.registerClass(made as unknown as Parameters<TensorFlow['serialization']['registerClass']>[0]);
    classes.set(tf, made);
    return made;
  };
}
