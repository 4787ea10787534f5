//! What motifs paint with: every row of a picture once, in bands, wherever they go: into a canvas, or on to whoever
//! finishes them while they are still in the processor's own memory.

use rayon::prelude::*;

use super::canvas::place;
use super::num::max;

/// Rows that one task handles.
pub const BAND: usize = 16;

/// Takes the first row of a band and its rows, once they are painted.
pub type Pass<'a> = &'a mut (dyn FnMut(usize, &mut [f32]) + Send + Sync);

/// Paints each row of a picture once. A row holds its reds, greens, then blues, `3 * width` values of light.
pub struct Brush<'a> {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Pixels of the finished picture per pixel that is painted: 1 for stills, more for previews and drafts.
    pub step: f32,
    rows: Rows<'a>,
}

/// Where painted rows go.
enum Rows<'a> {
    Kept(&'a mut [f32]),
    Passed(Vec<f32>, Pass<'a>),
}

impl std::fmt::Debug for Brush<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Brush {}x{} / {}", self.width, self.height, self.step)
    }
}

impl<'a> Brush<'a> {
    /// A brush whose rows are kept: all of a picture's, from the top.
    pub(super) fn keeping(width: usize, height: usize, step: f32, rows: &'a mut [f32]) -> Self {
        Self {
            width,
            height,
            step,
            rows: Rows::Kept(rows),
        }
    }

    /// A brush that keeps nothing: it paints on one thread from the top down, and each band of rows goes to `pass`. Bands
    /// begin at even rows.
    pub fn passing(width: usize, height: usize, step: f32, pass: Pass<'a>) -> Self {
        Self {
            width,
            height,
            step,
            rows: Rows::Passed(Vec::new(), pass),
        }
    }

    /// Where the centre of pixel `i` (a column or a row) lies in the finished picture.
    #[inline(always)]
    pub fn place(&self, i: usize) -> f32 {
        place(i, self.step)
    }

    /// Runs `paint(y, row)` for every row, bands in parallel.
    pub fn par_rows(&mut self, paint: impl Fn(usize, &mut [f32]) + Sync) {
        self.par_rows_with(|| (), |(), y, row| paint(y, row));
    }

    /// As [`Self::par_rows`], with scratch space that is made once for many rows: `paint(scratch, y, row)`.
    pub fn par_rows_with<S: Send>(
        &mut self,
        make: impl Fn() -> S + Sync + Send,
        paint: impl Fn(&mut S, usize, &mut [f32]) + Sync + Send,
    ) {
        let stride = self.width * 3;
        if stride == 0 {
            return;
        }
        let band = |scratch: &mut S, top: usize, rows: &mut [f32]| {
            for (y, row) in (top..).zip(rows.chunks_exact_mut(stride)) {
                paint(scratch, y, row);
            }
        };
        match &mut self.rows {
            Rows::Kept(rows) => rows
                .par_chunks_mut(stride * BAND)
                .enumerate()
                .for_each_init(make, |scratch, (i, rows)| band(scratch, i * BAND, rows)),
            Rows::Passed(room, pass) => {
                let mut scratch = make();
                pass_on(room, pass, [stride, self.height, BAND], |top, rows| {
                    band(&mut scratch, top, rows);
                });
            }
        }
    }

    /// Runs `paint(y, rows)` for bands of `height` rows, an even number, from the top, in parallel; `y` is the band's first
    /// row.
    pub fn par_bands(&mut self, height: usize, paint: impl Fn(usize, &mut [f32]) + Sync) {
        let stride = self.width * 3;
        let height = height.next_multiple_of(2).max(2);
        if stride == 0 {
            return;
        }
        match &mut self.rows {
            Rows::Kept(rows) => rows
                .par_chunks_mut(stride * height)
                .enumerate()
                .for_each(|(band, rows)| paint(band * height, rows)),
            Rows::Passed(room, pass) => pass_on(room, pass, [stride, self.height, height], paint),
        }
    }

    /// What each band of rows that [`Self::par_rows`] paints at a time has to show: `span` tells where a thing's middle lies
    /// and how far it reaches up and down, in pixels of the finished picture.
    pub fn by_band<T: Clone>(&self, things: &[T], span: impl Fn(&T) -> [f32; 2]) -> Vec<Vec<T>> {
        let mut bands = vec![Vec::new(); self.height.div_ceil(BAND)];
        for thing in things {
            let [middle, reach] = span(thing);
            let [first, last] =
                [middle - reach, middle + reach].map(|y| max(y / self.step, 0.0) as usize / BAND);
            for band in bands.iter_mut().take(last + 1).skip(first) {
                band.push(thing.clone());
            }
        }
        bands
    }
}

/// Paints bands one after the other and passes them on. Sizes: of a row, of the picture in rows, of a band in rows.
fn pass_on(
    room: &mut Vec<f32>,
    pass: &mut Pass<'_>,
    [stride, rows, band]: [usize; 3],
    mut paint: impl FnMut(usize, &mut [f32]),
) {
    room.resize(stride * band, 0.0);
    for top in (0..rows).step_by(band) {
        let rows = &mut room[..stride * band.min(rows - top)];
        paint(top, rows);
        pass(top, rows);
    }
}
