"""A real RTSP server for the tests: GStreamer's. Serves /cam on loopback; prints "ready PORT".

Needs Debian's python3-gi, gir1.2-gst-rtsp-server-1.0 and the GStreamer plugins for x264.
"""
import argparse

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--port", default="0", help="0 takes a free one")
parser.add_argument("--file", help="a Matroska file with H.264 to serve instead of a test picture")
parser.add_argument("--size", default="320x240")
parser.add_argument("--rate", default="25")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--digest", action="store_true")
options = parser.parse_args()

Gst.init(None)
if options.file:
    launch = f'( filesrc location="{options.file}" ! matroskademux ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )'
else:
    width, height = options.size.split("x")
    launch = (
        f"( videotestsrc is-live=true pattern=ball ! video/x-raw,width={width},height={height},framerate={options.rate}/1"
        " ! x264enc tune=zerolatency key-int-max=25 speed-preset=ultrafast ! video/x-h264,profile=high"
        " ! rtph264pay name=pay0 pt=96 config-interval=1 )"
    )
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(launch)
factory.set_shared(True)

server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service(options.port)
if options.user:
    auth = GstRtspServer.RTSPAuth.new()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if options.digest:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(options.user, options.password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(options.user, options.password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory("/cam", factory)
if server.attach(None) == 0:
    raise SystemExit(f"port {options.port} cannot be bound")
print("ready", server.get_bound_port(), flush=True)
GLib.MainLoop().run()
