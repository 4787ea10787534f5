//! Layers that a camera moves: the product with its reflection, and its shadow. Drawn once, a little beyond the picture's
//! edges, then resampled for every frame so that slow moves neither step nor shimmer.

use super::super::compose::parts::{self, Lighting};
use super::super::compose::{AdSpec, layout::ProductBox};
use super::super::paint::canvas::Canvas;
use super::super::paint::colour::Light;
use super::super::paint::isa::Isa;
use super::kernels::{self, Run};

/// Pixels beyond the picture's edges that layers are drawn for: what a camera that steps back brings into view.
pub const MARGIN: usize = 64;

/// Transparent pixels around a layer, so that the filter never leaves it.
const RIM: usize = 3;

/// Where the camera is: the layer is scaled about `anchor`, then moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// 1 is the size of the plan.
    pub scale: f32,
    /// The place that stays, in pixels of the picture.
    pub anchor: [f32; 2],
    /// Pixels to the right and down.
    pub shift: [f32; 2],
}

impl Camera {
    /// Where in the layer the centre of pixel `i` of the picture comes from.
    fn source(&self, axis: usize, i: usize) -> f32 {
        let (i, anchor) = (i as f32 + 0.5, self.anchor[axis]);
        (i - anchor - self.shift[axis]) / self.scale + anchor - 0.5
    }
}

/// Planes of floats over a part of the picture.
#[derive(Debug)]
pub struct Plate {
    left: isize,
    top: isize,
    width: usize,
    height: usize,
    /// One (shadow) or four (premultiplied red, green, blue, alpha).
    planes: Vec<Vec<f32>>,
}

/// The columns of a plate as one camera sees them.
#[derive(Debug, Default)]
pub struct Columns {
    runs: Vec<Run>,
    weights: [Vec<f32>; 4],
    from: usize,
    to: usize,
}

/// Scratch rows for one plate.
#[derive(Debug, Default)]
pub struct Rows {
    tall: Vec<f32>,
    wide: [Vec<f32>; 4],
}

/// Catmull-Rom weights for a place `t` between the second and the third tap.
fn cubic(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [
        -0.5 * t3 + t2 - 0.5 * t,
        1.5 * t3 - 2.5 * t2 + 1.0,
        -1.5 * t3 + 2.0 * t2 + 0.5 * t,
        0.5 * t3 - 0.5 * t2,
    ]
}

/// Whole and fractional part; exact for the sizes of pictures.
fn split(x: f32) -> (isize, f32) {
    let whole = (x + 4096.0) as isize - 4096;
    (whole, x - whole as f32)
}

impl Plate {
    /// Cuts the part out that `seen` says is needed; `pixel` gives the planes' values at a place of the drawn canvas.
    fn cut<const N: usize>(
        size: (usize, usize),
        pixel: impl Fn(usize, usize) -> [f32; N],
        seen: impl Fn(&[f32; N]) -> bool,
    ) -> Self {
        let (width, height) = size;
        let (mut x0, mut x1, mut y0, mut y1) = (width, 0, height, 0);
        for y in 0..height {
            let mut hits = (0..width).filter(|x| seen(&pixel(*x, y)));
            if let Some(first) = hits.next() {
                let last = hits.next_back().unwrap_or(first);
                (x0, x1) = (x0.min(first), x1.max(last + 1));
                (y0, y1) = (y0.min(y), y + 1);
            }
        }
        let (x1, y1) = (x1.max(x0), y1.max(y0));
        let (inner_w, inner_h) = (x1 - x0, y1 - y0);
        let (w, h) = (inner_w + 2 * RIM, inner_h + 2 * RIM);
        let mut planes = vec![vec![0.0; w * h]; N];
        for y in y0..y1 {
            for x in x0..x1 {
                let at = (y - y0 + RIM) * w + x - x0 + RIM;
                for (plane, v) in planes.iter_mut().zip(pixel(x, y)) {
                    plane[at] = v;
                }
            }
        }
        let place = |edge: usize| edge as isize - (MARGIN + RIM) as isize;
        Self {
            left: place(x0),
            top: place(y0),
            width: w,
            height: h,
            planes,
        }
    }

