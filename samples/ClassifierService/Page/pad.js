// The drawing area: strokes by finger, mouse, pen or keys, in thousandths of its side.

export const Side = 1000;
const Apart = 5, Step = 40, SmallStep = 10, Width = 0.062;
const Moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Pad {
  #canvas;
  #changed;
  #strokes = [];
  #drawing = null; // the pointer's id, or 'keys'
  #pen = [Side / 2, Side / 4]; // where the keys have it
  #said;

  /** Calls `changed` whenever the strokes are others, and `said` with what a key did. */
  constructor(canvas, changed, said) {
    this.#canvas = canvas;
    this.#changed = changed;
    this.#said = said;
    canvas.addEventListener('pointerdown', e => this.#down(e));
    canvas.addEventListener('pointermove', e => this.#move(e));
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, e => this.#up(e));
    canvas.addEventListener('keydown', e => this.#key(e));
    canvas.addEventListener('focus', () => this.paint());
    canvas.addEventListener('blur', () => { this.#lift(); this.paint(); });
    new ResizeObserver(() => this.paint()).observe(canvas);
  }

  /** Each stroke as x, y, x, y … */
  get strokes() { return this.#strokes; }

  set strokes(strokes) {
    this.#lift();
    this.#strokes = strokes;
    this.#update();
  }

  undo() { this.strokes = this.#strokes.slice(0, -1); }

  clear() { this.strokes = []; }

  paint() {
    const side = Math.max(1, Math.round(this.#canvas.clientWidth * devicePixelRatio));
    if (this.#canvas.width !== side) this.#canvas.width = this.#canvas.height = side;
    const context = this.#canvas.getContext('2d'), scale = side / Side;
    context.clearRect(0, 0, side, side);
    context.strokeStyle = context.fillStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = Width * side;
    context.lineCap = context.lineJoin = 'round';
    for (const stroke of this.#strokes) {
      const [x, y] = stroke.slice(-2);
      context.beginPath();
      context.moveTo(stroke[0] * scale, stroke[1] * scale);
      // Round through the middles between points, straight at both ends.
      for (let i = 0; i + 3 < stroke.length; i += 2)
        context.quadraticCurveTo(
          stroke[i] * scale, stroke[i + 1] * scale, (stroke[i] + stroke[i + 2]) / 2 * scale, (stroke[i + 1] + stroke[i + 3]) / 2 * scale);
      context.lineTo(x * scale, y * scale);
      context.stroke();
    }
    if (this.#canvas.matches(':focus-visible')) this.#paintPen(context, scale);
  }

  /** The pen of the keys: a ring, filled while it is down. */
  #paintPen(context, scale) {
    context.strokeStyle = context.fillStyle = getComputedStyle(this.#canvas).getPropertyValue('--for');
    context.lineWidth = 5 * scale;
    context.beginPath();
    context.arc(this.#pen[0] * scale, this.#pen[1] * scale, 22 * scale, 0, 2 * Math.PI);
    context.stroke();
    if (this.#drawing === 'keys') context.fill();
  }

  #down(event) {
    if (this.#drawing === 'keys') this.#lift();
    if (this.#drawing !== null || event.button !== 0) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#drawing = event.pointerId;
    this.#strokes = [...this.#strokes, this.#place(event)];
    this.#update();
  }

  #move(event) {
    if (event.pointerId !== this.#drawing) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const part of between.length > 0 ? between : [event]) this.#lengthen(...this.#place(part), Apart);
  }

  #up(event) {
    if (event.pointerId !== this.#drawing) return;
    this.#lengthen(...this.#place(event), 1);
    this.#drawing = null;
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (Moves[event.key]) this.#steer(Moves[event.key], event.shiftKey ? SmallStep : Step);
    else if (event.key === ' ' || event.key === 'Enter') this.#toggle();
    else if (event.key === 'Backspace') this.undo();
    else if (event.key === 'Delete') this.clear();
    else if (event.key === 'Escape') this.#lift();
    else return;
    event.preventDefault();
    this.paint();
  }

  #steer([x, y], step) {
    this.#pen = [this.#pen[0] + x * step, this.#pen[1] + y * step].map(v => Math.min(Side, Math.max(0, v)));
    if (this.#drawing === 'keys') this.#lengthen(...this.#pen, 1);
  }

  #toggle() {
    if (this.#drawing === 'keys') {
      this.#lift();
      this.#said('Pen up.');
    } else if (this.#drawing === null) {
      this.#drawing = 'keys';
      this.#strokes = [...this.#strokes, [...this.#pen]];
      this.#said('Pen down.');
      this.#update();
    }
  }

  #lift() { this.#drawing = null; }

  #lengthen(x, y, apart) {
    const stroke = this.#strokes.at(-1);
    if (Math.hypot(x - stroke.at(-2), y - stroke.at(-1)) < apart) return;
    stroke.push(x, y);
    this.#update();
  }

  #update() {
    this.paint();
    this.#changed();
  }

  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
      .map(part => Math.round(Side * Math.min(1, Math.max(0, part))));
  }
}
