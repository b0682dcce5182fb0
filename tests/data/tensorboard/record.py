#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records the event files beside this script with the writers that people use, and what TensorBoard itself reads in them.

    python3 record.py FOLDER        needs torch, tensorboardX, tensorboard, numpy

Those here were recorded on 2026-11-21 on Debian 12 with PyTorch 1.13.1 (Debian's python3-torch), tensorboardX (commit 48a5f8a, after
2.6.5), TensorBoard 2.22.0a0 (commit 70b76c9; its writer is the one that PyTorch uses, its scalar_pb() the form that
TensorFlow 2 and Keras write) and protobuf 3.21.12. expected.txt is what TensorBoard's EventAccumulator
read: FILE|TAG|STEP|TIME|VALUE.
"""
import os
import sys

import numpy as np
import tensorboardX
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.scalar import summary_v2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
from torch.utils import tensorboard

BEGIN = 1_700_000_000.25


def scalars(writer, **form):
    """What a training writes, with the numbers that are hard."""
    for step in range(20):
        writer.add_scalar("train/loss", 4 / (1 + step) + np.sin(step), step, walltime=BEGIN + step * 1.5, **form)
    for step, value in enumerate([float("nan"), float("inf"), float("-inf"), -0.0, 1e-42, 3.4e38, np.float64(1 / 3), 7]):
        writer.add_scalar("numbers, hard ones", value, step * 2**40, walltime=BEGIN + step, **form)
    writer.add_scalar("µ/Größe", 1, -1, walltime=BEGIN, **form)


def others(writer):
    """What is no scalar, between scalars."""
    writer.add_text("notes", "first | second", 1, walltime=BEGIN)
    writer.add_histogram_raw("weights", 0, 2, 3, 3, 5, [1, 2, 3], [1, 1, 1], 1, walltime=BEGIN)
    writer.add_image("picture", np.zeros((3, 8, 8), np.uint8), 1, walltime=BEGIN)
    writer.add_scalars("rates", {"left": 0.25, "right": 0.75}, 5, walltime=BEGIN)
    writer.add_scalar("after", 2.5, 6, walltime=BEGIN)


def torch_files(folder):
    with tensorboard.SummaryWriter(folder) as writer:
        scalars(writer)
    with tensorboard.SummaryWriter(folder + "/tensors", filename_suffix=".v2") as writer:
        scalars(writer, new_style=True)
    with tensorboard.SummaryWriter(folder + "/others") as writer:
        others(writer)
        writer.add_hparams({"lr": 0.1, "optimizer": "adam"}, {"hparam/accuracy": 0.875}, run_name="trial")


def tensorboardx_files(folder):
    with tensorboardX.SummaryWriter(folder) as writer:
        scalars(writer)
    with tensorboardX.SummaryWriter(folder + "/others") as writer:
        others(writer)


def tensorflow2_files(folder):
    """As tf.summary.scalar(): one event a value."""
    writer = EventFileWriter(folder, filename_suffix=".v2")
    for step in range(5):
        summary = summary_v2.scalar_pb("epoch_loss", 2.0**-step)
        # The stand-in for TensorFlow is another class of the same message.
        event = Event(step=step, wall_time=BEGIN + step, summary=Summary.FromString(summary.SerializeToString()))
        writer.add_event(event)
    writer.close()


def readings(root):
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(n for n in names if "tfevents" in n):
            path = os.path.join(folder, name)
            events = event_accumulator.EventAccumulator(path, {"scalars": 0, "tensors": 0})
            events.Reload()
            where = os.path.relpath(path, root)
            for tag in events.Tags()["scalars"]:
                for event in events.Scalars(tag):
                    yield where, tag, event.step, repr(event.wall_time), repr(event.value)
            for tag in events.Tags()["tensors"]:
                for event in events.Tensors(tag):
                    array = tensor_util.make_ndarray(event.tensor_proto)
                    if array.dtype.kind in "fi" and array.size == 1:
                        yield where, tag, event.step, repr(event.wall_time), repr(array.item())


def main(folder):
    torch_files(folder + "/torch")
    tensorboardx_files(folder + "/tensorboardX")
    tensorflow2_files(folder + "/tensorflow2")
    with open(folder + "/expected.txt", "w", encoding="utf-8") as file:
        for reading in readings(folder):
            print(*reading, sep="|", file=file)


main(sys.argv[1])
