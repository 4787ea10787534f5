//! The product: a cut-out with exact coverage, its shadow and its reflection.

use crate::studio::paint::canvas::Canvas;
use crate::studio::paint::colour::Light;
use crate::studio::paint::keepout::Rect;
use crate::studio::paint::num::{mix, sat, sin_turns, smoothstep};
use crate::studio::paint::resample::Bitmap;
use crate::studio::paint::soft::Plane;
use crate::studio::styles::Footing;

use super::ComposeError;

/// Largest side of a product picture that is accepted, in pixels.
const LARGEST: u32 = 8192;

/// A product's picture, decoded once and shared by all stills.
#[derive(Debug, Clone)]
pub struct ProductPicture {
    bitmap: Bitmap,
    /// A photograph with its ground, corner to corner.
    card: bool,
}

impl ProductPicture {
    /// Decodes a PNG. Transparent borders are trimmed; pictures without transparency are taken as they are.
    ///
    /// # Errors
    /// [`ComposeError::Product`] when it is no PNG, empty, or larger than 8192 pixels.
    pub fn decode(bytes: &[u8]) -> Result<Self, ComposeError> {
        let broken = |e: png::DecodingError| ComposeError::Product(e.to_string());
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(
            png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
        );
        let mut reader = decoder.read_info().map_err(broken)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > LARGEST || height > LARGEST {
            return Err(ComposeError::Product(format!(
                "{width} x {height} pixels are too many"
            )));
        }
        let size = reader
            .output_buffer_size()
            .ok_or_else(|| ComposeError::Product("too large".into()))?;
        let mut data = vec![0; size];
        let info = reader.next_frame(&mut data).map_err(broken)?;
        data.truncate(info.buffer_size());
        let channels = info.color_type.samples();
        let pixels = data.chunks_exact(channels).map(|p| match *p {
            [v, a] => premultiplied([v, v, v], a),
            [r, g, b, a] => premultiplied([r, g, b], a),
            _ => [0.0; 4],
        });
        let bitmap = Bitmap {
            width: width as usize,
            height: height as usize,
            pixels: pixels.collect(),
        };
        trimmed(&bitmap)
            .map(|bitmap| Self {
                card: is_opaque(&bitmap),
                bitmap,
            })
            .ok_or_else(|| ComposeError::Product("nothing to see in it".into()))
    }

    /// Width over height of what is visible.
    pub fn aspect(&self) -> f32 {
        self.bitmap.width as f32 / self.bitmap.height as f32
    }

    /// Whether it is a photograph with its ground, to be shown in a card, rather than a cut-out.
    pub fn is_card(&self) -> bool {
        self.card
    }

    pub(super) fn bitmap(&self) -> &Bitmap {
        &self.bitmap
    }

    /// The picture at a size, turned; a card with its corners rounded.
    pub(super) fn at_size(&self, width: f32, height: f32, turns: f32) -> Bitmap {
        let mut sized = self
            .bitmap
            .resized((width + 0.5) as usize, (height + 0.5) as usize);
        if self.card {
            round_corners(&mut sized, CARD_RADIUS);
        }
        if turns == 0.0 {
            sized
        } else {
            sized.turned(turns)
        }
    }
}

/// Radius of a card's corners, in pixels.
const CARD_RADIUS: f32 = 32.0;

/// Whether all four corners and nearly everything else are opaque.
fn is_opaque(bitmap: &Bitmap) -> bool {
    let (w, h) = (bitmap.width, bitmap.height);
    let corners = [0, w - 1, (h - 1) * w, h * w - 1];
    let solid = bitmap.pixels.iter().filter(|p| p[3] > 0.98).count();
    corners.iter().all(|at| bitmap.pixels[*at][3] > 0.98)
        && solid as f32 > 0.98 * bitmap.pixels.len() as f32
}

fn round_corners(bitmap: &mut Bitmap, radius: f32) {
    let core = Rect::new(0.0, 0.0, bitmap.width as f32, bitmap.height as f32).grown(-radius);
    for (y, row) in bitmap.pixels.chunks_exact_mut(bitmap.width).enumerate() {
        for (x, p) in row.iter_mut().enumerate() {
            let a = sat(0.5 + radius - core.distance(x as f32 + 0.5, y as f32 + 0.5));
            *p = p.map(|v| v * a);
        }
    }
}

fn premultiplied(rgb: [u8; 3], alpha: u8) -> [f32; 4] {
    let a = f32::from(alpha) / 255.0;
    let [r, g, b] = Light::from_rgb8(rgb).0;
    [r * a, g * a, b * a, a]
}

