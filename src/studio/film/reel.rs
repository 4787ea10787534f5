//! A film before it is encoded: everything that is drawn once, and any frame of it.
//!
//! The first scene is the still come alive: the same plan, background and inks. Then the end card rises over it.

use rayon::prelude::*;

use super::super::compose::{AdSpec, Engine, Inks, Picture, Plan, ink, parts};
use super::super::paint::brush::Brush;
use super::super::paint::colour::{Light, contrast, luminance};
use super::super::paint::isa::Isa;
use super::super::paint::keepout::Rect;
use super::super::paint::motif::Motif;
use super::super::paint::num::{mix, sat};
use super::super::styles::Scene;
use super::FilmError;
use super::card::{Card, Ground};
use super::kernels;
use super::plate::{Camera, Columns, Rows, Staged};
use super::score;
use super::scrim::Scrim;
use super::sprite::{self, Posed, Sprite};
use super::yuv::Yuv;

/// How much smaller than in the plan the product is at first; it never gets larger, so it never meets the copy.
const STEP_BACK: f32 = 0.042;

/// Height of the curve of the end card's edge, and of the shadow that it casts, in pixels.
const ARC: f32 = 150.0;
const EDGE_SHADOW: f32 = 130.0;

/// Least contrast that copy keeps through the whole film, before rounding.
const WANTED: f32 = 4.6;

/// A film, ready to be looked at frame by frame.
#[derive(Debug)]
pub struct Reel {
    isa: Isa,
    size: (usize, usize),
    frames: u32,
    motif: Box<dyn Motif>,
    plan: Plan,
    inks: Inks,
    scrim: Scrim,
    product: Staged,
    anchor: [f32; 2],
    drift: f32,
    copy: Vec<Sprite>,
    headlines: usize,
    ground: Ground,
    card_product: Staged,
    card_anchor: [f32; 2],
    card_plan: Plan,
    card_inks: [Light; 2],
    card_copy: Vec<Sprite>,
}

/// What one thread needs to develop frames.
#[derive(Debug)]
pub struct Desk {
    /// A row of the end card, for the upper and the lower row of a pair.
    sheets: [Vec<f32>; 2],
    strips: Strips,
    sums: Vec<f32>,
}

/// Scratch for one row.
#[derive(Debug)]
struct Strips {
    body: Rows,
    shade: Rows,
    cover: Vec<f32>,
    shadow: Vec<f32>,
}

/// The moving layers of one scene at one moment.
struct Shot<'a> {
    product: &'a Staged,
    camera: Camera,
    body: Columns,
    shade: Columns,
    copy: Vec<Posed<'a>>,
}

