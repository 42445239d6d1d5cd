#!/usr/bin/env python3
"""Writes the facts the tests of people-hog compare with: what OpenCV does with made-up pictures, boxes and vtest.avi.

Needs Debian's python3-opencv and opencv-doc, and only to make the files; the tests need neither Python nor OpenCV.

    /usr/bin/python3 tests/Inference.Tests/Hog/Golden/make_golden.py
"""
import hashlib
import json
import pathlib

import cv2
import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
VIDEO = "/usr/share/doc/opencv-doc/examples/data/vtest.avi"
HOG = cv2.HOGDescriptor()
HOG.setSVMDetector(cv2.HOGDescriptor_getDefaultPeopleDetector())


def scene(width, height):
    """The I420 planes of a made-up picture; TestPicture.cs computes the same numbers."""
    y, x = np.mgrid[:height, :width].astype(np.int64)
    across, down = x % 128 - 64, y % 176 - 30
    head = across**2 + (down - 8) ** 2 < 90
    body = (abs(across) < 15) & (down >= 18) & (down < 62)
    legs = (abs(across) > 2) & (abs(across) < 12) & (down >= 62) & (down < 108)
    wood = ((x * x * 3 + y * y * 5 + x * y * 7) >> 9) & 31
    luma = np.where(head | body | legs, 60 + wood // 2, 150 + wood)
    v, u = np.mgrid[: (height + 1) // 2, : (width + 1) // 2].astype(np.int64)
    return luma, 128 + ((u * 13 + v * 7) % 61 - 30), 128 + ((u * 5 + v * 17) % 53 - 26)


def picture(planes):
    """BGR as libswscale makes it of I420, and so cv2.VideoCapture."""
    luma, u, v = planes
    height, width = luma.shape
    u, v = (p.repeat(2, 0).repeat(2, 1)[:height, :width] - 128 for p in (u, v))
    y = ((luma - 16) * 8 * 9539) >> 16
    blue = y + ((u * 8 * 16525) >> 16)
    green = y + ((u * 8 * -3209) >> 16) + ((v * 8 * -6660) >> 16)
    red = y + ((v * 8 * 13075) >> 16)
    return np.stack([blue, green, red], 2).clip(0, 255).astype(np.uint8)


def rounded(values, digits=5):
    return [round(float(value), digits) for value in values]


def rectangles(boxes, weights):
    found = [[*map(int, box), round(float(weight), 5)] for box, weight in zip(boxes, np.ravel(weights))]
    return sorted(found, key=lambda one: (-one[4], one[1], one[0], one[3]))


def scores(width, height):
    """Every window's score, row by row."""
    places, weights = HOG.detect(picture(scene(width, height)), hitThreshold=-1000, winStride=(8, 8))
    table = np.zeros((height // 8 - 15, width // 8 - 7))
    for (x, y), weight in zip(places, weights.ravel()):
        table[y // 8, x // 8] = weight
    return {"width": width, "height": height, "scores": rounded(table.ravel())}


def resized(width, height, to_width, to_height):
    """SHA-256 of a resized picture as planes red, green, blue, cut to whole cells with a border of one pixel."""
    source = picture(scene(width, height))
    small = source if (width, height) == (to_width, to_height) else cv2.resize(source, (to_width, to_height), interpolation=cv2.INTER_LINEAR_EXACT)
    bordered = cv2.copyMakeBorder(small, 1, 1, 1, 1, cv2.BORDER_REFLECT_101)[: to_height // 8 * 8 + 2, : to_width // 8 * 8 + 2]
    planes = np.ascontiguousarray(bordered[:, :, ::-1].transpose(2, 0, 1))
    return {"width": width, "height": height, "toWidth": to_width, "toHeight": to_height, "sha256": hashlib.sha256(planes.tobytes()).hexdigest()}


def grouped(frame, hit_threshold, thresholds):
    """Every hit in a frame of the video, and what OpenCV makes of them. Hits that OpenCV cut at the frame's edge are no use."""
    found, weights = HOG.detectMultiScale(frame, hitThreshold=hit_threshold, winStride=(8, 8), scale=1.05, groupThreshold=0)
    height, width = frame.shape[:2]
    assert len(found) > 0 and all(x + w < width and y + h < height for x, y, w, h in found)
    facts = []
    for threshold in thresholds:
        groups, best = HOG.detectMultiScale(frame, hitThreshold=hit_threshold, winStride=(8, 8), scale=1.05, groupThreshold=threshold)
        facts.append({"threshold": threshold, "hits": rectangles(found, weights), "groups": rectangles(groups, best)})
    return facts


def detected(width, height, hit_threshold):
    boxes, weights = HOG.detectMultiScale(picture(scene(width, height)), hitThreshold=hit_threshold, winStride=(8, 8), scale=1.05)
    return {"width": width, "height": height, "hitThreshold": hit_threshold, "groups": rectangles(boxes, weights)}


def frames(numbers):
    """Frames of the video by number."""
    capture, found = cv2.VideoCapture(VIDEO), {}
    for number in range(max(numbers) + 1):
        _, frame = capture.read()
        if number in numbers:
            found[number] = frame
    return found


def video(found):
    """What OpenCV finds, where no window is so near the threshold that rounding decides."""
    facts = []
    for number, frame in found.items():
        _, all_weights = HOG.detectMultiScale(frame, hitThreshold=-0.01, winStride=(8, 8), scale=1.05, groupThreshold=0)
        boxes, weights = HOG.detectMultiScale(frame, winStride=(8, 8), scale=1.05)
        if np.abs(all_weights).min() > 0.002:
            facts.append({"frame": number, "groups": rectangles(boxes, weights)})
    return facts


def write(name, facts):
    lines = ",\n".join(json.dumps(fact, separators=(",", ":")) for fact in facts)
    (FOLDER / name).write_text(f"[\n{lines}\n]\n")
    print(name, len(facts), [len(fact.get("groups", fact.get("scores", []))) for fact in facts])


def main():
    write("scores.json", [scores(64, 128), scores(203, 187)])
    write("resized.json", [resized(320, 240, w, h) for w, h in ((320, 240), (305, 229), (276, 207), (171, 128))] + [resized(333, 251, w, h) for w, h in ((333, 251), (170, 128))])
    found = frames([0, 60, 250, 400, 470, 700])
    write("grouped.json", grouped(found[0], -0.3, [0, 1, 2, 5]) + grouped(found[400], -0.1, [2, 3]))
    write("detected.json", [detected(384, 320, -1.4), detected(301, 243, -1.4)])
    write("vtest.json", video(found))


if __name__ == "__main__":
    main()