fn trimmed(bitmap: &Bitmap) -> Option<Bitmap> {
    let seen = |p: &[f32; 4]| p[3] > 0.03;
    let rows = || bitmap.pixels.chunks_exact(bitmap.width);
    let top = rows().position(|row| row.iter().any(seen))?;
    let bottom = rows().rposition(|row| row.iter().any(seen))?;
    let left = rows().filter_map(|row| row.iter().position(seen)).min()?;
    let right = rows().filter_map(|row| row.iter().rposition(seen)).max()?;
    let pixels = rows()
        .take(bottom + 1)
        .skip(top)
        .flat_map(|row| row[left..=right].iter().copied())
        .collect();
    Some(Bitmap {
        width: right - left + 1,
        height: bottom - top + 1,
        pixels,
    })
}

/// A product on the canvas: the (turned) bitmap and where its top left corner lies.
#[derive(Debug)]
pub(in crate::studio) struct Placed {
    pub bitmap: Bitmap,
    pub x: isize,
    pub y: isize,
}

/// How a product is lit.
#[derive(Debug, Clone, Copy)]
pub(in crate::studio) struct Lighting {
    /// Colour of shadows: what the ground looks like without the lamp.
    pub shade: Light,
    /// Strength of shadows, 0..=1.
    pub depth: f32,
    /// Colour that the surroundings throw on the product.
    pub bounce: Light,
    /// Overall light on the product.
    pub level: f32,
    /// What the ground does under the product, where it stands.
    pub footing: Footing,
}

impl Placed {
    /// Calls `visit(x, y, alpha)` for every second pixel each way that is covered.
    fn each_quarter(&self, mut visit: impl FnMut(f32, f32, f32)) {
        for j in (0..self.bitmap.height).step_by(2) {
            for i in (0..self.bitmap.width).step_by(2) {
                let a = self.bitmap.pixels[j * self.bitmap.width + i][3];
                if a > 0.0 {
                    visit(
                        (self.x + i as isize) as f32 + 1.0,
                        (self.y + j as isize) as f32 + 1.0,
                        a,
                    );
                }
            }
        }
    }

    /// Shadow of a product that lies on the surface: tight at the edge, soft farther down right.
    pub fn lying_shadow(&self, canvas: &mut Canvas, light: &Lighting) {
        let size = self.bitmap.width.min(self.bitmap.height) as f32;
        let mut tight = Plane::covering(canvas.width, canvas.height, 2);
        let mut wide = Plane::covering(canvas.width, canvas.height, 4);
        let far = size * 0.11;
        self.each_quarter(|x, y, a| {
            tight.add(x + size * 0.018, y + size * 0.026, a);
            wide.add(x + far * 0.75, y + far, a * 0.25);
        });
        tight.blur(size * 0.016, size * 0.016);
        wide.blur(size * 0.085, size * 0.085);
        let mut ambient = wide.clone();
        ambient.blur(size * 0.16, size * 0.16);
        // Joined while small: one look-up per pixel instead of two.
        wide.combine(&ambient, |w, a| {
            1.0 - (1.0 - 0.46 * sat(w)) * (1.0 - 0.22 * sat(a))
        });
        shade(canvas, light, 0, |x, y| {
            1.0 - (1.0 - 0.50 * sat(tight.at(x, y))) * (1.0 - wide.at(x, y))
        });
    }

    /// Shadow of a product that stands: contact below, a long soft one along the ground to the right, some on the wall.
    pub fn standing_shadow(&self, canvas: &mut Canvas, light: &Lighting) {
        let base = self.y as f32 + self.bitmap.height as f32;
        let w = self.bitmap.width as f32;
        let Footing {
            contact: tight,
            cast: long,
            soft,
            ..
        } = light.footing;
        let mut contact = Plane::covering(canvas.width, canvas.height, 2);
        let mut cast = Plane::covering(canvas.width, canvas.height, 4);
        self.each_quarter(|x, y, a| {
            let up = base - y;
            if up < w * 0.10 {
                contact.add(x, base - up * 0.30 + 2.0, a);
            }
            // The lamp is up, left and in front: shadows run right and a little back, and thin out.
            let reach = sat(1.0 - up / (w * 2.2));
            cast.add(
                x + up * 0.62,
                base - up * 0.16 - w * 0.01,
                a * 0.9 * reach * reach,
            );
        });
        contact.cap(1.0);
        let mut near = contact.clone();
        contact.blur(w * 0.012, w * 0.008);
        near.blur(w * 0.09 * soft, w * 0.045 * soft);
        cast.cap(1.0);
        cast.blur(w * 0.07 * soft, w * 0.035 * soft);
        let top = (base - w * 0.8).max(0.0) as usize;
        shade(canvas, light, top, |x, y| {
            let (c, n, s) = (
                sat(contact.at(x, y) * 1.3),
                sat(near.at(x, y) * 1.5),
                sat(cast.at(x, y)),
            );
            1.0 - (1.0 - sat(0.62 * tight) * c)
                * (1.0 - sat(0.50 * tight) * n)
                * (1.0 - sat(0.34 * long) * s)
        });
    }

