#!/usr/bin/env python3
"""Compares detections of people-hog with those of OpenCV's detectMultiScale, frame by frame.

Needs Debian's python3-opencv; nothing else in the project does.

    ./fresnel analyze VIDEO --model people-hog --out detections.csv
    /usr/bin/python3 models/people-hog/compare_with_opencv.py VIDEO detections.csv [--every 5] [--frames N] [--least 0.97]

Counts the boxes of each side with a weight of at least 0.5 that the other side has too, with a weight of at least 0.3 and
an IoU of at least 0.5, one to one. Ends with 1 where one of the shares is below --least.
"""
import argparse
import collections
import csv
import sys
import time

import cv2

STRONG, WEAK, IOU = 0.5, 0.3, 0.5


def read(path):
    """Boxes and scores by frame."""
    frames = collections.defaultdict(list)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            box = tuple(float(row[key]) for key in ("x", "y", "width", "height"))
            frames[int(row["frame"])].append((float(row["score"]), box))
    return frames


def iou(a, b):
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def matched(ones, others):
    """How many of ones can be paired with different others: a maximum matching by augmenting paths."""
    partner = {}

    def place(one, tried):
        for index, (_, box) in enumerate(others):
            if index in tried or iou(ones[one][1], box) < IOU:
                continue
            tried.add(index)
            if index not in partner or place(partner[index], tried):
                partner[index] = one
                return True
        return False

    return sum(place(one, set()) for one in range(len(ones)))


def above(boxes, score):
    return [box for box in boxes if box[0] >= score]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video")
    parser.add_argument("detections")
    parser.add_argument("--every", type=int, default=1, help="compare every so many frames")
    parser.add_argument("--frames", type=int, default=None, help="compare the first so many frames")
    parser.add_argument("--least", type=float, default=0.97, help="lowest share that passes")
    arguments = parser.parse_args()

    ours = read(arguments.detections)
    hog = cv2.HOGDescriptor()
    hog.setSVMDetector(cv2.HOGDescriptor_getDefaultPeopleDetector())
    video = cv2.VideoCapture(arguments.video)
    if not video.isOpened():
        sys.exit(f"{arguments.video}: not a video that OpenCV reads")
    totals, found, took, compared, exact, number = [0, 0], [0, 0], [], 0, 0, 0
    while arguments.frames is None or number < arguments.frames:
        more, picture = video.read()
        if not more:
            break
        if number % arguments.every == 0:
            begun = time.perf_counter()
            boxes, weights = hog.detectMultiScale(picture, winStride=(8, 8), scale=1.05)
            took.append((time.perf_counter() - begun) * 1000)
            theirs = [(float(weight), tuple(map(float, box))) for box, weight in zip(boxes, weights)]
            mine = ours[number]
            for side, (ones, others) in enumerate(((theirs, mine), (mine, theirs))):
                strong = above(ones, STRONG)
                totals[side] += len(strong)
                found[side] += matched(strong, above(others, WEAK))
            exact += sorted(box for _, box in theirs) == sorted(box for _, box in mine)
            compared += 1
        number += 1

    if compared == 0:
        sys.exit(f"{arguments.video}: no frame to compare")
    shares = [hits / total if total else 1.0 for hits, total in zip(found, totals)]
    took.sort()
    print(f"frames compared: {compared}; the very same boxes in {exact}")
    print(f"of OpenCV's boxes >= {STRONG}: {found[0]} of {totals[0]} matched by ours >= {WEAK}: {shares[0]:.2%}")
    print(f"of our boxes >= {STRONG}: {found[1]} of {totals[1]} matched by OpenCV's >= {WEAK}: {shares[1]:.2%}")
    print(f"OpenCV took {took[len(took) // 2]:.1f} ms a frame (median)")
    return 0 if min(shares) >= arguments.least else 1


if __name__ == "__main__":
    sys.exit(main())
