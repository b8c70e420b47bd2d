"""A Python that has TensorFlow and Keras imported already: the oracle tests start about a hundred, and each would spend
five seconds on that import.

`warmPython.py --serve SOCKET` imports them and then forks for every request. Without it this file is the command line of
a Python: it hands its arguments, its folder, its environment and its three standard files to the server, whose fork runs
the script as `python` would, and ends with the fork's exit code. What the server does not know how to do (other options,
another backend of Keras), and everything while there is no server, is done by a cold Python.
"""

import json
import os
import socket
import struct
import sys

SOCKET = "LAYERLOOM_WARM_PYTHON"
COLD = "LAYERLOOM_COLD_PYTHON"


def can_be_warm(arguments):
    rest = [each for each in arguments if each != "-B"]
    options = rest[:1] if rest[:1] and rest[0].startswith("-") else []
    return bool(rest) and options in ([], ["-c"]) and os.environ.get("KERAS_BACKEND", "tensorflow") == "tensorflow"


def ask(arguments):
    """The exit code; None where no server answers."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(os.environ[SOCKET])
    except (KeyError, OSError):
        return None
    request = json.dumps([arguments, os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(connection, [struct.pack("<Q", len(request))], [0, 1, 2])
    connection.sendall(request)
    answer = connection.recv(1)
    return answer[0] if answer else 1


def receive(connection):
    head, files, _, _ = socket.recv_fds(connection, 8, 3)
    (length,) = struct.unpack("<Q", head)
    request = b""
    while len(request) < length:
        request += connection.recv(length - len(request))
    return json.loads(request), files


def end_with(connection):
    """A caller that was killed takes its Python along."""
    import threading

    def watch():
        if connection.recv(1) == b"":
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run(arguments):
    import runpy

    if arguments[0] == "-c":
        sys.argv = ["-c", *arguments[2:]]
        sys.path.insert(0, "")
        main = type(sys)("__main__")
        sys.modules["__main__"] = main
        exec(compile(arguments[1], "<string>", "exec"), main.__dict__)
    else:
        sys.argv = arguments
        sys.path.insert(0, os.path.dirname(os.path.abspath(arguments[0])))
        runpy.run_path(arguments[0], run_name="__main__")


def exit_code(arguments):
    """Runs to the end as a Python of its own would, without leaving this process."""
    import atexit
    import threading
    import traceback

    try:
        run(arguments)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if code == 1 and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code & 255


def answer(connection):
    (arguments, folder, environment), files = receive(connection)
    for place, file in enumerate(files):
        os.dup2(file, place)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.dont_write_bytecode = True
    # Forks of one process would all draw the same numbers.
    import random

    import numpy

    random.seed()
    numpy.random.seed()
    end_with(connection)
    code = exit_code([each for each in arguments if each != "-B"])
    connection.sendall(bytes([code]))
    os._exit(code)


def serve(path):
    """Until standard input ends: then whoever started this is gone."""
    import select
    import signal

    import keras  # noqa: F401
    from tensorflow.python.eager import context

    if context.context()._initialized:
        sys.exit("TensorFlow has started its threads: a fork would hang.")
    sys.path.pop(0)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            os.unlink(path)
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            answer(connection)
        connection.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        code = ask(sys.argv[1:]) if can_be_warm(sys.argv[1:]) else None
        if code is None:
            os.execv(os.environ[COLD], [os.environ[COLD], *sys.argv[1:]])
        os._exit(code)
