"""Several devices or processes that share every batch (tf.distribute). One device in one process needs nothing of it."""

import contextlib
import hashlib
import json
import os
import sys

import keras


def processes():
    """This process's number and how many there are, as TF_CONFIG says; 0 and 1 without it."""
    told = json.loads(os.environ.get("TF_CONFIG") or "{}")
    cluster, task = told.get("cluster", {}), told.get("task", {})
    members = [(kind, number) for kind in ("chief", "worker") for number in range(len(cluster.get(kind, [])))]
    if len(members) < 2:
        return 0, 1
    return members.index((task["type"], int(task["index"]))), len(members)


def choose_device(name):
    """Leaves the processor alone to TensorFlow for "cpu"; ends where "gpu" is asked for and there is none. Asked before anything is computed."""
    if name == "auto":
        return
    import tensorflow as tf

    if name == "cpu":
        tf.config.set_visible_devices([], "GPU")
    elif not tf.config.list_physical_devices("GPU"):
        sys.exit(f"--device {name}: TensorFlow finds no GPU on this machine. Use --device cpu.")


def strategy_of(devices):
    """How the work is shared: among the processes of TF_CONFIG, or among devices of this machine; None for one alone.

    Asked before anything is computed.
    """
    _, world = processes()
    if world == 1 and devices == 1:
        return None
    import tensorflow as tf

    gpus = tf.config.get_visible_devices("GPU")
    if world > 1:
        if gpus:
            # A process has one GPU: its own, where several run on one machine.
            tf.config.set_visible_devices(gpus[int(os.environ.get("LOCAL_RANK", 0)) % len(gpus)], "GPU")
        return tf.distribute.MultiWorkerMirroredStrategy()
    if gpus and len(gpus) < devices:
        sys.exit(f"--devices {devices}: this machine has {len(gpus)} GPUs.")
    if not gpus:
        parts = [tf.config.LogicalDeviceConfiguration()] * devices
        tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], parts)
    return tf.distribute.MirroredStrategy([f"{'GPU' if gpus else 'CPU'}:{n}" for n in range(devices)])


def scope(strategy):
    return contextlib.nullcontext() if strategy is None else strategy.scope()


def agree(model, strategy):
    """Makes what layers count while training (means and variances of batch normalization) the mean of all processes'."""
    import tensorflow as tf

    counted = [variable for variable in model.non_trainable_variables if "float" in str(variable.dtype)]
    if not counted:
        return

    def mean(values):
        context = tf.distribute.get_replica_context()
        return [context.all_reduce(tf.distribute.ReduceOp.MEAN, value) for value in values]

    own = [tf.constant(keras.ops.convert_to_numpy(variable)) for variable in counted]
    for variable, value in zip(counted, tf.function(lambda: strategy.run(mean, args=(own,)))()):
        variable.assign(keras.ops.convert_to_numpy(value))


def anywhere_of(strategy):
    """A function that says whether something is so in any process, asked in all of them; without others it says what it is told."""
    if processes()[1] == 1:
        return bool
    import tensorflow as tf

    def total(value):
        # A copy lies on the replica's own device.
        return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, tf.identity(value))

    asked = tf.function(lambda value: strategy.run(total, args=(value,)))
    return lambda so: float(asked(tf.constant(float(so)))) > 0


def fit_together(model, strategy, batches, validation, epochs, callbacks):
    """What model.fit does, in all processes at once: each reads its part of every batch, and a step is one of all."""
    import tensorflow as tf

    def over(work):
        step = tf.function(lambda data: strategy.run(work, args=(data,)), reduce_retracing=True)

        def figures(share, after=None):
            model.reset_metrics()
            for index in range(len(share)):
                step(share[index])
                if after is not None:
                    after(index)
            share.on_epoch_end()
            # Asked in all processes: the sums of all are added up.
            return {name: float(value) for name, value in model.get_metrics_result().items()}

        return figures

    train, watch = over(model.train_step), over(model.test_step)
    calls = keras.callbacks.CallbackList(callbacks, model=model)
    model.stop_training = False
    calls.on_train_begin()
    # As model.fit does it: the order of samples is the same.
    batches.on_epoch_end()
    for epoch in epochs:
        calls.on_epoch_begin(epoch)
        logs = train(batches, calls.on_train_batch_end)
        agree(model, strategy)
        if validation is not None:
            logs |= {f"val_{name}": value for name, value in watch(validation).items()}
        calls.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    calls.on_train_end()


def digest(model):
    """The same in all processes whose weights are the same."""
    found = hashlib.sha256()
    for array in model.get_weights():
        found.update(array.tobytes())
    return found.hexdigest()[:16]
