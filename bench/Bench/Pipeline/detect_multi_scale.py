"""Times OpenCV's people detector for the benchmark `pipeline`: detect_multi_scale.py VIDEO EVERY.

Keeps every EVERY-th frame of the video, says "ready FRAMES OPENCV_VERSION", and for each line THREADS on standard input searches all
of them and answers with the mean milliseconds of a frame and the number of people found.
"""
import sys
import time

import cv2

video, every = cv2.VideoCapture(sys.argv[1]), int(sys.argv[2])
frames, number = [], 0
while True:
    more, picture = video.read()
    if not more:
        break
    if number % every == 0:
        frames.append(picture)
    number += 1

hog = cv2.HOGDescriptor()
hog.setSVMDetector(cv2.HOGDescriptor_getDefaultPeopleDetector())
print("ready", len(frames), cv2.__version__, flush=True)
for line in sys.stdin:
    cv2.setNumThreads(int(line))
    found, begun = 0, time.perf_counter()
    for picture in frames:
        found += len(hog.detectMultiScale(picture, winStride=(8, 8), scale=1.05)[0])
    print((time.perf_counter() - begun) * 1000 / len(frames), found, flush=True)