    /// The mirror image on a polished or wet ground, fading out.
    pub fn reflect(&self, canvas: &mut Canvas, footing: &Footing) {
        let (w, h) = (self.bitmap.width, self.bitmap.height);
        // Each column mirrors about its own foot, so a round base leaves no gap.
        let feet: Vec<Option<usize>> = (0..w)
            .map(|i| {
                (0..h)
                    .rev()
                    .find(|j| self.bitmap.pixels[j * w + i][3] > 0.5)
            })
            .collect();
        let lowest = feet.iter().flatten().copied().max().unwrap_or(0);
        // Strong mirrors show more.
        let depth = h as f32 * (0.10 + 0.40 * footing.mirror).min(0.9);
        let top = (self.y + h as isize / 2).max(0) as usize;
        let canvas_width = canvas.width;
        canvas.par_rows_from(
            top,
            self.y.saturating_add_unsigned(h + depth as usize).max(0) as usize,
            |y, row| {
                for (i, foot) in feet.iter().enumerate() {
                    let Some(foot) = foot.filter(|f| lowest - f < h / 5) else {
                        continue;
                    };
                    let Some(x) = (self.x + i as isize)
                        .try_into()
                        .ok()
                        .filter(|x: &usize| *x < canvas_width)
                    else {
                        continue;
                    };
                    let below = y as isize - self.y - foot as isize;
                    let Some(source) = usize::try_from(below)
                        .ok()
                        .and_then(|d| foot.checked_sub(d))
                    else {
                        continue;
                    };
                    // Waves pull the image sideways, more the farther it is from its foot.
                    let away = below as f32;
                    let pull = sin_turns(away * 0.021 + 0.10 * sin_turns(away * 0.0073))
                        + 0.5 * sin_turns(away * 0.047 + i as f32 * 0.0011);
                    let pull = footing.sway * pull * sat(away / (0.12 * w as f32));
                    let i = (i as f32 + pull + 0.5).clamp(0.0, w as f32 - 1.0) as usize;
                    let p = self.bitmap.pixels[source * w + i];
                    let fade = sat(1.0 - below as f32 / depth);
                    let k = footing.mirror * fade * fade;
                    for c in 0..3 {
                        let v = &mut row[c * canvas_width + x];
                        *v = *v * (1.0 - p[3] * k) + p[c] * k;
                    }
                }
            },
        );
    }

    /// Hides the lowest `depth` pixels of every column that reaches the ground: what it stands on gives way.
    pub fn sunk(mut self, depth: f32) -> Self {
        let (w, h) = (self.bitmap.width, self.bitmap.height);
        let soft = 5.0;
        for i in 0..w {
            let pixels = &mut self.bitmap.pixels;
            let Some(foot) = (0..h).rev().find(|j| pixels[j * w + i][3] > 0.5) else {
                continue;
            };
            if h - foot > h / 5 {
                continue;
            }
            let from = foot.saturating_sub((depth + soft) as usize + 1);
            for j in from..h {
                let left = sat((foot as f32 - j as f32 - depth) / soft);
                let p = &mut pixels[j * w + i];
                *p = p.map(|v| v * left);
            }
        }
        self
    }

    /// Lays the product over the canvas; glass lets it through.
    pub fn draw(&self, canvas: &mut Canvas, light: &Lighting) {
        let (w, h) = (self.bitmap.width, self.bitmap.height);
        let (first, canvas_width) = (self.y.max(0) as usize, canvas.width);
        let last = self.y.saturating_add_unsigned(h).max(0) as usize;
        let left = self.x.max(0) as usize;
        let right = (self.x.saturating_add_unsigned(w).max(0) as usize).min(canvas_width);
        canvas.par_rows_from(first, last, |y, row| {
            let j = (y as isize - self.y) as usize;
            // The ground throws its colour on the lower part.
            let low = 0.05 + 0.13 * smoothstep(0.55, 1.0, j as f32 / h as f32);
            let tint = light.bounce.0.map(|b| light.level * mix(1.0, b, low));
            for x in left..right {
                let p = self.bitmap.pixels[j * w + (x as isize - self.x) as usize];
                for c in 0..3 {
                    let v = &mut row[c * canvas_width + x];
                    *v = *v * (1.0 - p[3]) + p[c] * tint[c];
                }
            }
        });
    }
}

/// Darkens the canvas toward the shade colour by `amount(x, y)`, from row `top` down.
fn shade(
    canvas: &mut Canvas,
    light: &Lighting,
    top: usize,
    amount: impl Fn(f32, f32) -> f32 + Sync,
) {
    let width = canvas.width;
    let height = canvas.height;
    canvas.par_rows_from(top, height, |y, row| {
        for x in 0..width {
            let a = amount(x as f32, y as f32) * light.depth;
            if a > 0.0 {
                for c in 0..3 {
                    let v = &mut row[c * width + x];
                    *v *= mix(1.0, light.shade.0[c], a);
                }
            }
        }
    });
}