impl Reel {
    /// Lays out the film of a still and draws everything that does not change. `frames` is its length: another length
    /// plays the same score faster or slower.
    ///
    /// # Errors
    /// As for the still, and when the copy would not stay readable.
    pub fn new(engine: &Engine, spec: &AdSpec<'_>, frames: u32) -> Result<Self, FilmError> {
        let parts::Parts {
            plan,
            inks,
            motif,
            lighting,
            ..
        } = parts::parts(engine, spec)?;
        let card = Card::new(&engine.faces, spec)?;
        let (product, card_product) = rayon::join(
            || Staged::new(spec, &plan.product, &lighting),
            || Staged::new(spec, &card.plan.product, &lighting),
        );
        let anchor = |plan: &Plan| {
            let rect = plan.product.rect;
            match spec.style.scene {
                Scene::Flat => rect.centre(),
                Scene::Standing | Scene::Situ => [rect.centre()[0], rect.bottom()],
            }
        };
        let lines = |plan: &Plan, copy, on_pill| {
            sprite::of_plan(&engine.faces, plan, spec.size, copy, on_pill)
        };
        let mut card_copy = lines(&card.plan, card.ink, card.on_pill);
        card_copy.extend(emblem(spec, &card.plan, card.ink, |_| card.behind));
        let mut reel = Self {
            isa: engine.isa,
            size: (spec.size.0 as usize, spec.size.1 as usize),
            frames: frames.max(1),
            motif,
            inks,
            scrim: Scrim::default(),
            anchor: anchor(&plan),
            drift: if spec.style.scene == Scene::Flat {
                -11.0
            } else {
                0.0
            },
            copy: lines(&plan, inks.copy, inks.on_pill),
            headlines: headlines(&plan),
            plan,
            product,
            ground: card.ground,
            card_product,
            card_anchor: anchor(&card.plan),
            card_copy,
            card_inks: [card.ink, card.on_pill],
            card_plan: card.plan,
        };
        reel.keep_readable()?;
        let mark = emblem(spec, &reel.plan, inks.copy, |rect| reel.behind(rect));
        reel.copy.extend(mark);
        Ok(reel)
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (usize, usize) {
        self.size
    }

    /// How many frames it has.
    pub fn frames(&self) -> u32 {
        self.frames
    }

    /// The plan of the first scene and its inks: the still's own, but for scrims that only the motion needed.
    pub fn first_scene(&self) -> (&Plan, &Inks) {
        (&self.plan, &self.inks)
    }

    /// The plan of the end card, the ink of its copy and the ink on its pill.
    pub fn end_card(&self) -> (&Plan, [Light; 2]) {
        (&self.card_plan, self.card_inks)
    }

    /// Room to develop frames in.
    pub fn desk(&self) -> Desk {
        let w = self.size.0;
        Desk {
            sheets: [vec![0.0; w * 3], vec![0.0; w * 3]],
            strips: Strips {
                body: Rows::default(),
                shade: Rows::default(),
                cover: vec![0.0; w],
                shadow: vec![0.0; w],
            },
            sums: vec![0.0; 2 * (w + 1)],
        }
    }

    /// The moment of a frame in the score.
    fn moment(&self, frame: u32) -> f32 {
        score::SECONDS * frame as f32 / self.frames as f32
    }

    /// Develops a frame.
    pub fn frame(&self, frame: u32, desk: &mut Desk, out: &mut Yuv) {
        let (w, h) = self.size;
        self.develop(frame, true, desk, |y, pair, sums| {
            for (i, row) in pair.into_iter().enumerate() {
                let y = y + i;
                kernels::luma(self.isa, y, row, &mut out.y[y * w..(y + 1) * w]);
            }
            let span = y / 2 * (w / 2)..(y / 2 + 1) * (w / 2);
            let chroma = [&mut out.u[span.clone()], &mut out.v[span]];
            kernels::chroma(self.isa, y / 2, pair, sums, chroma);
        });
        debug_assert!(out.width == w && out.height == h);
    }

    /// A frame as gamma-coded RGB bytes, with or without its copy: what is measured and looked at.
    pub fn rgb(&self, frame: u32, with_copy: bool, desk: &mut Desk) -> Vec<u8> {
        let (w, h) = self.size;
        let mut rgb = vec![0; w * h * 3];
        self.develop(frame, with_copy, desk, |y, pair, _| {
            for (i, row) in pair.into_iter().enumerate() {
                let out = &mut rgb[(y + i) * w * 3..(y + i + 1) * w * 3];
                for (x, px) in out.chunks_exact_mut(3).enumerate() {
                    for (c, v) in px.iter_mut().enumerate() {
                        *v = (row[c * w + x] * 255.0 + 0.5) as u8;
                    }
                }
            }
        });
        rgb
    }

    /// Makes every pair of gamma-coded rows of a frame, from the top.
    fn develop(
        &self,
        frame: u32,
        with_copy: bool,
        desk: &mut Desk,
        mut take: impl FnMut(usize, [&[f32]; 2], &mut [f32]) + Send + Sync,
    ) {
        let t = self.moment(frame);
        let wipe = score::wipe(t);
        let scene = (wipe < 1.0).then(|| self.scene(t, with_copy));
        let card = (wipe > 0.0).then(|| self.card(t, with_copy));
        let edge = self.size.1 as f32 + EDGE_SHADOW
            - wipe * (self.size.1 as f32 + EDGE_SHADOW + ARC + 4.0);
        let Desk {
            sheets: [first, second],
            strips,
            sums,
        } = desk;
        let (shots, (w, h)) = ([scene.as_ref(), card.as_ref()], self.size);
        // Rows are finished while they are fresh from the brush: a whole frame of light would not stay near the processor.
        let mut finish = |top: usize, rows: &mut [f32]| {
            for (y, pair) in (top..).step_by(2).zip(rows.chunks_exact_mut(w * 6)) {
                let (upper, lower) = pair.split_at_mut(w * 3);
                let upper = self.row(y, edge, shots, [upper, first], strips);
                let lower = self.row(y + 1, edge, shots, [lower, second], strips);
                take(y, [upper, lower], sums);
            }
        };
        if scene.is_some() {
            let time = frame as f32 / self.frames as f32;
            let mut brush = Brush::passing(w, h, 1.0, &mut finish);
            self.motif.paint(self.isa, &mut brush, time);
            return;
        }
        let mut bare = vec![0.0; w * 6];
        for y in (0..h).step_by(2) {
            finish(y, &mut bare);
        }
    }

    /// Finishes a row and tells where: in the painted row, or in the end card's where that covers it whole.
    fn row<'r>(
        &self,
        y: usize,
        edge: f32,
        [scene, card]: [Option<&Shot<'_>>; 2],
        [painted, sheet]: [&'r mut [f32]; 2],
        strips: &mut Strips,
    ) -> &'r [f32] {
        // The edge is a curve whose middle leads.
        let above = edge - y as f32;
        let is_covered = scene.is_none() || above + ARC < -1.0;
        if let Some(shot) = scene.filter(|_| !is_covered) {
            self.shoot(shot, y, painted, strips, Some(&self.scrim));
        }
        let Some(shot) = card.filter(|_| is_covered || above < EDGE_SHADOW) else {
            return painted;
        };
        self.lay_ground(y, sheet);
        self.shoot(shot, y, sheet, strips, None);
        if is_covered {
            return sheet;
        }
        self.edge(above, strips);
        kernels::wipe(self.isa, painted, sheet, &strips.cover, &strips.shadow);
        painted
    }

    /// Lays shadow, product and copy on a row of light and develops it.
    fn shoot(
        &self,
        shot: &Shot<'_>,
        y: usize,
        row: &mut [f32],
        strips: &mut Strips,
        scrim: Option<&Scrim>,
    ) {
        let w = self.size.0;
        let (r, gb) = row.split_at_mut(w);
        let (g, b) = gb.split_at_mut(w);
        let shadow = &shot.product.shadow;
        if let Some((at, [amount, ..])) =
            shadow.row(self.isa, &shot.camera, &shot.shade, y, &mut strips.shade)
        {
            let channels = [&mut r[at.clone()], &mut g[at.clone()], &mut b[at]];
            kernels::shade(self.isa, channels, amount, shot.product.shade.0);
        }
        let body = &shot.product.body;
        if let Some((at, layer)) = body.row(self.isa, &shot.camera, &shot.body, y, &mut strips.body)
        {
            let channels = [&mut r[at.clone()], &mut g[at.clone()], &mut b[at]];
            kernels::over(self.isa, channels, layer);
        }
        if let Some(amount) = scrim.and_then(|scrim| scrim.row(y)) {
            kernels::veil(self.isa, [r, g, b], amount, self.inks.veil.0);
        }
        kernels::develop(self.isa, row);
        for sprite in &shot.copy {
            sprite.draw(self.isa, y, row);
        }
    }

    /// How the end card's edge lies over a row whose distance above the edge's middle is `above`.
    fn edge(&self, above: f32, strips: &mut Strips) {
        let half = self.size.0 as f32 * 0.5;
        for (x, (cover, shadow)) in strips.cover.iter_mut().zip(&mut strips.shadow).enumerate() {
            let u = (x as f32 + 0.5 - half) / half;
            let above = above + ARC * u * u;
            *cover = sat(0.5 - above);
            let near = sat(1.0 - above / EDGE_SHADOW);
            *shadow = 0.20 * near * near * near;
        }
    }

    fn lay_ground(&self, y: usize, row: &mut [f32]) {
        let v = y as f32 / self.size.1 as f32;
        let (top, bottom) = (self.ground.top.0, self.ground.bottom.0);
        let base = [0, 1, 2].map(|c| mix(top[c], bottom[c], v));
        let dy = (y as f32 - self.ground.centre[1]) * (1.0 / 1100.0);
        let glow = self.ground.glow.0;
        kernels::ground(
            self.isa,
            row,
            base,
            glow,
            self.ground.centre[0],
            dy * dy * 1.0,
        );
    }

    fn scene(&self, t: f32, with_copy: bool) -> Shot<'_> {
        let left = 1.0 - score::push(t);
        let camera = Camera {
            scale: 1.0 - STEP_BACK * left,
            anchor: self.anchor,
            shift: [self.drift * left, 0.0],
        };
        let posed = |sprite: &'_ &Sprite| score::copy(t, sprite.part, sprite.line, self.headlines);
        self.shot(&self.product, camera, &self.copy, with_copy, |s| posed(&s))
    }

