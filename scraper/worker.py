"""How a worker process lives. It is told of work by `workers`, whose imports it can do without."""

import multiprocessing
import os
import signal
import threading


def end_with_parent() -> None:
    """End this worker when the process that started it is killed; it would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends its workers
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