    /// The columns of the picture that the plate covers, and how they are made.
    pub fn columns(&self, camera: &Camera, width: usize) -> Columns {
        let mut columns = Columns::default();
        for w in &mut columns.weights {
            w.resize(width, 0.0);
        }
        let mut open: Option<Run> = None;
        for x in 0..width {
            let (whole, part) = split(camera.source(0, x));
            let tap = usize::try_from(whole - 1 - self.left)
                .ok()
                .filter(|tap| tap + 4 <= self.width);
            let follows = |run: &Run| tap == Some(run.tap + x - run.from);
            if let Some(run) = open.take_if(|run| !follows(run)) {
                columns.runs.push(Run { to: x, ..run });
            }
            let Some(tap) = tap else { continue };
            for (w, v) in columns.weights.iter_mut().zip(cubic(part)) {
                w[x] = v;
            }
            open.get_or_insert(Run {
                from: x,
                to: x,
                tap,
            });
        }
        columns
            .runs
            .extend(open.map(|run| Run { to: width, ..run }));
        columns.from = columns.runs.first().map_or(0, |run| run.from);
        columns.to = columns.runs.last().map_or(0, |run| run.to);
        columns
    }

    /// Row `y` of the picture as the camera sees the plate, if the plate is there: the columns and their values.
    pub fn row<'a>(
        &self,
        isa: Isa,
        camera: &Camera,
        columns: &Columns,
        y: usize,
        rows: &'a mut Rows,
    ) -> Option<(std::ops::Range<usize>, [&'a [f32]; 4])> {
        let (whole, part) = split(camera.source(1, y));
        let first = usize::try_from(whole - 1 - self.top).ok()?;
        if first + 4 > self.height || columns.from >= columns.to {
            return None;
        }
        let weights = cubic(part);
        rows.tall.resize(self.width, 0.0);
        let sideways = [0, 1, 2, 3].map(|i| columns.weights[i].as_slice());
        for (plane, wide) in self.planes.iter().zip(&mut rows.wide) {
            let taps = [0, 1, 2, 3].map(|i| &plane[(first + i) * self.width..][..self.width]);
            kernels::blend4(isa, taps, weights, &mut rows.tall);
            wide.resize(columns.weights[0].len(), 0.0);
            kernels::sideways(isa, &columns.runs, sideways, &rows.tall, wide);
        }
        let span = columns.from..columns.to;
        let wide = &rows.wide;
        let planes = [0, 1, 2, 3].map(|i| wide[i].get(span.clone()).unwrap_or_default());
        Some((span, planes))
    }
}

/// The product of a picture, in layers.
#[derive(Debug)]
pub struct Staged {
    /// Product and reflection.
    pub body: Plate,
    /// How much light its shadow takes, 0..=1.
    pub shadow: Plate,
    /// What is left of light in full shadow.
    pub shade: Light,
}

impl Staged {
    /// Draws the layers at the place and size of a plan.
    pub(super) fn new(spec: &AdSpec<'_>, place: &ProductBox, light: &Lighting) -> Self {
        let scene = parts::scene(spec);
        let size = (
            spec.size.0 as usize + 2 * MARGIN,
            spec.size.1 as usize + 2 * MARGIN,
        );
        let shifted = ProductBox {
            rect: super::super::paint::keepout::Rect::new(
                place.rect.x + MARGIN as f32,
                place.rect.y + MARGIN as f32,
                place.rect.w,
                place.rect.h,
            ),
            turns: place.turns,
        };
        let placed = parts::placed(spec, &shifted, 0);
        let white = || {
            let mut canvas = Canvas::new(size.0, size.1);
            canvas.par_rows(|_, row| row.fill(1.0));
            canvas
        };
        // What it does to white and to black tells everything: how much passes, and what is added.
        let mut on_white = white();
        let black = Lighting {
            shade: Light::BLACK,
            ..*light
        };
        parts::lay_shadow(&placed, &mut on_white, scene, &black);
        let shadow = Plate::cut(
            size,
            |x, y| [1.0 - on_white.at(x, y)[0]],
            |[amount]| *amount > 0.002,
        );
        on_white.par_rows(|_, row| row.fill(1.0));
        parts::lay_body(&placed, &mut on_white, scene, light);
        let mut on_black = Canvas::new(size.0, size.1);
        parts::lay_body(&placed, &mut on_black, scene, light);
        let body = Plate::cut(
            size,
            |x, y| {
                let ([r, g, b], [through, ..]) = (on_black.at(x, y), on_white.at(x, y));
                [r, g, b, 1.0 - (through - r)]
            },
            |p| p[3] > 0.000_5,
        );
        Self {
            body,
            shadow,
            shade: light.shade,
        }
    }
}
