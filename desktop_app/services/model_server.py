"""The child process that runs the built-in model: llama.cpp's HTTP server on loopback.

Owns one process from its order to its end. It reads its order (one JSON line) from standard input,
answers `{"port": …}` or `{"error": …}` on standard output when the weights are loaded, and ends as
soon as standard input closes: however its parent ends, it does not outlive it. It knows nothing of
conversations, settings or providers.
"""

import os
import signal
import sys
import threading
from typing import Any

import msgspec

MODEL_ID = "smollm2-135m"
CONTEXT_TOKENS = 8192  # what the model was trained for; llama.cpp's own default is smaller
_MOST_TOKENS = 512  # of one answer
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Order(msgspec.Struct, frozen=True):
    """What to serve. It travels through the pipe: arguments are visible to every program."""

    weights: str
    chat_template: str  # Jinja source
    threads: int
    token: str

    def __repr__(self) -> str:
        """Without the token."""
        return f"Order({self.weights!r}, threads={self.threads})"


def main() -> int:
    """Serve until standard input closes. Returns only if there is nothing to serve."""
    _die_with_parent()
    # Ctrl+C in a terminal reaches the whole process group; the parent decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    threading.Thread(target=_end_with_input, daemon=True).start()
    order = msgspec.json.decode(line, type=Order)
    try:
        server, port = _serve(order)
    except (RuntimeError, ValueError, OSError, ImportError) as error:
        _say({"error": f"{type(error).__name__}: {error}"})
        return 1
    _say({"port": port})
    threading.Event().wait()
    del server
    return 0


def _serve(order: Order) -> tuple[object, int]:
    """Load the weights (0.7-3 s with the interpreter lock held) and listen on a free port."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = order.weights
    params.model_alias = {MODEL_ID}
    params.chat_template = order.chat_template
    params.use_jinja = True
    params.cpuparams.n_threads = order.threads
    params.cpuparams_batch.n_threads = order.threads
    _sample_soberly(params)
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1  # each further slot would take its share of the context away
    params.cache_ram_mib = 0
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [order.token]
    params.ui = False
    params.cors_origins = ""
    params.warmup = False
    server = xllamacpp.Server(params)
    return server, int(server.listening_address.rpartition(":")[2])


def _sample_soberly(params: Any) -> None:
    """Defaults for requests that leave them open, found by trying.

    Left to chance, a model this small changes language with its first word and then repeats itself
    until its context is full.
    """
    params.sampling.temp = 0.2
    params.sampling.min_p = 0.7
    params.sampling.penalty_repeat = 1.1
    params.sampling.penalty_freq = 0.3  # without it 2 of 14 answers ended in a loop
    params.sampling.penalty_last_n = 256
    params.n_predict = _MOST_TOKENS


def _die_with_parent() -> None:
    """On Linux the kernel ends this process with its parent, even while the weights load."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_with_input() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(0)


def _say(message: dict[str, object]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()