    fn card(&self, t: f32, with_copy: bool) -> Shot<'_> {
        let camera = Camera {
            scale: 0.975 + 0.025 * score::breath(t),
            anchor: self.card_anchor,
            shift: [0.0, score::arrival(t) * self.size.1 as f32 * 0.62],
        };
        let pose = |sprite: &Sprite| score::card(t, sprite.part);
        self.shot(&self.card_product, camera, &self.card_copy, with_copy, pose)
    }

    fn shot<'a>(
        &self,
        product: &'a Staged,
        camera: Camera,
        copy: &'a [Sprite],
        with_copy: bool,
        pose: impl Fn(&Sprite) -> score::Pose,
    ) -> Shot<'a> {
        Shot {
            product,
            camera,
            body: product.body.columns(&camera, self.size.0),
            shade: product.shadow.columns(&camera, self.size.0),
            copy: copy
                .iter()
                .filter(|_| with_copy)
                .filter_map(|sprite| sprite.posed(pose(sprite)))
                .collect(),
        }
    }

    /// Looks at moments at which the copy rests and strengthens the scrim until it reads at all of them.
    fn keep_readable(&mut self) -> Result<(), FilmError> {
        let moments = self.at_rest();
        loop {
            self.scrim = Scrim::new(&self.plan.copy_hulls(), self.size, self.inks.veils);
            let reel = &*self;
            let least = rayon_least(&moments, |share| {
                let frame = (share * reel.frames as f32) as u32;
                reel.least_contrast(frame, &mut reel.desk())
            });
            if least >= WANTED {
                return Ok(());
            }
            if self.inks.veils >= 4 {
                return Err(super::super::compose::ComposeError::Unreadable.into());
            }
            self.inks.veils += 1;
        }
    }

    /// Moments at which the copy rests, as shares of the film.
    fn at_rest(&self) -> [f32; 3] {
        let rest = score::rests_from(self.headlines) / score::SECONDS;
        let end = score::WIPE.0 / score::SECONDS;
        [rest, (rest + end) * 0.5, end]
    }

    /// The darkest and the brightest luminance behind a place of the first scene while the copy rests.
    fn behind(&self, rect: &Rect) -> (f32, f32) {
        let seen = self.at_rest().into_par_iter().map(|share| {
            let frame = (share * self.frames as f32) as u32;
            let picture = Picture {
                width: self.size.0,
                height: self.size.1,
                rgb: self.rgb(frame, false, &mut self.desk()),
            };
            picture.extremes(rect)
        });
        seen.reduce(|| (1.0, 0.0), |a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The least contrast of the first scene's copy against the pixels behind it in a frame.
    pub fn least_contrast(&self, frame: u32, desk: &mut Desk) -> f32 {
        let w = self.size.0;
        let boxes = ink::copy_boxes(&self.plan);
        let ink = self.inks.copy.luminance();
        let mut least = f32::MAX;
        self.develop(frame, false, desk, |y, pair, _| {
            for (i, row) in pair.into_iter().enumerate() {
                let y = (y + i) as f32;
                for rect in boxes.iter().filter(|r| r.y <= y && y <= r.bottom()) {
                    for x in rect.x.max(0.0) as usize..(rect.right() as usize).min(w) {
                        let px = [0, 1, 2].map(|c| (row[c * w + x] * 255.0 + 0.5) as u8);
                        least = least.min(contrast(ink, luminance(px)));
                    }
                }
            }
        });
        least
    }
}

/// The logo of a plan, if there is one, dressed for what is behind it.
fn emblem(
    spec: &AdSpec<'_>,
    plan: &Plan,
    ink: Light,
    behind: impl Fn(&Rect) -> (f32, f32),
) -> Option<Sprite> {
    let (logo, rect) = (spec.logo?, plan.logo?);
    Some(sprite::emblem(
        &logo.dressed(&rect, behind(&rect), ink),
        &rect,
    ))
}

fn rayon_least(moments: &[f32; 3], work: impl Fn(f32) -> f32 + Sync) -> f32 {
    let [a, b, c] = *moments;
    let (a, (b, c)) = rayon::join(|| work(a), || rayon::join(|| work(b), || work(c)));
    a.min(b).min(c)
}

fn headlines(plan: &Plan) -> usize {
    let is_headline = |line: &&_| {
        let line: &super::super::compose::block::Line = line;
        line.part == super::super::compose::Part::Headline
    };
    plan.lines.iter().filter(is_headline).count()
}
