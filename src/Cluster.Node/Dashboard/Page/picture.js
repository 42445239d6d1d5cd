// The live picture of a camera: asks for the next analysed picture, waits on the node until there is one, and draws it
// with what was seen in exactly that picture. One request at a time; a slow link gets fewer pictures, never late ones.

const palette = ['#5cc8ff', '#ffd166', '#7ee081', '#ff8fa3', '#c8a6ff', '#ffa94d', '#6ee7d8', '#f783e0', '#b5e853', '#8fb4ff'];

export class Picture {
  constructor(canvas, name) {
    this.canvas = canvas;
    this.name = name;
    this.run = 0;
    this.running = false;
    this.visible = true;
    this.shown = null;
    this.onObservation = () => {};
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(canvas);
    this.sight = new IntersectionObserver((entries) => { this.visible = entries.some((e) => e.isIntersecting); });
    this.sight.observe(canvas);
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.loop();
  }

  stop() {
    this.running = false;
    this.abort?.abort();
  }

  dispose() {
    this.stop();
    this.resize.disconnect();
    this.sight.disconnect();
    this.shown?.bitmap.close();
  }

  async loop() {
    const run = ++this.run; // a loop that was stopped must not live on beside the next
    let tag = null;
    while (this.running && this.run === run) {
      if (document.hidden || !this.visible) {
        await sleep(300);
        continue;
      }
      try {
        this.abort = new AbortController();
        const response = await fetch(`/api/v1/cameras/${this.name}/snapshot.jpg?wait=2500`, {
          cache: 'no-store',
          headers: tag ? { 'If-None-Match': tag } : {},
          signal: this.abort.signal,
        });
        if (response.status === 304) continue;
        if (!response.ok) {
          tag = null;
          await sleep(1000);
          continue;
        }
        tag = response.headers.get('ETag');
        const observation = JSON.parse(response.headers.get('X-Observation') ?? '{"objects":[]}');
        const bitmap = await createImageBitmap(await response.blob());
        this.shown?.bitmap.close();
        this.shown = { bitmap, observation };
        this.draw();
        this.onObservation(observation);
      } catch {
        tag = null;
        if (this.running && this.run === run) await sleep(1000);
      }
    }
  }

  draw() {
    if (!this.shown) return;
    const { bitmap, observation } = this.shown;
    const canvas = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    if (canvas.clientWidth === 0) return;
    canvas.parentElement.style.setProperty('--ratio', bitmap.width / bitmap.height);
    const width = canvas.clientWidth;
    const height = (width * bitmap.height) / bitmap.width;
    const w = Math.round(width * ratio);
    const h = Math.round(height * ratio);
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    const context = canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(bitmap, 0, 0, w, h);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const scale = width / bitmap.width;
    for (const object of observation.objects) if (object.trackId === null) drawBox(context, object, scale);
    for (const object of observation.objects) if (object.trackId !== null) drawBox(context, object, scale);
    canvas.dataset.boxes = observation.objects.length;
    canvas.dataset.tracks = observation.objects.filter((o) => o.trackId !== null).length;
    canvas.dataset.frame = observation.frame;
  }
}

function drawBox(context, object, scale) {
  const x = object.x * scale;
  const y = object.y * scale;
  const w = object.width * scale;
  const h = object.height * scale;
  const known = object.trackId !== null;
  const colour = known ? palette[object.trackId % palette.length] : '#d0d7df';
  context.lineWidth = known ? 4 : 2.5;
  context.setLineDash(known ? [] : [4, 4]);
  context.strokeStyle = 'rgba(0, 0, 0, .55)';
  context.strokeRect(x, y, w, h);
  context.lineWidth = known ? 2 : 1;
  context.strokeStyle = colour;
  context.strokeRect(x, y, w, h);
  context.setLineDash([]);
  if (!known) return;
  const text = `#${object.trackId}`;
  context.font = '600 12px system-ui, sans-serif';
  const wide = context.measureText(text).width + 8;
  const top = y >= 17 ? y - 17 : y;
  context.fillStyle = colour;
  context.fillRect(x - 1, top, wide, 17);
  context.fillStyle = '#10151b';
  context.textBaseline = 'middle';
  context.fillText(text, x + 3, top + 9);
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
